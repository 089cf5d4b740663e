"""ledger.md, "Settings": what may be decided otherwise; each alternative ties out like the default."""

import pytest
from books import assert_ties_out, collected, net_by_group, net_on, row, rows
from factories.clearing import cancel, reconcile
from factories.masters import account
from factories.money import credit, debit, journal, pay, refund
from factories.selling import credit_note, invoice, pos_invoice

from key_account.ledger.receipts import CashRules

pytestmark = pytest.mark.usefixtures("ledger")

LINES = (("Software", 600), ("Training", 400))
TRAINING = (("Training", 400),)
OUR_COST = CashRules(fee_is_our_cost=True, fee_accounts=frozenset({account("Bank Charges")}))
AT_RETURN = CashRules(claw_back_at_return=True)


def test_fee_that_is_our_cost_was_collected():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", fee=15)
	assert collected(OUR_COST) == rows(row("2025-03-05", paid, sold, 1130, 1130, 1000))
	assert_ties_out(OUR_COST)


def test_fee_in_a_journal_that_is_our_cost_was_collected():
	sold = invoice()
	booked = journal(debit("Bank", 1115), debit("Bank Charges", 15), credit(sold, 1130), on="2025-03-05")
	assert collected(OUR_COST) == rows(row("2025-03-05", booked, sold, 1130, 1130, 1000))
	assert_ties_out(OUR_COST)


def test_write_off_is_not_collected_even_where_fees_are_our_cost():
	sold = invoice()
	paid = pay(sold, on="2025-03-05", fee=15, write_off=30)
	assert collected(OUR_COST) == rows(row("2025-03-05", paid, sold, 1130, 1100, "973.45"))


def test_write_off_in_a_journal_is_not_collected_even_where_fees_are_our_cost():
	sold = invoice()
	booked = journal(
		debit("Bank", 1085),
		debit("Bank Charges", 15),
		debit("Bad Debts", 30),
		credit(sold, 1130),
		on="2025-03-05",
	)
	assert collected(OUR_COST) == rows(row("2025-03-05", booked, sold, 1130, 1100, "973.45"))


def test_journal_of_nothing_but_fees_brought_no_money():
	sold = invoice()
	booked = journal(debit("Bank Charges", 1130), credit(sold, 1130), on="2025-03-05")
	assert collected() == rows(row("2025-03-05", booked, sold, 1130, 0, 0))


def test_fee_of_a_refund_claws_back_no_more_where_fees_are_our_cost():
	sold = invoice(LINES)
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	repaid = refund(returned, on="2025-05-06", fee=5)
	assert collected(OUR_COST) == rows(row("2025-05-06", repaid, returned, -452, -452, -400))


# Claw back at the return


def test_return_of_a_paid_invoice_claws_back_on_its_day():
	sold = invoice(LINES)
	paid = pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	assert collected(AT_RETURN) == rows(
		row("2025-03-05", paid, sold, 1130, 1130, 1000),
		row("2025-04-10", returned, returned, -452, -452, -400),
	)
	assert net_by_group(AT_RETURN) == {"Software": 600, "Training": 0}
	assert_ties_out(AT_RETURN)


def test_refund_after_the_return_claws_back_nothing_more():
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	refund(returned, on="2025-05-06")
	assert net_on("2025-03-05", "2025-04-10", rules=AT_RETURN) == [1000, -400]
	assert_ties_out(AT_RETURN)


def test_credit_note_used_for_another_invoice_after_the_return_counts_on_that_only():
	sold = invoice(LINES, tax="13%")
	other = invoice([("Maintenance", 1000)], tax="6%")
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	pay(other, on="2025-05-06", also=[(returned, -452)])
	assert net_on("2025-03-05", "2025-04-10", "2025-05-06", rules=AT_RETURN) == [1000, -400, 1000]
	assert_ties_out(AT_RETURN)


def test_credit_note_reconciled_with_another_invoice_after_the_return_counts_on_that_only():
	sold = invoice(LINES)
	other = invoice([("Maintenance", 1000)])
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	reconcile(returned, other, on="2025-05-06")
	assert net_on("2025-03-05", "2025-04-10", "2025-05-06", rules=AT_RETURN) == [1000, -400, 400]
	assert_ties_out(AT_RETURN)


def test_return_booked_against_an_unpaid_invoice_claws_nothing_back():
	sold = invoice(LINES)
	credit_note(sold, TRAINING, on="2025-04-10", stand_alone=False)
	assert collected(AT_RETURN) == []


def test_cash_handed_back_at_the_till_claws_back_once():
	sold = pos_invoice(LINES, paid={"Till": 1130})
	credit_note(sold, TRAINING, on="2025-04-10", paid_back={"Till": 452})
	assert net_on("2025-02-10", "2025-04-10", rules=AT_RETURN) == [1000, -400]
	assert_ties_out(AT_RETURN)


def test_cancelled_return_claws_back_nothing_in_the_end(ledger: str):
	sold = invoice(LINES)
	pay(sold, on="2025-03-05")
	returned = credit_note(sold, TRAINING, on="2025-04-10")
	cancel(returned, on="2025-05-20")
	if ledger == "normal":
		assert net_on("2025-03-05", rules=AT_RETURN) == [1000]
	else:
		assert net_on("2025-03-05", "2025-04-10", "2025-05-20", rules=AT_RETURN) == [1000, -400, 400]
	assert_ties_out(AT_RETURN)
