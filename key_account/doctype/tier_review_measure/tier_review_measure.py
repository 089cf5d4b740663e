from key_account.table_rows import TableRow


class TierReviewMeasure(TableRow):
	pass
