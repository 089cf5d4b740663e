from key_account.permissions.rows import Row


class BonusPlanItemGroup(Row):
	"""The category that an item group, and what lies below it, belongs to."""
