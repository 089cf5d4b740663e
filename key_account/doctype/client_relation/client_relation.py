from key_account.clients.rated import Rated


class ClientRelation(Rated):
	pass
