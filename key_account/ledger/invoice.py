"""What is left of an invoice: net-of-tax ratio (R) and the lines its receipts are shared by (ledger.md, "R")."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from key_account.bonus.money import ONE, ZERO
from key_account.bonus.receipts import Line, capped_cost


# As bonus.receipts.Line, made by the million and so not frozen.
@dataclass(slots=True)
class InvoiceLine:
	"""A row of a Sales Invoice with what its order line says of cost and standard quote.

	All in company currency. An empty cost or standard of the invoice line takes the order line's in
	proportion of the net amounts. A line costs at most its net, because its profit is never below zero.
	"""

	item_group: str
	net: Decimal
	cost: Decimal = ZERO
	standard: Decimal = ZERO
	order_net: Decimal = ZERO
	order_cost: Decimal = ZERO
	order_standard: Decimal = ZERO

	def as_line(self) -> Line:
		if not (self.cost or self.standard or self.order_cost or self.order_standard):
			return Line(self.item_group, self.net)
		cost = self.cost or self._share_of(self.order_cost)
		return Line(
			self.item_group,
			self.net,
			capped_cost(cost, self.net),
			self.standard or self._share_of(self.order_standard),
		)

	def _share_of(self, order_amount: Decimal) -> Decimal:
		return order_amount * self.net / self.order_net if order_amount and self.order_net else ZERO


@dataclass(slots=True)
class InvoiceTotals:
	"""Totals of a Sales Invoice in company currency; `gross` is what the customer owes for it."""

	net: Decimal
	gross: Decimal


@dataclass(frozen=True, slots=True)
class Return:
	"""A return booked against the invoice itself; amounts negative as ERPNext has them."""

	day: dt.date
	totals: InvoiceTotals
	lines: tuple[InvoiceLine, ...]


def gross_total(grand: Decimal, rounded: Decimal, rounding_adjustment: Decimal) -> Decimal:
	"""What was booked on the receivable: the rounded total only where an adjustment was booked."""
	return rounded if rounding_adjustment and rounded else grand


def net_ratio(
	totals: InvoiceTotals, returns: Iterable[Return] = (), *, opening_tax_rate: Decimal = ZERO
) -> Decimal:
	"""R: net ÷ gross of the invoice together with its returns.

	opening_tax_rate   not zero for an opening invoice, whose stored net equals its gross
	"""
	if opening_tax_rate and totals.net == totals.gross:
		return ONE / (ONE + opening_tax_rate)
	net, gross = totals.net, totals.gross
	for given_back in returns:
		net += given_back.totals.net
		gross += given_back.totals.gross
	if not gross:
		# All of it was returned: what still moves is shared as the invoice was.
		net, gross = totals.net, totals.gross
	return net / gross if gross else ZERO


def lines_left(lines: Iterable[InvoiceLine], returns: Iterable[Return] = ()) -> tuple[Line, ...]:
	"""Lines by item group, less what was returned; of a wholly returned invoice all lines.

	Sorted by item group, so that sharing does not depend on the database's order of rows. The returned
	part takes cost and standard quote away in proportion.
	"""
	original = _by_group([line.as_line() for line in lines])
	returned = _by_group([line.as_line() for given_back in returns for line in given_back.lines])
	if not returned:
		return tuple([original[group] for group in sorted(original)])
	left = []
	for group in sorted(original):
		line = original[group]
		net = line.net + (returned[group].net if group in returned else ZERO)
		share = net / line.net if line.net else ZERO
		if net:
			left.append(Line(group, net, line.cost * share, line.standard * share))
	return tuple(left) or tuple(original[group] for group in sorted(original))


def _by_group(lines: Iterable[Line]) -> dict[str, Line]:
	groups: dict[str, Line] = {}
	for line in lines:
		before = groups.get(line.item_group)
		if before:
			standard = line.standard
			# A line without a standard quote counts with its net where others of the group have one.
			if before.standard or standard:
				standard = (before.standard or before.net) + (standard or line.net)
			line = Line(line.item_group, before.net + line.net, before.cost + line.cost, standard)
		groups[line.item_group] = line
	return groups
