from key_account.permissions.rows import Row


class BonusPlanRateStep(Row):
	"""The plan rate from an attainment on."""
