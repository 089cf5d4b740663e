"""A Development Plan's Opportunity, contract and project, and what came of it by orders, invoices and costs."""

from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, person
from factories.development import (
	STAGES,
	change,
	client,
	facts_for,
	fresh_templates,
	go_to,
	opportunity,
	plan,
)
from factories.masters import COMPANY, account, named
from factories.orders import draft_order
from factories.selling import Line, credit_note, invoice_of, order
from key_account.key_account.doctype.development_plan.opportunities import (
	make_development_plan,
	plan_of,
)


@pytest.fixture(autouse=True)
def templates() -> None:
	"""As a new site has them."""
	fresh_templates()


class TestOpportunity:
	def test_its_sales_stage_follows_the_plan(self) -> None:
		deal = opportunity()
		doc = plan(opportunity=deal.name)
		assert deal.reload().sales_stage == "Potential Need"
		doc = go_to(doc, 3)
		assert deal.reload().sales_stage == "Value Assessment"
		change(doc, stage="Potential Need")
		assert deal.reload().sales_stage == "Potential Need"

	def test_it_comes_to_the_plans_stage_when_it_is_linked(self) -> None:
		deal = opportunity()
		change(go_to(plan(), 2), opportunity=deal.name)
		assert deal.reload().sales_stage == "Demonstration and Information"

	def test_the_template_says_to_which(self) -> None:
		frappe.db.set_value("Development Stage Template", STAGES[0], "sales_stage", "Prospecting")
		frappe.db.set_value("Development Stage Template", STAGES[1], "sales_stage", None)
		if not frappe.db.exists("Sales Stage", "Prospecting"):
			frappe.get_doc({"doctype": "Sales Stage", "stage_name": "Prospecting"}).insert()
		deal = opportunity()
		go_to(plan(opportunity=deal.name), 2)
		assert deal.reload().sales_stage == "Prospecting"

	@pytest.mark.parametrize("status", ["Lost", "Converted", "Closed"])
	def test_one_that_is_over_stays_and_the_form_tells(self, status: str) -> None:
		deal = opportunity()
		doc = plan(opportunity=deal.name)
		frappe.db.set_value("Opportunity", deal.name, "status", status)
		doc = go_to(doc, 2)
		assert deal.reload().sales_stage == "Potential Need"
		assert facts_for(doc)["opportunity"] == {
			"name": deal.name,
			"status": status,
			"sales_stage": "Potential Need",
		}

	def test_it_has_one_plan(self) -> None:
		deal = opportunity()
		doc = plan(opportunity=deal.name)
		with pytest.raises(frappe.ValidationError, match=f"{deal.name} has the plan {doc.name} already"):
			plan(plan_title="Second", opportunity=deal.name)

	def test_two_plans_of_one_client_know_of_each_other(self) -> None:
		first, second = plan(), plan(plan_title="Maintenance")
		assert [row.name for row in facts_for(first)["other_plans"]] == [second.name]
		change(second, status="Paused", reason="One at a time")
		assert facts_for(first)["other_plans"] == []

	def test_it_is_of_the_same_client(self) -> None:
		with pytest.raises(frappe.ValidationError, match=f"is of {named('Beta')}, not of this client"):
			plan(opportunity=opportunity("Beta").name)

	def test_one_of_the_lead_that_the_client_was_will_do(self) -> None:
		lead = frappe.get_doc({"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful"})
		lead.insert()
		deal = opportunity(opportunity_from="Lead", party_name=lead.name)
		frappe.db.set_value("Customer", named("Alpha"), "lead_name", lead.name)
		assert plan(opportunity=deal.name).opportunity == deal.name

	def test_a_plan_is_made_of_it(self) -> None:
		deal = opportunity(opportunity_amount=70000, expected_closing="2026-12-24")
		archive = client()
		doc = make_development_plan(deal.name)
		assert (doc.archive, doc.opportunity, doc.plan_title) == (archive.name, deal.name, deal.title)
		assert (doc.expected_sales, str(doc.expected_close_on)) == (70000, "2026-12-24")
		doc.insert()
		assert (doc.status, doc.stage) == ("In Progress", "Potential Need")
		assert plan_of(deal.name) == {"plan": doc.name, "may_make": False}

	def test_who_does_not_see_the_client_neither_learns_of_its_plan_nor_makes_one(self) -> None:
		deal = opportunity()
		frappe.get_doc("User", person("colleague")).add_roles("Sales User")
		client()
		with acting_as("colleague"):
			assert plan_of(deal.name) == {"plan": None, "may_make": False}
			assert not make_development_plan(deal.name).archive
		doc = plan(opportunity=deal.name)
		with acting_as("specialist") as login:
			frappe.get_doc("Development Plan", doc.name).check_permission("read")
		with acting_as("colleague"):
			assert plan_of(deal.name) == {"plan": None, "may_make": False}
		frappe.get_doc("User", login).add_roles("Sales User")
		with acting_as("specialist"):
			assert plan_of(deal.name) == {"plan": doc.name, "may_make": False}

	def test_without_an_archive_there_is_nothing_to_make_it_for(self) -> None:
		deal = opportunity("Beta")
		assert plan_of(deal.name) == {"plan": None, "may_make": False}
		doc = make_development_plan(deal.name)
		with pytest.raises(frappe.MandatoryError):
			doc.insert()

	@pytest.mark.parametrize("method", [make_development_plan, plan_of])
	def test_who_may_not_read_it_learns_nothing(self, method: Callable) -> None:
		deal = opportunity()
		client()
		with acting_as("employee"), pytest.raises(frappe.PermissionError):
			method(deal.name)


class TestContractOrderAndProject:
	def test_the_contract_is_with_the_client(self) -> None:
		def contract(party: str) -> str:
			values = {"party_type": "Customer", "party_name": named(party), "contract_terms": "All in all"}
			return frappe.get_doc({"doctype": "Contract", **values}).insert().name

		assert change(plan(), contract=contract("Alpha")).contract
		doc = plan(plan_title="Second")
		with pytest.raises(frappe.ValidationError, match="KA Beta, not with this client"):
			change(doc, contract=contract("Beta"))

	def test_an_order_is_of_the_plans_client(self) -> None:
		doc = plan()
		named_it = draft_order(ka_development_plan=doc.name)
		assert named_it.ka_development_plan == doc.name
		with pytest.raises(
			frappe.ValidationError, match=f"Development Plan {doc.name} is for another client: .* KA Beta"
		):
			draft_order(customer="Beta", ka_development_plan=doc.name)
		named_it.customer = named("Beta")
		with pytest.raises(frappe.ValidationError, match="is for another client"):
			named_it.save()

	def test_a_project_is_named_by_who_may_see_what_it_cost(self) -> None:
		project = frappe.get_doc({"doctype": "Project", "project_name": "KA Winning", "company": COMPANY})
		project.insert()
		doc = plan()
		with pytest.raises(frappe.PermissionError):
			change(doc, project=project.name)
		doc = frappe.get_doc("Development Plan", doc.name)
		doc.project = project.name
		doc.save()
		assert change(doc, plan_title="Renamed").project == project.name


class TestFacts:
	def test_of_a_plan_without_orders_are_nothing(self) -> None:
		found = facts_for(plan())
		assert (found["orders"], found["ordered"], found["invoiced"], found["profit"]) == ([], 0, 0, 0)
		assert (found["cost"], found["currency"]) == (None, "CNY")

	def test_orders_and_invoices_that_name_the_plan_are_counted_net(self) -> None:
		doc = plan(expected_sales=2000)
		sold = order([Line("Software", 1000, qty=10, cost=400), Line("Training", 500)])
		frappe.db.set_value("Sales Order", sold.name, "ka_development_plan", doc.name)
		order([("Software", 900)])
		found = facts_for(doc)
		assert [(row.name, row.base_net_total) for row in found["orders"]] == [(sold.name, 1500)]
		assert (found["ordered"], found["invoiced"]) == (1500, 0)

		bill = invoice_of(sold, on="2025-02-01")
		found = facts_for(doc)
		assert (found["invoiced"], found["profit"], found["without_cost"]) == (1500, 1100, 500)

		credit_note(bill, [Line("Software", 500, qty=5)], on="2025-03-01")
		found = facts_for(doc)
		assert (found["invoiced"], found["profit"], found["without_cost"]) == (1000, 800, 500)

	def test_a_return_takes_back_its_part_of_the_cost_of_the_invoice(self) -> None:
		doc = plan()
		sold = order([("Software", 1000)])
		frappe.db.set_value("Sales Order", sold.name, "ka_development_plan", doc.name)
		bill = invoice_of(sold, on="2025-02-01")
		frappe.db.set_value("Sales Invoice Item", bill.items[0].name, "ka_cost_amount", 600)
		credit_note(bill, [("Software", 500)], on="2025-03-01")
		found = facts_for(doc)
		assert (found["invoiced"], found["profit"], found["without_cost"]) == (500, 200, 0)

	def test_drafts_and_cancelled_documents_are_not(self) -> None:
		from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

		doc = plan()
		sold = order()
		frappe.db.set_value("Sales Order", sold.name, "ka_development_plan", doc.name)
		draft = make_sales_invoice(sold.name).insert()
		assert facts_for(doc)["invoiced"] == 0
		draft.delete()
		bill = invoice_of(sold, on="2025-02-01")
		assert facts_for(doc)["invoiced"] == 1000
		bill.cancel()
		assert facts_for(doc)["invoiced"] == 0
		frappe.get_doc("Sales Order", sold.name).cancel()
		assert facts_for(doc)["orders"] == []

	def test_costs_are_those_booked_on_the_project(self) -> None:
		project = frappe.get_doc({"doctype": "Project", "project_name": "KA Winning", "company": COMPANY})
		project.insert()
		doc = plan()
		doc = frappe.get_doc("Development Plan", doc.name)
		doc.project = project.name
		doc.save()
		assert facts_for(doc)["cost"] == 0
		bill = frappe.get_doc(
			{
				"doctype": "Purchase Invoice",
				"company": COMPANY,
				"supplier": named("Both Sides"),
				"posting_date": "2025-02-01",
				"set_posting_time": 1,
				"due_date": "2025-02-01",
				"bill_no": "T-1",
				"currency": "CNY",
				"conversion_rate": 1,
				"items": [
					{
						"item_name": "Train",
						"description": "Train",
						"qty": 1,
						"uom": "Nos",
						"conversion_factor": 1,
						"rate": 320,
						"expense_account": account("Purchases"),
						"project": project.name,
					}
				],
			}
		)
		bill.insert().submit()
		assert facts_for(doc)["cost"] == 320

	@pytest.mark.parametrize("who", ["colleague", "sales", "employee"])
	def test_are_not_told_to_who_does_not_see_the_client(self, who: str) -> None:
		doc = plan()
		with pytest.raises(frappe.PermissionError):
			facts_for(doc, who)
