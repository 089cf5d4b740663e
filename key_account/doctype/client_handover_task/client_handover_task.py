from key_account.permissions.rows import Row


class ClientHandoverTask(Row):
	pass
