"""ledger.md, truth table: payments by Payment Entry, and what is taken from them before they arrive."""

import frappe
import pytest
from books import collected, outstanding, row, rows
from factories.masters import COMPANY, account, named
from factories.money import draft_payment, pay
from factories.selling import invoice
from factories.settings import accounts_settings
from frappe.model.document import Document

pytestmark = pytest.mark.usefixtures("ledger")

# Invoices are 1,000.00 net and 1,130.00 with 13 % tax unless a test says otherwise.


def test_whole_payment_counts_net_of_tax():
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_part_payments_count_each_on_its_day():
	sold = invoice()
	first = pay(sold, 565, on="2025-03-05")
	second = pay(sold, 100, on="2025-04-20")
	assert collected() == rows(
		row("2025-03-05", first, sold, 565, 565, 500),
		row("2025-04-20", second, sold, 100, 100, "88.50"),  # 100 ÷ 1.13 = 88.4956
	)


def test_one_payment_over_several_invoices_counts_on_each_by_its_own_tax():
	goods = invoice(tax="13%")
	service = invoice([("Training", 1000)], tax="6%")
	paid = pay(goods, on="2025-03-05", also=[(service, 530)])
	assert collected() == rows(
		row("2025-03-05", paid, goods, 1130, 1130, 1000),
		row("2025-03-05", paid, service, 530, 530, 500),
	)


def test_payment_of_one_payment_term_counts():
	sold = invoice(terms="30/70")
	paid = pay(sold, 339, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 339, 339, 300))


def test_payment_of_all_payment_terms_is_one_receipt():
	sold = invoice(terms="30/70")
	paid = pay(sold, on="2025-03-05")
	assert len(paid.references) == 2
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_payment_dated_before_its_invoice_counts_on_the_invoice_date():
	sold = invoice(on="2025-04-10")
	paid = pay(sold, on="2025-03-20")
	assert collected() == rows(row("2025-04-10", paid, sold, 1130, 1130, 1000))


def test_written_off_part_of_a_payment_is_not_collected():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", write_off=30)
	assert outstanding(sold) == 0
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1100, "973.45"))  # 1100 ÷ 1.13


def test_fee_the_bank_kept_is_not_collected():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", fee=15)
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1115, "986.73"))  # 1115 ÷ 1.13


def test_fee_is_shared_by_all_invoices_of_the_payment():
	goods = invoice(tax="13%")
	service = invoice([("Training", 1000)], tax="6%")
	# 21.90 of 2,190.00 is one hundredth.
	paid = pay(goods, on="2025-03-05", also=[(service, 1060)], fee="21.90")
	assert collected() == rows(
		row("2025-03-05", paid, goods, 1130, "1118.70", 990),
		row("2025-03-05", paid, service, 1060, "1049.40", 990),
	)


@pytest.mark.parametrize("split_into_income_and_tax", [0, 1])
def test_early_payment_discount_is_not_collected(split_into_income_and_tax):
	accounts_settings(book_tax_discount_loss=split_into_income_and_tax)
	sold = invoice(terms="Early payment")
	paid = pay(sold, on="2025-02-15")
	assert len(paid.deductions) == 1 + split_into_income_and_tax
	# 2 % of 1,130.00 is 22.60.
	assert collected() == rows(row("2025-02-15", paid, sold, 1130, "1107.40", 980))


def test_interest_paid_on_top_is_not_collected_on_the_invoice():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", interest=20)
	assert paid.received_amount == 1150
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_payment_of_a_dunning_counts_without_the_dunning_fee():
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import create_dunning

	sold = invoice()
	dunning = create_dunning(sold.name)
	dunning.update(
		{
			"posting_date": "2025-03-01",
			"dunning_fee": 20,
			"rate_of_interest": 0,
			"income_account": account("Interest"),
			"cost_center": sold.items[0].cost_center,
		}
	)
	dunning.insert().submit()
	entry = draft_payment(dunning, on="2025-03-05")
	entry.paid_amount = entry.received_amount = 1150
	paid = entry.insert().submit()
	assert [line.amount for line in paid.deductions] == [-20]
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_interest_does_not_make_up_for_a_fee():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", fee=15, interest=20)
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1115, "986.73"))


def test_of_an_overpayment_only_the_allocated_part_counts():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", extra=200)
	assert paid.unallocated_amount == 200
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_fee_of_an_overpayment_is_borne_by_the_unallocated_rest_too():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", extra=200, fee=15)
	# Of 1,330.00 moved 1,315.00 arrived: 1,130.00 × 1315/1330 = 1,117.2556; ÷ 1.13 = 988.7257.
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, "1117.26", "988.73"))


def test_tax_withheld_in_a_payment_is_not_collected():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", taxes=[_tax(sold, "Deduct", 100)])
	# The bank got 1,030.00; ÷ 1.13 = 911.50.
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1030, "911.50"))


def test_tax_added_to_a_payment_is_not_collected_on_the_invoice():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", taxes=[_tax(sold, "Add", 100)])
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def _tax(sold: Document, add_or_deduct: str, amount: float) -> dict:
	return {
		"charge_type": "Actual",
		"account_head": account("VAT"),
		"description": "Tax",
		"add_deduct_tax": add_or_deduct,
		"tax_amount": amount,
		"cost_center": sold.items[0].cost_center,
	}


def test_draft_payment_is_not_collected():
	sold = invoice()
	draft_payment(sold, on="2025-03-05").insert()
	assert collected() == []


def test_invoices_and_payments_of_another_company_are_not_read():
	pay(invoice(), on="2025-03-05")
	frappe.db.set_value("Payment Ledger Entry", {"company": COMPANY}, "company", named("Other Co"))
	assert collected() == []
