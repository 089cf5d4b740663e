"""Sales documents as a user makes them: built, inserted and submitted through ERPNext itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from factories.masters import ABBR, COMPANY, TAXES, account, named

Amount = int | float | str


@dataclass(frozen=True)
class Line:
	"""One line of an order or invoice: `amount` in the document's currency, as priced.

	`vat` overrides the document's tax rate (percent); `cost` and `standard` are the line's cost and its
	standard quote in company currency.
	"""

	item: str
	amount: Amount
	qty: int = 1
	vat: int | None = None
	cost: Amount = 0
	standard: Amount = 0


Lines = Iterable[Line | tuple[str, Amount]]

SOFTWARE = (("Software", 1000),)


def invoice(lines: Lines = SOFTWARE, *, on: str = "2025-02-10", **options: Any) -> Document:
	"""A submitted Sales Invoice of day `on`; for `options` see `draft_invoice`."""
	return draft_invoice(lines, on=on, **options).submit()


def draft_invoice(
	lines: Lines = SOFTWARE,
	*,
	on: str = "2025-02-10",
	tax: str | None = "13%",
	customer: str = "Alpha",
	team: Mapping[str, Amount] | None = None,
	currency: str = "CNY",
	rate: Amount = 1,
	receivable: str | None = None,
	terms: str | None = None,
	rounded: bool = False,
	discount: Amount = 0,
	debit_note_of: Document | None = None,
	**values: Any,
) -> Document:
	"""A Sales Invoice, inserted.

	`tax` is a label of `masters.TAXES` or None; `team` maps salespeople to percentages; `rate` is company
	currency per unit of `currency`; `receivable` an account label; `terms` a payment terms template;
	`rounded` lets ERPNext round the total; `discount` is given on the grand total.
	"""
	doc = _new("Sales Invoice", lines, tax, customer, team, currency, rate, rounded, discount)
	doc.update({"posting_date": on, "set_posting_time": 1})
	if receivable:
		doc.debit_to = account(receivable)
	if terms:
		doc.payment_terms_template = named(terms)
	else:
		doc.due_date = on
	if debit_note_of:
		doc.update({"is_debit_note": 1, "return_against": debit_note_of.name})
	doc.update(values)
	return doc.insert()


def order(lines: Lines = SOFTWARE, *, on: str = "2025-01-15", **options: Any) -> Document:
	"""A submitted Sales Order of day `on`; `tax`, `customer`, `team`, `currency`, `rate` as for an invoice."""
	doc = _new(
		"Sales Order",
		lines,
		options.get("tax", "13%"),
		options.get("customer", "Alpha"),
		options.get("team"),
		options.get("currency", "CNY"),
		options.get("rate", 1),
		rounded=False,
		discount=0,
	)
	doc.update({"transaction_date": on, "delivery_date": on})
	return doc.insert().submit()


def invoice_of(order: Document, *, on: str, with_advances: bool = False, **values: Any) -> Document:
	"""The submitted Sales Invoice of a whole order; `with_advances` takes in what was paid on the order."""
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

	doc = make_sales_invoice(order.name)
	doc.update({"posting_date": on, "set_posting_time": 1, "due_date": on, "payment_schedule": []})
	doc.update(
		{
			"allocate_advances_automatically": int(with_advances),
			"only_include_allocated_payments": int(with_advances),
			"disable_rounded_total": 1,
			**values,
		}
	)
	return doc.insert().submit()


def credit_note(
	invoice: Document,
	lines: Lines | None = None,
	*,
	on: str,
	stand_alone: bool = True,
	paid_back: Mapping[str, Amount] | None = None,
) -> Document:
	"""A submitted return of an invoice, whole or of the `lines` given with positive amounts.

	`stand_alone` is ERPNext's "Update Outstanding for Self": the claim of the customer stays on the credit
	note instead of reducing the invoice. `paid_back` maps modes of payment to money handed back at a till.
	"""
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

	doc = make_sales_return(invoice.name)
	if lines is not None:
		chosen = []
		for line in _lines(lines):
			row = next(row for row in doc.items if row.item_code == named(line.item))
			row.update({"qty": -line.qty, "rate": flt(line.amount) / line.qty})
			chosen.append(row)
		doc.items = chosen
	doc.update(
		{
			"posting_date": on,
			"set_posting_time": 1,
			"update_outstanding_for_self": int(stand_alone),
			"disable_rounded_total": invoice.disable_rounded_total,
		}
	)
	if paid_back is not None:
		doc.payments = []
		for mode, amount in paid_back.items():
			doc.append("payments", _payment_row(mode, -flt(amount)))
	# As the form does before it saves; ERPNext compares these totals with what is outstanding.
	doc.calculate_taxes_and_totals()
	return doc.insert().submit()


def loose_credit_note(lines: Lines, *, on: str, **options: Any) -> Document:
	"""A submitted credit note that returns no invoice; `lines` with positive amounts, `options` of an invoice."""
	back = [Line(line.item, line.amount, qty=-line.qty) for line in _lines(lines)]
	return draft_invoice(back, on=on, is_return=1, **options).submit()


def pos_invoice(
	lines: Lines = SOFTWARE,
	*,
	paid: Mapping[str, Amount],
	write_off: Amount = 0,
	on: str = "2025-02-10",
	**options: Any,
) -> Document:
	"""A submitted point-of-sale invoice; `paid` maps modes of payment to what the customer handed over.

	What is handed over beyond the total is given back as change from the till.
	"""
	doc = draft_invoice(lines, on=on, **options)
	doc.update(
		{
			"is_pos": 1,
			"account_for_change_amount": account("Cash"),
			"write_off_amount": write_off,
			"write_off_account": account("Bad Debts"),
			"write_off_cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
		}
	)
	for mode, amount in paid.items():
		doc.append("payments", _payment_row(mode, amount))
	doc.save()
	return doc.submit()


def opening_invoice(amount: Amount, *, on: str, customer: str = "Alpha") -> Document:
	"""An invoice of before the company came to ERPNext, as the Opening Invoice Creation Tool makes it.

	The tool's import commits after each invoice; this is its invoice, inserted as the import does, without.
	"""
	tool = frappe.get_doc("Opening Invoice Creation Tool")
	tool.update({"company": COMPANY, "invoice_type": "Sales", "invoices": []})
	tool.append(
		"invoices",
		{
			"party_type": "Customer",
			"party": named(customer),
			"outstanding_amount": amount,
			"posting_date": on,
			"due_date": on,
			"qty": 1,
		},
	)
	doc = frappe.get_doc(tool.get_invoices()[0])
	doc.flags.ignore_mandatory = True
	return doc.insert().submit()


def set_team(doc: Document, team: Mapping[str, Amount]) -> Document:
	"""Edit the Sales Team of a submitted document, which ERPNext allows and does not check."""
	doc = frappe.get_doc(doc.doctype, doc.name)
	doc.sales_team = []
	for person, share in team.items():
		doc.append("sales_team", {"sales_person": named(person), "allocated_percentage": share})
	return doc.save()


def _new(
	doctype: str,
	lines: Lines,
	tax: str | None,
	customer: str,
	team: Mapping[str, Amount] | None,
	currency: str,
	rate: Amount,
	rounded: bool,
	discount: Amount,
) -> Document:
	doc = frappe.new_doc(doctype)
	doc.update(
		{
			"company": COMPANY,
			"customer": named(customer),
			"currency": currency,
			"conversion_rate": rate,
			"selling_price_list": named("Selling"),
			"price_list_currency": "CNY",
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": int(not rounded),
			"apply_discount_on": "Grand Total",
			"discount_amount": discount,
		}
	)
	for line in _lines(lines):
		doc.append("items", _item_row(line))
	if tax:
		percent, included = TAXES[tax]
		doc.append(
			"taxes",
			{
				"charge_type": "On Net Total",
				"account_head": account("VAT"),
				"description": "VAT",
				"rate": percent,
				"included_in_print_rate": int(included),
			},
		)
	for person, share in (team or {}).items():
		doc.append("sales_team", {"sales_person": named(person), "allocated_percentage": share})
	return doc


def _lines(lines: Lines) -> list[Line]:
	return [line if isinstance(line, Line) else Line(*line) for line in lines]


def _item_row(line: Line) -> dict[str, Any]:
	row = {
		"item_code": named(line.item),
		"qty": line.qty,
		"rate": flt(line.amount) / abs(line.qty),
		"uom": "Nos",
		"conversion_factor": 1,
		"ka_cost_amount": line.cost,
		"ka_standard_amount": line.standard,
	}
	if line.vat is not None:
		row["item_tax_template"] = f"{named(f'VAT {line.vat}')} - {ABBR}"
	return row


def _payment_row(mode: str, amount: Amount) -> dict[str, Any]:
	label = {"Wire": "Bank", "Till": "Cash"}[mode]
	return {"mode_of_payment": named(mode), "amount": flt(amount), "account": account(label)}
