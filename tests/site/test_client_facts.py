"""The facts that account health is made of, read from real documents."""

import datetime as dt
from decimal import Decimal

import frappe
import pytest
from factories.clients import person
from factories.health import TODAY, client, follow_up, issue
from factories.masters import COMPANY
from factories.money import advance, pay
from factories.selling import Line, credit_note, invoice, order
from queries import count_queries

from key_account.clients import facts as client_facts
from key_account.health import Facts


def facts_of(archive: str, on: dt.date = TODAY) -> Facts:
	return client_facts.read(COMPANY, on)[archive].facts


class TestFacts:
	def test_money_of_ninety_days_and_of_the_same_days_a_year_before(self) -> None:
		archive = client()
		for paid_on, amount in (("2025-06-30", 1000), ("2025-04-02", 200), ("2025-04-01", 70)):
			pay(invoice([("Software", amount)], on="2025-01-10"), on=paid_on)
		for paid_on, amount in (("2024-06-30", 500), ("2024-04-02", 30), ("2024-07-01", 9)):
			pay(invoice([("Software", amount)], on="2024-01-10"), on=paid_on)
		pay(invoice([("Software", 4000)], on="2025-06-01", customer="Beta"), on="2025-06-02")
		facts = facts_of(archive)
		assert (facts.collected, facts.collected_before) == (1200, 530)
		assert client_facts.read(COMPANY, TODAY)[archive].collected_year == 1279

	def test_what_is_owed_and_overdue(self) -> None:
		archive = client()
		pay(invoice(on="2025-05-10"), 130, on="2025-05-20")
		invoice([("Software", 2000)], on="2025-06-10", due_date="2025-08-10")
		advance("Beta", 500, on="2025-06-01")
		facts = facts_of(archive)
		assert (facts.outstanding, facts.overdue) == (3260, 1000)

	def test_margin_of_lines_whose_cost_is_known(self) -> None:
		archive = client()
		sold = invoice([Line("Software", 1000, cost=600), ("Training", 300)], on="2025-02-10")
		credit_note(sold, [("Software", 500)], on="2025-03-01")
		invoice([Line("Software", 9000, cost=1)], on="2024-06-29")
		facts = facts_of(archive)
		assert (facts.revenue, facts.gross_profit) == (500, 200)

	@pytest.mark.parametrize("cost", [300, -300])
	def test_a_return_takes_its_cost_back_whatever_its_sign(self, cost: int) -> None:
		archive = client()
		sold = invoice([Line("Software", 1000, cost=600)], on="2025-02-10")
		given_back = credit_note(sold, [("Software", 500)], on="2025-03-01")
		frappe.db.set_value("Sales Invoice Item", given_back.items[0].name, "ka_cost_amount", cost)
		facts = facts_of(archive)
		assert (facts.revenue, facts.gross_profit) == (500, 200)

	def test_orders_of_the_fiscal_year(self) -> None:
		archive = client()
		for day, amount in (("2025-01-01", 100), ("2025-06-30", 20), ("2024-12-31", 7), ("2025-07-01", 3)):
			order([("Software", amount)], on=day, team={"Li Na": 100})
		order([("Software", 1000)], on="2025-02-01", team={"Li Na": 100}).cancel()
		assert facts_of(archive).orders == 120

	def test_open_issues_and_complaints(self) -> None:
		archive = client()
		frappe.get_doc({"doctype": "Issue Type", "name": "KA Complaint"}).insert()
		frappe.db.set_single_value("Key Account Settings", "complaint_issue_type", "KA Complaint")
		frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
		issue()
		issue(status="Resolved")
		issue(issue_type="KA Complaint")
		issue("Beta")
		facts = facts_of(archive)
		assert (facts.open_issues, facts.open_complaints) == (1, 1)

	def test_without_a_type_of_complaints_all_are_issues(self) -> None:
		archive = client()
		issue()
		facts = facts_of(archive)
		assert (facts.open_issues, facts.open_complaints) == (1, 0)

	def test_decision_makers_whom_somebody_of_ours_knows(self) -> None:
		us = person("specialist")
		archive = client(
			stakeholders=[
				{"person_name": "Chen", "role": "Decision Maker", "our_owner": us, "closeness": 0.2},
				{"person_name": "Wu", "role": "Decision Maker", "our_owner": us},
				{"person_name": "Xu", "role": "Decision Maker", "closeness": 1},
				{"person_name": "Yan", "role": "User", "our_owner": us, "closeness": 1},
			]
		)
		facts = facts_of(archive)
		assert (facts.decision_makers, facts.covered) == (3, 1)
		doc = frappe.get_doc("Client Archive", archive)
		from key_account.stakeholders import coverage

		assert coverage(doc.people()) == (3, 1)

	def test_days_since_the_last_contact_or_the_registration(self) -> None:
		archive = client(tier_days=30)
		facts = facts_of(archive, dt.date(2025, 1, 21))
		assert (facts.days_since_visit, facts.days_between_visits) == (20, 30)
		follow_up(archive, "2025-06-10")
		follow_up(archive, "2025-07-10")
		found = client_facts.read(COMPANY, TODAY)[archive]
		assert found.facts.days_since_visit == 20
		assert (found.last_contact, found.next_visit_due) == (dt.date(2025, 6, 10), dt.date(2025, 7, 10))

	def test_a_tier_that_asks_for_no_visits_makes_none_due(self) -> None:
		archive = client()
		found = client_facts.read(COMPANY, TODAY)[archive]
		assert (found.facts.days_between_visits, found.next_visit_due) == (None, None)

	def test_satisfaction_of_twelve_months(self) -> None:
		if not frappe.db.table_exists("Satisfaction Survey"):
			pytest.skip("no surveys in this version")
		archive = client()
		for day, score, status in (
			("2025-06-30 23:00:00", 7, "Answered"),
			("2025-01-01 10:00:00", 8, "Answered"),
			("2024-06-30 10:00:00", 1, "Answered"),
			("2025-05-01 10:00:00", 1, "Withdrawn"),
		):
			survey = frappe.new_doc("Satisfaction Survey")
			survey.update({"archive": archive, "overall": score, "answered_on": day, "status": status})
			survey.set_new_name()
			survey.db_insert()
		assert facts_of(archive).satisfaction == Decimal("7.5")

	def test_orders_that_plans_expect_till_the_day(self) -> None:
		if not frappe.db.table_exists("Development Plan"):
			pytest.skip("no development plans in this version")
		archive = client()
		for day, amount, status in (
			("2025-03-01", 100, "In Progress"),
			("2025-06-30", 20, "Succeeded"),
			("2025-05-01", 3, "Failed"),
			("2025-05-02", 1000, "Paused"),
			("2025-07-01", 1000, "In Progress"),
			("2024-12-31", 1000, "In Progress"),
		):
			plan = frappe.new_doc("Development Plan")
			plan.update(
				{
					"archive": archive,
					"company": COMPANY,
					"expected_sales": amount,
					"expected_close_on": day,
					"status": status,
				}
			)
			plan.set_new_name()
			plan.db_insert()
		assert facts_of(archive).planned_orders == 123

	def test_only_clients_that_are_registered(self) -> None:
		from factories.clients import archive

		draft = archive("Beta")
		assert draft.name not in client_facts.read(COMPANY, TODAY)

	def test_as_many_queries_for_many_clients_as_for_few(self) -> None:
		client()
		few = self.asked()
		for name in ("Beta", "Managed", "Both Sides"):
			archive = client(name, tier_days=30)
			follow_up(archive, "2025-06-10")
			pay(invoice(on="2025-06-01", customer=name), on="2025-06-10")
			issue(name)
		assert self.asked() == few

	@staticmethod
	def asked() -> int:
		return count_queries(lambda: client_facts.read(COMPANY, TODAY))
