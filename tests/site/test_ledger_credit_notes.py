"""ledger.md, truth table: credit notes, and what becomes of them."""

from decimal import Decimal

import pytest
from books import collected, net_by_group, outstanding, receipts, row, rows, shares, today
from factories.clearing import reconcile
from factories.money import credit, debit, journal, pay, refund
from factories.selling import Line, credit_note, invoice, loose_credit_note

pytestmark = pytest.mark.usefixtures("ledger")

# 1,000.00 net, 1,130.00 with 13 % tax; the training alone is 400.00 net, 452.00 with tax.
LINES = (("Software", 600), ("Training", 400))
TRAINING = (("Training", 400),)


def test_credit_note_standing_alone_is_no_money():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	credit_note(sold, TRAINING, on="2025-04-10")
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_credit_note_booked_against_an_unpaid_invoice_is_no_money():
	sold = invoice(LINES)
	credit_note(sold, TRAINING, on="2025-03-10", stand_alone=False)
	assert outstanding(sold) == 678
	assert collected() == []


def test_credit_note_against_a_paid_invoice_turns_back_into_one_standing_alone():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10", stand_alone=False)
	assert returned.update_outstanding_for_self == 1
	assert outstanding(returned) == -452
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_whole_return_of_an_unpaid_invoice_leaves_nothing():
	sold = invoice(LINES)
	credit_note(sold, on="2025-03-10", stand_alone=False)
	assert outstanding(sold) == 0
	assert collected() == []


# Refunds


def test_refund_of_a_credit_note_claws_back_its_own_lines_on_the_day_of_the_refund():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = refund(returned, on="2025-05-06")
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-05-06", repaid, returned, -452, -452, -400),
	)
	came, went = sorted(receipts(), key=lambda receipt: receipt.day)
	assert shares(came) == {"Software": 600, "Training": 400}
	assert set(shares(went)) == {"Training"}
	assert (went.invoice, went.original) == (returned.name, sold.name)
	assert net_by_group() == {"Software": 600, "Training": 0}


def test_part_refund_claws_back_a_part():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = refund(returned, 226, on="2025-05-06")
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-05-06", repaid, returned, -226, -226, -200),
	)


def test_refund_by_journal_claws_back():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = journal(debit(returned, 452), credit("Bank", 452), on="2025-05-06")
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-05-06", repaid, returned, -452, -452, -400),
	)


def test_fee_of_a_refund_is_our_cost_and_claws_back_no_more():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = refund(returned, on="2025-05-06", fee=5)
	assert repaid.paid_amount == 457
	assert row("2025-05-06", repaid, returned, -452, -452, -400) in collected()


def test_fee_of_a_refund_by_journal_claws_back_no_more():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = journal(debit(returned, 452), debit("Bank Charges", 5), credit("Bank", 457), on="2025-05-06")
	assert row("2025-05-06", repaid, returned, -452, -452, -400) in collected()


def test_what_the_customer_lets_go_of_a_refund_is_not_clawed_back():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = refund(returned, on="2025-05-06", write_back=12)
	assert repaid.paid_amount == 440
	assert row("2025-05-06", repaid, returned, -452, -440, "-389.38") in collected()  # 440 ÷ 1.13


def test_what_the_customer_lets_go_of_a_refund_by_journal_is_not_clawed_back():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = journal(debit(returned, 452), credit("Bank", 440), credit("Interest", 12), on="2025-05-06")
	assert row("2025-05-06", repaid, returned, -452, -440, "-389.38") in collected()


def test_credit_note_written_back_by_journal_claws_nothing_back():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	booked = journal(debit(returned, 452), credit("Interest", 452), on="2025-05-06")
	assert row("2025-05-06", booked, returned, -452, 0, 0) in collected()


def test_refund_dated_before_its_invoice_counts_on_the_invoice_date():
	sold = invoice(LINES, on="2025-04-10")
	pay(sold, on="2025-04-10")
	returned = credit_note(sold, TRAINING, on="2025-04-11")
	repaid = refund(returned, on="2025-03-30")
	assert row("2025-04-10", repaid, returned, -452, -452, -400) in collected()


# Reconciled with invoices


def test_credit_note_reconciled_with_its_own_invoice_moves_with_it():
	sold = invoice(LINES)
	first = pay(sold, 565, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	reconcile(returned, sold, on="2025-05-06")
	second = pay(sold, on="2025-06-02")
	found = collected()
	moved = next(r.voucher for r in found if r.invoice == returned.name)
	assert sorted((r.day, r.amount, r.net) for r in found if r.voucher == moved) == [
		("2025-05-06", -452, -400),
		("2025-05-06", 452, 400),
	]
	assert row("2025-03-05", first, sold, 565, 565, 500) in found
	assert row("2025-06-02", second, sold, 113, 113, 100) in found
	assert len(found) == 4
	# The customer paid 678.00 for the software and has no training: the lines say the same in the end.
	assert net_by_group() == {"Software": 600, "Training": 0}


def test_reconciled_credit_note_counts_today_where_no_day_is_chosen():
	sold = invoice(LINES)
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	reconcile(returned, sold)
	assert {r.day for r in collected()} == {today()}
	assert sum(r.cash for r in collected()) == 0


def test_credit_note_reconciled_with_another_invoice_moves_to_it_at_its_tax():
	returned_from = invoice(LINES, tax="13%")
	other = invoice([("Maintenance", 1000)], tax="6%")
	pay(returned_from, on="2025-03-05")
	returned = credit_note(returned_from, TRAINING, on="2025-04-10")
	reconcile(returned, other, on="2025-05-06")
	moved = {r.invoice: r for r in collected() if r.day == "2025-05-06"}
	assert (moved[returned.name].amount, moved[returned.name].net) == (-452, -400)
	assert (moved[other.name].amount, moved[other.name].net) == (452, Decimal("426.42"))  # 452 ÷ 1.06


def test_payment_over_an_invoice_and_a_credit_note_counts_both():
	returned_from = invoice(LINES, tax="13%")
	other = invoice([("Maintenance", 1000)], tax="6%")
	first = pay(returned_from, on="2025-03-05")
	returned = credit_note(returned_from, TRAINING, on="2025-04-10")
	second = pay(other, on="2025-05-06", also=[(returned, -452)])
	assert second.paid_amount == 608
	assert collected() == rows(
		row("2025-03-05", first, returned_from, 1130, 1130, 1000),
		row("2025-05-06", second, other, 1060, 1060, 1000),
		row("2025-05-06", second, returned, -452, -452, -400),
	)


def test_fee_of_a_payment_over_an_invoice_and_a_credit_note_is_shared_by_both():
	returned_from = invoice(LINES, tax="13%")
	other = invoice([("Maintenance", 1000)], tax="6%")
	pay(returned_from, on="2025-03-05")
	returned = credit_note(returned_from, TRAINING, on="2025-04-10")
	# One hundredth of 608.00 is a fee.
	paid = pay(other, on="2025-05-06", also=[(returned, -452)], fee="6.08")
	found = [r for r in collected() if r.voucher == paid.name]
	assert sorted(found) == rows(
		row("2025-05-06", paid, other, 1060, "1049.40", 990),
		row("2025-05-06", paid, returned, -452, "-447.48", -396),
	)
	assert sum(r.cash for r in found) == Decimal("601.92")


# What is left of the invoice


def test_return_of_a_line_before_the_payment_leaves_the_other_lines():
	# The training is taxed at 6 %: 600.00 net are 678.00, 400.00 net are 424.00.
	sold = invoice([("Software", 600), Line("Training", 400, vat=6)])
	credit_note(sold, TRAINING, on="2025-03-10", stand_alone=False)
	paid = pay(sold, on="2025-04-01")
	assert collected() == rows(row("2025-04-01", paid, sold, 678, 678, 600))
	assert shares(receipts()[0]) == {"Software": 600}


def test_return_of_a_line_after_the_payment_leaves_the_receipt_as_it_was():
	sold = invoice([("Software", 600), Line("Training", 400, vat=6)])
	paid = pay(sold, 551, on="2025-03-05")
	credit_note(sold, TRAINING, on="2025-03-10", stand_alone=False)
	# Half of 1,102.00 with tax is half of 1,000.00 net.
	assert collected() == rows(row("2025-03-05", paid, sold, 551, 551, 500))
	assert shares(receipts()[0]) == {"Software": 600, "Training": 400}


def test_return_of_a_line_between_part_payments_counts_from_its_day():
	sold = invoice(LINES)
	first = pay(sold, 565, on="2025-03-05")
	credit_note(sold, TRAINING, on="2025-03-10", stand_alone=False)
	second = pay(sold, on="2025-04-01")
	assert collected() == rows(
		row("2025-03-05", first, sold, 565, 565, 500),
		row("2025-04-01", second, sold, 113, 113, 100),
	)
	before, after = sorted(receipts(), key=lambda receipt: receipt.day)
	assert shares(before) == {"Software": 600, "Training": 400}
	assert shares(after) == {"Software": 600}


def test_return_on_the_day_of_the_payment_is_already_taken_off():
	sold = invoice(LINES)
	credit_note(sold, TRAINING, on="2025-04-01", stand_alone=False)
	pay(sold, on="2025-04-01")
	assert shares(receipts()[0]) == {"Software": 600}


def test_part_of_a_line_returned_leaves_the_rest_of_it():
	sold = invoice([("Software", 600), Line("Training", 400, qty=2)])
	credit_note(sold, [Line("Training", 200, qty=1)], on="2025-03-10", stand_alone=False)
	paid = pay(sold, on="2025-04-01")
	assert collected() == rows(row("2025-04-01", paid, sold, 904, 904, 800))
	assert shares(receipts()[0]) == {"Software": 600, "Training": 200}


def test_credit_note_standing_alone_leaves_the_invoice_whole():
	sold = invoice([("Software", 600), Line("Training", 400, vat=6)])
	returned = credit_note(sold, TRAINING, on="2025-03-10")
	paid = pay(sold, on="2025-04-01")
	repaid = refund(returned, on="2025-04-02")
	assert collected() == rows(
		row("2025-04-01", paid, sold, 1102, 1102, 1000),
		row("2025-04-02", repaid, returned, -424, -424, -400),
	)
	assert net_by_group() == {"Software": 600, "Training": 0}


def test_cancelled_return_takes_nothing_off():
	sold = invoice(LINES)
	returned = credit_note(sold, TRAINING, on="2025-03-10", stand_alone=False)
	returned.reload().cancel()
	paid = pay(sold, on="2025-04-01")
	assert collected() == rows(row("2025-04-01", paid, sold, 1130, 1130, 1000))
	assert shares(receipts()[0]) == {"Software": 600, "Training": 400}


# Without an invoice


def test_refund_of_a_credit_note_without_invoice_claws_back_for_itself():
	returned = loose_credit_note(TRAINING, on="2025-04-10", team={"Li Na": 100})
	repaid = refund(returned, on="2025-05-06")
	assert collected() == rows(row("2025-05-06", repaid, returned, -452, -452, -400))
	assert receipts()[0].original == returned.name
	assert dict(receipts()[0].team) == {"KA Li Na": 100}


# Debit notes


def test_debit_note_is_an_invoice_of_its_own():
	sold = invoice(LINES)
	more = invoice([("Training", 100)], tax="6%", on="2025-03-01", debit_note_of=sold)
	paid = pay(more, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, more, 106, 106, 100))
	assert receipts()[0].original == more.name


def test_debit_note_takes_nothing_off_the_invoice_it_names():
	sold = invoice(LINES)
	invoice([("Training", 100)], tax="6%", on="2025-03-01", debit_note_of=sold)
	paid = pay(sold, on="2025-03-05")
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
	assert shares(receipts()[0]) == {"Software": 600, "Training": 400}
