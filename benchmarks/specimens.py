"""One document of each kind, posted through ERPNext, so that bulk rows have the columns ERPNext gives them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from frappe.model.document import Document

from benchmarks.client_rows import CLIENT, ISSUE, PLAN, SURVEY
from benchmarks.masters import new_customer
from benchmarks.rows import (
	CURRENCY,
	FEE_PAYMENT,
	INVOICE,
	ITEM_PREFIX,
	JOURNAL,
	ORDER,
	PAYMENT,
	PERSON_NAMES,
	PRICE_LIST,
	REFUND,
	RETURN,
	Names,
)
from benchmarks.story import TEAM_SHARES, year_of

#: (table, voucher kind) -> rows of one document, in the order of rows.py
Specimens = dict[tuple[str, str], list[dict[str, Any]]]

#: Number of the client that specimens are posted for.
SPECIMEN = 0

CHILDREN = {
	"Sales Invoice": ("Sales Invoice Item", "Sales Team", "Sales Taxes and Charges", "Payment Schedule"),
	"Payment Entry": ("Payment Entry Reference", "Payment Entry Deduction"),
	"Journal Entry": ("Journal Entry Account",),
	"Sales Order": (),
	"Customer": (),
	"Client Archive": ("Client Stakeholder", "Client Follow-up", "Client Relation"),
	"Satisfaction Survey": (),
	"Development Plan": (),
	"Issue": (),
}


def post_specimens(names: Names) -> Specimens:
	"""Rows of one document of each kind; the documents themselves are rolled back, so commit before."""
	try:
		found: Specimens = defaultdict(list)
		for kind, document in _documents(names):
			_collect(found, kind, document)
		return dict(found)
	finally:
		frappe.db.rollback()


def _collect(found: Specimens, kind: str, document: Document) -> None:
	def rows(doctype: str, filters: dict[str, Any], order_by: str) -> list[dict[str, Any]]:
		return [dict(row) for row in frappe.get_all(doctype, filters, ["*"], order_by=order_by)]

	found[f"tab{document.doctype}", kind] = rows(document.doctype, {"name": document.name}, "name")
	for child in CHILDREN[document.doctype]:
		filters = {"parent": document.name, "parenttype": document.doctype}
		found[f"tab{child}", kind] = rows(child, filters, "idx")
	if not frappe.get_meta(document.doctype).is_submittable:
		return
	posted = {"voucher_type": document.doctype, "voucher_no": document.name, "delinked": 0}
	found["tabPayment Ledger Entry", kind] = rows("Payment Ledger Entry", posted, "name")


def _documents(names: Names) -> Iterator[tuple[str, Document]]:
	day = f"{year_of(names.size)}-01-15"
	customer = new_customer(names.client(SPECIMEN)).insert()
	archive = _archive(names, customer)
	paid, fee_paid, journal_paid = (_invoice(names, day) for _ in range(3))
	payment = _payment(names, paid, day)
	given_back = _return(paid, day)
	yield CLIENT, customer
	yield CLIENT, archive
	yield (
		SURVEY,
		_of_client("Satisfaction Survey", archive, contact_name="Specimen", contact_email="a@example.com"),
	)
	yield PLAN, _of_client("Development Plan", archive, plan_title="Specimen")
	yield (
		ISSUE,
		frappe.get_doc({"doctype": "Issue", "subject": "Specimen", "customer": customer.name}).insert(),
	)
	yield ORDER, _order(names, day)
	yield from {
		INVOICE: paid,
		PAYMENT: payment,
		FEE_PAYMENT: _payment(names, fee_paid, day, fee=1),
		JOURNAL: _journal(names, journal_paid, day),
		RETURN: given_back,
		REFUND: _payment(names, given_back, day),
	}.items()


def _archive(names: Names, customer: Document) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Client Archive",
			"party_type": "Customer",
			"party": customer.name,
			"company": names.company,
			"stakeholders": [{"person_name": "Specimen"}],
			"follow_ups": [{"date": f"{year_of(names.size)}-01-15", "progress": "Met"}],
			"relations": [{"person_name": "Specimen"}],
		}
	).insert()


def _of_client(doctype: str, archive: Document, **values: Any) -> Document:
	return frappe.get_doc({"doctype": doctype, "archive": archive.name, **values}).insert()


def _order(names: Names, day: str) -> Document:
	order = frappe.new_doc("Sales Order")
	order.update(
		{
			"company": names.company,
			"customer": names.client(SPECIMEN),
			"currency": CURRENCY,
			"conversion_rate": 1,
			"selling_price_list": PRICE_LIST,
			"price_list_currency": CURRENCY,
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"transaction_date": day,
			"delivery_date": day,
		}
	)
	order.append("items", {"item_code": f"{ITEM_PREFIX}Product", "qty": 1, "rate": 50})
	order.append("sales_team", {"sales_person": PERSON_NAMES[1], "allocated_percentage": 100})
	return order.insert().submit()


def _invoice(names: Names, day: str) -> Document:
	invoice = frappe.new_doc("Sales Invoice")
	invoice.update(
		{
			"company": names.company,
			"customer": names.client(SPECIMEN),
			"currency": CURRENCY,
			"conversion_rate": 1,
			"selling_price_list": PRICE_LIST,
			"price_list_currency": CURRENCY,
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"posting_date": day,
			"set_posting_time": 1,
			"due_date": day,
			"disable_rounded_total": 1,
		}
	)
	for category in ("Product", "Maintenance"):
		invoice.append("items", {"item_code": ITEM_PREFIX + category, "qty": 1, "rate": 50})
	invoice.append(
		"taxes",
		{
			"charge_type": "On Net Total",
			"account_head": names.account("VAT"),
			"description": "VAT",
			"rate": 13,
		},
	)
	for number, percent in enumerate(TEAM_SHARES, 1):
		invoice.append("sales_team", {"sales_person": PERSON_NAMES[number], "allocated_percentage": percent})
	return invoice.insert().submit()


def _return(invoice: Document, day: str) -> Document:
	given_back = make_sales_return(invoice.name)
	given_back.items = given_back.items[1:]
	given_back.update(
		{
			"posting_date": day,
			"set_posting_time": 1,
			"update_outstanding_for_self": 1,
			"disable_rounded_total": 1,
		}
	)
	return given_back.insert().submit()


def _payment(names: Names, invoice: Document, day: str, fee: float = 0) -> Document:
	entry = get_payment_entry(
		"Sales Invoice", invoice.name, bank_account=names.account("Bank"), reference_date=day
	)
	entry.update({"posting_date": day, "reference_no": "KA", "reference_date": day})
	if fee:
		entry.append(
			"deductions",
			{
				"account": names.account("Bank Charges"),
				"cost_center": frappe.get_cached_value("Company", names.company, "cost_center"),
				"amount": fee,
			},
		)
		entry.paid_amount -= fee
		entry.received_amount = entry.paid_amount
	return entry.insert().submit()


def _journal(names: Names, invoice: Document, day: str) -> Document:
	journal = frappe.new_doc("Journal Entry")
	journal.update(
		{
			"voucher_type": "Bank Entry",
			"company": names.company,
			"posting_date": day,
			"cheque_no": "KA",
			"cheque_date": day,
		}
	)
	amount = invoice.grand_total
	journal.append("accounts", {"account": names.account("Bank"), "debit_in_account_currency": amount})
	journal.append(
		"accounts",
		{
			"account": names.account("Debtors"),
			"party_type": "Customer",
			"party": invoice.customer,
			"reference_type": "Sales Invoice",
			"reference_name": invoice.name,
			"credit_in_account_currency": amount,
		},
	)
	return journal.insert().submit()
