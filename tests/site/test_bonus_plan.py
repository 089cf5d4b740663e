"""Bonus Plan: what may be saved, what it becomes for the bonus rules, and who may touch it."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import frappe
import pytest
from factories.masters import ABBR, COMPANY, named
from frappe.model.document import Document
from key_account.key_account.doctype.bonus_plan.bonus_plan import to_plan
from roles import as_user_with_role, permitted

from key_account.bonus.plan import DEFAULT_PLAN, Category, Plan, RateStep, TargetOverride
from key_account.bonus.plan_values import plan_from_dict
from key_account.setup import defaults

NAME = f"Rules 2024-01-01 - {ABBR}"

#: Role -> what it may do with a Bonus Plan.
RIGHTS = {
	"System Manager": {"read", "write", "create", "delete"},
	"Accounts Manager": {"read", "write", "create"},
	"Key Account Director": {"read", "write", "create"},
	"Key Account Executive": {"read"},
	"Key Account Manager": {"read"},
	"Accounts User": {"read"},
	"Sales Manager": {"read"},
	"Key Account Specialist": {"read"},
	"Sales User": {"read"},
	"HR Manager": set(),
	"Employee": set(),
}


@pytest.fixture(autouse=True)
def no_other_plans() -> None:
	"""The plans of the site are out of the way; they come back with the roll-back."""
	frappe.db.set_value("Bonus Plan", {"disabled": 0}, "disabled", 1)


def plan(**values: object) -> Document:
	"""An unsaved plan of the tests' company from 2024 on with two categories, changed by `values`."""
	return frappe.get_doc(
		{
			"doctype": "Bonus Plan",
			"title": "Rules",
			"company": COMPANY,
			"valid_from": "2024-01-01",
			"default_category": "Product",
			"categories": [
				{"category": "Product"},
				{
					"category": "Training",
					"counts_toward_target": 0,
					"rate_source": "Own Rate",
					"own_rate": 6,
				},
			],
			**values,
		}
	)


def delete_plans() -> None:
	for name in frappe.get_all("Bonus Plan", pluck="name", order_by="name"):
		frappe.delete_doc("Bonus Plan", name)


def target(amount: float, person: str = "Li Na", quarter: str = "3") -> dict:
	return {"sales_person": named(person), "fiscal_year": "2024", "quarter": quarter, "amount": amount}


def refusal(doc: Document, act: Callable[[Document], object] = Document.insert) -> str:
	"""The sentence with which `act` on the document is refused."""
	with pytest.raises(frappe.ValidationError) as caught:
		act(doc)
	return str(caught.value)


def test_a_plan_is_named_by_title_first_day_and_company() -> None:
	assert plan().insert().name == NAME
	assert plan(company="").insert().name == "Rules 2024-01-01"


def test_a_plan_without_a_company_is_for_all_companies() -> None:
	doc = plan(company="").insert()
	doc.reload()
	assert to_plan(doc)["company"] is None


def test_a_document_becomes_the_plan_of_the_bonus_rules() -> None:
	doc = plan(
		valid_to="2024-12-31",
		base_ratio=60,
		rate=4.5,
		no_carry_threshold=250000.5,
		kpi_weight=30,
		max_kpi_coefficient=1.2,
		wage_deduction=0,
		first_quarter="Carry",
		year_end="Reset Both",
		registered_only=0,
		department_override_rate=0.25,
		categories=[
			{"category": "Product"},
			{
				"category": "Implementation",
				"rate_source": "Own Rate",
				"own_rate": 6,
				"standard_gap_from": "Product",
			},
			{"category": "Development", "basis": "Gross Profit", "own_rate": 3, "counts_toward_target": 0},
		],
		item_groups=[
			{"item_group": named("Implementation"), "category": "Implementation"},
			{"item_group": named("Development"), "category": "Development"},
			{"item_group": named("Training"), "category": "Implementation"},
		],
		rate_steps=[{"attainment": 120, "rate": 5}],
		targets=[target(100000)],
	).insert()
	doc.reload()
	assert plan_from_dict(to_plan(doc)) == Plan(
		name=NAME,
		company=COMPANY,
		valid_from=dt.date(2024, 1, 1),
		valid_to=dt.date(2024, 12, 31),
		base_ratio=Decimal("0.6"),
		rate=Decimal("0.045"),
		no_carry_threshold=Decimal("250000.5"),
		kpi_weight=Decimal("0.3"),
		max_kpi_coefficient=Decimal("1.2"),
		wage_deduction=Decimal(0),
		first_quarter="carry",
		year_end="reset",
		registered_only=False,
		department_override_rate=Decimal("0.0025"),
		default_category="Product",
		category=(
			Category("Product"),
			Category(
				"Implementation",
				(named("Implementation"), named("Training")),
				rate=Decimal("0.06"),
				standard_gap_from="Product",
			),
			Category(
				"Development", (named("Development"),), counts_toward_target=False, basis="gross profit"
			),
		),
		rate_step=(RateStep(Decimal("1.2"), Decimal("0.05")),),
		target=(TargetOverride(named("Li Na"), "2024", 3, Decimal(100000)),),
	)


def test_a_new_plan_starts_with_the_figures_of_the_default_plan() -> None:
	doc = frappe.new_doc("Bonus Plan")
	doc.update({"title": "Rules", "valid_from": "2024-01-01", "default_category": "Product"})
	doc.append("categories", {"category": "Product", "counts_toward_target": 1})
	new = plan_from_dict(to_plan(doc))
	for field in dataclasses.fields(Plan):
		if field.name not in ("name", "company", "valid_from", "valid_to", "category"):
			assert getattr(new, field.name) == getattr(DEFAULT_PLAN, field.name), field.name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_default_plan_is_installed_where_a_site_has_none(language: str) -> None:
	delete_plans()
	frappe.db.set_single_value("System Settings", "language", language)
	defaults.create_default_plan()
	defaults.create_default_plan()
	(name,) = frappe.get_all("Bonus Plan", pluck="name", order_by="name")
	installed = plan_from_dict(to_plan(frappe.get_doc("Bonus Plan", name)))
	assert installed.company is None
	assert installed.valid_to == dt.date.max
	translated = [frappe._(category.name, lang=language) for category in DEFAULT_PLAN.category]
	assert [category.name for category in installed.category] == translated
	if language == "en":
		expected = tuple(dataclasses.replace(category, item_groups=()) for category in DEFAULT_PLAN.category)
		assert installed == dataclasses.replace(
			DEFAULT_PLAN, name="Standard 2000-01-01", valid_from=dt.date(2000, 1, 1), category=expected
		)


def test_the_default_plan_is_not_installed_beside_another_even_a_disabled_one() -> None:
	delete_plans()
	plan(disabled=1).insert()
	defaults.create_default_plan()
	assert frappe.get_all("Bonus Plan", pluck="name", order_by="name") == [NAME]


CATEGORIES = [{"category": "Product"}, {"category": "Training", "own_rate": 6, "rate_source": "Own Rate"}]


@pytest.mark.parametrize(
	("values", "message"),
	[
		(
			{"valid_to": "2023-12-31"},
			"Valid To 31-12-2023 is before Valid From 01-01-2024. Choose a later day or leave it empty.",
		),
		({"base_ratio": 101}, "Base Ratio (%) must be from 0 to 100, not 101."),
		({"base_ratio": -0.5}, "Base Ratio (%) must be from 0 to 100, not -0.5."),
		({"rate": 400}, "Plan Rate (%) must be from 0 to 100, not 400."),
		({"kpi_weight": 120}, "KPI Weight (%) must be from 0 to 100, not 120."),
		(
			{"department_override_rate": -1},
			"Department Override Rate (%) must be from 0 to 100, not -1.",
		),
		({"no_carry_threshold": -1}, "No-Carry Threshold must be 0 or more, not -1."),
		({"wage_deduction": -600}, "Wage Deduction must be 0 or more, not -600."),
		({"max_kpi_coefficient": -1.2}, "Highest KPI Coefficient must be 0 or more, not -1.2."),
		(
			{"categories": [*CATEGORIES, {"category": "Training"}]},
			"category Training is there twice.",
		),
		(
			{"categories": [CATEGORIES[0], {**CATEGORIES[1], "own_rate": 106}]},
			"the own rate of category Training must be from 0 to 100 %, not 106 %.",
		),
		(
			{"categories": [CATEGORIES[0], {**CATEGORIES[1], "standard_gap_from": "Hardware"}]},
			"category Training takes the gap below its standard quote from Hardware, "
			"which is not another category of the plan.",
		),
		(
			{"categories": [CATEGORIES[0], {**CATEGORIES[1], "standard_gap_from": "Training"}]},
			"category Training takes the gap below its standard quote from Training, "
			"which is not another category of the plan.",
		),
		(
			{"categories": [{**row, "counts_toward_target": 0} for row in CATEGORIES]},
			"no category counts toward the target.",
		),
		({"default_category": "Hardware"}, "default category Hardware is not one of its categories."),
		(
			{"item_groups": [{"item_group": named("Training"), "category": "Schooling"}]},
			"item group KA Training is mapped to Schooling, which is not a category of this plan.",
		),
		(
			{
				"item_groups": [
					{"item_group": named("Training"), "category": category}
					for category in ("Product", "Training")
				]
			},
			"item group KA Training is in two categories, Product and Training.",
		),
		(
			{"item_groups": [{"item_group": named("Training"), "category": "Training"}] * 2},
			"item group KA Training is listed twice, in rows 1 and 2. Remove one of them.",
		),
		(
			{"rate_steps": [{"attainment": 120, "rate": 5}, {"attainment": 150, "rate": 105}]},
			"row 2 of Rates by Attainment needs an attainment of 0 % or more and a rate from 0 to 100 %.",
		),
		(
			{"rate_steps": [{"attainment": 120, "rate": 5}, {"attainment": 120, "rate": 6}]},
			"two rates for the same attainment.",
		),
		(
			{"targets": [target(0)]},
			"the target of KA Li Na in quarter 3 of 2024 must be above 0, not 0.",
		),
		(
			{"targets": [target(-5)]},
			"the target of KA Li Na in quarter 3 of 2024 must be above 0, not -5.",
		),
		(
			{"targets": [target(5), target(6, "Wang Wei"), target(7)]},
			"KA Li Na has two targets in quarter 3 of 2024.",
		),
	],
	ids=lambda case: next(iter(case)) if isinstance(case, dict) else None,
)
def test_a_plan_that_makes_no_sense_is_refused_by_name(values: dict, message: str) -> None:
	frappe.db.set_default("date_format", "dd-mm-yyyy")
	frappe.local.user_date_format = "dd-mm-yyyy"
	assert refusal(plan(**values)) == f"Bonus Plan {NAME}: {message}"


def test_a_refusal_shows_a_title_as_text_not_as_markup() -> None:
	message = refusal(plan(title="R&D", rate=400))
	assert message.startswith("Bonus Plan R&amp;D 2024-01-01 - KAT: ")


@pytest.mark.parametrize(
	("first", "second"),
	[
		({}, {"valid_from": "2025-01-01"}),
		({"valid_to": "2025-01-01"}, {"valid_from": "2025-01-01"}),
		({"valid_from": "2025-01-01"}, {}),
		({"company": ""}, {"company": "", "valid_from": "2025-01-01"}),
	],
	ids=["open end", "one common day", "the later one first", "all companies"],
)
def test_two_plans_of_one_scope_may_not_be_in_force_on_the_same_day(first: dict, second: dict) -> None:
	plan(**first).insert()
	suffix, scope = ("", "all companies") if first.get("company") == "" else (f" - {ABBR}", COMPANY)
	assert refusal(plan(**second)) == (
		f"Bonus Plans Rules 2024-01-01{suffix} and Rules 2025-01-01{suffix} for {scope} "
		"are both in force on 2025-01-01: let the first end before the second begins."
	)


@pytest.mark.parametrize(
	("first", "second"),
	[
		({"valid_to": "2024-12-31"}, {"valid_from": "2025-01-01"}),
		({"disabled": 1}, {"valid_from": "2025-01-01"}),
		({}, {"valid_from": "2025-01-01", "disabled": 1}),
		({"company": ""}, {}),
	],
	ids=["one after the other", "one was disabled", "one is disabled", "own beside all companies"],
)
def test_plans_may_follow_or_stand_beside_each_other(first: dict, second: dict) -> None:
	plan(**first).insert()
	plan(**second).insert()


def test_enabling_a_plan_that_overlaps_is_refused() -> None:
	plan().insert()
	later = plan(valid_from="2025-01-01", disabled=1).insert()
	later.disabled = 0
	assert "are both in force on 2025-01-01" in refusal(later, Document.save)


@pytest.mark.parametrize("fieldname", ["title", "company", "valid_from"])
def test_what_a_version_is_told_apart_by_cannot_be_changed(fieldname: str) -> None:
	doc = plan().insert()
	doc.reload()
	doc.set(fieldname, {"title": "Other", "company": "", "valid_from": "2023-01-01"}[fieldname])
	with pytest.raises(frappe.CannotChangeConstantError):
		doc.save()


@pytest.mark.parametrize(("role", "rights"), RIGHTS.items())
def test_rights_of_each_role(role: str, rights: set[str]) -> None:
	name = plan().insert().name
	plan(title="Other", disabled=1).insert()

	def write() -> None:
		doc = frappe.get_doc("Bonus Plan", name)
		doc.rate = 5
		doc.save()

	acts = {
		"read": lambda: (
			frappe.get_list("Bonus Plan", limit=1) and frappe.get_doc("Bonus Plan", name).check_permission()
		),
		"write": write,
		"create": lambda: plan(valid_from="2023-01-01", valid_to="2023-12-31").insert(),
		"delete": lambda: frappe.delete_doc("Bonus Plan", f"Other 2024-01-01 - {ABBR}"),
	}
	with as_user_with_role(role):
		allowed = {right for right, act in acts.items() if permitted(act)}
	assert allowed == rights
