from key_account.permissions.rows import Row


class ClientFollowup(Row):
	pass
