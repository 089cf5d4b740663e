"""What becomes of a receipt: its shares by category and salesperson, and the reasons of what is not paid.

bonus.md section 1: cash → net of tax → lines by category → sales team. All shares of a receipt add up to it.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import gcd
from typing import NamedTuple, NoReturn

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
from key_account.bonus.receipts import Line, Reason, Receipt, Team, capped_cost
from key_account.marks import N_


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


@dataclass(slots=True, eq=False)
class Destination:
	"""Where a share of a receipt goes: to a salesperson in a category, or to nobody for a reason.

	allocated   the money was moved to this category because it was sold below its standard quote (划拨)

	There is one object for each, so that shares can be added up by it.
	"""

	sales_person: str | None
	category: Category
	reason: Reason | None
	allocated: bool

	@property
	def own_rate(self) -> Decimal | None:
		"""The rate of its category's own that it earns, or None for the plan rate, which moved money earns."""
		return None if self.allocated else self.category.rate


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


class _Layout(NamedTuple):
	"""What is the same for all invoices with lines of the same item groups.

	categories   of the lines, each once
	positions    where among the categories each line belongs; None where each line has one of its own
	is_plain     nothing is split off or moved between categories, as long as no line has a standard quote
	"""

	categories: tuple[Category, ...]
	positions: tuple[int, ...] | None
	is_plain: bool


class Sharing:
	"""Shares receipts out by the rules. What is the same for many receipts is worked out once."""

	def __init__(self, rules: Rules) -> None:
		self.rules = rules
		self._layouts: dict[tuple[str, ...], _Layout] = {}
		self._of_person: dict[tuple, tuple[Destination, ...]] = {}
		self._destinations: dict[tuple, Destination] = {}

	def parts(self, receipt: Receipt) -> list[Part]:
		"""Every part of a receipt; their amounts add up to `receipt.amount` exactly.

		raises     TeamError where the invoice's sales team shares out more than 100 %, or a negative share
		"""
		parts = [Part(amount, reason=reason) for reason, amount in unshared(receipt)]
		if receipt.net and not receipt.held:
			parts.extend(self._net_parts(receipt))
		return parts

	def shares(self, receipt: Receipt) -> tuple[list[Destination], list[int]]:
		"""Where a receipt's net amount goes, and how much of it in the smallest unit of the currency.

		returns    two lists of the same length; the units add up to the net
		raises     TeamError as `parts`
		"""
		destinations, lines, people = self._laid_out(receipt)
		return destinations, self._units(receipt, lines, people)

	def _laid_out(self, receipt: Receipt) -> tuple[list[Destination], list[int], tuple["TeamShare", ...]]:
		"""The destinations, line by line and within a line person by person; the lines' weights; the people."""
		people = team_shares(receipt.team, receipt.account_manager, receipt.original)
		is_registered = self.rules.is_registered(receipt)
		destinations, line_weights = self._plain_lines(receipt, people, is_registered)
		if not destinations:
			lines = line_shares(receipt.lines, self.rules)
			line_weights = [to_weight(weight) for *_, weight in lines]
			destinations = [
				self._destination(person, category, reason, allocated, is_registered)
				for category, reason, allocated, _weight in lines
				for person, _percent, _weight in people
			]
		return destinations, line_weights, people

	def _units(self, receipt: Receipt, lines: list[int], people: tuple["TeamShare", ...]) -> list[int]:
		"""How much of a receipt's net each destination gets, in the smallest unit of the currency."""
		weights = [line * person[2] for line in lines for person in people]
		return apportion_units(to_units(receipt.net, self.rules.precision), weights)

	def _plain_lines(
		self, receipt: Receipt, people: tuple["TeamShare", ...], is_registered: bool
	) -> tuple[list[Destination], list[int]]:
		"""Destinations, and the weight of each category, of most invoices; none where `line_shares` has to tell."""
		lines = receipt.lines
		groups = tuple([line.item_group for line in lines])
		layout = self._layouts.get(groups) or self._keep_layout(groups)
		if not layout.is_plain or any([line.standard for line in lines]):  # noqa: C419 (a list is quicker here)
			return [], []
		weights = [to_weight(line.net) for line in lines]
		if layout.positions:
			weights = _added_up(weights, layout.positions, len(layout.categories))
		if 0 in weights or not sum(weights):
			return [], []
		rows = [
			self._of_person.get((person, groups, is_registered))
			or self._keep_person(person, groups, is_registered)
			for person, _percent, _weight in people
		]
		return [row[position] for position in range(len(weights)) for row in rows], weights

	def _keep_layout(self, groups: tuple[str, ...]) -> _Layout:
		of_lines = [self.rules.category_of(group) for group in groups]
		categories = {category.name: category for category in of_lines}
		names = list(categories)
		positions = tuple(names.index(category.name) for category in of_lines)
		is_plain = bool(groups) and all(category.basis != GROSS_PROFIT for category in of_lines)
		self._layouts[groups] = found = _Layout(
			tuple(categories.values()), positions if len(names) < len(groups) else None, is_plain
		)
		return found

	def _keep_person(
		self, person: str | None, groups: tuple[str, ...], is_registered: bool
	) -> tuple[Destination, ...]:
		self._of_person[person, groups, is_registered] = found = tuple(
			self._destination(person, category, None, False, is_registered)
			for category in self._layouts[groups].categories
		)
		return found

	def _destination(
		self,
		person: str | None,
		category: Category,
		reason: Reason | None,
		allocated: bool,
		is_registered: bool,
	) -> Destination:
		if reason is None:
			reason = self._reason_of(person, category) if is_registered else Reason.NOT_REGISTERED
		key = (person, category.name, reason, allocated)
		if key not in self._destinations:
			self._destinations[key] = Destination(person, category, reason, allocated)
		return self._destinations[key]

	def _reason_of(self, person: str | None, category: Category) -> Reason | None:
		if person is None:
			return Reason.NO_SALESPERSON
		if not category.pays:
			return Reason.OUTSIDE_PLAN
		if self.rules.payable is not None and person not in self.rules.payable:
			return Reason.NO_TARGET
		return None

	def _net_parts(self, receipt: Receipt) -> Iterator[Part]:
		unit = smallest_unit(self.rules.precision)
		destinations, lines, people = self._laid_out(receipt)
		units = self._units(receipt, lines, people)
		whole = sum(lines)
		factors = [(Decimal(line) / whole, person[1] / HUNDRED) for line in lines for person in people]
		for to, share, (line_share, split) in zip(destinations, units, factors, strict=True):
			if share:
				yield Part(
					share * unit, to.sales_person, to.category, to.reason, line_share, split, to.allocated
				)


def _added_up(weights: list[int], positions: tuple[int, ...], count: int) -> list[int]:
	"""Weights of lines added up by their categories."""
	found = [0] * count
	for weight, position in zip(weights, positions, strict=True):
		found[position] += weight
	return found


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


LineShare = tuple[Category, Reason | None, bool, Decimal]


def line_shares(lines: tuple[Line, ...], rules: Rules) -> list[LineShare]:
	"""Shares of an invoice by category: (category, reason it is unpaid, allocated, weight).

	Lines of one category are added up; on gross profit the cost is split off; a gap below the standard
	quote is moved between categories (划拨), never more than there is to move.
	"""
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
