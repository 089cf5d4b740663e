from key_account.permissions.rows import Row


class ClientStakeholder(Row):
	pass
