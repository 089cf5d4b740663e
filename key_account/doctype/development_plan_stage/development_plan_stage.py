from key_account.table_rows import TableRow


class DevelopmentPlanStage(TableRow):
	pass
