"""The story's documents on a site, made as a user makes them: through ERPNext's own mappers and its checks."""

from typing import Any

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice
from frappe.model.document import Document

from key_account.demo.model import Deal, Line, Step, Story, document_name
from key_account.demo.site_company import account, stock_uom
from key_account.demo.site_masters import price_list

DOCTYPES = {
	"order": "Sales Order",
	"advance": "Payment Entry",
	"invoice": "Sales Invoice",
	"counter": "Sales Invoice",
	"return": "Sales Invoice",
	"payment": "Payment Entry",
	"journal": "Journal Entry",
	"refund": "Payment Entry",
}


def is_made(step: Step) -> bool:
	"""Whether the document is there, or the edit was made."""
	if step.kind == "team":
		return _team_of(step.name) == step.bill.team_edited[1]
	return bool(frappe.db.exists(DOCTYPES[step.kind], {"name": step.name, "docstatus": 1}))


def make(story: Story, step: Step) -> None:
	"""Insert and submit one document under its name in the story, or edit one."""
	if step.kind == "team":
		_edit_team(step)
		return
	doc = _MAKERS[step.kind](story, step)
	doc.insert(set_name=step.name)
	doc.submit()


def _order(story: Story, step: Step) -> Document:
	doc = _sales_document("Sales Order", story, step.deal)
	doc.update({"transaction_date": step.on, "delivery_date": step.on})
	doc.set("items", [_item(line, delivery_date=step.on) for line in step.deal.lines])
	return doc


def _counter(story: Story, step: Step) -> Document:
	company = frappe.get_cached_doc("Company", story.company)
	doc = _sales_document("Sales Invoice", story, step.deal)
	doc.update(
		{
			"posting_date": step.on,
			"set_posting_time": 1,
			"due_date": step.on,
			"is_pos": 1,
			"account_for_change_amount": company.default_cash_account,
		}
	)
	doc.set("items", [_item(line) for line in step.deal.lines])
	doc.set_missing_values()
	doc.calculate_taxes_and_totals()
	doc.set(
		"payments",
		[
			{
				"mode_of_payment": frappe.db.get_value("Mode of Payment", {"type": "Cash"}),
				"account": company.default_cash_account,
				"amount": doc.grand_total,
			}
		],
	)
	return doc


def _invoice(story: Story, step: Step) -> Document:
	doc = make_sales_invoice(document_name(story, "SO", step.deal.number))
	if step.bill.quantity:
		for row in doc.items:
			row.qty = step.bill.quantity
	paid_before = step.deal.advance is not None and step.bill is step.deal.invoices[0]
	doc.update(
		{
			"posting_date": step.on,
			"set_posting_time": 1,
			"due_date": step.on,
			"payment_schedule": [],
			"conversion_rate": float(step.deal.rate),
			"disable_rounded_total": 1,
			"allocate_advances_automatically": int(paid_before),
			"only_include_allocated_payments": int(paid_before),
		}
	)
	return doc


def _team_of(invoice: str) -> dict[str, float]:
	rows = frappe.get_all(
		"Sales Team",
		{"parent": invoice, "parenttype": "Sales Invoice"},
		["sales_person", "allocated_percentage"],
		order_by="idx",
	)
	return {row.sales_person: row.allocated_percentage for row in rows}


def _edit_team(step: Step) -> None:
	"""ERPNext lets the team of a submitted invoice be edited, and then does not ask for 100 %."""
	doc = frappe.get_doc("Sales Invoice", step.name)
	doc.set("sales_team", [])
	for person, percent in step.bill.team_edited[1].items():
		doc.append("sales_team", {"sales_person": person, "allocated_percentage": percent})
	doc.save()


def _return(story: Story, step: Step) -> Document:
	back = step.bill.returned
	doc = make_sales_return(step.invoice)
	doc.set("items", [row for row in doc.items if row.item_code in back.item_groups])
	if back.quantity:
		for row in doc.items:
			row.qty = -back.quantity
	doc.update(
		{
			"posting_date": step.on,
			"set_posting_time": 1,
			"update_outstanding_for_self": int(back.refunded_on is not None),
			"disable_rounded_total": 1,
		}
	)
	return doc


def _advance(story: Story, step: Step) -> Document:
	doc = _payment_entry(story, step, "Sales Order", document_name(story, "SO", step.deal.number))
	amount = float(step.deal.advance[1])
	doc.references[0].allocated_amount = amount
	doc.update({"paid_amount": amount, "received_amount": amount})
	return doc


def _payment(story: Story, step: Step) -> Document:
	payment = step.payment
	doc = _payment_entry(story, step, "Sales Invoice", step.invoice)
	if payment.amount is not None:
		doc.references[0].allocated_amount = float(payment.amount)
	for name in step.settles:
		owed = frappe.db.get_value("Sales Invoice", name, "outstanding_amount")
		doc.append(
			"references",
			{"reference_doctype": "Sales Invoice", "reference_name": name, "allocated_amount": owed},
		)
	for label, amount in (("Bank Charges", payment.fee), ("Bad Debts", payment.write_off)):
		if amount:
			doc.append(
				"deductions",
				{"account": account(story, label), "amount": amount, "cost_center": _cost_center(story)},
			)
	settled = sum(row.allocated_amount for row in doc.references)
	doc.paid_amount = settled - payment.fee - payment.write_off
	doc.received_amount = doc.paid_amount
	if payment.rate:
		doc.source_exchange_rate = float(payment.rate)
		doc.received_amount = doc.paid_amount * float(payment.rate)
	return doc


def _refund(story: Story, step: Step) -> Document:
	return _payment_entry(story, step, "Sales Invoice", step.invoice)


def _journal(story: Story, step: Step) -> Document:
	invoice = frappe.get_doc("Sales Invoice", step.invoice)
	amount = invoice.outstanding_amount
	doc = frappe.new_doc("Journal Entry")
	doc.update(
		{
			"voucher_type": "Bank Entry",
			"company": story.company,
			"posting_date": step.on,
			"cheque_no": step.name,
			"cheque_date": step.on,
		}
	)
	doc.append("accounts", {"account": account(story, "Bank"), "debit_in_account_currency": amount})
	doc.append(
		"accounts",
		{
			"account": invoice.debit_to,
			"credit_in_account_currency": amount,
			"party_type": "Customer",
			"party": invoice.customer,
			"reference_type": "Sales Invoice",
			"reference_name": invoice.name,
		},
	)
	for row in doc.accounts:
		row.cost_center = _cost_center(story)
	return doc


def _payment_entry(story: Story, step: Step, doctype: str, name: str) -> Document:
	doc = get_payment_entry(doctype, name, bank_account=account(story, "Bank"), reference_date=step.on)
	doc.update({"posting_date": step.on, "reference_no": step.name, "reference_date": step.on})
	return doc


def _sales_document(doctype: str, story: Story, deal: Deal) -> Document:
	doc = frappe.new_doc(doctype)
	doc.update(
		{
			"company": story.company,
			"customer": deal.customer,
			"currency": deal.currency,
			"conversion_rate": float(deal.rate),
			"selling_price_list": price_list(story),
			"price_list_currency": story.currency,
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
		}
	)
	if deal.vat:
		doc.append(
			"taxes",
			{
				"charge_type": "On Net Total",
				"account_head": account(story, "Output VAT"),
				"description": f"VAT {deal.vat} %",
				"rate": deal.vat,
			},
		)
	for person, percent in deal.team.items():
		doc.append("sales_team", {"sales_person": person, "allocated_percentage": percent})
	return doc


def _item(line: Line, **values: Any) -> dict[str, Any]:
	return {
		"item_code": line.item_group,
		"qty": line.quantity,
		"rate": line.price,
		"uom": stock_uom(),
		"conversion_factor": 1,
		"ka_cost_amount": line.cost,
		"ka_standard_amount": line.standard,
		**values,
	}


def _cost_center(story: Story) -> str:
	return frappe.get_cached_value("Company", story.company, "cost_center")


_MAKERS = {
	"order": _order,
	"advance": _advance,
	"invoice": _invoice,
	"counter": _counter,
	"return": _return,
	"payment": _payment,
	"journal": _journal,
	"refund": _refund,
}
