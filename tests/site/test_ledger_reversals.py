"""ledger.md, truth table: what is taken back. What a normal ledger forgets, an immutable one claws back."""

from books import collected, net_on, outstanding, row, rows, today
from factories.clearing import cancel, reconcile, unreconcile
from factories.money import advance, credit, debit, journal, pay, refund
from factories.selling import credit_note, invoice


def test_cancelled_payment_is_gone_from_its_quarter(normal_ledger):
	sold = invoice()
	cancel(pay(sold, on="2025-03-05"))
	assert outstanding(sold) == 1130
	assert collected() == []


def test_cancelled_journal_is_gone_from_its_quarter(normal_ledger):
	sold = invoice()
	cancel(journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05"))
	assert collected() == []


def test_cancelled_refund_is_gone_from_its_quarter(normal_ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	cancel(refund(credit_note(sold, on="2025-04-10"), on="2025-05-06"))
	assert collected() == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))


def test_payment_cancelled_in_an_immutable_ledger_claws_back_on_the_day_asked_for(immutable_ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	cancel(paid, on="2025-05-20")
	assert outstanding(sold) == 1130
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-05-20", paid, sold, -1130, -1130, -1000),
	)


def test_payment_cancelled_in_an_immutable_ledger_claws_back_today(immutable_ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	cancel(paid)
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row(today(), paid, sold, -1130, -1130, -1000),
	)


def test_fee_of_a_cancelled_payment_is_not_clawed_back(immutable_ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05", fee=15)
	cancel(paid, on="2025-05-20")
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1115, "986.73"),
		row("2025-05-20", paid, sold, -1130, -1115, "-986.73"),
	)


def test_journal_cancelled_in_an_immutable_ledger_claws_back_on_the_day_asked_for(immutable_ledger):
	sold = invoice()
	booked = journal(debit("Bank", 800), debit("Bad Debts", 330), credit(sold, 1130), on="2025-03-05")
	cancel(booked, on="2025-05-20")
	assert collected() == rows(
		row("2025-03-05", booked, sold, 1130, 800, "707.96"),
		row("2025-05-20", booked, sold, -1130, -800, "-707.96"),
	)


def test_cancelled_refund_comes_back_in_an_immutable_ledger(immutable_ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, on="2025-04-10")
	repaid = refund(returned, on="2025-05-06")
	cancel(repaid, on="2025-06-03")
	assert collected() == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-05-06", repaid, returned, -1130, -1130, -1000),
		row("2025-06-03", repaid, returned, 1130, 1130, 1000),
	)


def test_cancelling_a_payment_dated_before_its_invoice_moves_nothing_into_an_earlier_quarter(
	immutable_ledger,
):
	sold = invoice(on="2025-04-10")
	paid = pay(sold, on="2025-03-20")
	assert net_on("2025-04-10") == [1000]
	cancel(paid, on="2025-05-20")
	assert net_on("2025-04-10", "2025-05-20") == [1000, -1000]


def test_invoice_paid_again_after_a_cancelled_payment_counts_again(ledger):
	sold = invoice()
	cancel(pay(sold, on="2025-03-05"), on="2025-03-05")
	again = pay(sold, on="2025-05-06")
	assert net_on("2025-05-06") == [1000]
	assert row("2025-05-06", again, sold, 1130, 1130, 1000) in collected()


# Unreconciled: rewritten in place in both kinds of ledger


def test_unreconciled_payment_is_gone(ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	unreconcile(paid, sold)
	assert outstanding(sold) == 1130
	assert collected() == []


def test_unreconciled_journal_is_gone(ledger):
	sold = invoice()
	booked = journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05")
	unreconcile(booked, sold)
	assert collected() == []


def test_unreconciled_part_of_a_payment_is_gone_and_the_rest_stays(ledger):
	first = invoice()
	second = invoice([("Training", 500)], tax="6%")
	paid = pay(first, on="2025-03-05", also=[(second, 530)])
	unreconcile(paid, second)
	assert collected() == rows(row("2025-03-05", paid, first, 1130, 1130, 1000))


def test_payment_reconciled_otherwise_counts_on_the_other_invoice(ledger):
	wrong = invoice(on="2025-02-10")
	right = invoice([("Training", 1000)], tax="6%", on="2025-04-10")
	paid = pay(wrong, 1060, on="2025-03-05")
	unreconcile(paid, wrong)
	reconcile(paid, right)
	assert collected() == rows(row("2025-04-10", paid, right, 1060, 1060, 1000))


def test_unreconciled_fee_stays_with_what_is_still_allocated(ledger):
	first = invoice()
	second = invoice([("Training", 1000)], tax="6%")
	# One hundredth of 2,190.00 is a fee, whichever part of it is allocated.
	paid = pay(first, on="2025-03-05", also=[(second, 1060)], fee="21.90")
	unreconcile(paid, second)
	assert collected() == rows(row("2025-03-05", paid, first, 1130, "1118.70", 990))


# Invoice cancelled under its payment


def test_payment_of_a_cancelled_invoice_is_gone(ledger):
	sold = invoice()
	paid = pay(sold, on="2025-03-05")
	cancel(sold)
	assert paid.reload().unallocated_amount == 1130
	assert collected() == []


def test_journal_receipt_of_a_cancelled_invoice_is_gone(ledger):
	sold = invoice()
	journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05")
	cancel(sold)
	assert collected() == []


def test_advance_reconciled_with_a_cancelled_invoice_is_gone(ledger):
	paid = advance("Alpha", 1130, on="2025-03-20")
	sold = invoice(on="2025-04-10")
	reconcile(paid, sold)
	cancel(sold)
	assert collected() == []
