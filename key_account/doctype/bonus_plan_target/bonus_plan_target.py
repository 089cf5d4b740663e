from key_account.permissions.rows import Row


class BonusPlanTarget(Row):
	"""A quarterly target that goes before the one set on the Sales Person."""
