from key_account.table_rows import TableRow


class DevelopmentPlanPurchaseStep(TableRow):
	pass
