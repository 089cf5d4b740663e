from key_account.table_rows import TableRow


class KeyAccountSettingsAccount(TableRow):
	"""An account in one of the lists of Key Account Settings."""
