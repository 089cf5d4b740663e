"""ledger.md, truth table: money that came before it was known for which invoice."""

import frappe
import pytest
from books import collected, ledger_rows, net_on, outstanding, row, rows, today
from factories.clearing import reconcile, unreconcile
from factories.masters import account
from factories.money import advance, credit, debit, journal, pay
from factories.selling import invoice, invoice_of, order
from factories.settings import separate_advances

pytestmark = pytest.mark.usefixtures("ledger")

TAKES_EFFECT = ["Advance Payment Date", "Oldest Of Invoice Or Advance", "Reconciliation Date"]


def test_advance_on_account_is_not_collected_before_it_is_reconciled():
	invoice()
	advance("Alpha", 1130, on="2025-03-20")
	assert collected() == []


def test_advance_after_the_invoice_counts_on_its_own_day_once_reconciled():
	sold = invoice(on="2025-02-10")
	paid = advance("Alpha", 1130, on="2025-04-03")
	reconcile(paid, sold)
	assert collected() == rows(row("2025-04-03", paid, sold, 1130, 1130, 1000))


def test_advance_before_the_invoice_counts_on_the_invoice_date_once_reconciled():
	paid = advance("Alpha", 1130, on="2025-03-20")
	sold = invoice(on="2025-04-10")
	reconcile(paid, sold)
	assert collected() == rows(row("2025-04-10", paid, sold, 1130, 1130, 1000))


def test_only_the_reconciled_part_of_an_advance_counts():
	sold = invoice()
	paid = advance("Alpha", 2000, on="2025-03-20")
	reconcile(paid, sold, 565)
	assert outstanding(sold) == 565
	assert collected() == rows(row("2025-03-20", paid, sold, 565, 565, 500))


def test_one_advance_reconciled_with_two_invoices_counts_on_both():
	first = invoice(on="2025-02-10")
	second = invoice([("Training", 500)], tax="6%", on="2025-04-10")
	paid = advance("Alpha", 2000, on="2025-03-20")
	reconcile(paid, first)
	reconcile(paid, second)
	assert collected() == rows(
		row("2025-03-20", paid, first, 1130, 1130, 1000),
		row("2025-04-10", paid, second, 530, 530, 500),
	)


def test_reconciling_one_invoice_twice_is_one_receipt():
	sold = invoice()
	paid = advance("Alpha", 1130, on="2025-03-20")
	reconcile(paid, sold, 565)
	reconcile(paid, sold, 565)
	assert collected() == rows(row("2025-03-20", paid, sold, 1130, 1130, 1000))


def test_advance_by_journal_counts_on_the_later_day_once_reconciled():
	paid = journal(debit("Bank", 1130), credit("Debtors", 1130, party="Alpha"), on="2025-03-20")
	sold = invoice(on="2025-04-10")
	assert collected() == []
	reconcile(paid, sold)
	assert collected() == rows(row("2025-04-10", paid, sold, 1130, 1130, 1000))


def test_rest_of_an_overpayment_counts_on_the_invoice_it_is_reconciled_with():
	first = invoice(on="2025-02-10")
	second = invoice(on="2025-04-10")
	paid = pay(first, on="2025-03-05", extra=565)
	reconcile(paid, second)
	assert collected() == rows(
		row("2025-03-05", paid, first, 1130, 1130, 1000),
		row("2025-04-10", paid, second, 565, 565, 500),
	)


def test_fee_of_an_advance_is_not_collected():
	paid = advance(
		"Alpha",
		1115,
		on="2025-03-20",
		deductions=[
			{
				"account": account("Bank Charges"),
				"cost_center": frappe.get_cached_value("Company", "KA Test Co", "cost_center"),
				"amount": 15,
			}
		],
	)
	assert paid.unallocated_amount == 1130
	sold = invoice(on="2025-02-10")
	reconcile(paid, sold)
	assert collected() == rows(row("2025-03-20", paid, sold, 1130, 1115, "986.73"))


# Advances on orders


def test_advance_on_an_order_is_not_collected_before_the_invoice():
	pay(order(), 300, on="2025-01-20")
	assert collected() == []


def test_advance_on_an_order_taken_into_the_invoice_counts_on_the_invoice_date():
	ordered = order(on="2025-01-15")
	paid = pay(ordered, 565, on="2025-01-20")
	sold = invoice_of(ordered, on="2025-04-10", with_advances=True)
	assert outstanding(sold) == 565
	assert collected() == rows(row("2025-04-10", paid, sold, 565, 565, 500))


def test_payment_of_the_rest_after_an_advance_counts_on_its_own_day():
	ordered = order(on="2025-01-15")
	first = pay(ordered, 565, on="2025-01-20")
	sold = invoice_of(ordered, on="2025-04-10", with_advances=True)
	rest = pay(sold, on="2025-05-06")
	assert collected() == rows(
		row("2025-04-10", first, sold, 565, 565, 500),
		row("2025-05-06", rest, sold, 565, 565, 500),
	)


def test_advance_on_an_order_reconciled_by_hand_counts_on_the_invoice_date():
	ordered = order(on="2025-01-15")
	paid = pay(ordered, 565, on="2025-01-20")
	sold = invoice_of(ordered, on="2025-04-10")
	assert collected() == []
	reconcile(paid, sold)
	assert collected() == rows(row("2025-04-10", paid, sold, 565, 565, 500))


# Advances on an account of their own


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_counts_once_allocated_only(takes_effect):
	separate_advances(takes_effect)
	invoice()
	paid = advance("Alpha", 1130, on="2025-03-20")
	assert paid.paid_from == account("Advances Received")
	assert collected() == []


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_before_the_invoice_counts_on_the_invoice_date(takes_effect):
	separate_advances(takes_effect)
	paid = advance("Alpha", 1130, on="2025-03-20")
	sold = invoice(on="2025-04-10")
	reconcile(paid, sold)
	booked_on = {
		"Advance Payment Date": "2025-03-20",
		"Oldest Of Invoice Or Advance": "2025-04-10",
		"Reconciliation Date": today(),
	}[takes_effect]
	assert [r for r in ledger_rows(paid) if r[2] == sold.name] == [(booked_on, paid.name, sold.name, -1130)]
	assert collected() == rows(row("2025-04-10", paid, sold, 1130, 1130, 1000))


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_after_the_invoice_counts_on_its_own_day(takes_effect):
	separate_advances(takes_effect)
	sold = invoice(on="2025-02-10")
	paid = advance("Alpha", 1130, on="2025-04-03")
	reconcile(paid, sold)
	assert collected() == rows(row("2025-04-03", paid, sold, 1130, 1130, 1000))


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_on_an_order_taken_into_the_invoice_counts_on_the_invoice_date(takes_effect):
	separate_advances(takes_effect)
	ordered = order(on="2025-01-15")
	paid = pay(ordered, 565, on="2025-01-20")
	assert collected() == []
	sold = invoice_of(ordered, on="2025-04-10", with_advances=True)
	assert outstanding(sold) == 565
	assert collected() == rows(row("2025-04-10", paid, sold, 565, 565, 500))


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_reconciled_in_parts_is_one_receipt_per_invoice(takes_effect):
	separate_advances(takes_effect)
	first = invoice(on="2025-02-10")
	second = invoice(on="2025-05-12")
	paid = advance("Alpha", 2000, on="2025-04-03")
	reconcile(paid, first, 565)
	reconcile(paid, second, 1130)
	assert collected() == rows(
		row("2025-04-03", paid, first, 565, 565, 500),
		row("2025-05-12", paid, second, 1130, 1130, 1000),
	)


@pytest.mark.parametrize("takes_effect", TAKES_EFFECT)
def test_separate_advance_that_is_unreconciled_is_gone(takes_effect):
	separate_advances(takes_effect)
	paid = advance("Alpha", 1130, on="2025-03-20")
	sold = invoice(on="2025-04-10")
	reconcile(paid, sold)
	unreconcile(paid, sold)
	assert net_on() == []


def test_payment_of_an_invoice_is_no_advance_even_with_a_separate_account():
	separate_advances("Advance Payment Date")
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	assert paid.paid_from == account("Debtors")
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
