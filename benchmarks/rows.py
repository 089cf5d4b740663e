"""The rows that ERPNext's ledgers hold of a sale, for a site's tables and for a ledger file. Pure Python.

A row is given as (table, voucher kind, row); the kind names the specimen that fill.py takes the other columns
of a site's table from.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benchmarks.story import (
	INVOICES_PER_ORDER,
	PEOPLE,
	TEAM_SHARES,
	Payment,
	Sale,
	clients,
	is_registered,
	with_tax,
)

Row = tuple[str, str, dict[str, Any]]

GROUP = "KA Bench Team"
CURRENCY = "CNY"
ITEM_PREFIX = "KA Bench "
DISTRIBUTION = "KA Bench Months"
PRICE_LIST = "KA Bench Selling"
MONTHS = (
	*("January", "February", "March", "April", "May", "June"),
	*("July", "August", "September", "October", "November", "December"),
)

ORDER, INVOICE, PAYMENT, FEE_PAYMENT, JOURNAL, RETURN, REFUND = (
	"order",
	"invoice",
	"payment",
	"payment with fee",
	"journal",
	"return",
	"refund",
)


def person_name(number: int) -> str:
	return f"KA Bench Person {number:02d}"


def registered_on(customer: int) -> dt.date | None:
	return dt.date(2015, 1, 1) if is_registered(customer) else None


PERSON_NAMES = {number: person_name(number) for number in range(1, PEOPLE + 1)}


@dataclass(frozen=True, slots=True)
class Names:
	"""What the records of a company with `size` invoices are called."""

	size: int

	@property
	def company(self) -> str:
		return f"KA Bench {self.size}"

	@property
	def abbr(self) -> str:
		return f"KAB{self.size}"

	@property
	def client_numbers(self) -> range:
		return range(1, clients(self.size) + 1)

	def client(self, number: int) -> str:
		return f"{self.abbr}-Client-{number:05d}"

	def account(self, label: str) -> str:
		return f"{label} - {self.abbr}"

	def voucher(self, series: str, number: int, part: int = 0) -> str:
		return f"{self.abbr}-{series}-{number:07d}" + (f"-{part}" if part else "")


def rows_of(sale: Sale, names: Names) -> Iterator[Row]:
	"""Everything ERPNext posts for a sale: its invoice, payments, return and refund; for some of them an order."""
	invoice = names.voucher("SINV", sale.number)
	if sale.number % INVOICES_PER_ORDER == 0:
		yield from _order(sale, names)
	paid = sum((payment.amount for payment in sale.payments), Decimal(0))
	yield from _invoice(sale, names, invoice, sale.gross - paid)
	for part, payment in enumerate(sale.payments):
		if payment.by_journal:
			yield from _journal(sale, names, payment, invoice)
		else:
			name = names.voucher("PAY", sale.number, part)
			yield from _payment(sale, names, payment, name, invoice, FEE_PAYMENT if payment.fee else PAYMENT)
	if sale.returned:
		given_back = names.voucher("SRET", sale.number)
		refund = Payment(sale.returned, -with_tax(sale.lines[1]))
		yield from _return(sale, names, sale.returned, given_back, invoice)
		yield from _payment(sale, names, refund, names.voucher("REF", sale.number), given_back, REFUND)


def _posted(day: dt.date) -> dict[str, Any]:
	moment = f"{day} 09:00:00"
	return {"creation": moment, "modified": moment}


def _order(sale: Sale, names: Names) -> Iterator[Row]:
	name = names.voucher("SO", sale.number)
	row = {
		"name": name,
		"company": names.company,
		"customer": names.client(sale.customer),
		"customer_name": names.client(sale.customer),
		"transaction_date": sale.day,
		"docstatus": 1,
		"base_net_total": sale.net,
		"base_grand_total": sale.gross,
		**_posted(sale.day),
	}
	yield "tabSales Order", ORDER, row


def _invoice(sale: Sale, names: Names, name: str, outstanding: Decimal) -> Iterator[Row]:
	posted = _posted(sale.day)
	yield (
		"tabSales Invoice",
		INVOICE,
		{
			**_invoice_header(sale, names, name, sale.day, sale.net),
			"outstanding_amount": outstanding,
			"is_return": 0,
			"return_against": None,
			"update_outstanding_for_self": 1,
		},
	)
	for index, (category, net) in enumerate(zip(sale.categories, sale.lines, strict=True), 1):
		yield "tabSales Invoice Item", INVOICE, _line(name, index, category, net, posted)
	yield from _invoice_children(sale, name, INVOICE, sale.day, sale.net)
	yield _ledger_row(sale, names, INVOICE, sale.day, ("Sales Invoice", name), name, sale.gross)


def _return(sale: Sale, names: Names, day: dt.date, name: str, invoice: str) -> Iterator[Row]:
	net = -sale.lines[1]
	yield (
		"tabSales Invoice",
		RETURN,
		{
			**_invoice_header(sale, names, name, day, net),
			"outstanding_amount": 0,
			"is_return": 1,
			"return_against": invoice,
			"update_outstanding_for_self": 1,
		},
	)
	yield "tabSales Invoice Item", RETURN, _line(name, 1, sale.categories[1], net, _posted(day))
	yield from _invoice_children(sale, name, RETURN, day, net)
	yield _ledger_row(sale, names, RETURN, day, ("Sales Invoice", name), name, -with_tax(-net))


def _invoice_header(sale: Sale, names: Names, name: str, day: dt.date, net: Decimal) -> dict[str, Any]:
	gross = with_tax(net)
	return {
		"name": name,
		"company": names.company,
		"customer": names.client(sale.customer),
		"customer_name": names.client(sale.customer),
		"posting_date": day,
		"due_date": day,
		"docstatus": 1,
		"is_opening": "No",
		"is_pos": 0,
		"net_total": net,
		"base_net_total": net,
		"grand_total": gross,
		"base_grand_total": gross,
		"base_rounded_total": 0,
		"base_rounding_adjustment": 0,
		"base_change_amount": 0,
		**_posted(day),
	}


def _line(parent: str, index: int, category: str, net: Decimal, posted: dict[str, Any]) -> dict[str, Any]:
	return {
		"name": f"{parent}-L{index}",
		"parent": parent,
		"parenttype": "Sales Invoice",
		"item_code": ITEM_PREFIX + category,
		"item_group": category,
		"amount": net,
		"net_amount": net,
		"base_net_amount": net,
		"ka_cost_amount": net * 6 / 10 if category == "Custom Development" else 0,
		"ka_standard_amount": 0,
		"so_detail": None,
		"sales_order": None,
		**posted,
	}


def _invoice_children(sale: Sale, parent: str, kind: str, day: dt.date, net: Decimal) -> Iterator[Row]:
	posted = _posted(day)
	gross = with_tax(net)
	for index, (person, percent) in enumerate(zip(sale.people, TEAM_SHARES, strict=True), 1):
		row = {
			"name": f"{parent}-P{index}",
			"parent": parent,
			"parenttype": "Sales Invoice",
			"sales_person": PERSON_NAMES[person],
			"allocated_percentage": percent,
			"allocated_amount": net * percent / 100,
			**posted,
		}
		yield "tabSales Team", kind, row
	tax = {"name": f"{parent}-T", "parent": parent, "base_tax_amount": gross - net, **posted}
	yield "tabSales Taxes and Charges", kind, tax
	if kind == INVOICE:
		due = {"name": f"{parent}-D", "parent": parent, "due_date": day, "payment_amount": gross, **posted}
		yield "tabPayment Schedule", kind, due


def _payment(sale: Sale, names: Names, payment: Payment, name: str, invoice: str, kind: str) -> Iterator[Row]:
	posted = _posted(payment.day)
	bank = abs(payment.amount) - payment.fee
	yield (
		"tabPayment Entry",
		kind,
		{
			"name": name,
			"company": names.company,
			"posting_date": payment.day,
			"docstatus": 1,
			"payment_type": "Pay" if kind == REFUND else "Receive",
			"party": names.client(sale.customer),
			"party_name": names.client(sale.customer),
			"paid_to": names.account("Debtors" if kind == REFUND else "Bank"),
			"clearance_date": None,
			"paid_amount": bank,
			"base_paid_amount": bank,
			"base_total_allocated_amount": abs(payment.amount),
			"unallocated_amount": 0,
			"source_exchange_rate": 1,
			"target_exchange_rate": 1,
			"book_advance_payments_in_separate_party_account": 0,
			**posted,
		},
	)
	yield (
		"tabPayment Entry Reference",
		kind,
		{
			"name": f"{name}-R",
			"parent": name,
			"reference_name": invoice,
			"allocated_amount": payment.amount,
			**posted,
		},
	)
	if payment.fee:
		yield (
			"tabPayment Entry Deduction",
			kind,
			{
				"name": f"{name}-F",
				"parent": name,
				"account": names.account("Bank Charges"),
				"amount": payment.fee,
				"is_exchange_gain_loss": 0,
				**posted,
			},
		)
	yield _ledger_row(sale, names, kind, payment.day, ("Payment Entry", name), invoice, -payment.amount)


def _journal(sale: Sale, names: Names, payment: Payment, invoice: str) -> Iterator[Row]:
	name = names.voucher("JV", sale.number)
	posted = _posted(payment.day)
	yield (
		"tabJournal Entry",
		JOURNAL,
		{
			"name": name,
			"company": names.company,
			"posting_date": payment.day,
			"docstatus": 1,
			"voucher_type": "Bank Entry",
			"multi_currency": 0,
			"total_debit": payment.amount,
			"total_credit": payment.amount,
			**posted,
		},
	)
	bank = {"account": names.account("Bank"), "debit": payment.amount, "credit": 0}
	claim = {
		"account": names.account("Debtors"),
		"party_type": "Customer",
		"party": names.client(sale.customer),
		"reference_type": "Sales Invoice",
		"reference_name": invoice,
		"debit": 0,
		"credit": payment.amount,
	}
	for index, line in enumerate((bank, claim), 1):
		row = {"name": f"{name}-A{index}", "parent": name, "party_type": None, "reference_type": None}
		yield (
			"tabJournal Entry Account",
			JOURNAL,
			{**row, "party": None, "reference_name": None, **line, **posted},
		)
	yield _ledger_row(sale, names, JOURNAL, payment.day, ("Journal Entry", name), invoice, -payment.amount)


def _ledger_row(
	sale: Sale,
	names: Names,
	kind: str,
	day: dt.date,
	voucher: tuple[str, str],
	invoice: str,
	amount: Decimal,
) -> Row:
	voucher_type, voucher_no = voucher
	row = {
		"name": f"{voucher_no}-E",
		"company": names.company,
		"posting_date": day,
		"due_date": day,
		"account_type": "Receivable",
		"account": names.account("Debtors"),
		"party_type": "Customer",
		"party": names.client(sale.customer),
		"voucher_type": voucher_type,
		"voucher_no": voucher_no,
		"against_voucher_type": "Sales Invoice",
		"against_voucher_no": invoice,
		"amount": amount,
		"amount_in_account_currency": amount,
		"delinked": 0,
		**_posted(day),
	}
	return "tabPayment Ledger Entry", kind, row
