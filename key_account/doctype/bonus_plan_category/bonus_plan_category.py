from key_account.table_rows import TableRow


class BonusPlanCategory(TableRow):
	"""Bonus category of a plan: whether it counts toward the target and at which rate it pays."""
