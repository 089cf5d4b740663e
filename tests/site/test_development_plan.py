"""Development Plan: stages, assessment, outcome, Opportunity, what came of it, and who may do what."""

import datetime as dt
from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, person
from factories.development import (
	BEST,
	MIDDLE,
	STAGES,
	WORST,
	change,
	client,
	facts_for,
	go_to,
	new_plan,
	opportunity,
	plan,
)
from factories.masters import COMPANY, account, named
from factories.selling import Line, credit_note, draft_invoice, invoice_of, order
from frappe.model.document import Document
from key_account.key_account.doctype.development_plan.client import client_of
from key_account.key_account.doctype.development_plan.opportunities import (
	make_development_plan,
	plan_of,
)
from roles import permitted

from key_account.setup import development_stages

NOW = dt.datetime(2026, 11, 22, 15, 30)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
	"""The templates as a new site has them, and a clock that stands still."""
	frappe.db.delete("Development Stage Template")
	development_stages.create(lambda text: text)
	monkeypatch.setattr(
		"key_account.key_account.doctype.development_plan.development_plan.now_datetime", lambda: NOW
	)


def saved(doc: Document, *fields: str) -> tuple:
	return frappe.db.get_value("Development Plan", doc.name, fields)


class TestTemplate:
	def test_a_new_plan_takes_over_the_five_stages(self) -> None:
		doc = plan(begun_on="2026-03-01")
		assert [row.stage for row in doc.stages] == list(STAGES)
		first, second = doc.stages[:2]
		assert first.tasks.startswith("Find out what the client needs")
		assert (first.involvement, first.company_support) == ("Low", "Product information")
		assert (str(first.planned_from), str(first.planned_to)) == ("2026-03-01", "2026-03-14")
		assert (str(second.planned_from), str(second.planned_to)) == ("2026-03-15", "2026-04-13")
		assert (doc.client_name, doc.company, doc.status) == (named("Alpha"), COMPANY, "In Progress")
		assert doc.responsible == person("specialist")

	def test_editing_it_changes_new_plans_only(self) -> None:
		old = plan()
		template = frappe.get_doc("Development Stage Template", "Potential Need")
		template.update({"tasks": "Call them", "days": 3})
		template.save()
		old = change(old, plan_title="Another name")
		assert old.stages[0].tasks.startswith("Find out what the client needs")
		new = plan(plan_title="Second", begun_on="2026-03-01")
		assert (new.stages[0].tasks, str(new.stages[0].planned_to)) == ("Call them", "2026-03-03")

	def test_a_plan_can_be_made_without_any(self) -> None:
		frappe.db.delete("Development Stage Template")
		doc = plan()
		assert [(row.stage, row.tasks) for row in doc.stages] == [(name, None) for name in STAGES]

	def test_a_site_with_templates_keeps_them_as_they_are(self) -> None:
		frappe.delete_doc("Development Stage Template", "Closing the Deal")
		development_stages.create(lambda text: text)
		assert not frappe.db.exists("Development Stage Template", "Closing the Deal")

	def test_texts_and_sales_stages_are_in_the_language_of_the_site(self) -> None:
		frappe.db.delete("Development Stage Template")
		development_stages.create(lambda text: f"zh {text}")
		closing = frappe.get_doc("Development Stage Template", "Closing the Deal")
		assert closing.sales_stage == "zh Closing the Deal"
		assert closing.company_support == "zh Visit to the company\nzh Signing of the contract"
		assert frappe.db.exists("Sales Stage", "zh Potential Need")
		assert "zh Potential Need" in frappe.db.get_global(development_stages.NOTE)
		development_stages.remove()
		assert not frappe.db.exists("Sales Stage", ("like", "zh %"))

	def test_uninstall_takes_the_sales_stages_it_made_but_for_those_in_use(self) -> None:
		frappe.db.set_global(development_stages.NOTE, '["Closing the Deal", "Value Assessment"]')
		opportunity(sales_stage="Closing the Deal")
		development_stages.remove()
		assert frappe.db.exists("Sales Stage", "Closing the Deal")
		assert not frappe.db.exists("Sales Stage", "Value Assessment")
		assert frappe.db.exists("Sales Stage", "Potential Need")
		assert not frappe.db.get_global(development_stages.NOTE)


class TestStages:
	def test_a_plan_begins_in_the_first_stage(self) -> None:
		doc = plan()
		assert (doc.stage, doc.stage_since, doc.stages[0].entered_on) == ("Potential Need", TODAY, TODAY)
		with pytest.raises(frappe.ValidationError, match="Stage 2 comes after stage 1"):
			plan(stage="Demonstration and Information")

	def test_stages_are_gone_through_one_by_one_and_dated(self, monkeypatch: pytest.MonkeyPatch) -> None:
		doc = plan()
		with pytest.raises(frappe.ValidationError, match="Stage 3 comes after stage 2"):
			change(doc, stage="Value Assessment")
		later = NOW + dt.timedelta(days=9)
		monkeypatch.setattr(
			"key_account.key_account.doctype.development_plan.development_plan.now_datetime", lambda: later
		)
		doc = change(doc, stage="Demonstration and Information")
		first, second = doc.stages[:2]
		assert (first.entered_on, first.done_on) == (TODAY, later.date())
		assert (second.entered_on, second.done_on, doc.stage_since) == (later.date(), None, later.date())

	def test_it_may_go_back_at_will(self) -> None:
		doc = change(go_to(plan(), 4), stage="Potential Need")
		assert doc.stage == "Potential Need"
		assert doc.stages[3].done_on is None

	def test_when_a_stage_was_entered_is_not_written_by_hand(self) -> None:
		doc = plan()
		doc.stages[0].entered_on = doc.stages[4].entered_on = doc.stage_since = "2020-01-01"
		with acting_as("specialist"):
			doc.save()
		assert (doc.stages[0].entered_on, doc.stages[4].entered_on, doc.stage_since) == (TODAY, None, TODAY)

	def test_the_five_stages_stay(self) -> None:
		doc = plan()
		doc.stages = doc.stages[1:]
		with acting_as("specialist"), pytest.raises(frappe.ValidationError, match="five stages once each"):
			doc.save()

	def test_a_stage_does_not_end_before_it_begins(self) -> None:
		doc = plan()
		doc.stages[1].update({"planned_from": "2026-05-02", "planned_to": "2026-05-01"})
		with acting_as("specialist"), pytest.raises(frappe.ValidationError, match="Stage 2 is planned until"):
			doc.save()

	def test_a_card_moved_on_a_board_is_checked_like_a_form(self) -> None:
		doc = plan()
		with acting_as("specialist"), pytest.raises(frappe.ValidationError, match="Stage 5 comes after"):
			frappe.client.set_value("Development Plan", doc.name, "stage", "Closing the Deal")
		assert saved(doc, "stage", "effort_grade") == ("Potential Need", None)


class TestAssessment:
	@pytest.mark.parametrize(
		("scores", "points", "grade"), [(BEST, 100, "A"), (MIDDLE, 50, "C"), (WORST, 0, "D")]
	)
	def test_seven_scores_make_a_grade(self, scores: dict, points: float, grade: str) -> None:
		doc = change(plan(), **scores)
		assert (doc.assessment_points, doc.assessed_grade, doc.effort_grade) == (points, grade, grade)
		assert doc.assessed_on == TODAY

	def test_six_scores_make_none(self) -> None:
		doc = change(plan(), **{**BEST, "payment_risk": ""})
		assert (doc.assessed_grade, doc.effort_grade) == (None, None)

	def test_stage_4_needs_the_assessment(self) -> None:
		doc = go_to(plan(), 3)
		with pytest.raises(frappe.ValidationError, match="Stage 4 needs the value assessment"):
			change(doc, stage="Decision Makers")
		assert change(doc, **MIDDLE, stage="Decision Makers").effort_grade == "C"

	def test_d_blocks_stages_4_and_5(self) -> None:
		doc = change(go_to(plan(), 3), **WORST)
		with pytest.raises(frappe.ValidationError, match="Stage 4 needs effort grade A to C, and this is D"):
			change(doc, stage="Decision Makers")
		doc = go_to(plan(plan_title="Second"), 4)
		with pytest.raises(frappe.ValidationError, match="Stage 4 needs effort grade A to C"):
			change(doc, **WORST)
		with pytest.raises(frappe.ValidationError, match="Stage 4 needs the value assessment"):
			change(doc, value_to_us="")

	def test_a_plan_that_turned_d_can_be_paused_where_it_is(self) -> None:
		doc = change(go_to(plan(), 4), **WORST, status="Paused", reason="The price fell")
		assert saved(doc, "status", "stage", "effort_grade") == ("Paused", "Decision Makers", "D")
		with pytest.raises(frappe.ValidationError, match="Stage 4 needs effort grade A to C"):
			change(doc, status="In Progress")

	def test_another_grade_needs_a_reason_and_is_signed(self) -> None:
		doc = change(go_to(plan(), 3), **WORST)
		with pytest.raises(frappe.ValidationError, match="Say why the grade is B and not D"):
			change(doc, "director", override_grade="B")
		doc = change(doc, "director", override_grade="B", override_reason="Door opener of its trade")
		assert (doc.assessed_grade, doc.effort_grade) == ("D", "B")
		assert (doc.overridden_by, doc.overridden_on) == (person("director"), NOW)
		assert change(doc, stage="Decision Makers").overridden_by == person("director")
		doc = change(doc, "director", stage="Value Assessment", override_grade="")
		assert (doc.effort_grade, doc.override_reason, doc.overridden_by) == ("D", None, None)

	def test_a_specialist_gives_no_other_grade(self) -> None:
		doc = change(plan(), **WORST)
		with pytest.raises(frappe.PermissionError, match="Only Key Account Manager, Key Account Director"):
			change(doc, override_grade="A", override_reason="I like them")
		assert saved(doc, "effort_grade", "overridden_by", "override_grade") == ("D", None, "")

	def test_another_grade_does_not_replace_the_assessment(self) -> None:
		with pytest.raises(frappe.ValidationError, match="seven scores before"):
			change(plan(), "director", override_grade="A", override_reason="Sure")

	def test_grade_and_signature_are_not_written_by_hand(self) -> None:
		doc = change(
			change(plan(), **WORST),
			effort_grade="A",
			assessed_grade="A",
			assessment_points=99,
			overridden_by=person("director"),
		)
		assert saved(doc, "effort_grade", "assessed_grade", "assessment_points", "overridden_by") == (
			"D",
			"D",
			0,
			None,
		)

	def test_other_weights_count_for_the_next_assessment_only(self) -> None:
		doc = change(plan(), **{**MIDDLE, "value_to_us": "5"})
		assert (doc.assessment_points, doc.assessed_grade) == (61.1, "B")
		settings = frappe.get_doc("Key Account Settings")
		weights = {f"weight_{field}": int(field == "value_to_us") for field in BEST}
		settings.update({**weights, "effort_a_from": 100, "effort_b_from": 50, "effort_c_from": 20})
		settings.save()
		assert change(doc, plan_title="Renamed").assessment_points == 61.1
		doc = change(doc, share_to_win="1")
		assert (doc.assessment_points, doc.assessed_grade) == (100, "A")

	def test_limits_that_do_not_fall_are_refused_in_the_settings(self) -> None:
		settings = frappe.get_doc("Key Account Settings")
		settings.update({"effort_a_from": 50, "effort_b_from": 60, "effort_c_from": 10})
		with pytest.raises(frappe.ValidationError, match="must fall from at most 100"):
			settings.save()

	def test_a_site_that_never_saved_weights_uses_the_apps_own(self) -> None:
		settings = frappe.get_doc("Key Account Settings")
		fields = [field.fieldname for field in settings.meta.fields if field.label]
		emptied = [field for field in fields if field.startswith(("weight_", "effort_"))]
		assert len(emptied) == 10
		settings.update(dict.fromkeys(emptied, 0))
		settings.save()
		assert change(plan(), **{**MIDDLE, "value_to_us": "5"}).assessment_points == 61.1


class TestOutcome:
	@pytest.mark.parametrize("status", ["Failed", "Paused"])
	def test_says_why(self, status: str) -> None:
		doc = plan()
		with pytest.raises(frappe.ValidationError, match=f"It is {status}: say for what reasons"):
			change(doc, status=status, cause="Price")
		doc = change(doc, status=status, cause="Price", reason="Twice as dear")
		assert saved(doc, "status", "outcome_on", "cause", "reason") == (
			status,
			TODAY,
			"Price",
			"Twice as dear",
		)

	def test_a_failure_has_a_cause(self) -> None:
		with pytest.raises(frappe.ValidationError, match="choose its main cause"):
			change(plan(), status="Failed", reason="They bought elsewhere")

	def test_success_comes_in_stage_5(self) -> None:
		doc = go_to(plan(), 4)
		with pytest.raises(frappe.ValidationError, match="succeeds in stage 5"):
			change(doc, status="Succeeded", reason="Best service")
		doc = change(doc, stage="Closing the Deal", status="Succeeded", reason="Best service")
		assert saved(doc, "status", "outcome_on") == ("Succeeded", TODAY)

	def test_a_plan_that_is_over_goes_on_only_after_it_is_taken_up_again(self) -> None:
		doc = change(plan(), status="Paused", reason="No budget this year")
		with pytest.raises(frappe.ValidationError, match="set it to In Progress again"):
			change(doc, stage="Demonstration and Information")
		doc = change(doc, stage="Demonstration and Information", status="In Progress")
		assert saved(doc, "stage", "outcome_on", "reason") == ("Demonstration and Information", None, None)
		comments = frappe.get_all(
			"Comment",
			filters={"reference_name": doc.name, "comment_type": "Info"},
			pluck="content",
			order_by="creation",
		)
		assert comments == ["Paused: No budget this year", "In Progress"]

	def test_a_failed_plan_is_found_by_its_reasons_and_not_deleted(self) -> None:
		doc = go_to(plan(by="director"), 2, "director")
		change(doc, "director", status="Failed", cause="Competitor", reason="Zenith undercut us")
		with acting_as("director"):
			found = frappe.get_list(
				"Development Plan", filters={"reason": ("like", "%Zenith%")}, pluck="name", order_by="name"
			)
			assert found == [doc.name]
			with pytest.raises(frappe.ValidationError, match="went beyond stage 1 and cannot be deleted"):
				frappe.delete_doc("Development Plan", doc.name)
			change(doc, "director", status="In Progress")
			change(doc, "director", stage="Potential Need")
			with pytest.raises(frappe.ValidationError, match="cannot be deleted"):
				frappe.delete_doc("Development Plan", doc.name)

	def test_a_plan_of_stage_1_can_be_deleted(self) -> None:
		doc = plan()
		with acting_as("director"):
			frappe.delete_doc("Development Plan", doc.name)
		assert not frappe.db.exists("Development Plan", doc.name)


class TestPeople:
	def test_are_stakeholders_of_the_client(self) -> None:
		doc = change(plan(), inside_contact="Wu", contact_relation="Trusts Us")
		with pytest.raises(frappe.ValidationError, match="Zhou is not among the stakeholders"):
			change(doc, inside_contact="Zhou")
		with pytest.raises(frappe.ValidationError, match="Zhou is not among the stakeholders"):
			change(doc, decisions=[{"stakeholder": "Zhou"}])
		with pytest.raises(frappe.ValidationError, match="Chen is there twice"):
			change(doc, decisions=[{"stakeholder": "Chen"}, {"stakeholder": "Chen"}])

	def test_bring_role_and_attitude_from_the_archive(self) -> None:
		doc = change(
			plan(),
			decisions=[
				{"stakeholder": "Chen"},
				{"stakeholder": "Wu", "attitude": "Against Us", "lever": "Training"},
			],
		)
		assert [(row.role, row.attitude) for row in doc.decisions] == [
			("Decision Maker", "Neutral"),
			("User", "Against Us"),
		]

	def test_who_left_the_archive_stays_in_the_plan(self) -> None:
		doc = change(plan(), inside_contact="Wu")
		archive = client()
		archive.stakeholders = archive.stakeholders[:1]
		archive.save()
		assert change(doc, plan_title="Renamed").inside_contact == "Wu"

	def test_the_form_offers_them_to_who_may_read_the_archive(self) -> None:
		archive = client()
		with acting_as("specialist"):
			offered = client_of(archive.name)
		assert [row["name"] for row in offered["people"]] == ["Chen", "Wu"]
		assert offered["party"] == named("Alpha")
		for stranger in ("colleague", "employee"):
			with acting_as(stranger), pytest.raises(frappe.PermissionError):
				client_of(archive.name)


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


class TestContractAndProject:
	def test_the_contract_is_with_the_client(self) -> None:
		def contract(party: str) -> str:
			values = {"party_type": "Customer", "party_name": named(party), "contract_terms": "All in all"}
			return frappe.get_doc({"doctype": "Contract", **values}).insert().name

		assert change(plan(), contract=contract("Alpha")).contract
		doc = plan(plan_title="Second")
		with pytest.raises(frappe.ValidationError, match="KA Beta, not with this client"):
			change(doc, contract=contract("Beta"))

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

	def test_drafts_and_cancelled_documents_are_not(self) -> None:
		doc = plan()
		sold = order()
		frappe.db.set_value("Sales Order", sold.name, "ka_development_plan", doc.name)
		bill = invoice_of(sold, on="2025-02-01")
		bill.cancel()
		assert facts_for(doc)["invoiced"] == 0
		frappe.get_doc("Sales Order", sold.name).cancel()
		assert facts_for(doc)["orders"] == []
		draft_invoice()
		assert facts_for(doc)["invoiced"] == 0

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


#: Role -> what it may do with a plan of a client it sees; the archive's account manager is who is asked.
RIGHTS = {
	"specialist": {"read", "write", "create"},
	"manager": {"read", "write", "create", "delete"},
	"director": {"read", "write", "create", "delete"},
	"executive": {"read"},
	"finance": {"read"},
	"sales": set(),
	"employee": set(),
}


@pytest.mark.parametrize(("who", "rights"), RIGHTS.items())
def test_rights_of_each_role_on_a_client_of_their_own(who: str, rights: set[str]) -> None:
	doc = plan()
	frappe.db.set_value("Client Archive", doc.archive, "account_manager", person(who))
	assert allowed(doc, who) == rights


@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
def test_nobody_does_anything_with_plans_of_clients_they_do_not_see(who: str) -> None:
	doc = plan()
	assert allowed(doc, who) == set()
	with acting_as(who):
		listed: list[str] = []
		permitted(lambda: listed.extend(frappe.get_list("Development Plan", pluck="name", order_by="name")))
		assert doc.name not in listed


def allowed(doc: Document, who: str) -> set[str]:
	fresh = new_plan(plan_title="Another")
	acts: dict[str, Callable[[], object]] = {
		"read": lambda: frappe.get_doc("Development Plan", doc.name).check_permission("read"),
		"write": lambda: frappe.get_doc("Development Plan", doc.name).save(),
		"create": lambda: fresh.insert(),
		"delete": lambda: frappe.delete_doc("Development Plan", doc.name),
	}
	with acting_as(who):
		return {right for right, act in acts.items() if permitted(act)}


@pytest.mark.parametrize(
	("who", "rights"),
	[
		("director", {"read", "write"}),
		("executive", {"read"}),
		("manager", {"read"}),
		("specialist", {"read"}),
		("finance", {"read"}),
		("sales", set()),
		("employee", set()),
	],
)
def test_templates_are_edited_by_the_director(who: str, rights: set[str]) -> None:
	name = ("Development Stage Template", "Closing the Deal")
	acts = {
		"read": lambda: frappe.get_doc(*name).check_permission("read"),
		"write": lambda: frappe.get_doc(*name).save(),
	}
	with acting_as(who):
		assert {right for right, act in acts.items() if permitted(act)} == rights
