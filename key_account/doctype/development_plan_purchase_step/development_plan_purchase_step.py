from key_account.permissions.rows import Row


class DevelopmentPlanPurchaseStep(Row):
	pass
