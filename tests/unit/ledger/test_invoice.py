"""R and what is left of an invoice (ledger.md, "R")."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from builders import dec, line

from key_account.ledger.invoice import (
	InvoiceLine,
	InvoiceTotals,
	Return,
	gross_total,
	lines_left,
	net_ratio,
)


def totals(net: Any, gross: Any) -> InvoiceTotals:
	return InvoiceTotals(dec(net), dec(gross))


def item(group: str, net: Any, cost: Any = 0, standard: Any = 0, order: tuple = (0, 0, 0)) -> InvoiceLine:
	return InvoiceLine(group, dec(net), dec(cost), dec(standard), *map(dec, order))


def given_back(net: Any, gross: Any, *items: InvoiceLine) -> Return:
	return Return(dt.date(2026, 3, 1), totals(net, gross), items)


class TestGross:
	@pytest.mark.parametrize(
		("grand", "rounded", "adjustment", "gross"),
		[
			("1130.40", "1130", "-0.40", "1130"),
			("1130.50", "1131", "0.50", "1131"),
			("1130.40", "0", "0", "1130.40"),
			# rounding switched off after the total was rounded, or nothing to round: nothing was booked for it
			("1130.40", "1130", "0", "1130.40"),
			("1130.00", "1130", "0", "1130.00"),
			# a rounded total of nothing is none
			("0.40", "0", "-0.40", "0.40"),
			("-1130.40", "-1130", "0.40", "-1130"),
		],
	)
	def test_is_the_rounded_total_only_where_an_adjustment_was_booked(
		self, grand: str, rounded: str, adjustment: str, gross: str
	) -> None:
		assert gross_total(dec(grand), dec(rounded), dec(adjustment)) == dec(gross)


class TestNetRatio:
	@pytest.mark.parametrize(
		("net", "gross", "ratio"),
		[
			(1_000, 1_250, "0.8"),
			(1_000, 1_000, "1"),
			(-1_000, -1_250, "0.8"),
			# a discount on the grand total, and a rounded one: what is left of gross bears the whole tax
			(900, 1_200, "0.75"),
			(0, 0, "0"),
		],
	)
	def test_net_of_gross(self, net: Any, gross: Any, ratio: str) -> None:
		assert net_ratio(totals(net, gross)) == dec(ratio)

	def test_13_percent(self) -> None:
		assert net_ratio(totals(1_000, 1_130)) == dec(1_000) / dec(1_130)

	def test_with_its_returns_so_far(self) -> None:
		"""1,000 at 25 % and 1,000 untaxed; the untaxed line returned: 1,000 of 1,250 are left."""
		returned = given_back(-1_000, -1_000)
		assert net_ratio(totals(2_000, 2_250)) == dec(2_000) / dec(2_250)
		assert net_ratio(totals(2_000, 2_250), [returned]) == dec("0.8")

	def test_with_several_returns(self) -> None:
		parts = [given_back(-250, -250), given_back(-750, -750)]
		assert net_ratio(totals(2_000, 2_250), parts) == dec("0.8")

	def test_of_a_wholly_returned_invoice_is_the_invoice_s(self) -> None:
		assert net_ratio(totals(1_000, 1_250), [given_back(-1_000, -1_250)]) == dec("0.8")

	def test_of_an_opening_invoice_goes_by_the_settings_tax_rate(self) -> None:
		assert net_ratio(totals(1_250, 1_250), opening_tax_rate=dec("0.25")) == dec("0.8")

	def test_of_an_opening_invoice_that_knows_its_tax_is_its_own(self) -> None:
		assert net_ratio(totals(1_000, 1_100), opening_tax_rate=dec("0.25")) == dec(1_000) / dec(1_100)

	def test_without_a_rate_in_the_settings_an_opening_invoice_is_all_net(self) -> None:
		assert net_ratio(totals(1_250, 1_250), opening_tax_rate=Decimal(0)) == 1


class TestLine:
	def test_has_its_own_cost_and_standard(self) -> None:
		assert item("Product", 500, 200, 600, order=(1_000, 10, 10)).as_line() == line(
			"Product", 500, 200, 600
		)

	def test_takes_its_order_line_s_in_proportion(self) -> None:
		"""Half of an order of 1,000 that costs 300 at a standard of 1,200."""
		found = item("Product", 500, order=(1_000, 300, 1_200)).as_line()
		assert found == line("Product", 500, 150, 600)

	@pytest.mark.parametrize("order", [(0, 300, 1_200), (1_000, 0, 0), (0, 0, 0)])
	def test_without_any_has_none(self, order: tuple) -> None:
		assert item("Product", 500, order=order).as_line() == line("Product", 500)

	def test_returned_takes_its_order_line_s_back(self) -> None:
		assert item("Product", -500, order=(1_000, 300, 0)).as_line() == line("Product", -500, -150)


class TestLinesLeft:
	def test_are_added_up_by_item_group_in_order_of_name(self) -> None:
		found = lines_left([item("Training", 100), item("Product", 300, 10), item("Product", 200, 20)])
		assert found == (line("Product", 500, 30), line("Training", 100))

	def test_the_order_of_rows_does_not_matter(self) -> None:
		rows = [item("B", 100, 10, 150), item("A", 300), item("B", 50), item("A", 20, 5, 100)]
		assert lines_left(rows) == lines_left(rows[::-1])

	def test_lines_without_a_standard_count_with_their_net_where_others_have_one(self) -> None:
		"""100 and 50 without, 200 at a standard of 300."""
		rows = [item("A", 100), item("A", 50), item("A", 200, standard=300)]
		assert lines_left(rows) == (line("A", 350, standard=450),)

	def test_less_what_was_returned(self) -> None:
		rows = [item("Product", 800), item("Training", 200)]
		assert lines_left(rows, [given_back(-200, -226, item("Training", -200))]) == (line("Product", 800),)
		assert lines_left(rows, [given_back(-300, -339, item("Product", -300))]) == (
			line("Product", 500),
			line("Training", 200),
		)

	def test_of_several_returns(self) -> None:
		rows = [item("Product", 800), item("Training", 200)]
		parts = [given_back(-300, -339, item("Product", -300)), given_back(-100, -113, item("Product", -100))]
		assert lines_left(rows, parts) == (line("Product", 400), line("Training", 200))

	def test_what_is_returned_takes_cost_and_standard_with_it(self) -> None:
		"""A quarter of 800 returned: three quarters of cost and standard are left."""
		left = lines_left([item("Product", 800, 400, 1_000)], [given_back(-200, -226, item("Product", -200))])
		assert left == (line("Product", 600, 300, 750),)

	def test_of_a_wholly_returned_invoice_all(self) -> None:
		rows = [item("Product", 800), item("Training", 200)]
		back = given_back(-1_000, -1_130, item("Product", -800), item("Training", -200))
		assert lines_left(rows, [back]) == (line("Product", 800), line("Training", 200))

	def test_a_returned_group_the_invoice_does_not_have_takes_nothing(self) -> None:
		left = lines_left([item("Product", 800)], [given_back(-10, -11, item("Other", -10))])
		assert left == (line("Product", 800),)

	def test_a_loss_on_one_line_is_not_taken_off_another(self) -> None:
		"""Gross profit is taken line by line: a cost above the net counts up to the net."""
		found = lines_left([item("App", 1_000, 500), item("App", 300, 500)])
		assert found == (line("App", 1_300, 800),)
