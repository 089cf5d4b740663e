"""ledger.md, truth table: invoices in foreign currency count for the home money they brought."""

from decimal import Decimal

import frappe
import pytest
from books import assert_ties_out, collected, net_on, receipts, row
from factories.clearing import reconcile
from factories.foreign import AT_INVOICE_RATE, pay_foreign, usd_advance, usd_invoice
from factories.masters import COMPANY, account
from factories.money import credit, debit, journal, pay
from factories.selling import credit_note, invoice
from factories.settings import accounts_settings

pytestmark = pytest.mark.usefixtures("ledger")

# USD 1,000.00 net, 1,130.00 with tax, at 7.00: CNY 7,000.00 net, 7,910.00 with tax.


def brought(rules=None):
	"""Cash and net of all receipts together."""
	found = receipts(rules)
	return sum(r.cash for r in found), sum(r.net for r in found)


def at_invoice_rate():
	found = brought(AT_INVOICE_RATE)
	assert_ties_out(AT_INVOICE_RATE)
	return found


def test_foreign_money_at_the_invoice_rate_counts_at_it():
	sold = usd_invoice()
	paid = pay_foreign(sold, on="2025-03-05", rate=7)
	assert row("2025-03-05", paid, sold, 7910, 7910, 7000) in collected()
	assert brought() == at_invoice_rate() == (7910, 7000)


def test_foreign_money_into_a_foreign_bank_counts_at_the_rate_of_its_day():
	sold = usd_invoice()
	paid = pay_foreign(sold, on="2025-03-05", rate="7.2")
	# 1,130.00 × 7.2 = 8,136.00; the 226.00 above the invoice's rate is an own journal on the invoice, no cash.
	assert row("2025-03-05", paid, sold, 8136, 8136, 7200) in collected()
	assert brought() == (8136, 7200)
	assert at_invoice_rate() == (7910, 7000)


def test_foreign_money_at_a_worse_rate_counts_less():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate="6.8")
	assert brought() == (7684, 6800)
	assert at_invoice_rate() == (7910, 7000)


def test_part_of_a_foreign_invoice_counts_its_part():
	sold = usd_invoice()
	pay_foreign(sold, 565, on="2025-03-05", rate="7.2")
	assert brought() == (4068, 3600)
	assert at_invoice_rate() == (3955, 3500)


def test_foreign_money_into_a_home_bank_counts_what_the_bank_gave_for_it():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate="7.2", home=8100)
	# The 36.00 between the day's rate and the bank's are a deduction: 8100 ÷ 1.13 = 7,168.14.
	assert brought() == (8100, Decimal("7168.14"))
	assert at_invoice_rate() == (7910, 7000)


def test_foreign_money_into_a_home_bank_at_the_invoice_rate_counts_the_gain():
	sold = usd_invoice()
	paid = pay_foreign(sold, on="2025-03-05", rate=7, home=8100)
	assert [line.amount for line in paid.deductions] == [-190]
	assert brought() == (8100, Decimal("7168.14"))
	assert at_invoice_rate() == (7910, 7000)


def test_fee_of_foreign_money_into_a_foreign_bank_is_not_collected():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate="7.2", fee=72)
	# USD 1,120.00 reached the bank: 8,064.00; ÷ 1.13 = 7,136.28.
	assert brought() == (8064, Decimal("7136.28"))
	cash, _net = at_invoice_rate()
	assert cash == 7910 - 72


def test_fee_of_foreign_money_into_a_home_bank_is_not_collected():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate="7.2", home=8028, fee=72)
	assert brought() == (8028, Decimal("7104.42"))  # 8028 ÷ 1.13
	cash, _net = at_invoice_rate()
	assert cash == 7910 - 72


# In a journal ERPNext holds the invoice's line at the invoice's rate; the gain is a line of its own.


def test_foreign_journal_into_a_foreign_bank_counts_at_the_rate_of_its_day():
	sold = usd_invoice()
	booked = journal(
		debit("Bank USD", 1130, rate=7.2),
		credit(sold, 1130, rate=7),
		credit("Exchange Differences", 226),
		on="2025-03-05",
		multi_currency=True,
	)
	assert collected() == [row("2025-03-05", booked, sold, 7910, 8136, 7200)]
	assert at_invoice_rate() == (7910, 7000)


def test_foreign_journal_into_a_home_bank_may_bring_more_than_the_receivable():
	sold = usd_invoice()
	booked = journal(
		debit("Bank", 8100),
		credit(sold, 1130, rate=7),
		credit("Exchange Differences", 190),
		on="2025-03-05",
		multi_currency=True,
	)
	assert collected() == [row("2025-03-05", booked, sold, 7910, 8100, "7168.14")]
	assert at_invoice_rate() == (7910, 7000)


def test_foreign_journal_into_a_home_bank_may_bring_less_than_the_receivable():
	sold = usd_invoice()
	booked = journal(
		debit("Bank", 7800),
		debit("Exchange Differences", 110),
		credit(sold, 1130, rate=7),
		on="2025-03-05",
		multi_currency=True,
	)
	assert collected() == [row("2025-03-05", booked, sold, 7910, 7800, "6902.65")]  # 7800 ÷ 1.13
	assert at_invoice_rate() == (7910, 7000)


def test_fee_in_a_foreign_journal_is_not_collected():
	sold = usd_invoice()
	booked = journal(
		debit("Bank", 8028),
		debit("Bank Charges", 72),
		credit(sold, 1130, rate=7),
		credit("Exchange Differences", 190),
		on="2025-03-05",
		multi_currency=True,
	)
	assert collected() == [row("2025-03-05", booked, sold, 7910, 8028, "7104.42")]  # 8028 ÷ 1.13
	cash, _net = at_invoice_rate()
	assert cash == 7910 - 72


def test_foreign_journal_write_off_is_no_cash():
	sold = usd_invoice()
	journal(debit("Bad Debts", 7910), credit(sold, 1130, rate=7), on="2025-03-05", multi_currency=True)
	assert brought() == (0, 0)


def test_foreign_advance_counts_at_its_own_rate_on_the_invoice_date():
	paid = usd_advance(1130, on="2025-01-05", rate="7.1")
	sold = usd_invoice(on="2025-02-10")
	assert brought() == (0, 0)
	reconcile(paid, sold)
	assert row("2025-02-10", paid, sold, 8023, 8023, 7100) in collected()
	assert brought() == (8023, 7100)
	assert net_on("2025-02-10") == [7100]
	assert at_invoice_rate() == (7910, 7000)


def test_revaluation_of_the_receivable_is_not_collected():
	sold = usd_invoice()
	frappe.get_doc(
		{
			"doctype": "Currency Exchange",
			"date": "2025-03-31",
			"from_currency": "USD",
			"to_currency": "CNY",
			"exchange_rate": 7.3,
			"for_buying": 1,
			"for_selling": 1,
		}
	).insert()
	revaluation = frappe.new_doc("Exchange Rate Revaluation")
	revaluation.update({"company": COMPANY, "posting_date": "2025-03-31", "rounding_loss_allowance": 0})
	revaluation.fetch_and_calculate_accounts_data()
	assert [line.account for line in revaluation.accounts] == [account("Debtors USD")]
	revaluation.insert().submit()
	made = revaluation.make_jv_entries()
	frappe.get_doc("Journal Entry", made["revaluation_jv"]).submit()
	assert brought() == (0, 0)
	pay_foreign(sold, on="2025-04-05", rate="7.3")
	assert brought() == (8249, 7300)


def test_foreign_invoice_on_a_home_currency_receivable_counts_the_home_money():
	accounts_settings(allow_multi_currency_invoices_against_single_party_account=1)
	sold = invoice(currency="USD", rate=7, customer="Alpha")
	assert (sold.debit_to, sold.base_grand_total) == (account("Debtors"), 7910)
	paid = pay(sold, on="2025-03-05")
	assert row("2025-03-05", paid, sold, 7910, 7910, 7000) in collected()


def test_gain_on_a_home_currency_receivable_counts_as_what_the_money_brought():
	accounts_settings(allow_multi_currency_invoices_against_single_party_account=1)
	sold = invoice(currency="USD", rate=7, customer="Alpha")
	paid = pay(
		sold,
		on="2025-03-05",
		deductions=[
			{
				"account": account("Exchange Differences"),
				"cost_center": sold.items[0].cost_center,
				"amount": -190,
			}
		],
		paid_amount=8100,
		received_amount=8100,
	)
	assert row("2025-03-05", paid, sold, 7910, 8100, "7168.14") in collected()
	assert at_invoice_rate() == (7910, 7000)


def test_foreign_refund_claws_back_what_it_cost():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate=7)
	returned = credit_note(sold, on="2025-04-10")
	repaid = pay_foreign(returned, on="2025-05-06", rate="7.2")
	assert repaid.payment_type == "Pay"
	# USD 1,130.00 went out at 7.2.
	assert brought() == (7910 - 8136, 7000 - 7200)
	assert at_invoice_rate() == (0, 0)


def test_foreign_refund_from_a_home_bank_claws_back_what_the_bank_took():
	sold = usd_invoice()
	pay_foreign(sold, on="2025-03-05", rate=7)
	returned = credit_note(sold, on="2025-04-10")
	pay_foreign(returned, on="2025-05-06", rate="7.2", home=8200)
	# 8200 ÷ 1.13 = 7,256.64.
	assert brought() == (7910 - 8200, 7000 - Decimal("7256.64"))
	assert at_invoice_rate() == (0, 0)
