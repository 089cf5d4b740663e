"""How the ledger tests ask what was collected, and hold it against the books by another way."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

import frappe
from factories.masters import COMPANY, FIRST_YEAR
from factories.selling import Amount
from frappe.model.document import Document
from frappe.utils import getdate

from key_account.bonus.tie_out import TieOut
from key_account.ledger.receipts import CashRules, Receipt, read_receipts
from key_account.ledger.site import SiteSource
from key_account.ledger.tie_out import held_against, ledger_total

START = dt.date(FIRST_YEAR, 1, 1)

#: The time before 2025, the quarters of 2025, where the tests' stories play, and what is dated today.
PERIODS = (
	(START, dt.date(2024, 12, 31)),
	(dt.date(2025, 1, 1), dt.date(2025, 3, 31)),
	(dt.date(2025, 4, 1), dt.date(2025, 6, 30)),
	(dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
	(dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
	(dt.date(2026, 1, 1), None),
)


class Row(NamedTuple):
	"""What a test expects, or saw, of one receipt; amounts in company currency."""

	day: str
	voucher: str
	invoice: str
	amount: Decimal
	cash: Decimal
	net: Decimal


def end() -> dt.date:
	"""The last day that anything in a test may be dated: reversals are dated today."""
	return dt.date(getdate().year + 1, 12, 31)


def today() -> str:
	"""The site's own day."""
	return str(getdate())


def row(day: str, voucher: Document, invoice: Document, amount: Amount, cash: Amount, net: Amount) -> Row:
	"""An expected receipt: `amount` moved on the receivable, `cash` of it collected, `net` of that before tax."""
	return Row(day, voucher.name, invoice.name, *(Decimal(str(value)) for value in (amount, cash, net)))


def receipts(
	rules: CashRules | None = None, start: dt.date = START, until: dt.date | None = None
) -> list[Receipt]:
	"""All receipts of the tests' company, of the whole time unless days are given."""
	return list(read_receipts(SiteSource(), COMPANY, start, until or end(), rules or CashRules()))


def collected(rules: CashRules | None = None) -> list[Row]:
	"""All receipts as rows, in the order of days, after checking each receipt's own sums."""
	found = receipts(rules)
	for receipt in found:
		assert receipt.tax == receipt.cash - receipt.net
		assert receipt.non_cash == receipt.amount - receipt.cash
	return sorted(Row(str(r.day), r.voucher_no, r.invoice, r.amount, r.cash, r.net) for r in found)


def rows(*expected: Row) -> list[Row]:
	"""Expected receipts in the order of `collected`."""
	return sorted(expected)


def net_on(*days: str, rules: CashRules | None = None) -> list[Decimal]:
	"""Net money collected on each of the days, and nothing on any other."""
	by_day: dict[str, Decimal] = defaultdict(Decimal)
	for receipt in receipts(rules):
		by_day[str(receipt.day)] += receipt.net
	strangers = {day for day, net in by_day.items() if net} - set(days)
	assert not strangers, f"money also counted on {sorted(strangers)}"
	return [by_day[day] for day in days]


def shares(receipt: Receipt) -> dict[str, Decimal]:
	"""Item group (without the tests' prefix) → the net of its lines that the receipt is shared by."""
	by_group: dict[str, Decimal] = defaultdict(Decimal)
	for line in receipt.lines:
		by_group[line.item_group.removeprefix("KA ")] += line.net
	return dict(by_group)


def net_by_group(rules: CashRules | None = None) -> dict[str, Decimal]:
	"""All net money collected, by item group, each receipt shared by its lines, to the nearest cent."""
	by_group: dict[str, Decimal] = defaultdict(Decimal)
	for receipt in receipts(rules):
		parts = shares(receipt)
		for group, net in parts.items():
			by_group[group] += receipt.net * net / sum(parts.values())
	return {group: money(net) for group, net in by_group.items()}


def cash_of(voucher: Document, rules: CashRules | None = None) -> Decimal:
	"""What one voucher brought."""
	return sum((r.cash for r in receipts(rules) if r.voucher_no == voucher.name), Decimal(0))


def ledger_rows(*vouchers: Document) -> list[tuple[str, str, str, Decimal]]:
	"""Payment Ledger rows of vouchers that are not delinked: day, voucher, against, amount."""
	found = frappe.get_all(
		"Payment Ledger Entry",
		{"voucher_no": ("in", [v.name for v in vouchers]), "delinked": 0, "company": COMPANY},
		["posting_date", "voucher_no", "against_voucher_no", "amount"],
		order_by="posting_date, voucher_no, against_voucher_no, amount",
	)
	return [(str(r.posting_date), r.voucher_no, r.against_voucher_no, money(r.amount)) for r in found]


def outstanding(invoice: Document) -> Decimal:
	"""What ERPNext says is still to be paid on an invoice, in the currency of its receivable account."""
	return money(frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount"))


def money(value: float | str | int) -> Decimal:
	return Decimal(str(value)).quantize(Decimal("0.01"))


def assert_ties_out(rules: CashRules | None = None) -> None:
	"""Receipts, the app's own total and the books, read here in another way, agree to the cent: all and by period.

	The last comparison is left out where rules move or add rows that the books do not have that way.
	"""
	whole = receipts(rules)
	moved = tied_out(whole, START, end(), rules).ledger
	if rules is None:
		assert moved == moved_in_books()
	by_period: list[Receipt] = []
	for first, last in PERIODS:
		found = receipts(rules, first, last)
		tied_out(found, first, last or end(), rules)
		by_period += found
	# Read period by period, every receipt turns up in exactly one.
	assert sorted(map(repr, by_period)) == sorted(map(repr, whole))


def tied_out(found: list[Receipt], first: dt.date, last: dt.date, rules: CashRules | None) -> TieOut:
	"""The receipts of a period held against what the ledger moved in it; they agree."""
	moved = ledger_total(SiteSource(), COMPANY, first, last, rules or CashRules())
	found_out = held_against(moved, found)
	assert found_out.difference == 0, f"the ledger moved {moved}, explained are {found_out.explained}"
	return found_out


def moved_in_books() -> Decimal:
	"""−Σ of the Payment Ledger's collecting rows, plus point-of-sale payments, by plain reading."""
	found = frappe.get_all(
		"Payment Ledger Entry",
		{
			"company": COMPANY,
			"delinked": 0,
			"account_type": "Receivable",
			"party_type": "Customer",
			"against_voucher_type": "Sales Invoice",
			"voucher_type": ("in", ("Payment Entry", "Journal Entry")),
		},
		pluck="amount",
	)
	return -_total(found) + _total(_paid_at_the_till())


def _paid_at_the_till() -> Iterable[float]:
	for sale in frappe.get_all(
		"Sales Invoice",
		{"company": COMPANY, "is_pos": 1, "docstatus": 1},
		["name", "base_change_amount"],
	):
		yield -sale.base_change_amount
		yield from frappe.get_all("Sales Invoice Payment", {"parent": sale.name}, pluck="base_amount")


def _total(amounts: Iterable[float]) -> Decimal:
	return sum((money(amount) for amount in amounts), Decimal("0.00"))
