from key_account.table_rows import TableRow


class ClientArchiveQuestion(TableRow):
	pass
