from key_account.permissions.rows import Row


class ClientCompetitor(Row):
	pass
