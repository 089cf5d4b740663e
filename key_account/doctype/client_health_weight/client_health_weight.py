from key_account.permissions.rows import Row


class ClientHealthWeight(Row):
	pass
