from key_account.table_rows import TableRow


class ClientHealthWeight(TableRow):
	pass
