from key_account.table_rows import TableRow


class BonusPlanTarget(TableRow):
	"""A quarterly target that goes before the one set on the Sales Person."""
