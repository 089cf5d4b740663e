from key_account.permissions.rows import Row


class ClientArchiveQuestion(Row):
	pass
