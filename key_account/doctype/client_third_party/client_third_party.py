from key_account.clients.rated import Rated


class ClientThirdParty(Rated):
	pass
