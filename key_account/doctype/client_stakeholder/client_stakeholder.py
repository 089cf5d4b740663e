from key_account.table_rows import TableRow


class ClientStakeholder(TableRow):
	pass
