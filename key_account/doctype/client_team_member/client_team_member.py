from key_account.permissions.rows import Row


class ClientTeamMember(Row):
	pass
