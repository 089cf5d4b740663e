from key_account.permissions.rows import Row


class DevelopmentPlanDecision(Row):
	pass
