"""ledger.md, truth table: borrowing on an invoice, and bills of exchange."""

import frappe
import pytest
from books import assert_ties_out, collected, outstanding, receipts, row, rows
from factories.clearing import discount_invoice
from factories.masters import account
from factories.money import credit, debit, journal, pay
from factories.selling import invoice

from key_account.ledger.receipts import CashRules

pytestmark = pytest.mark.usefixtures("ledger")


def test_money_borrowed_on_an_invoice_is_not_collected():
	sold = invoice()
	discount_invoice(sold, on="2025-03-05", charges=20)
	assert collected() == []


def test_discounted_invoice_counts_when_the_customer_pays():
	from erpnext.accounts.doctype.journal_entry.journal_entry import get_payment_entry_against_invoice

	sold = invoice()
	discount_invoice(sold, on="2025-03-05", charges=20)
	# Payment Entry takes a discounted invoice for paid; the journal is ERPNext's own way.
	paid = frappe.get_doc(get_payment_entry_against_invoice("Sales Invoice", sold.name))
	paid.update({"posting_date": "2025-04-03", "cheque_no": "KA", "cheque_date": "2025-04-03"})
	paid.insert().submit()
	# It is collected on another account than the invoice's own.
	assert account("Debtors Lent On") in [line.account for line in paid.accounts]
	assert collected() == rows(row("2025-04-03", paid, sold, 1130, 1130, 1000))


def test_closing_the_loan_is_not_collected():
	sold = invoice()
	discounting = discount_invoice(sold, on="2025-03-05")
	closing = discounting.reload().close_loan()
	closing.posting_date = "2025-06-03"
	closing.insert().submit()
	assert collected() == []


# Bills of exchange

BILLS = frozenset({account("Bills")})
AT_RECEIPT = CashRules(bill_accounts=BILLS)
WHEN_CASHED = CashRules(bill_accounts=BILLS, bill_when_cashed=True)


def test_bill_booked_by_payment_entry_counts_when_received():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", into="Bills")
	expected = rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
	assert collected(AT_RECEIPT) == expected
	assert_ties_out(AT_RECEIPT)


def test_bill_booked_by_journal_counts_when_received():
	sold = invoice()
	booked = journal(debit("Bills", 1130), credit(sold, 1130), on="2025-03-05")
	assert outstanding(sold) == 0
	assert collected(AT_RECEIPT) == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))
	assert_ties_out(AT_RECEIPT)


def test_bill_cashed_at_the_bank_is_not_collected_a_second_time():
	sold = invoice()
	booked = journal(debit("Bills", 1130), credit(sold, 1130), on="2025-03-05")
	journal(debit("Bank", 1130), credit("Bills", 1130), on="2025-06-03")
	assert collected(AT_RECEIPT) == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_journal_into_an_account_that_is_no_bill_is_no_cash():
	sold = invoice()
	booked = journal(debit("Bills", 1130), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))


def test_bill_that_counts_when_cashed_is_held_until_then():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", into="Bills")
	(held,) = receipts(WHEN_CASHED)
	assert held.voucher_no == paid.name
	assert held.held is not None
	assert_ties_out(WHEN_CASHED)


def test_bill_that_counts_when_cashed_counts_on_its_clearance_date():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", into="Bills")
	_clear(paid, "2025-06-03")
	assert collected(WHEN_CASHED) == rows(row("2025-06-03", paid, sold, 1130, 1130, 1000))
	assert all(r.held is None for r in receipts(WHEN_CASHED))
	assert collected(AT_RECEIPT) == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
	assert_ties_out(WHEN_CASHED)


def test_bill_by_journal_that_counts_when_cashed_is_held_until_its_clearance_date():
	sold = invoice()
	booked = journal(debit("Bills", 1130), credit(sold, 1130), on="2025-03-05")
	assert all(r.held is not None or not r.cash for r in receipts(WHEN_CASHED))
	_clear(booked, "2025-06-03")
	assert collected(WHEN_CASHED) == rows(row("2025-06-03", booked, sold, 1130, 1130, 1000))
	assert_ties_out(WHEN_CASHED)


def test_clearance_date_of_ordinary_money_does_not_matter():
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	_clear(paid, "2025-06-03")
	assert collected(WHEN_CASHED) == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def _clear(voucher, on):
	"""What ERPNext's Bank Clearance does with a voucher that reached the bank."""
	frappe.db.set_value(voucher.doctype, voucher.name, "clearance_date", on)
