from key_account.clients.rated import Rated


class ClientCompetitor(Rated):
	pass
