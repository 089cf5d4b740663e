from key_account.table_rows import TableRow


class ClientMeasure(TableRow):
	pass
