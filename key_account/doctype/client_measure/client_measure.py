from key_account.permissions.rows import Row


class ClientMeasure(Row):
	pass
