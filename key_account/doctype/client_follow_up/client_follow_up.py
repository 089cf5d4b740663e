from key_account.table_rows import TableRow


class ClientFollowup(TableRow):
	pass
