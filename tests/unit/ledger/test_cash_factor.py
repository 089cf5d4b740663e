"""K: how much of a voucher was cash (ledger.md, "K")."""

from decimal import Decimal
from typing import Any

import pytest
from builders import dec

from key_account.ledger.cash import (
	CashRules,
	Deduction,
	JournalLine,
	journal_cash_factor,
	payment_cash_factor,
)

FEE = ("Fees", 50)
OUR_COST = CashRules(fee_is_our_cost=True, fee_accounts=frozenset({"Fees"}))
AT_INVOICE_RATE = CashRules(foreign_at_invoice_rate=True)
NETTING = CashRules(netting_counts=True)
BILLS = CashRules(bill_accounts=frozenset({"Bills"}))


def deductions(*rows: tuple) -> list[Deduction]:
	"""(account, amount) or (account, amount, True) for an exchange difference."""
	return [Deduction(account, dec(amount), *flag) for account, amount, *flag in rows]


def payment(
	*rows: tuple, party: Any = 1_000, kind: str = "Receive", rules: CashRules | None = None
) -> Decimal:
	return payment_cash_factor(kind, dec(party), deductions(*rows), rules or CashRules())


class TestPayment:
	"""K = 1 − taken ÷ (base allocated + base unallocated), of 1,000."""

	def test_without_deductions_all_is_cash(self) -> None:
		assert payment() == 1

	@pytest.mark.parametrize(
		("rows", "factor"),
		[
			([FEE], "0.95"),
			([("Write Off", 100)], "0.9"),
			([("Discount", 20), FEE], "0.93"),
			([("Write Off", 1_000)], "0"),
			# dunning interest on top: the bank got more, the receivable is collected whole
			([("Interest", -30)], "1"),
			([FEE, ("Interest", -30)], "0.95"),
			# an exchange loss was not brought, a gain was
			([("Exchange", 40, True)], "0.96"),
			([("Exchange", -40, True)], "1.04"),
			([("Exchange", -40, True), FEE], "0.99"),
		],
	)
	def test_what_was_taken_is_no_cash(self, rows: list[tuple], factor: str) -> None:
		assert payment(*rows) == dec(factor)

	def test_an_unallocated_rest_bears_its_share(self) -> None:
		"""800 allocated, 200 on account, a fee of 50: 5 % of each."""
		assert payment(FEE, party=800 + 200) == dec("0.95")

	@pytest.mark.parametrize(
		("rows", "factor"),
		[
			# we bore the bank's fee on top: the client got all of it back
			([FEE], "1"),
			# a part was kept back as income: less went out
			([("Write Back", -100)], "0.9"),
			([("Exchange", 40, True)], "1.04"),
			([("Exchange", -40, True)], "0.96"),
		],
	)
	def test_a_refund_has_the_signs_turned(self, rows: list[tuple], factor: str) -> None:
		assert payment(*rows, kind="Pay") == dec(factor)

	def test_an_invoice_and_a_credit_note_paid_together(self) -> None:
		"""1,000 − 300 allocated, a fee of 35 of the 700 that moved."""
		assert payment(("Fees", 35), party=700) == dec("0.95")

	@pytest.mark.parametrize("party", [0, "0.00"])
	def test_a_payment_that_moves_nothing_takes_nothing(self, party: Any) -> None:
		assert payment(FEE, party=party) == 1


class TestPaymentSettings:
	def test_a_fee_may_be_our_cost(self) -> None:
		assert payment(FEE, rules=OUR_COST) == 1

	def test_but_only_on_the_accounts_named(self) -> None:
		assert payment(FEE, ("Write Off", 100), rules=OUR_COST) == dec("0.9")
		assert payment(FEE, rules=CashRules(fee_accounts=frozenset({"Fees"}))) == dec("0.95")

	@pytest.mark.parametrize("amount", [40, -40])
	def test_foreign_money_may_count_at_the_invoice_s_rate(self, amount: int) -> None:
		assert payment(("Exchange", amount, True), rules=AT_INVOICE_RATE) == 1
		assert payment(("Exchange", amount, True), FEE, rules=AT_INVOICE_RATE) == dec("0.95")


KINDS = {"Bank": "Bank", "Cash": "Cash", "Debtors": "Receivable", "Creditors": "Payable"}


def lines(*rows: tuple[str, Any], reference: str = "Sales Invoice") -> list[JournalLine]:
	"""(account, debit; negative for a credit); Debtors are a customer's, against `reference`."""
	found = []
	for account, amount in rows:
		party = {"Debtors": "Customer", "Creditors": "Supplier"}.get(account, "")
		debit, credit = max(dec(amount), dec(0)), max(-dec(amount), dec(0))
		found.append(
			JournalLine(
				account,
				KINDS.get(account, ""),
				party,
				reference if party == "Customer" else "",
				debit,
				credit,
			)
		)
	return found


def journal(*rows: tuple[str, Any], rules: CashRules | None = None, **flags: Any) -> Decimal:
	return journal_cash_factor(lines(*rows), rules or CashRules(), **flags)


class TestJournal:
	@pytest.mark.parametrize("account", ["Bank", "Cash"])
	def test_a_receipt(self, account: str) -> None:
		assert journal((account, 1_000), ("Debtors", -1_000)) == 1

	@pytest.mark.parametrize(
		("rows", "factor"),
		[
			# fee kept by the bank; bad debt and bank mixed
			([("Bank", 950), ("Fees", 50), ("Debtors", -1_000)], "0.95"),
			([("Bank", 250), ("Bad Debts", 750), ("Debtors", -1_000)], "0.25"),
			([("Bank", 600), ("Cash", 300), ("Bad Debts", 100), ("Debtors", -1_000)], "0.9"),
			# interest on top: never above the receivable
			([("Bank", 1_030), ("Interest", -30), ("Debtors", -1_000)], "1"),
			# two customers' receivables in one journal
			([("Bank", 900), ("Fees", 100), ("Debtors", -600), ("Debtors", -400)], "0.9"),
			# no cash: write-off, contra with an expense, netting with a supplier
			([("Bad Debts", 1_000), ("Debtors", -1_000)], "0"),
			([("Creditors", 1_000), ("Debtors", -1_000)], "0"),
			# a refund, and one with a fee that we bore: the client got 1,000 of 1,020
			([("Debtors", 1_000), ("Bank", -1_000)], "1"),
			([("Debtors", 1_000), ("Fees", 20), ("Bank", -1_020)], "1"),
			([("Debtors", 1_000), ("Write Back", -100), ("Bank", -900)], "0.9"),
			# net receivable of zero: money passed through
			([("Debtors", -500), ("Debtors", 500), ("Bank", 10), ("Fees", -10)], "0"),
			# bank and receivable do not go the same way
			([("Bank", -100), ("Bad Debts", 1_100), ("Debtors", -1_000)], "0"),
			([("Bank", 100), ("Debtors", 1_000), ("Sales", -1_100)], "0"),
			# the bank lines cancel each other out
			([("Bank", 500), ("Bank", -500), ("Bad Debts", 1_000), ("Debtors", -1_000)], "0"),
		],
	)
	def test_is_judged_by_its_lines(self, rows: list[tuple[str, Any]], factor: str) -> None:
		assert journal(*rows) == dec(factor)

	@pytest.mark.parametrize(
		"rows",
		[[("Debtors", -500), ("Debtors", 500)], [("Debtors", -500), ("Debtors", 400), ("Debtors", 100)]],
	)
	def test_money_moved_between_invoices_counts_on_both(self, rows: list[tuple[str, Any]]) -> None:
		assert journal(*rows) == 1

	def test_money_moved_from_an_invoice_to_the_account_does_not(self) -> None:
		"""Only where every line is against a Sales Invoice."""
		mixed = lines(("Debtors", -500)) + lines(("Debtors", 500), reference="")
		assert journal_cash_factor(mixed, CashRules()) == 0

	@pytest.mark.parametrize(("bank", "factor"), [(0, "0"), (400, "0.4")])
	def test_a_customer_s_line_on_another_account_is_no_receivable(self, bank: int, factor: str) -> None:
		"""An advance booked as a liability: it is neither bank nor receivable."""
		advance = JournalLine("Advances", "", "Customer", "", dec(1_000 - bank), dec(0))
		rest = lines(("Bank", bank), ("Debtors", -1_000))
		assert journal_cash_factor([advance, *rest], CashRules()) == dec(factor)

	def test_a_journal_in_several_currencies_may_bring_more(self) -> None:
		rows = (("Bank", 1_050), ("Exchange", -50), ("Debtors", -1_000))
		assert journal(*rows) == 1
		assert journal(*rows, multi_currency=True) == dec("1.05")

	@pytest.mark.parametrize("amount", [40, -40])
	def test_erpnext_s_own_exchange_journal_moves_no_cash(self, amount: int) -> None:
		rows = (("Exchange", amount), ("Debtors", -amount))
		assert journal(*rows, multi_currency=True, exchange_account="Exchange") == 0

	def test_without_lines_it_brought_nothing(self) -> None:
		assert journal() == 0


class TestJournalSettings:
	def test_netting_may_count(self) -> None:
		assert journal(("Creditors", 1_000), ("Debtors", -1_000), rules=NETTING) == 1
		assert journal(("Creditors", 400), ("Bad Debts", 600), ("Debtors", -1_000), rules=NETTING) == dec(
			"0.4"
		)

	def test_a_fee_may_be_our_cost(self) -> None:
		rows = (("Bank", 950), ("Fees", 50), ("Debtors", -1_000))
		assert journal(*rows, rules=OUR_COST) == 1

	@pytest.mark.parametrize(("brought", "brought_factor"), [(1_050, "1.05"), (960, "0.96")])
	def test_foreign_money_may_count_at_the_invoice_s_rate(self, brought: int, brought_factor: str) -> None:
		rows = (("Bank", brought), ("Exchange", 1_000 - brought), ("Debtors", -1_000))
		flags = {"multi_currency": True, "exchange_account": "Exchange"}
		assert journal(*rows, **flags) == dec(brought_factor)
		assert journal(*rows, **flags, rules=AT_INVOICE_RATE) == 1

	@pytest.mark.parametrize("amount", [40, -40])
	def test_and_then_erpnext_s_own_exchange_journal_makes_it_up(self, amount: int) -> None:
		rows = (("Exchange", amount), ("Debtors", -amount))
		flags = {"multi_currency": True, "exchange_account": "Exchange"}
		assert journal(*rows, **flags, rules=AT_INVOICE_RATE) == 1
		assert journal(*rows, multi_currency=True, exchange_account=None, rules=AT_INVOICE_RATE) == 0

	def test_a_bill_of_exchange_is_cash_on_its_account(self) -> None:
		rows = (("Bills", 1_000), ("Debtors", -1_000))
		assert journal(*rows) == 0
		assert journal(*rows, rules=BILLS) == 1


def test_the_defaults_of_ledger_md() -> None:
	assert CashRules() == CashRules(
		fee_is_our_cost=False,
		fee_accounts=frozenset(),
		foreign_at_invoice_rate=False,
		netting_counts=False,
		claw_back_at_return=False,
		opening_tax_rate=Decimal(0),
		bill_accounts=frozenset(),
		bill_when_cashed=False,
	)
