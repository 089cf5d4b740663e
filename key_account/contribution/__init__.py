"""The contribution split of an order: whose deal it is, in per cent (ERPNext's Sales Team).

What the bonus pays is shared by it (bonus/sharing.py); a team that is empty leaves all to the account manager.
"""

from collections.abc import Iterable
from decimal import Decimal

from key_account.errors import DomainError
from key_account.marks import N_

HUNDRED = Decimal(100)
#: Three thirds of 33.333 are a whole.
TOLERANCE = Decimal("0.01")


class ContributionError(DomainError):
	"""A split that shares out something else than one deal."""


def check_split(shares: Iterable[tuple[str, Decimal]]) -> None:
	"""Check a team, if there is one: each person once, with 0 to 100 %, together 100 %.

	shares     (salesperson, per cent)
	raises     ContributionError that names the salesperson
	"""
	shares = list(shares)
	seen: set[str] = set()
	for person, percent in shares:
		if person in seen:
			raise ContributionError(
				N_("{person} stands in the sales team twice; put the contributions into one row."),
				person=person,
			)
		seen.add(person)
		if not 0 <= percent <= HUNDRED:
			raise ContributionError(
				N_("{person} has {percent:f} % of the sales team; give each a share from 0 to 100 %."),
				person=person,
				percent=percent.normalize(),
			)
	whole = sum((percent for _person, percent in shares), Decimal(0))
	if shares and abs(whole - HUNDRED) > TOLERANCE:
		raise ContributionError(
			N_("The sales team adds up to {percent:f} %; correct the contributions to 100 %."),
			percent=whole.normalize(),
		)
