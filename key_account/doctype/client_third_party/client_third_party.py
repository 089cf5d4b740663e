from key_account.table_rows import TableRow


class ClientThirdParty(TableRow):
	pass
