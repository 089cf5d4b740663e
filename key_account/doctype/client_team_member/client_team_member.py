from key_account.table_rows import TableRow


class ClientTeamMember(TableRow):
	pass
