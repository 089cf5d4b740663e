from key_account.permissions.rows import Row


class BonusPlanCategory(Row):
	"""Bonus category of a plan: whether it counts toward the target and at which rate it pays."""
