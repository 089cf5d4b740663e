from key_account.table_rows import TableRow


class TierReviewFigure(TableRow):
	pass
