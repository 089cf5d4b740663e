"""Returns, credit notes and point of sale become receipts (ledger.md, "What to read", "R")."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from builders import line, team
from ledger_builder import QUARTERS, Ledger

from key_account.bonus.receipts import Receipt
from key_account.ledger.cash import CashRules

Reading = Callable[..., list[Receipt]]


def figures(row: Receipt) -> tuple[Decimal, Decimal, Decimal]:
	return row.amount, row.cash, row.net


class TestReturns:
	def test_a_refund_goes_by_the_return_s_own_ratio_and_lines(self, ledger: Ledger, read: Reading) -> None:
		"""The untaxed line is returned: its refund has no tax in it, whatever the invoice's ratio."""
		ledger.invoice("INV", "2026-01-10", [("Product", 1000), ("Training", 500)], 130)
		ledger.invoice("RET", "2026-01-20", [("Training", -500)], against="INV")
		ledger.payment("PAY", "2026-02-01", {"RET": -500}, payment_type="Pay")
		(row,) = read()
		assert (row.invoice, row.original, row.net_ratio) == ("RET", "INV", 1)
		assert (figures(row), row.lines) == ((-500, -500, -500), (line("Training", -500),))

	def test_what_is_returned_on_the_invoice_changes_what_is_left(
		self, ledger: Ledger, read: Reading
	) -> None:
		"""1,130 and 500 untaxed; the untaxed line returned on the invoice itself, between two payments."""
		ledger.invoice("INV", "2026-01-10", [("Product", 1000), ("Training", 500)], 130)
		own = {"update_outstanding_for_self": 0}
		ledger.invoice("RET", "2026-02-15", [("Training", -500)], against="INV", **own)
		ledger.payment("BEFORE", "2026-02-14", {"INV": 163})
		ledger.payment("SAME DAY", "2026-02-15", {"INV": 113})
		ledger.payment("ZAFTER", "2026-02-16", {"INV": 1017})
		before, same_day, after = read()
		assert before.net == 150
		assert before.lines == (line("Product", 1000), line("Training", 500))
		assert (same_day.net, after.net) == (100, 900)
		assert same_day.lines == after.lines == (line("Product", 1000),)

	def test_one_that_stands_for_itself_leaves_the_invoice_as_it_is(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000), ("Training", 500)], 130)
		ledger.invoice("RET", "2026-01-15", [("Training", -500)], against="INV")
		ledger.payment("PAY", "2026-02-14", {"INV": 163})
		(row,) = read()
		assert (row.net, len(row.lines)) == (150, 2)

	def test_a_debit_note_is_an_invoice_of_its_own(self, ledger: Ledger, read: Reading) -> None:
		"""It names the invoice it adds to, but has its own team, tax and deal."""
		ledger.invoice("INV", "2025-12-10", [("Product", 1000)], 130, team=[("Ann", 100)])
		ledger.invoice(
			"DEBIT", "2026-01-10", [("Training", 100)], against="INV", is_return=0, team=[("Bob", 100)]
		)
		ledger.payment("PAY", "2026-02-01", {"DEBIT": 100})
		(row,) = read()
		assert (row.invoice, row.original, row.team) == ("DEBIT", "DEBIT", team(("Bob", 100)))
		assert (row.net, row.deal_date) == (100, dt.date(2026, 1, 10))

	@pytest.mark.parametrize("docstatus", [0, 2])
	def test_a_draft_or_cancelled_one_does_not_count(
		self, ledger: Ledger, read: Reading, docstatus: int
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000), ("Training", 500)], 130)
		row = {"update_outstanding_for_self": 0, "docstatus": docstatus}
		ledger.invoice("RET", "2026-01-15", [("Training", -500)], against="INV", **row)
		ledger.payment("PAY", "2026-02-14", {"INV": 163})
		assert [row.net for row in read()] == [150]

	def test_a_payment_over_an_invoice_and_a_credit_note(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.invoice("RET", "2026-01-15", [("Product", -300)], against="INV")
		ledger.payment("PAY", "2026-02-14", {"INV": 1000, "RET": -300}, [("Fees", 35)])
		assert [(row.invoice, row.cash) for row in read()] == [("INV", 950), ("RET", -285)]

	def test_a_credit_note_reconciled_with_another_invoice_moves_the_money(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], team=[("Ann", 100)])
		ledger.invoice("OTHER", "2026-01-10", [("Product", 1000)], team=[("Bob", 100)])
		ledger.invoice("RET", "2026-01-15", [("Product", -300)], against="INV", team=[])
		legs = {"OTHER": 300, "RET": -300}
		ledger.journal("JV", "2026-02-14", [("Debtors", -300), ("Debtors", 300)], legs)
		assert [(row.invoice, row.net, row.team) for row in read()] == [
			("OTHER", 300, team(("Bob", 100))),
			("RET", -300, team(("Ann", 100))),
		]

	def test_may_claw_back_on_their_own_day_and_then_not_when_refunded(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130)
		ledger.payment("PAY", "2026-01-20", {"INV": 1130})
		ledger.invoice("RET", "2026-04-15", [("Product", -1000)], -130, against="INV")
		ledger.payment("REFUND", "2026-07-15", {"RET": -1130}, payment_type="Pay")
		at_return = CashRules(claw_back_at_return=True)
		nets = {
			quarter: [[row.net for row in read(quarter, rules)] for rules in (CashRules(), at_return)]
			for quarter in QUARTERS
		}
		assert nets == {
			"2025-Q4": [[], []],
			"2026-Q1": [[1000], [1000]],
			"2026-Q2": [[], [-1000]],
			"2026-Q3": [[-1000], [0]],
			"2026-Q4": [[], []],
		}


class TestPointOfSale:
	def test_payments_less_the_change(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice(
			"POS", "2026-02-10", [("Product", 1000)], 130, payments=[1000, 200], base_change_amount=70
		)
		(row,) = read()
		assert (row.voucher_type, row.voucher_no, row.invoice) == ("Sales Invoice", "POS", "POS")
		assert (figures(row), row.day) == ((1130, 1130, 1000), dt.date(2026, 2, 10))

	def test_paid_in_part(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("POS", "2026-02-10", [("Product", 1000)], 130, payments=[565])
		assert [row.net for row in read()] == [500]

	def test_a_return_carries_negative_payments(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("POS", "2026-02-10", [("Product", 1000)], 130, payments=[1130])
		ledger.invoice("RET", "2026-02-11", [("Product", -1000)], -130, against="POS", payments=[-1130])
		assert [(row.original, row.net) for row in read()] == [("POS", 1000), ("POS", -1000)]

	def test_a_return_at_the_till_claws_back_once_with_either_setting(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("POS", "2026-02-10", [("Product", 1000)], 130, payments=[1130])
		ledger.invoice("RET", "2026-02-11", [("Product", -1000)], -130, against="POS", payments=[-1130])
		for rules in (CashRules(), CashRules(claw_back_at_return=True)):
			assert [row.net for row in read(rules=rules)] == [1000, -1000]

	def test_a_return_on_the_invoice_itself_takes_its_lines_off_once(
		self, ledger: Ledger, read: Reading
	) -> None:
		"""600 + 400 at 13 %, half paid at the till; the 400 handed back as 452, then the rest of 565 paid: the
		client has paid for the 600."""
		ledger.invoice("POS", "2026-01-10", [("Product", 600), ("Training", 400)], 130, payments=[565])
		ledger.invoice(
			"RET",
			"2026-02-11",
			[("Training", -400)],
			-52,
			against="POS",
			payments=[-452],
			base_paid_amount=-452,
			update_outstanding_for_self=0,
		)
		ledger.payment("PAY", "2026-03-20", {"POS": 565})
		rows = {row.voucher_no: row for row in read()}
		assert {name: row.net for name, row in rows.items()} == {"POS": 500, "RET": -400, "PAY": 500}
		assert rows["PAY"].lines == rows["POS"].lines == (line("Product", 600), line("Training", 400))
		assert rows["RET"].lines == (line("Training", -400),)

	@pytest.mark.parametrize("row", [{"docstatus": 0}, {"docstatus": 2}, {"company": "Another Ltd"}])
	def test_drafts_and_others_do_not_count(self, ledger: Ledger, read: Reading, row: dict) -> None:
		ledger.invoice("POS", "2026-02-10", payments=[1000], **row)
		assert read() == []

	def test_a_payment_entry_on_the_rest_of_it_counts_besides(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("POS", "2026-02-10", [("Product", 1000)], payments=[600])
		ledger.payment("PAY", "2026-02-20", {"POS": 400})
		assert [(row.voucher_type, row.amount) for row in read()] == [
			("Payment Entry", 400),
			("Sales Invoice", 600),
		]
