"""Money coming and going: Payment Entries and Journal Entries, submitted through ERPNext."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from factories.masters import COMPANY, account, named
from factories.selling import Amount


def pay(
	invoice: Document,
	amount: Amount | None = None,
	*,
	on: str,
	also: Iterable[tuple[Document, Amount]] = (),
	fee: Amount = 0,
	write_off: Amount = 0,
	interest: Amount = 0,
	extra: Amount = 0,
	into: str = "Bank",
	**values: Any,
) -> Document:
	"""A submitted Payment Entry of a customer.

	`amount` of the invoice's claim is settled (default: what is outstanding), and so much of the claims in
	`also`, which may be credit notes with a negative amount. The bank gets that less `fee`, `write_off` and
	any discount ERPNext itself deducts, plus `interest`, plus `extra`, which stays unallocated. Company
	currency throughout.
	"""
	entry = draft_payment(invoice, amount, on=on, also=also, into=into)
	_deduct(entry, "Bank Charges", fee)
	_deduct(entry, "Bad Debts", write_off)
	_deduct(entry, "Interest", -flt(interest))
	settled = sum(flt(row.allocated_amount) for row in entry.references)
	entry.paid_amount = settled - sum(row.amount for row in entry.deductions) + flt(extra)
	entry.received_amount = entry.paid_amount
	entry.update(values)
	return entry.insert().submit()


def draft_payment(
	invoice: Document,
	amount: Amount | None = None,
	*,
	on: str,
	also: Iterable[tuple[Document, Amount]] = (),
	into: str = "Bank",
) -> Document:
	"""ERPNext's own Payment Entry for an invoice or order, its allocations set, not inserted."""
	# ERPNext opens its logs when imported, relative to `sites`: it must not be, while pytest collects.
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	entry = get_payment_entry(invoice.doctype, invoice.name, bank_account=account(into), reference_date=on)
	entry.update({"posting_date": on, "reference_no": "KA", "reference_date": on})
	if amount is not None:
		# Payment terms come as a row each; an amount given is for the invoice as a whole.
		entry.references = entry.references[:1]
		entry.references[0].allocated_amount = flt(amount)
	for other, share in also:
		entry.append(
			"references",
			{
				"reference_doctype": other.doctype,
				"reference_name": other.name,
				"allocated_amount": flt(share),
			},
		)
	return entry


def refund(
	credit_note: Document,
	amount: Amount | None = None,
	*,
	on: str,
	fee: Amount = 0,
	write_back: Amount = 0,
) -> Document:
	"""A submitted Payment Entry that pays a credit note back.

	`amount` of the customer's claim is settled (default: all). The bank pays that, plus `fee`, less
	`write_back`, the part of the claim that the customer lets go.
	"""
	entry = draft_payment(credit_note, None if amount is None else -flt(amount), on=on)
	settled = -sum(flt(row.allocated_amount) for row in entry.references)
	_deduct(entry, "Bank Charges", fee)
	_deduct(entry, "Interest", -flt(write_back))
	entry.paid_amount = settled + flt(fee) - flt(write_back)
	entry.received_amount = entry.paid_amount
	return entry.insert().submit()


def advance(customer: str, amount: Amount, *, on: str, into: str = "Bank", **values: Any) -> Document:
	"""A submitted Payment Entry of a customer without any invoice."""
	entry = frappe.new_doc("Payment Entry")
	entry.update(
		{
			"payment_type": "Receive",
			"company": COMPANY,
			"posting_date": on,
			"party_type": "Customer",
			"party": named(customer),
			"paid_from": account("Debtors"),
			"paid_to": account(into),
			"paid_amount": flt(amount),
			"received_amount": flt(amount),
			"source_exchange_rate": 1,
			"target_exchange_rate": 1,
			"reference_no": "KA",
			"reference_date": on,
			**values,
		}
	)
	entry.setup_party_account_field()
	entry.set_missing_values()
	return entry.insert().submit()


@dataclass(frozen=True)
class Entry:
	"""One line of a journal: a positive `amount` debits, a negative one credits, in the account's currency."""

	on: Document | str
	amount: Amount
	rate: Amount = 1
	party: str | None = None
	account: str | None = None


def debit(on: Document | str, amount: Amount, **options: Any) -> Entry:
	"""Debit an account (by label) or a customer's claim on an invoice or credit note."""
	return Entry(on, flt(amount), **options)


def credit(on: Document | str, amount: Amount, **options: Any) -> Entry:
	"""Credit an account (by label) or a customer's claim on an invoice or credit note."""
	return Entry(on, -flt(amount), **options)


def journal(*entries: Entry, on: str, kind: str = "Journal Entry", multi_currency: bool = False) -> Document:
	"""A submitted Journal Entry; `kind` is its voucher type, which must not matter to what is collected."""
	doc = frappe.new_doc("Journal Entry")
	doc.update(
		{
			"voucher_type": kind,
			"company": COMPANY,
			"posting_date": on,
			"cheque_no": "KA",
			"cheque_date": on,
			"multi_currency": int(multi_currency),
		}
	)
	for entry in entries:
		doc.append("accounts", _journal_row(entry))
	return doc.insert().submit()


def _journal_row(entry: Entry) -> dict[str, Any]:
	side = "debit_in_account_currency" if entry.amount > 0 else "credit_in_account_currency"
	row: dict[str, Any] = {
		side: abs(entry.amount),
		"exchange_rate": entry.rate,
		"cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
	}
	if isinstance(entry.on, str):
		row["account"] = account(entry.on)
		if entry.party:
			kind = frappe.get_cached_value("Account", row["account"], "account_type")
			row["party_type"] = "Customer" if kind == "Receivable" else "Supplier"
			row["party"] = named(entry.party)
		return row
	buying = entry.on.doctype == "Purchase Invoice"
	row.update(
		{
			"account": entry.account or (entry.on.credit_to if buying else entry.on.debit_to),
			"party_type": "Supplier" if buying else "Customer",
			"party": entry.on.supplier if buying else entry.on.customer,
			"reference_type": entry.on.doctype,
			"reference_name": entry.on.name,
		}
	)
	return row


def _deduct(entry: Document, label: str, amount: Amount) -> None:
	if flt(amount):
		entry.append(
			"deductions",
			{
				"account": account(label),
				"cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
				"amount": flt(amount),
			},
		)
