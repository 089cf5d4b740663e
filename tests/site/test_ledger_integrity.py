"""ledger.md, traps 6 and 2: the Payment Ledger agrees with Payment Entry's own references, and what does not."""

from collections import defaultdict
from decimal import Decimal

import frappe
import pytest
from books import cash_of, money, outstanding, receipts
from factories.clearing import reconcile, unreconcile
from factories.foreign import pay_foreign, usd_invoice
from factories.masters import COMPANY
from factories.money import advance, credit, debit, journal, pay, refund
from factories.selling import credit_note, invoice, invoice_of, order
from factories.settings import separate_advances

pytestmark = pytest.mark.usefixtures("ledger")


def test_payment_ledger_agrees_with_payment_references_for_every_payment_and_invoice():
	plain = invoice()
	pay(plain, 565, on="2025-03-05", fee=15)
	pay(plain, 100, on="2025-03-06", also=[(invoice(), 300)])
	pay(invoice(terms="30/70"), on="2025-03-07", extra=70)
	returned_from = invoice()
	returned = credit_note(returned_from, on="2025-03-08")
	refund(returned, 400, on="2025-03-09")
	pay(invoice(), on="2025-03-10", also=[(returned, -200)])
	on_account = advance("Alpha", 900, on="2025-03-11")
	reconcile(on_account, invoice(), 500)
	ordered = order()
	pay(ordered, 300, on="2025-01-20")
	invoice_of(ordered, on="2025-03-12", with_advances=True)
	undone = invoice()
	paid = pay(undone, on="2025-03-13")
	unreconcile(paid, undone)
	pay_foreign(usd_invoice(), 500, on="2025-03-14", rate="7.2")
	assert in_payment_ledger() == in_references()
	assert len(in_references()) == 10


def test_payment_ledger_agrees_with_payment_references_of_separate_advances():
	separate_advances("Reconciliation Date")
	paid = advance("Alpha", 2000, on="2025-03-11")
	first, second = invoice(), invoice()
	reconcile(paid, first, 500)
	reconcile(paid, second)
	unreconcile(paid, first)
	assert in_payment_ledger() == in_references() == {(paid.name, second.name): Decimal("1130.00")}


def test_sum_of_amounts_is_what_the_payments_allocated():
	sold = invoice()
	paid = pay(sold, 565, on="2025-03-05", fee=15)
	(receipt,) = receipts()
	assert receipt.amount == in_references()[paid.name, sold.name]


def test_invoice_that_is_paid_by_its_status_brought_no_money():
	sold = invoice()
	booked = journal(debit("Bad Debts", 1130), credit(sold, 1130), on="2025-03-05")
	assert frappe.db.get_value("Sales Invoice", sold.name, "status") == "Paid"
	assert outstanding(sold) == 0
	assert cash_of(booked) == 0


def in_payment_ledger() -> dict[tuple[str, str], Decimal]:
	"""(payment, invoice) → what the Payment Ledger says was allocated, in the receivable's currency."""
	found = frappe.get_all(
		"Payment Ledger Entry",
		{
			"company": COMPANY,
			"delinked": 0,
			"voucher_type": "Payment Entry",
			"against_voucher_type": "Sales Invoice",
		},
		["voucher_no", "against_voucher_no", "amount_in_account_currency"],
	)
	return _sums((r.voucher_no, r.against_voucher_no, -r.amount_in_account_currency) for r in found)


def in_references() -> dict[tuple[str, str], Decimal]:
	"""(payment, invoice) → what submitted payments say they allocated."""
	found = frappe.get_all(
		"Payment Entry Reference",
		{
			"docstatus": 1,
			"reference_doctype": "Sales Invoice",
			"parent": (
				"in",
				frappe.get_all("Payment Entry", {"company": COMPANY, "docstatus": 1}, pluck="name") or [""],
			),
		},
		["parent", "reference_name", "allocated_amount"],
	)
	return _sums((r.parent, r.reference_name, r.allocated_amount) for r in found)


def _sums(found) -> dict[tuple[str, str], Decimal]:
	sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
	for payment, invoice_name, amount in found:
		sums[payment, invoice_name] += money(amount)
	return {key: amount for key, amount in sums.items() if amount}
