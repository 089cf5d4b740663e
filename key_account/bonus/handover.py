"""Money of deals that somebody closed before handing their clients over (clients.md, Handover).

What is collected from the day of the handover on, for invoices dated before it, is shared between who handed over and
who took over. Invoices dated later have the successor in their sales team, and need no rule.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from key_account.bonus.money import HUNDRED, ZERO
from key_account.bonus.receipts import Team


@dataclass(frozen=True, slots=True)
class Handover:
	"""One client, or one invoice, that went from one salesperson to another.

	name           of the document; of one handover, its word on an invoice goes before that on the client
	customer       the client
	invoice        the invoice that has a successor of its own, or None for all of the client's
	effective      the day from which money goes to the successor
	share          of it in per cent; the rest stays with `from_person`
	was_manager    `from_person` was the client's account manager, to whom falls what sales teams leave
	"""

	name: str
	customer: str
	invoice: str | None
	from_person: str
	to_person: str
	effective: dt.date
	share: Decimal = HUNDRED
	was_manager: bool = False


class Handovers:
	"""All handovers of a company's clients, for looking up those of a receipt."""

	def __init__(self, handovers: Iterable[Handover]) -> None:
		self._of_invoice: dict[str, list[Handover]] = {}
		self._of_customer: dict[str, list[Handover]] = {}
		for handover in sorted(handovers, key=lambda found: (found.effective, found.name)):
			if handover.invoice:
				self._of_invoice.setdefault(handover.invoice, []).append(handover)
			else:
				self._of_customer.setdefault(handover.customer, []).append(handover)

	def of(self, invoice: str, customer: str) -> Sequence[Handover]:
		"""Those that may touch an invoice, in order of time."""
		own = self._of_invoice.get(invoice)
		general = self._of_customer.get(customer, ())
		if not own:
			return general
		named = {handover.name for handover in own}
		both = [*own, *(handover for handover in general if handover.name not in named)]
		return sorted(both, key=lambda found: (found.effective, found.name))

	def manager_on(self, day: dt.date, customer: str, manager: str | None) -> str | None:
		"""Who the account manager of a client was on a day, where it is `manager` now."""
		for handover in reversed(self._of_customer.get(customer, ())):
			if handover.was_manager and handover.effective > day and handover.to_person == manager:
				manager = handover.from_person
		return manager

	def shared(
		self,
		team: Team,
		manager: str | None,
		*,
		invoice: str,
		customer: str,
		invoice_day: dt.date,
		day: dt.date,
	) -> tuple[Team, str | None]:
		"""Team and account manager by which a receipt is shared.

		The deal is of the team, and of the account manager, that it had on the invoice's day. Each handover between
		that day and the receipt's moves the part of who handed over, as far as it goes to the successor.

		team      the invoice's own
		manager   the client's account manager now
		day       of the receipt
		"""
		manager = self.manager_on(invoice_day, customer, manager)
		between = [
			handover for handover in self.of(invoice, customer) if invoice_day < handover.effective <= day
		]
		if not between:
			return team, manager
		left = HUNDRED - sum((percent for _, percent in team), ZERO)
		if manager and left > 0:
			team = (*team, (manager, left))
		for handover in between:
			team = moved(team, handover.from_person, handover.to_person, handover.share)
		return team, manager


def moved(team: Team, from_person: str, to_person: str, share: Decimal = HUNDRED) -> Team:
	"""A team in which `share` per cent of somebody's part is another's; its percentages add up to what they did.

	returns    each person once, in the order of their first row; who is left with nothing is not in it
	"""
	parts: dict[str, Decimal] = {}
	for person, percent in team:
		parts[person] = parts.get(person, ZERO) + percent
	if from_person in parts and from_person != to_person:
		goes = parts[from_person] * share / HUNDRED
		if goes:
			parts[from_person] -= goes
			parts[to_person] = parts.get(to_person, ZERO) + goes
	return tuple((person, percent) for person, percent in parts.items() if percent)
