"""bonus.md, section 1: who a receipt belongs to, and the facts a plan asks of it."""

import datetime as dt
from decimal import Decimal

import frappe
import pytest
from books import receipts
from factories.clearing import reconcile
from factories.masters import named, user_of
from factories.money import advance, pay, refund
from factories.selling import Line, credit_note, invoice, invoice_of, order, set_team

from key_account.bonus.receipts import Line as ReceiptLine

pytestmark = pytest.mark.usefixtures("normal_ledger")


def only_receipt():
	(receipt,) = receipts()
	return receipt


def team_of(receipt):
	return dict(receipt.team)


def test_receipt_names_the_sales_team_of_its_invoice():
	sold = invoice(team={"Li Na": 60, "Wang Wei": 40})
	pay(sold, on="2025-03-05")
	assert team_of(only_receipt()) == {"KA Li Na": 60, "KA Wang Wei": 40}


def test_team_edited_after_submission_counts_as_it_is_now():
	sold = invoice(team={"Li Na": 100})
	pay(sold, on="2025-03-05")
	set_team(sold, {"Wang Wei": 100})
	assert team_of(only_receipt()) == {"KA Wang Wei": 100}


def test_team_may_leave_a_part_unassigned():
	sold = invoice(team={"Li Na": 100}, customer="Managed")
	pay(sold, on="2025-03-05")
	set_team(sold, {"Li Na": 60})
	assert team_of(only_receipt()) == {"KA Li Na": 60}
	assert only_receipt().account_manager == "KA Zhao Lei"


def test_invoice_without_team_has_its_account_manager():
	pay(invoice(customer="Managed"), on="2025-03-05")
	assert only_receipt().team == ()
	assert only_receipt().account_manager == "KA Zhao Lei"


def test_customer_without_account_manager_has_none():
	pay(invoice(customer="Alpha"), on="2025-03-05")
	assert only_receipt().team == ()
	assert only_receipt().account_manager is None


def test_account_manager_who_is_no_salesperson_is_none():
	frappe.db.set_value("Customer", named("Alpha"), "account_manager", "Administrator")
	pay(invoice(customer="Alpha"), on="2025-03-05")
	assert only_receipt().account_manager is None


def test_refund_is_borne_by_the_team_of_the_original_invoice():
	sold = invoice(team={"Li Na": 60, "Wang Wei": 40})
	returned = credit_note(sold, on="2025-04-10")
	set_team(returned, {"Zhao Lei": 100})
	refund(returned, on="2025-05-06")
	assert team_of(only_receipt()) == {"KA Li Na": 60, "KA Wang Wei": 40}


def test_invoice_from_an_order_has_the_team_of_the_order():
	ordered = order(team={"Li Na": 60, "Wang Wei": 40})
	pay(invoice_of(ordered, on="2025-02-10"), on="2025-03-05")
	assert team_of(only_receipt()) == {"KA Li Na": 60, "KA Wang Wei": 40}


# The deal


def test_deal_begins_with_its_order():
	ordered = order(on="2025-01-15")
	pay(invoice_of(ordered, on="2025-02-10"), on="2025-03-05")
	assert only_receipt().deal_date == dt.date(2025, 1, 15)


def test_deal_without_order_begins_with_its_invoice():
	pay(invoice(on="2025-02-10"), on="2025-03-05")
	assert only_receipt().deal_date == dt.date(2025, 2, 10)


def test_deal_of_several_orders_begins_with_the_first():
	first, second = order(on="2025-01-15"), order([("Training", 500)], on="2025-01-20")
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

	draft = make_sales_invoice(second.name)
	draft = make_sales_invoice(first.name, target_doc=draft)
	draft.update({"posting_date": "2025-02-10", "set_posting_time": 1, "due_date": "2025-02-10"})
	pay(draft.insert().submit(), on="2025-03-05")
	assert only_receipt().deal_date == dt.date(2025, 1, 15)


def test_refund_belongs_to_the_deal_of_the_original_invoice():
	sold = invoice_of(order(on="2025-01-15"), on="2025-02-10")
	refund(credit_note(sold, on="2025-04-10"), on="2025-05-06")
	assert only_receipt().deal_date == dt.date(2025, 1, 15)


def test_refund_without_order_belongs_to_the_day_of_the_original_invoice():
	sold = invoice(on="2025-02-10")
	refund(credit_note(sold, on="2025-04-10"), on="2025-05-06")
	assert only_receipt().deal_date == dt.date(2025, 2, 10)


def test_advance_before_the_order_does_not_begin_the_deal():
	paid = advance("Alpha", 1130, on="2025-01-02")
	sold = invoice_of(order(on="2025-01-15"), on="2025-02-10")
	reconcile(paid, sold)
	assert only_receipt().deal_date == dt.date(2025, 1, 15)


def test_receipt_says_when_its_client_was_registered():
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2025-01-10")
	pay(invoice(customer="Alpha"), on="2025-03-05")
	assert only_receipt().registered_on == dt.date(2025, 1, 10)


def test_client_without_registration_has_no_day():
	pay(invoice(customer="Alpha"), on="2025-03-05")
	assert only_receipt().registered_on is None


# Cost and standard quote


def test_lines_bring_their_cost_and_standard_quote():
	sold = invoice([Line("Development", 1000, cost=300), Line("Implementation", 500, standard=800)])
	pay(sold, on="2025-03-05")
	lines = {line.item_group: line for line in only_receipt().lines}
	assert lines["KA Development"].cost == 300
	assert lines["KA Implementation"].standard == 800


def test_lines_take_cost_and_standard_quote_from_the_order_where_they_have_none():
	ordered = order([Line("Development", 1000, cost=300, standard=1200)])
	pay(invoice_of(ordered, on="2025-02-10"), on="2025-03-05")
	(line,) = only_receipt().lines
	assert line == ReceiptLine("KA Development", Decimal(1000), Decimal(300), Decimal(1200))


def test_cost_of_a_partly_billed_order_line_is_shared_by_its_invoices():
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

	ordered = order([Line("Development", 2000, qty=2, cost=600)])
	for day in ("2025-02-10", "2025-02-11"):
		draft = make_sales_invoice(ordered.name)
		draft.items[0].qty = 1
		draft.update({"posting_date": day, "set_posting_time": 1, "due_date": day, "payment_schedule": []})
		pay(draft.insert().submit(), on="2025-03-05")
	assert [line.cost for receipt in receipts() for line in receipt.lines] == [300, 300]


def test_receipt_names_customer_and_account_manager_user_does_not_matter_to_the_team():
	sold = invoice(customer="Managed", team={"Li Na": 100})
	pay(sold, on="2025-03-05")
	assert only_receipt().customer == named("Managed")
	assert frappe.db.get_value("Customer", named("Managed"), "account_manager") == user_of("Zhao Lei")
	assert team_of(only_receipt()) == {"KA Li Na": 100}
