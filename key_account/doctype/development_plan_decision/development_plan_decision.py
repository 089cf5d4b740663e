from key_account.table_rows import TableRow


class DevelopmentPlanDecision(TableRow):
	pass
