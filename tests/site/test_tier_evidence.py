"""What the books say of a client, by documents made through ERPNext, and what is frozen of it."""

from decimal import Decimal

import frappe
import pytest
from factories.clients import registered
from factories.masters import named
from factories.money import pay
from factories.selling import Line, credit_note, invoice_of, order
from factories.tiers import (
	ago,
	app_rules,
	customer,
	figures,
	frozen,
	proposal,
	run,
	sell,
)
from frappe.utils import add_days, getdate

from key_account.clients import frozen_evidence as evidence

#: Of a registered client, somebody must be credited with an order.
TEAM = {"Li Na": 100}

TWO = Decimal("0.01")


@pytest.fixture(autouse=True)
def rules() -> None:
	app_rules()


class TestEvidence:
	def test_collections_are_those_of_the_bonus_net_of_tax(self) -> None:
		registered(potential=40)
		first, before = sell(amount=2_000_000), sell(amount=1_000_000, days=500)
		part = pay(first, 1_130_000, on=ago(90))
		pay(before, on=ago(400))
		run()
		doc = proposal()
		found = figures(doc)
		assert found["Money Collected"] == (1_000_000, 0, 1_000_000, 10)
		assert found["Growth of Collections"] == (1_000_000, 1_000_000, 0, 50)
		assert frozen(doc, "Money Collected") == [(part.name, ago(90), 1_000_000, 1_130_000)]
		assert [row[2] for row in frozen(doc, "Growth of Collections")] == [1_000_000]
		assert (str(doc.from_date), str(doc.to_date)) == (ago(365), ago(1))

	def test_what_is_paid_today_counts_tomorrow(self) -> None:
		registered()
		pay(sell(), on=ago(0))
		run()
		assert figures(proposal())["Money Collected"][0] == 0
		frappe.db.delete("Tier Review")
		run(add_days(getdate(), 1))
		assert figures(proposal())["Money Collected"][0] == 1000

	def test_gross_profit_is_what_invoices_leave_of_their_cost_losses_too(self) -> None:
		registered()
		good = sell(amount=1000, cost=400)
		loss = sell(amount=1000, cost=1500, days=50)
		sell("Beta", amount=900)
		credit_note(good, [("Software", 1000)], on=ago(80))
		run()
		doc = proposal()
		assert figures(doc)["Share of Gross Profit"][:2] == (-500, 400)
		assert [row[2:] for row in frozen(doc, "Share of Gross Profit")] == [
			(600, 1000),
			(-600, -1000),
			(-500, 1000),
		]
		assert frozen(doc, "Share of Gross Profit")[2][0] == loss.name
		assert doc.purchases == 1000

	def test_an_invoice_takes_its_part_of_the_orders_cost(self) -> None:
		registered()
		ordered = order([Line("Software", 1000, cost=700)], on=ago(120), team=TEAM)
		invoice_of(ordered, on=ago(110))
		run()
		assert figures(proposal())["Share of Gross Profit"][0] == 300

	def test_goods_cost_what_erpnext_valued_them_at(self) -> None:
		registered()
		sold = sell(amount=1000)
		frappe.db.set_value("Sales Invoice Item", sold.items[0].name, {"incoming_rate": 250, "stock_qty": 2})
		run()
		assert figures(proposal())["Share of Gross Profit"][0] == 500

	def test_payment_discipline_is_what_was_paid_by_its_due_date(self) -> None:
		registered()
		in_time, late, open_still = (sell(days=days, amount=1000) for days in (100, 90, 80))
		not_due = sell(days=10)
		frappe.db.set_value("Sales Invoice", not_due.name, "due_date", add_days(getdate(), 20))
		pay(in_time, 565, on=ago(100))
		pay(in_time, 565, on=ago(99))
		pay(late, on=ago(89))
		run()
		doc = proposal()
		assert figures(doc)["Payment Discipline"][:2] == (565, 3390)
		assert [row[0] for row in frozen(doc, "Payment Discipline")] == [
			in_time.name,
			late.name,
			open_still.name,
		]

	def test_what_was_returned_never_fell_due(self) -> None:
		registered()
		returned = sell(amount=1000)
		credit_note(returned, [("Software", 400)], on=ago(100), stand_alone=False)
		pay(returned, on=ago(100))
		run()
		assert figures(proposal())["Payment Discipline"][:3] == (678, 678, 100)

	def test_the_documents_add_up_to_the_figures(self) -> None:
		registered(potential=10)
		for days in (400, 200, 100, 50):
			pay(sell(amount=1234, days=days, cost=333), 777, on=ago(days))
		order(on=ago(300), team=TEAM)
		run()
		doc = proposal()
		totals = {
			row.measure: Decimal(str(row.total)).quantize(TWO)
			for row in evidence.summary(doc.doctype, doc.name)
		}
		found = figures(doc)
		assert totals == {
			"Money Collected": Decimal(str(found["Money Collected"][0])).quantize(TWO),
			"Share of Gross Profit": Decimal(str(found["Share of Gross Profit"][0])).quantize(TWO),
			"Growth of Collections": Decimal(str(found["Growth of Collections"][1])).quantize(TWO),
			"Payment Discipline": Decimal(str(found["Payment Discipline"][0])).quantize(TWO),
			"All Orders": Decimal(str(doc.contracts)).quantize(TWO),
		}
		for measure, total in totals.items():
			assert sum(Decimal(str(row[2])) for row in frozen(doc, measure)).quantize(TWO) == total

	def test_frozen_it_stays_whatever_becomes_of_the_documents(self) -> None:
		registered()
		sold = sell()
		paid = pay(sold, on=ago(100))
		run()
		doc = proposal()
		before = frozen(doc, "Money Collected")
		paid.reload()
		paid.cancel()
		assert frozen(doc, "Money Collected") == before == [(paid.name, ago(100), 1000, 1130)]

	def test_who_was_never_judged_for_potential_is_judged_by_the_rest(self) -> None:
		registered()
		run()
		assert set(figures(proposal())) == {"Money Collected"}


class TestStanding:
	def test_grade_and_categories_are_written_every_night(self) -> None:
		registered(potential=60, is_strategic=0)
		registered("Beta")
		order([("Software", 12_000_000)], on=ago(300), team=TEAM)
		pay(sell(amount=2_000_000, cost=1), on=ago(100))
		frappe.db.set_value("Customer", named("Beta"), "ka_parent_client", named("Alpha"))
		run()
		assert customer("Alpha", "ka_grade", "ka_categories") == (
			"A",
			"Quality Account\nHigh-value Account\nGroup Account",
		)
		assert customer("Beta", "ka_grade", "ka_categories") == ("C", "Group Account\nPotential Account")
		doc = proposal()
		assert (doc.grade, doc.is_key_client) == ("A", 1)
		assert (doc.contracts, doc.largest_contract) == (12_000_000, 12_000_000)
		assert customer("Alpha", "ka_tier") == (None,)

	def test_who_recommended_a_client_that_ordered_is_one_of_quality(self) -> None:
		registered("Alpha")
		registered("Beta", referred_by=named("Alpha"))
		order(customer="Alpha", on=ago(10), team=TEAM)
		run()
		assert customer("Alpha", "ka_categories") == ("",)
		order(customer="Beta", on=ago(10), team=TEAM)
		run()
		assert customer("Alpha", "ka_categories") == ("Quality Account",)

	def test_a_chinese_site_has_them_in_chinese(self) -> None:
		registered()
		frappe.db.set_single_value("System Settings", "language", "zh")
		frappe.clear_document_cache("System Settings", "System Settings")
		run()
		assert customer("Alpha", "ka_categories") == ("潜在客户",)
