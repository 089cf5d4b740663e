"""One receipt: money collected on one invoice by one voucher, and what becomes of it (bonus.md section 1)."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import gcd
from typing import NoReturn

from key_account.bonus.errors import TeamError
from key_account.bonus.money import (
	HUNDRED,
	ONE,
	ZERO,
	apportion_units,
	smallest_unit,
	to_units,
	to_weight,
)
from key_account.bonus.plan import GROSS_PROFIT, Category, Plan
from key_account.marks import N_


class Reason(str, Enum):
	"""Why money of the ledger is not credited. Every cent has one of these or a salesperson."""

	NO_CASH = N_("No cash in it")
	TAX = N_("Tax")
	BILL_NOT_CASHED = N_("Bill not cashed")
	COST = N_("Cost of the line")
	NOT_REGISTERED = N_("Not registered")
	NO_SALESPERSON = N_("No salesperson")
	NO_TARGET = N_("No target")
	OUTSIDE_PLAN = N_("Outside the plan")

	# Equal texts have equal hashes; Enum's own hash would be of the name, and slow.
	__hash__ = str.__hash__


# Lines, receipts and parts are values that nobody changes; they are not frozen because they are made by the
# million, and making a frozen one takes several times as long.
@dataclass(slots=True)
class Line:
	"""What is left of an invoice's lines of one item group, by which its receipts are shared.

	All in company currency: `net` is the base net amount, `cost` what the lines cost us (used where the
	category pays on gross profit), `standard` their standard quote (0 where none was given).
	"""

	item_group: str
	net: Decimal
	cost: Decimal = ZERO
	standard: Decimal = ZERO


Team = tuple[tuple[str, Decimal], ...]


@dataclass(slots=True)
class Receipt:
	"""Money of one invoice moved by one voucher on one day. Amounts in company currency, refunds negative.

	day              the day it counts on (ledger.md, Day)
	voucher_type     "Payment Entry", "Journal Entry", or "Sales Invoice" for point of sale
	invoice          the Sales Invoice the ledger row is against; may be a return
	original         that invoice, or for a return the invoice it returns
	amount           what the ledger moved
	cash_factor      share of it that was cash (K); cash = amount × K
	net_ratio        net of tax ÷ gross (R)
	net              cash × R, rounded to the currency
	team             sales persons and their percentages; what they leave falls to account_manager
	deal_date        first order of the deal, else the invoice's date
	registered_on    since when the client is a registered key account, or None
	held             a reason that keeps the whole receipt from counting yet, or None
	"""

	day: dt.date
	voucher_type: str
	voucher_no: str
	invoice: str
	original: str
	customer: str
	amount: Decimal
	cash_factor: Decimal
	cash: Decimal
	net_ratio: Decimal
	net: Decimal
	lines: tuple[Line, ...]
	team: Team
	account_manager: str | None
	deal_date: dt.date
	registered_on: dt.date | None
	held: Reason | None = None

	@property
	def tax(self) -> Decimal:
		return self.cash - self.net

	@property
	def non_cash(self) -> Decimal:
		return self.amount - self.cash


@dataclass(slots=True)
class Part:
	"""A share of a receipt: credited to `sales_person` in `category`, or unpaid for `reason`.

	line_share and split are the two factors of bonus.md section 1; `allocated` marks money moved to this
	category because it was sold below its standard quote (划拨), which earns the plan rate.
	"""

	amount: Decimal
	sales_person: str | None = None
	category: Category | None = None
	reason: Reason | None = None
	line_share: Decimal = ONE
	split: Decimal = ONE
	allocated: bool = False

	@property
	def own_rate(self) -> Decimal | None:
		"""The rate of its category's own that it earns, or None for the plan rate."""
		return None if self.category is None else earned_rate(self.category, self.allocated)


def earned_rate(category: Category, allocated: bool) -> Decimal | None:
	"""The category's own rate, or None for the plan rate, which money moved to it (划拨) earns."""
	return None if allocated else category.rate


@dataclass(frozen=True, slots=True)
class Rules:
	"""What of a plan and its surroundings decides on a receipt.

	categories   item group -> Category (Plan.category_map)
	go_live      deals ordered before it need no registration, or None
	payable      sales persons who have a target in the quarter or need none; None for everybody
	precision    decimals of the company's currency
	"""

	plan: Plan
	categories: Mapping[str, Category]
	go_live: dt.date | None = None
	payable: Collection[str] | None = None
	precision: int = 2

	def category_of(self, item_group: str) -> Category:
		return self.categories.get(item_group) or self.plan.categories()[self.plan.default_category]

	def is_registered(self, receipt: Receipt) -> bool:
		"""Registered deals only: approved on or before the day of the deal, or ordered before go-live."""
		if not self.plan.registered_only:
			return True
		if self.go_live is not None and receipt.deal_date < self.go_live:
			return True
		return receipt.registered_on is not None and receipt.registered_on <= receipt.deal_date


def split_receipt(receipt: Receipt, rules: Rules) -> list[Part]:
	"""Every part of a receipt; their amounts add up to `receipt.amount` exactly.

	raises     TeamError where the invoice's sales team shares out more than 100 %, or a negative share
	"""
	parts = [Part(amount, reason=reason) for reason, amount in unshared(receipt)]
	if receipt.net and not receipt.held:
		parts.extend(_net_parts(receipt, rules))
	return parts


def unshared(receipt: Receipt) -> list[tuple[Reason, Decimal]]:
	"""What of a receipt is left out before its net is shared: non-cash, tax, all cash of one that is held."""
	found = []
	if receipt.cash != receipt.amount:
		found.append((Reason.NO_CASH, receipt.non_cash))
	if receipt.held:
		if receipt.cash:
			found.append((receipt.held, receipt.cash))
	elif receipt.net != receipt.cash:
		found.append((Reason.TAX, receipt.tax))
	return found


NetShare = tuple[int, str | None, Category, Reason | None, bool, Decimal, Decimal]


def net_shares(receipt: Receipt, rules: Rules) -> Iterator[NetShare]:
	"""How a receipt's net amount is shared, in plain values: millions of them are made.

	yields     (units, sales person, category, reason, allocated, line weight, percent); units add up to the net
	raises     TeamError as `split_receipt`
	"""
	shares = line_shares(receipt.lines, rules)
	people = team_shares(receipt.team, receipt.account_manager, receipt.original)
	unpaid = None if rules.is_registered(receipt) else Reason.NOT_REGISTERED
	line_weights = [to_weight(share[3]) for share in shares]
	weights = [line_weight * person[2] for line_weight in line_weights for person in people]
	units = iter(apportion_units(to_units(receipt.net, rules.precision), weights))
	for category, reason, allocated, weight in shares:
		for person, percent, _ in people:
			yield (
				next(units),
				person,
				category,
				reason or unpaid or _reason_of(person, category, rules),
				allocated,
				weight,
				percent,
			)


def _net_parts(receipt: Receipt, rules: Rules) -> Iterator[Part]:
	unit = smallest_unit(rules.precision)
	shares = list(net_shares(receipt, rules))
	whole = sum(weight * percent for *_, weight, percent in shares) / HUNDRED
	for units, person, category, reason, allocated, weight, percent in shares:
		if units:
			yield Part(units * unit, person, category, reason, weight / whole, percent / HUNDRED, allocated)


def _reason_of(person: str | None, category: Category, rules: Rules) -> Reason | None:
	if person is None:
		return Reason.NO_SALESPERSON
	if not category.pays:
		return Reason.OUTSIDE_PLAN
	if rules.payable is not None and person not in rules.payable:
		return Reason.NO_TARGET
	return None


LineShare = tuple[Category, Reason | None, bool, Decimal]


def line_shares(lines: tuple[Line, ...], rules: Rules) -> list[LineShare]:
	"""Shares of an invoice by category: (category, reason it is unpaid, allocated, weight).

	Lines of one category are added up; on gross profit the cost is split off; a gap below the standard
	quote is moved between categories (划拨), never more than there is to move.
	"""
	return _plain_line_shares(lines, rules) or _moved_line_shares(lines, rules)


def _plain_line_shares(lines: tuple[Line, ...], rules: Rules) -> list[LineShare] | None:
	"""Shares where no cost is split off and nothing is moved, as on most invoices; else None."""
	nets: dict[str, Decimal] = {}
	categories: dict[str, Category] = {}
	for line in lines:
		category = rules.category_of(line.item_group)
		if line.standard or category.basis == GROSS_PROFIT:
			return None
		name = category.name
		categories[name] = category
		nets[name] = nets[name] + line.net if name in nets else line.net
	if not sum(nets.values()):
		return None
	return [(categories[name], None, False, net) for name, net in nets.items() if net]


def _moved_line_shares(lines: tuple[Line, ...], rules: Rules) -> list[LineShare]:
	totals: dict[str, Line] = {}
	for line in lines:
		name = rules.category_of(line.item_group).name
		before = totals.get(name)
		standard = line.standard or line.net
		totals[name] = (
			replace(
				before,
				net=before.net + line.net,
				cost=before.cost + capped_cost(line.cost, line.net),
				standard=before.standard + standard,
			)
			if before
			else Line(name, line.net, capped_cost(line.cost, line.net), standard)
		)
	moved = _standard_gaps(totals, rules)
	categories = rules.plan.categories()
	shares: list[LineShare] = []
	for name, line in totals.items():
		category = categories[name]
		net = line.net - sum(gap for source, gap in moved.values() if source == name)
		if category.basis == GROSS_PROFIT:
			cost = capped_cost(line.cost, net)
			if cost:
				shares.append((category, Reason.COST, False, cost))
			net -= cost
		if net:
			shares.append((category, None, False, net))
		if name in moved:
			shares.append((category, None, True, moved[name][1]))
	if not sum(weight for *_, weight in shares):
		# Lines that cancel each other out leave nothing to share by: the first category takes the receipt.
		return [(rules.category_of(lines[0].item_group if lines else ""), None, False, ONE)]
	return shares


def capped_cost(cost: Decimal, net: Decimal) -> Decimal:
	"""A line's cost as gross profit takes it off: no profit is below zero, and a return takes its cost back.

	returns    `cost` with the sign of `net`, and at most its size
	"""
	return min(abs(cost), abs(net)).copy_sign(net) if cost else ZERO


def _standard_gaps(totals: Mapping[str, Line], rules: Rules) -> dict[str, tuple[str, Decimal]]:
	"""category sold below its standard quote -> (category the gap is taken from, the gap)."""
	gaps: dict[str, tuple[str, Decimal]] = {}
	left = {name: line.net for name, line in totals.items()}
	for category in rules.plan.category:
		source, line = category.standard_gap_from, totals.get(category.name)
		if source is None or line is None or source not in left:
			continue
		# A return takes the gap back as it was moved, with the sign of its net.
		sign = 1 if line.net >= 0 else -1
		gap = min(sign * (line.standard - line.net), sign * left[source])
		if gap > 0:
			gaps[category.name] = (source, sign * gap)
			left[source] -= sign * gap
	return gaps


TeamShare = tuple[str | None, Decimal, int]


def team_shares(team: Team, account_manager: str | None, invoice: str) -> tuple[TeamShare, ...]:
	"""Who shares a receipt: (person, per cent, weight); per cents add up to 100, None stands for nobody.

	raises     TeamError naming the invoice
	"""
	return _team_shares(team, account_manager) or _refuse_team(team, invoice)


@lru_cache(maxsize=65536)
def _team_shares(team: Team, account_manager: str | None) -> tuple[TeamShare, ...]:
	"""Shares of a team, or none where they make no sense."""
	shares: dict[str | None, Decimal] = {}
	for person, percent in team:
		shares[person] = shares.get(person, ZERO) + percent
	whole = sum(shares.values(), ZERO)
	if whole > HUNDRED or any(percent < 0 for _, percent in team):
		return ()
	if whole < HUNDRED:
		shares[account_manager] = shares.get(account_manager, ZERO) + HUNDRED - whole
	weights = [to_weight(percent) for percent in shares.values()]
	# 60 and 40 weigh as much as 3 and 2, which are quicker to multiply.
	common = gcd(*weights)
	return tuple(
		(person, percent, weight // common)
		for (person, percent), weight in zip(shares.items(), weights, strict=True)
		if percent
	)


def _refuse_team(team: Team, invoice: str) -> NoReturn:
	for person, percent in team:
		if percent < 0:
			raise TeamError(
				N_(
					"Sales Invoice {invoice}: {sales_person} has {percent:f} % of the sales team; "
					"give each a share from 0 to 100 %."
				),
				invoice=invoice,
				sales_person=person,
				percent=percent.normalize(),
			)
	raise TeamError(
		N_(
			"Sales Invoice {invoice}: its sales team adds up to {percent:f} %; "
			"correct the contributions to 100 % or less."
		),
		invoice=invoice,
		percent=sum((percent for _, percent in team), ZERO).normalize(),
	)
