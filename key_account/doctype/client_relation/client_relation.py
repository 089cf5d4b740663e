from key_account.permissions.rows import Row


class ClientRelation(Row):
	pass
