from key_account.permissions.rows import Row


class DevelopmentPlanStage(Row):
	pass
