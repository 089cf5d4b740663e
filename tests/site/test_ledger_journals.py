"""ledger.md, truth table: journals, of which the lines decide how much was cash, never the type."""

import frappe
import pytest
from books import collected, outstanding, row, rows
from factories.masters import COMPANY, account, named
from factories.money import credit, debit, journal
from factories.selling import credit_note, invoice
from factories.settings import accounts_settings

from key_account.ledger.receipts import CashRules

pytestmark = pytest.mark.usefixtures("ledger")

JOURNAL_TYPES = [
	"Journal Entry",
	"Bank Entry",
	"Cash Entry",
	"Credit Card Entry",
	"Credit Note",
	"Debit Note",
	"Contra Entry",
	"Write Off Entry",
	"Exchange Gain Or Loss",
	"Exchange Rate Revaluation",
	"Excise Entry",
]


@pytest.mark.parametrize("kind", JOURNAL_TYPES)
def test_journal_receipt_counts_whatever_its_type(kind: str):
	sold = invoice()
	booked = journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05", kind=kind)
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


@pytest.mark.parametrize("kind", JOURNAL_TYPES)
def test_journal_write_off_is_no_cash_whatever_its_type(kind: str):
	sold = invoice()
	booked = journal(debit("Bad Debts", 1130), credit(sold, 1130), on="2025-03-05", kind=kind)
	assert outstanding(sold) == 0
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))


def test_journal_receipt_into_the_till_counts():
	sold = invoice()
	booked = journal(debit("Cash", 1130), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_journal_receipt_dated_before_its_invoice_counts_on_the_invoice_date():
	sold = invoice(on="2025-04-10")
	booked = journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-20")
	assert collected() == rows(row("2025-04-10", booked, sold, 1130, 1130, 1000))


def test_two_lines_of_a_journal_on_one_invoice_are_one_receipt():
	sold = invoice()
	booked = journal(debit("Bank", 1130), credit(sold, 1000), credit(sold, 130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_journal_receipt_with_fee_counts_what_reached_the_bank():
	sold = invoice()
	booked = journal(debit("Bank", 1115), debit("Bank Charges", 15), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1115, "986.73"))


def test_journal_receipt_with_interest_on_top_never_counts_above_the_receivable():
	sold = invoice()
	booked = journal(debit("Bank", 1150), credit(sold, 1130), credit("Interest", 20), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_journal_receipt_for_two_customers_counts_on_each():
	alpha = invoice(customer="Alpha")
	beta = invoice([("Training", 1000)], tax="6%", customer="Beta")
	# One hundredth of 2,190.00 is a fee.
	booked = journal(
		debit("Bank", "2168.10"),
		debit("Bank Charges", "21.90"),
		credit(alpha, 1130),
		credit(beta, 1060),
		on="2025-03-05",
	)
	assert collected() == rows(
		row("2025-03-05", booked, alpha, 1130, "1118.70", 990),
		row("2025-03-05", booked, beta, 1060, "1049.40", 990),
	)


def test_rest_of_a_journal_receipt_without_invoice_does_not_count():
	sold = invoice()
	booked = journal(
		debit("Bank", 1330), credit(sold, 1130), credit("Debtors", 200, party="Alpha"), on="2025-03-05"
	)
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_journal_of_bank_and_bad_debt_counts_the_bank():
	sold = invoice()
	booked = journal(debit("Bank", 800), debit("Bad Debts", 330), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 800, "707.96"))  # 800 ÷ 1.13


def test_journal_that_pays_a_fee_from_the_bank_and_writes_off_is_no_cash():
	sold = invoice()
	booked = journal(debit("Bad Debts", 1140), credit("Bank", 10), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))


def test_bounced_payment_taken_back_by_journal_claws_back():
	sold = invoice()
	came = journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05")
	bounced = journal(debit(sold, 1130), credit("Bank", 1130), on="2025-04-02")
	assert collected() == rows(
		row("2025-03-05", came, sold, 1130, 1130, 1000),
		row("2025-04-02", bounced, sold, -1130, -1130, -1000),
	)


def test_netting_against_a_supplier_is_no_cash_unless_the_setting_says_so():
	sold = invoice(customer="Both Sides")
	booked = journal(debit("Creditors", 1130, party="Both Sides"), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))
	netting = CashRules(netting_counts=True)
	assert collected(netting) == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_netting_beside_a_bank_receipt_counts_only_the_bank_unless_the_setting_says_so():
	sold = invoice(customer="Both Sides")
	booked = journal(
		debit("Bank", 565), debit("Creditors", 565, party="Both Sides"), credit(sold, 1130), on="2025-03-05"
	)
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 565, 500))
	netting = CashRules(netting_counts=True)
	assert collected(netting) == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))


def test_common_party_journal_is_no_cash_unless_netting_counts():
	accounts_settings(enable_common_party_accounting=1)
	frappe.get_doc(
		{
			"doctype": "Party Link",
			"primary_role": "Supplier",
			"primary_party": named("Both Sides"),
			"secondary_role": "Customer",
			"secondary_party": named("Both Sides"),
		}
	).insert()
	sold = invoice(customer="Both Sides")
	booked = frappe.get_last_doc("Journal Entry", {"company": COMPANY})
	assert outstanding(sold) == 0
	assert collected() == rows(row("2025-02-10", booked, sold, 1130, 0, 0))
	netting = CashRules(netting_counts=True)
	assert collected(netting) == rows(row("2025-02-10", booked, sold, 1130, 1130, 1000))


def test_claim_passed_on_to_another_customer_is_no_cash():
	sold = invoice(customer="Alpha")
	booked = journal(debit("Debtors", 1130, party="Beta"), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))


def test_money_moved_between_invoices_counts_on_both_on_the_day_of_the_move():
	wrong = invoice(customer="Alpha")
	right = invoice(customer="Beta")
	came = journal(debit("Bank", 1130), credit(wrong, 1130), on="2025-03-05")
	moved = journal(debit(wrong, 1130), credit(right, 1130), on="2025-04-02")
	assert collected() == rows(
		row("2025-03-05", came, wrong, 1130, 1130, 1000),
		row("2025-04-02", moved, wrong, -1130, -1130, -1000),
		row("2025-04-02", moved, right, 1130, 1130, 1000),
	)


def test_journal_over_an_invoice_and_a_credit_note_counts_both():
	returned_from = invoice()
	other = invoice([("Maintenance", 1000)], tax="6%")
	returned = credit_note(returned_from, on="2025-03-10")
	# The customer pays 1,060.00 less 530.00 of the credit note, and of the 530.00 a tenth is written off.
	booked = journal(
		debit("Bank", 477),
		debit("Bad Debts", 53),
		debit(returned, 530),
		credit(other, 1060),
		on="2025-04-02",
	)
	assert collected() == rows(
		row("2025-04-02", booked, other, 1060, 954, 900),
		row("2025-04-02", booked, returned, -530, -477, "-422.12"),  # 477 ÷ 1.13
	)


def test_tax_withheld_by_the_customer_is_not_collected():
	sold = invoice()
	booked = journal(debit("Bank", 1030), debit("VAT", 100), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1030, "911.50"))  # 1030 ÷ 1.13


def test_bank_account_is_known_by_its_type_not_its_name():
	frappe.db.set_value("Account", account("Bank Charges"), "account_type", "Bank")
	sold = invoice()
	booked = journal(debit("Bank Charges", 1130), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))
