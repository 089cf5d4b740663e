from key_account.clients.rated import Rated


class ClientStakeholder(Rated):
	pass
