from key_account.permissions.rows import Row


class KeyAccountSettingsAccount(Row):
	"""An account in one of the lists of Key Account Settings."""
