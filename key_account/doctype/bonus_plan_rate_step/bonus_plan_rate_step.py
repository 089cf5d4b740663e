from key_account.table_rows import TableRow


class BonusPlanRateStep(TableRow):
	"""The plan rate from an attainment on."""
