from key_account.table_rows import TableRow


class ClientHandoverTask(TableRow):
	pass
