from key_account.table_rows import TableRow


class ClientHandoverDocument(TableRow):
	pass
