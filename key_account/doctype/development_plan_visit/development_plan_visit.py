from key_account.table_rows import TableRow


class DevelopmentPlanVisit(TableRow):
	pass
