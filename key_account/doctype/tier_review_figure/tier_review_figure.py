from key_account.permissions.rows import Row


class TierReviewFigure(Row):
	pass
