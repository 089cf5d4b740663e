"""Development Plan: its stages, its assessment, its outcome, and the people it names."""

import datetime as dt

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
	fresh_templates,
	go_to,
	opportunity,
	plan,
)
from factories.masters import COMPANY, named
from frappe.model.document import Document
from key_account.key_account.doctype.development_plan.client import client_of

from key_account.setup import development_stages

NOW = dt.datetime(2026, 11, 22, 15, 30)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
	"""The templates as a new site has them, and a clock that stands still."""
	fresh_templates()
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
