from key_account.table_rows import TableRow


class BonusPlanItemGroup(TableRow):
	"""The category that an item group, and what lies below it, belongs to."""
