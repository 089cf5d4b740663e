from key_account.table_rows import TableRow


class ClientCompetitor(TableRow):
	pass
