from key_account.permissions.rows import Row


class TierReviewMeasure(Row):
	pass
