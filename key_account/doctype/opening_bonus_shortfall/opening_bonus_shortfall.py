from key_account.permissions.rows import Row


class OpeningBonusShortfall(Row):
	"""A quarter from before the app that stayed below its base."""
