"""Invoices in US dollars and the money that comes for them."""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from factories.masters import account
from factories.money import advance, draft_payment
from factories.selling import SOFTWARE, Amount, Lines, invoice
from key_account.ledger.receipts import CashRules

AT_INVOICE_RATE = CashRules(foreign_at_invoice_rate=True)


def usd_invoice(
	lines: Lines = SOFTWARE, *, on: str = "2025-02-10", rate: Amount = 7, **options: Any
) -> Document:
	"""A submitted Sales Invoice in US dollars on a dollar receivable; `rate` is CNY per USD."""
	return invoice(lines, on=on, customer="Dollar", currency="USD", rate=rate, **options)


def pay_foreign(
	invoice: Document,
	amount: Amount | None = None,
	*,
	on: str,
	rate: Amount,
	home: Amount | None = None,
	fee: Amount = 0,
) -> Document:
	"""A submitted Payment Entry for a dollar invoice, or from us for a dollar credit note.

	`amount` in dollars is settled (default: all) at `rate` CNY per USD. With `home` the CNY bank takes part
	with that amount, else the dollar bank. `fee` in CNY is kept back from the customer's money.
	"""
	entry = draft_payment(invoice, amount, on=on, into="Bank USD" if home is None else "Bank")
	settled = abs(sum(flt(row.allocated_amount) for row in entry.references))
	dollars = settled - flt(fee) / flt(rate)
	bank_rate = flt(rate) if home is None else 1
	banked = dollars if home is None else flt(home)
	if entry.payment_type == "Receive":
		entry.update({"paid_amount": dollars, "received_amount": banked})
		entry.update({"source_exchange_rate": flt(rate), "target_exchange_rate": bank_rate})
	else:
		entry.update({"paid_amount": banked, "received_amount": dollars})
		entry.update({"source_exchange_rate": bank_rate, "target_exchange_rate": flt(rate)})
	# The mapper set these for the rate it found; ERPNext sets them anew for this one.
	entry.deductions = []
	if flt(fee):
		entry.append(
			"deductions",
			{
				"account": account("Bank Charges"),
				"cost_center": frappe.get_cached_value("Company", entry.company, "cost_center"),
				"amount": flt(fee),
			},
		)
	return entry.insert().submit()


def usd_advance(amount: Amount, *, on: str, rate: Amount) -> Document:
	"""A submitted Payment Entry of dollars into the dollar bank without any invoice."""
	return advance(
		"Dollar",
		amount,
		on=on,
		into="Bank USD",
		paid_from=account("Debtors USD"),
		source_exchange_rate=flt(rate),
		target_exchange_rate=flt(rate),
	)
