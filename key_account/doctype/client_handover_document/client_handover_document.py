from key_account.permissions.rows import Row


class ClientHandoverDocument(Row):
	pass
