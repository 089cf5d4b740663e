from key_account.permissions.rows import Row


class ClientThirdParty(Row):
	pass
