"""What finance does with posted documents afterwards: reconcile, unreconcile, cancel, discount."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt, getdate

from factories.masters import COMPANY, account
from factories.selling import Amount


def reconcile(
	payment: Document,
	invoice: Document,
	amount: Amount | None = None,
	*,
	on: str | None = None,
) -> None:
	"""Allocate a payment, journal or credit note to an invoice with the Payment Reconciliation tool.

	`on` is the day the user gives the journal of a credit note; ERPNext takes today where there is none.
	"""
	tool = frappe.get_doc("Payment Reconciliation")
	tool.update(
		{
			"company": COMPANY,
			"party_type": "Customer",
			"party": invoice.customer,
			"receivable_payable_account": invoice.debit_to,
		}
	)
	if frappe.get_cached_value("Company", COMPANY, "book_advance_payments_in_separate_party_account"):
		tool.default_advance_account = account("Advances Received")
	tool.get_unreconciled_entries()
	invoices = [row.as_dict() for row in tool.invoices if row.invoice_number == invoice.name]
	payments = [row.as_dict() for row in tool.payments if row.reference_name == payment.name]
	tool.allocate_entries(frappe._dict(invoices=invoices, payments=payments))
	for row in tool.allocation:
		if amount is not None:
			row.allocated_amount = flt(amount)
		row.debit_or_credit_note_posting_date = on
	tool.reconcile()


def unreconcile(payment: Document, invoice: Document) -> None:
	"""Take an allocation back with ERPNext's Unreconcile Payment."""
	doc = frappe.new_doc("Unreconcile Payment")
	doc.update({"company": COMPANY, "voucher_type": payment.doctype, "voucher_no": payment.name})
	doc.add_references()
	doc.allocations = [row for row in doc.allocations if row.reference_name == invoice.name]
	doc.save().submit()


def cancel(doc: Document, *, on: str | None = None) -> None:
	"""Cancel a submitted document; `on` is the posting date asked for under the immutable ledger."""
	if on:
		frappe.local.form_dict.posting_date = getdate(on)
	try:
		frappe.get_doc(doc.doctype, doc.name).cancel()
	finally:
		frappe.local.form_dict.pop("posting_date", None)


def discount_invoice(invoice: Document, *, on: str, charges: Amount = 0) -> Document:
	"""Borrow from the bank on an invoice: the submitted Invoice Discounting, with its loan paid out."""
	doc = frappe.new_doc("Invoice Discounting")
	doc.update(
		{
			"company": COMPANY,
			"posting_date": on,
			"loan_start_date": on,
			"loan_period": 90,
			"accounts_receivable_credit": account("Debtors Discounted"),
			"accounts_receivable_discounted": account("Debtors Lent On"),
			"accounts_receivable_unpaid": account("Debtors"),
			"short_term_loan": account("Bank Loan"),
			"bank_account": account("Bank"),
			"bank_charges_account": account("Bank Charges"),
			"bank_charges": flt(charges),
		}
	)
	doc.append(
		"invoices",
		{
			"sales_invoice": invoice.name,
			"customer": invoice.customer,
			"posting_date": invoice.posting_date,
			"outstanding_amount": invoice.outstanding_amount,
			"debit_to": invoice.debit_to,
		},
	)
	doc.insert().submit()
	paid_out = doc.create_disbursement_entry()
	paid_out.update({"posting_date": on})
	paid_out.insert().submit()
	return doc
