from key_account.permissions.rows import Row


class DevelopmentPlanVisit(Row):
	pass
