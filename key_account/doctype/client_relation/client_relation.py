from key_account.table_rows import TableRow


class ClientRelation(TableRow):
	pass
