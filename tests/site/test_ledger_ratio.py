"""ledger.md, "R": how much of the money is before tax, and which lines it is shared by."""

from decimal import Decimal

import frappe
import pytest
from books import assert_ties_out, collected, outstanding, receipts, row, rows, shares
from factories.money import pay
from factories.selling import Line, invoice, opening_invoice

from key_account.ledger.receipts import CashRules

pytestmark = pytest.mark.usefixtures("normal_ledger")


def test_invoice_without_tax_is_all_net():
	sold = invoice(tax=None)
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 1000, 1000, 1000))


def test_tax_contained_in_the_price_is_taken_off():
	sold = invoice([("Software", 1130)], tax="13% included")
	paid = pay(sold, 565, on="2025-03-05")
	assert sold.grand_total == 1130
	assert collected() == rows(row("2025-03-05", paid, sold, 565, 565, 500))


def test_lines_with_different_tax_rates_have_the_ratio_of_the_whole_invoice():
	# 600.00 at 13 %, 300.00 at 6 %, 100.00 at none: 1,000.00 net, 678 + 318 + 100 = 1,096.00 with tax.
	sold = invoice([("Software", 600), Line("Training", 300, vat=6), Line("Maintenance", 100, vat=0)])
	assert sold.grand_total == 1096
	paid = pay(sold, 548, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 548, 548, 500))
	assert shares(receipts()[0]) == {"Software": 600, "Training": 300, "Maintenance": 100}


def test_lines_of_one_item_group_are_shared_as_one():
	sold = invoice([("Software", 600), ("Training", 100), ("Software", 300)])
	pay(sold, on="2025-03-05")
	assert shares(receipts()[0]) == {"Software": 900, "Training": 100}


def test_discount_on_the_grand_total_lessens_net_and_lines():
	sold = invoice([("Software", 600), ("Training", 400)], discount=113)
	assert sold.grand_total == 1017
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 1017, 1017, 900))
	assert shares(receipts()[0]) == {"Software": 540, "Training": 360}


def test_rounded_total_is_the_gross_where_the_rounding_was_booked():
	frappe.db.set_value("Currency", "CNY", "smallest_currency_fraction_value", 1)
	frappe.clear_document_cache("Currency", "CNY")
	sold = invoice([("Software", "1000.40")], rounded=True)
	# 1,130.452 with tax, booked as 1,130.00.
	assert (sold.grand_total, sold.rounded_total, sold.rounding_adjustment) == (1130.45, 1130, -0.45)
	assert outstanding(sold) == 1130
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, "1000.40"))


def test_rounded_total_is_not_the_gross_where_no_rounding_was_booked():
	sold = invoice([("Software", "1000.40")], rounded=False)
	frappe.db.set_value("Sales Invoice", sold.name, "base_rounded_total", 1130)
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, "1130.45", "1130.45", "1000.40"))


def test_part_payment_of_a_rounded_invoice_has_its_part_of_the_net():
	frappe.db.set_value("Currency", "CNY", "smallest_currency_fraction_value", 1)
	frappe.clear_document_cache("Currency", "CNY")
	sold = invoice([("Software", "1000.40")], rounded=True)
	paid = pay(sold, 565, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 565, 565, "500.20"))


def test_many_small_payments_are_each_rounded_to_the_cent():
	sold = invoice([("Software", 10)])
	for day in range(1, 12):
		pay(sold, 1, on=f"2025-03-{day:02}")
	# 1 ÷ 1.13 = 0.88496: each 0.88, as each may be in another quarter.
	assert {r.net for r in collected()} == {Decimal("0.88")}
	assert len(collected()) == 11


def test_opening_invoice_has_no_tax_unless_a_rate_is_set():
	sold = opening_invoice(1130, on="2024-11-20")
	paid = pay(sold, on="2025-03-05")
	assert sold.base_net_total == sold.base_grand_total
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1130))
	taxed = CashRules(opening_tax_rate=Decimal("0.13"))
	assert collected(taxed) == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
	assert_ties_out(taxed)


def test_opening_tax_rate_leaves_other_invoices_alone():
	plain = invoice(tax=None)
	taxed = invoice()
	pay(plain, on="2025-03-05")
	pay(taxed, on="2025-03-05")
	rules = CashRules(opening_tax_rate=Decimal("0.13"))
	assert [r.net for r in collected(rules)] == [1000, 1000]


def test_item_group_is_the_one_the_invoice_was_posted_with():
	sold = invoice()
	pay(sold, on="2025-03-05")
	frappe.db.set_value("Item", sold.items[0].item_code, "item_group", "KA Training")
	assert shares(receipts()[0]) == {"Software": 1000}
