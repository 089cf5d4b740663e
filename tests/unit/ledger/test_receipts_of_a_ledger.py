"""Rows of the ledger become receipts: cash, net of tax, lines, team, deal (ledger.md, "What to read")."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import dec, line, team
from ledger_builder import COMPANY, QUARTERS, Ledger

from key_account.bonus.receipts import Receipt
from key_account.ledger.cash import CashRules
from key_account.ledger.receipts import read_receipts
from key_account.ledger.tie_out import tie_out

Reading = Callable[..., list[Receipt]]


def figures(row: Receipt) -> tuple[Decimal, Decimal, Decimal]:
	return row.amount, row.cash, row.net


class TestNetOfTax:
	def test_a_payment(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130)
		ledger.payment("PAY", "2026-02-01", {"INV": 1130})
		(row,) = read()
		assert figures(row) == (1130, 1130, 1000)
		assert (
			row.voucher_type,
			row.voucher_no,
			row.invoice,
			row.original,
			row.customer,
			row.cash_factor,
		) == (
			"Payment Entry",
			"PAY",
			"INV",
			"INV",
			"Client",
			1,
		)

	def test_parts_and_several_invoices(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV1", "2026-01-10", [("Product", 1000)], 130)
		ledger.invoice("INV2", "2026-01-10", [("Product", 100)])
		ledger.payment("PAY1", "2026-02-01", {"INV1": 565, "INV2": 100})
		ledger.payment("PAY2", "2026-02-02", {"INV1": "564.99"})
		# 564.99 ÷ 1.13 = 499.99 1…
		assert [figures(row)[2] for row in read()] == [500, 100, dec("499.99")]

	def test_rounding_half_up_to_the_cent(self, ledger: Ledger, read: Reading) -> None:
		"""Half of the gross is net: 0.01 collected is 0.005 net."""
		ledger.invoice("INV", "2026-01-10", [("Product", 100)], 100)
		ledger.payment("PAY", "2026-02-01", {"INV": "0.01"})
		ledger.payment("PAYB", "2026-02-01", {"INV": "0.05"})
		assert [row.net for row in read()] == [dec("0.01"), dec("0.03")]

	def test_yen(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130)
		ledger.payment("PAY", "2026-02-01", {"INV": 100})
		(row,) = read(precision=0)
		assert str(row.net) == "88"

	def test_a_rounded_invoice(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", "1000.00")], "130.40", rounded=1130)
		ledger.payment("PAY", "2026-02-01", {"INV": 1130})
		(row,) = read()
		assert row.net == 1000

	def test_an_opening_invoice(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1130)], is_opening="Yes")
		ledger.payment("PAY", "2026-02-01", {"INV": 1130})
		assert [row.net for row in read()] == [1130]
		assert [row.net for row in read(rules=CashRules(opening_tax_rate=dec("0.13")))] == [1000]

	def test_the_settings_rate_is_for_opening_invoices_only(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1130)])
		ledger.payment("PAY", "2026-02-01", {"INV": 1130})
		assert [row.net for row in read(rules=CashRules(opening_tax_rate=dec("0.13")))] == [1130]


class TestCash:
	def test_a_fee_is_taken_off_every_invoice_of_the_payment(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV1", "2026-01-10", [("Product", 1000)], 130)
		ledger.invoice("INV2", "2026-01-10", [("Product", 870)])
		ledger.payment("PAY", "2026-02-01", {"INV1": 1130, "INV2": 870}, [("Fees", 100)])
		first, second = read()
		assert first.cash_factor == second.cash_factor == dec("0.95")
		assert figures(first) == (1130, dec("1073.50"), 950)
		assert figures(second) == (870, dec("826.50"), dec("826.50"))

	def test_the_unallocated_rest_bears_its_share_in_the_party_s_currency(
		self, ledger: Ledger, read: Reading
	) -> None:
		"""700 allocated (base), 50 dollars at 6 on account: 100 of 1,000 taken."""
		ledger.invoice("INV", "2026-01-10", [("Product", 700)])
		ledger.payment(
			"PAY",
			"2026-02-01",
			{"INV": 700},
			[("Fees", 100)],
			unallocated_amount=50,
			source_exchange_rate=6,
			target_exchange_rate=99,
		)
		(row,) = read()
		assert (row.cash_factor, row.cash) == (dec("0.9"), 630)

	def test_a_refund_s_rest_goes_by_its_own_rate(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 700)])
		ledger.invoice("RET", "2026-01-11", [("Product", -700)], against="INV")
		ledger.payment(
			"PAY",
			"2026-02-01",
			{"RET": -700},
			[("Write Back", -100)],
			payment_type="Pay",
			unallocated_amount=50,
			source_exchange_rate=99,
			target_exchange_rate=6,
		)
		(row,) = read()
		assert (row.cash_factor, row.cash) == (dec("0.9"), -630)

	@pytest.mark.parametrize(("account", "flag"), [("Exchange", 0), ("Another", 1)])
	def test_an_exchange_gain_is_known_by_its_flag_or_the_company_s_account(
		self, ledger: Ledger, read: Reading, account: str, flag: int
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.payment("PAY", "2026-02-01", {"INV": 1000}, [(account, -50)])
		ledger.rows["tabPayment Entry Deduction"][-1]["is_exchange_gain_loss"] = flag
		(row,) = read()
		assert figures(row) == (1000, 1050, 1050)

	@pytest.mark.parametrize(("add_or_deduct", "cash"), [("Deduct", 900), ("Add", 1_000)])
	def test_tax_withheld_by_the_client_did_not_arrive_and_tax_on_top_did(
		self, ledger: Ledger, read: Reading, add_or_deduct: str, cash: int
	) -> None:
		"""ERPNext books a deducted tax as Dr Tax / Cr Bank, an added one as Dr Bank / Cr Tax."""
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.payment("PAY", "2026-02-01", {"INV": 1000}, taxes=[(add_or_deduct, 100)])
		assert [row.cash for row in read()] == [cash]

	def test_withheld_tax_and_a_fee_add_up(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.payment("PAY", "2026-02-01", {"INV": 1000}, [("Fees", 50)], taxes=[("Deduct", 100)])
		assert [row.cash for row in read()] == [850]

	@pytest.mark.parametrize(("add_or_deduct", "cash"), [("Deduct", -900), ("Add", -1_000)])
	def test_tax_of_a_refund_is_the_other_way_round(
		self, ledger: Ledger, read: Reading, add_or_deduct: str, cash: int
	) -> None:
		"""Of a paying entry: deducted is Dr Bank / Cr Tax, so less went out; added is Dr Tax / Cr Bank, so the
		client got all and the tax went out besides."""
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.invoice("RET", "2026-01-11", [("Product", -1000)], against="INV")
		taxes = [(add_or_deduct, 100)]
		ledger.payment("PAY", "2026-02-01", {"RET": -1000}, payment_type="Pay", taxes=taxes)
		assert [row.cash for row in read()] == [cash]

	def test_a_journal_receipt_with_bad_debt(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130)
		lines = [("Bank", 565), ("Bad Debts", 565), ("Debtors", -1130)]
		ledger.journal("JV", "2026-02-01", lines, {"INV": 1130}, voucher_type="Write Off Entry")
		(row,) = read()
		assert (row.voucher_type, row.cash_factor) == ("Journal Entry", dec("0.5"))
		assert figures(row) == (1130, 565, 500)

	@pytest.mark.parametrize("voucher_type", ["Bank Entry", "Journal Entry", "Cash Entry"])
	def test_a_write_off_is_none_whatever_the_journal_s_type(
		self, ledger: Ledger, read: Reading, voucher_type: str
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		lines = [("Bad Debts", 1000), ("Debtors", -1000)]
		ledger.journal("JV", "2026-02-01", lines, {"INV": 1000}, voucher_type=voucher_type)
		assert [figures(row) for row in read()] == [(1000, 0, 0)]

	def test_the_company_s_exchange_account_is_known_in_journals(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		lines = [("Exchange", 40), ("Debtors", -40)]
		ledger.journal("JV", "2026-02-01", lines, {"INV": 40}, voucher_type="Exchange Gain Or Loss")
		assert [figures(row) for row in read()] == [(40, 0, 0)]
		(row,) = read(rules=CashRules(foreign_at_invoice_rate=True))
		assert figures(row) == (40, 40, 40)

	def test_a_journal_without_lines_brought_nothing(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		ledger.journal("JV", "2026-02-01", [], {"INV": 1000})
		assert [figures(row) for row in read()] == [(1000, 0, 0)]

	def test_interest_on_top_of_a_journal_receipt_is_not_collected_on_the_invoice(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		lines = [("Bank", 1030), ("Interest", -30), ("Debtors", -1000)]
		ledger.add("Account", name="Interest", account_type="")
		ledger.journal("JV", "2026-02-01", lines, {"INV": 1000})
		assert [figures(row) for row in read()] == [(1000, 1000, 1000)]

	def test_a_journal_in_several_currencies(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)])
		lines = [("Bank", 1050), ("Exchange", -50), ("Debtors", -1000)]
		ledger.journal("JV", "2026-02-01", lines, {"INV": 1000}, multi_currency=1)
		assert [figures(row) for row in read()] == [(1000, 1050, 1050)]


class TestWhoAndWhatFor:
	def test_team_lines_and_account_manager(self, ledger: Ledger, read: Reading) -> None:
		ledger.add("Customer", name="Other", account_manager="max@acme")
		members = [("Bob", "39.95"), ("Ann", 60)]
		lines = [
			{"item_group": "Training", "base_net_amount": "0.1"},
			{"item_group": None, "base_net_amount": 2},
		]
		ledger.invoice("INV", "2026-01-10", lines, team=members, customer="Other")
		ledger.payment("PAY", "2026-02-01", {"INV": "2.10"})
		(row,) = read(account_managers={"max@acme": "Max"})
		assert row.team == team(("Ann", 60), ("Bob", "39.95"))
		assert row.lines == (line("", 2), line("Training", "0.1"))
		assert (row.account_manager, row.customer, row.registered_on) == ("Max", "Other", None)

	def test_an_account_manager_who_is_no_salesperson_is_nobody(self, ledger: Ledger, read: Reading) -> None:
		ledger.rows["tabCustomer"][0]["account_manager"] = "max@acme"
		ledger.invoice("INV", "2026-01-10", team=[])
		ledger.payment("PAY", "2026-02-01", {"INV": 1000})
		(row,) = read(account_managers={"else@acme": "Else"})
		assert (row.team, row.account_manager) == ((), None)

	def test_a_return_has_the_original_s_team_and_deal(self, ledger: Ledger, read: Reading) -> None:
		ledger.order("SO", "2025-11-30")
		ordered = [{"item_group": "Product", "base_net_amount": 1000, "sales_order": "SO"}]
		ledger.invoice("INV", "2026-01-10", ordered, team=[("Ann", 70), ("Bob", 30)])
		ledger.invoice("RET", "2026-01-20", [("Product", -1000)], against="INV", team=[("Cid", 100)])
		ledger.payment("PAY", "2026-02-01", {"RET": -1000}, payment_type="Pay")
		(row,) = read()
		assert row.team == team(("Ann", 70), ("Bob", 30))
		assert row.deal_date == dt.date(2025, 11, 30)

	@pytest.mark.parametrize(
		("orders", "deal_date"),
		[
			([], dt.date(2026, 1, 10)),
			(["2026-01-03"], dt.date(2026, 1, 3)),
			(["2026-01-03", None, "2025-12-24"], dt.date(2025, 12, 24)),
			(["2025-12-24", "2026-01-03"], dt.date(2025, 12, 24)),
		],
	)
	def test_the_deal_is_dated_by_its_first_order_else_by_the_invoice(
		self, ledger: Ledger, read: Reading, orders: list[str | None], deal_date: dt.date
	) -> None:
		lines = [{"item_group": "Product", "base_net_amount": 10}]
		for number, day in enumerate(orders):
			if day:
				ledger.order(f"SO{number}", day)
			lines.append(
				{"item_group": "Product", "base_net_amount": 1, "sales_order": f"SO{number}" if day else None}
			)
		ledger.invoice("INV", "2026-01-10", lines)
		ledger.payment("PAY", "2026-02-01", {"INV": 10})
		(row,) = read()
		assert (row.deal_date, row.registered_on) == (deal_date, dt.date(2025, 1, 1))

	def test_cost_and_standard_of_the_line_or_in_proportion_of_its_order(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.order("SO", "2026-01-02", net=1000, cost=300, standard=1200)
		order = {"sales_order": "SO", "so_detail": "SO"}
		half = {"item_group": "Implementation", "base_net_amount": 500, **order}
		own = {
			"item_group": "Custom Development",
			"base_net_amount": 200,
			"ka_cost_amount": 80,
			"ka_standard_amount": 250,
			**order,
		}
		ledger.invoice("INV", "2026-01-10", [half, own])
		ledger.payment("PAY", "2026-02-01", {"INV": 700})
		(row,) = read()
		assert row.lines == (
			line("Custom Development", 200, 80, 250),
			line("Implementation", 500, 150, 600),
		)


class TestMissingValues:
	"""Columns that ERPNext may leave empty: CONCAT_WS leaves NULLs out, which shifts what comes after."""

	def pay(self, ledger: Ledger, **row: Any) -> None:
		ledger.payment("PAY", "2026-02-01", {"INV": 1130}, [("Fees", 113)], **row)

	def test_an_invoice_that_does_not_say_whether_it_is_an_opening(
		self, ledger: Ledger, read: Reading
	) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130, is_opening=None)
		self.pay(ledger)
		assert [row.net for row in read()] == [900]

	def test_a_returned_line_without_an_item_group(self, ledger: Ledger, read: Reading) -> None:
		lines = [("Product", 1000), {"item_group": None, "base_net_amount": 130}]
		ledger.invoice("INV", "2026-01-10", lines)
		own = {"update_outstanding_for_self": 0}
		ledger.invoice(
			"RET", "2026-01-11", [{"item_group": None, "base_net_amount": -130}], against="INV", **own
		)
		ledger.payment("PAY", "2026-02-01", {"INV": 1000})
		(row,) = read()
		assert row.lines == (line("Product", 1000),)

	def test_a_payment_without_an_account_to_go_to(self, ledger: Ledger, read: Reading) -> None:
		ledger.invoice("INV", "2026-01-10", [("Product", 1000)], 130)
		self.pay(ledger, paid_to=None)
		when_cashed = CashRules(bill_accounts=frozenset({"Bills"}), bill_when_cashed=True)
		(row,) = read(rules=when_cashed)
		assert (row.held, row.net) == (None, 900)


def test_the_tie_out_of_a_period_explains_every_cent(ledger: Ledger, tmp_path: Path) -> None:
	"""1,130 paid with a fee of 113; 500 written off; 226 at the till; 100 of another quarter."""
	ledger.invoice("INV", "2026-01-10", [("Product", 1500)], 195)
	ledger.payment("PAY", "2026-02-01", {"INV": 1130}, [("Fees", 113)])
	ledger.journal("JV", "2026-02-02", [("Bad Debts", 500), ("Debtors", -500)], {"INV": 500})
	ledger.invoice("POS", "2026-03-01", [("Product", 200)], 26, payments=[226])
	ledger.payment("LATER", "2026-04-01", {"INV": 65})
	source = ledger.open(tmp_path)
	tie = tie_out(source, COMPANY, *QUARTERS["2026-Q1"])
	source.close()
	assert (tie.ledger, tie.credited) == (1130 + 500 + 226, 900 + 200)
	assert {reason.value: amount for reason, amount in tie.excluded.items() if amount} == {
		"No cash in it": 113 + 500,
		"Tax": 117 + 26,
	}
	assert (tie.explained, tie.difference) == (1856, 0)


def test_without_a_context_the_company_s_own_is_read(ledger: Ledger, tmp_path: Path) -> None:
	"""The exchange account of the company, and whose user is which salesperson."""
	ledger.person("Max", user="max@acme")
	ledger.rows["tabCustomer"][0]["account_manager"] = "max@acme"
	ledger.invoice("INV", "2026-01-10", [("Product", 1000)], team=[])
	ledger.payment("PAY", "2026-02-01", {"INV": 1000}, [("Exchange", -50)])
	source = ledger.open(tmp_path)
	(row,) = read_receipts(source, COMPANY, *QUARTERS["2026-Q1"])
	source.close()
	assert (row.account_manager, row.cash) == ("Max", 1050)
