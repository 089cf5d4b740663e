from key_account.table_rows import TableRow


class OpeningBonusShortfall(TableRow):
	"""A quarter from before the app that stayed below its base."""
