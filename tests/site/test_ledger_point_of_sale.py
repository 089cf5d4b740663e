"""ledger.md, truth table: point-of-sale invoices, whose payments have no voucher of their own."""

from decimal import Decimal

import pytest
from books import collected, money, outstanding, receipts, row, rows, shares
from factories.clearing import cancel
from factories.money import pay
from factories.selling import credit_note, pos_invoice
from factories.settings import accounts_settings

pytestmark = pytest.mark.usefixtures("ledger")

LINES = (("Software", 600), ("Training", 400))


def test_payment_at_the_till_counts_on_the_invoice_date():
	sold = pos_invoice(paid={"Till": 1130})
	assert collected() == rows(row("2025-02-10", sold, sold, 1130, 1130, 1000))


def test_payments_in_several_ways_are_one_receipt():
	sold = pos_invoice(paid={"Till": 130, "Wire": 1000})
	assert collected() == rows(row("2025-02-10", sold, sold, 1130, 1130, 1000))


@pytest.mark.parametrize("change_has_entries", [0, 1])
def test_change_given_back_is_not_collected(change_has_entries):
	accounts_settings(post_change_gl_entries=change_has_entries)
	sold = pos_invoice(paid={"Till": 1200})
	assert sold.change_amount == 70
	assert collected() == rows(row("2025-02-10", sold, sold, 1130, 1130, 1000))


def test_part_payment_at_the_till_counts_and_the_rest_when_it_comes():
	sold = pos_invoice(paid={"Till": 565})
	assert outstanding(sold) == 565
	rest = pay(sold, on="2025-04-03")
	assert collected() == rows(
		row("2025-02-10", sold, sold, 565, 565, 500),
		row("2025-04-03", rest, sold, 565, 565, 500),
	)


def test_write_off_at_the_till_is_not_collected():
	sold = pos_invoice(paid={"Till": 1100}, write_off=30)
	assert outstanding(sold) == 0
	assert collected() == rows(row("2025-02-10", sold, sold, 1100, 1100, "973.45"))  # 1100 ÷ 1.13


def test_cash_handed_back_claws_back_on_the_day_of_the_return():
	sold = pos_invoice(LINES, paid={"Till": 1130})
	returned = credit_note(sold, [("Training", 400)], on="2025-04-10", paid_back={"Till": 452})
	assert collected() == rows(
		row("2025-02-10", sold, sold, 1130, 1130, 1000),
		row("2025-04-10", returned, returned, -452, -452, -400),
	)
	assert set(shares(next(r for r in receipts() if r.net < 0))) == {"Training"}


def test_cash_handed_back_from_a_return_booked_against_the_invoice_claws_back():
	sold = pos_invoice(LINES, paid={"Till": 1130})
	returned = credit_note(
		sold, [("Training", 400)], on="2025-04-10", paid_back={"Till": 452}, stand_alone=False
	)
	assert collected() == rows(
		row("2025-02-10", sold, sold, 1130, 1130, 1000),
		row("2025-04-10", returned, returned, -452, -452, -400),
	)


def test_what_was_handed_back_is_not_taken_off_the_rest_of_the_invoice_again():
	# Half is paid, the training goes back for cash, the rest is paid: the customer paid for the software.
	sold = pos_invoice(LINES, paid={"Till": 565})
	credit_note(sold, [("Training", 400)], on="2025-04-10", paid_back={"Till": 452}, stand_alone=False)
	pay(sold, 565, on="2025-05-06")
	by_group: dict[str, Decimal] = {}
	for receipt in receipts():
		parts = shares(receipt)
		for group, net in parts.items():
			by_group[group] = by_group.get(group, Decimal(0)) + receipt.net * net / sum(parts.values())
	assert by_group == {"Software": 600, "Training": 0}


def test_point_of_sale_invoice_without_money_brings_none():
	pos_invoice(paid={"Till": 0})
	assert sum(r.amount for r in collected()) == 0


def test_cancelled_point_of_sale_invoice_is_gone(ledger):
	sold = pos_invoice(paid={"Till": 1130})
	cancel(sold)
	if ledger == "normal":
		assert collected() == []


def test_return_of_which_only_a_part_was_handed_back_takes_the_rest_off_the_invoice():
	sold = pos_invoice(LINES, paid={"Till": 565})
	# Of the training's 452.00 the customer gets 200.00 back; 252.00 are taken off what they still owe.
	credit_note(sold, [("Training", 400)], on="2025-04-10", paid_back={"Till": 200}, stand_alone=False)
	assert outstanding(sold) == 313
	paid = pay(sold, on="2025-05-06")
	found = {r.voucher_no: r for r in receipts()}
	assert sum(r.cash for r in found.values()) == 678
	# 565 ÷ 1.13 = 500.00, 200 ÷ 1.13 = 176.99, 313 ÷ 1.13 = 276.99.
	assert sorted(r.net for r in found.values()) == [Decimal("-176.99"), Decimal("276.99"), 500]
	left = shares(found[paid.name])
	assert {group: money(net) for group, net in left.items()} == {
		"Software": 600,
		"Training": Decimal("176.99"),
	}


def test_foreign_payment_at_the_till_counts_in_home_money():
	sold = pos_invoice(paid={"Till": 1200}, customer="Dollar", currency="USD", rate=7)
	# USD 1,130.00 of the 1,200.00 stay.
	assert collected() == rows(row("2025-02-10", sold, sold, 7910, 7910, 7000))
