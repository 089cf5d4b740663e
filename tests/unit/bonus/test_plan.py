"""Bonus Plans: what they take, what they refuse and in which words, and which is in force (product.md, bonus.md)."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from key_account.bonus.errors import PlanError
from key_account.bonus.plan import (
	DEFAULT_PLAN,
	GROSS_PROFIT,
	Category,
	Plan,
	RateStep,
	TargetOverride,
	check_overlaps,
	plan_for,
)
from key_account.bonus.plan_values import plan_from_dict


def day(text: str) -> dt.date:
	return dt.date.fromisoformat(text)


def refusal(values: dict[str, Any]) -> str:
	with pytest.raises(PlanError) as refused:
		plan_from_dict({"name": "2026", **values})
	return str(refused.value)


class TestDefaultPlan:
	def test_figures(self) -> None:
		wanted = {
			"base_ratio": Decimal("0.5"),
			"rate": Decimal("0.04"),
			"no_carry_threshold": Decimal(300_000),
			"kpi_weight": Decimal("0.2"),
			"max_kpi_coefficient": None,
			"wage_deduction": Decimal(600),
			"first_quarter": "pay",
			"year_end": "roll",
			"registered_only": True,
			"department_override_rate": Decimal(0),
			"rate_step": (),
			"target": (),
		}
		assert {name: getattr(DEFAULT_PLAN, name) for name in wanted} == wanted

	def test_categories(self) -> None:
		"""The table of bonus.md section 1."""
		rows = [(c.name, c.counts_toward_target, c.rate, c.basis) for c in DEFAULT_PLAN.category]
		six = Decimal("0.06")
		assert rows == [
			("Product", True, None, "net"),
			("Implementation", True, six, "net"),
			("Maintenance", False, six, "net"),
			("Training", False, six, "net"),
			("Custom Development", True, None, "gross profit"),
		]
		gaps = {c.name: c.standard_gap_from for c in DEFAULT_PLAN.category if c.standard_gap_from}
		assert gaps == {"Implementation": "Product"}


class TestFromDict:
	def test_what_is_left_out_is_the_default_plan_s(self) -> None:
		plan = plan_from_dict({"rate": "0.05", "name": "Five"})
		for field in fields(Plan):
			if field.name not in ("rate", "name"):
				assert getattr(plan, field.name) == getattr(DEFAULT_PLAN, field.name), field.name
		assert (plan.rate, plan.name) == (Decimal("0.05"), "Five")

	def test_nothing_given_is_the_default_plan(self) -> None:
		assert plan_from_dict({}) == DEFAULT_PLAN

	@pytest.mark.parametrize("value", [0.1, "0.1", Decimal("0.1")])
	def test_numbers_come_without_binary_noise(self, value: Any) -> None:
		assert plan_from_dict({"base_ratio": value}).base_ratio == Decimal("0.1")

	def test_whole_numbers(self) -> None:
		assert plan_from_dict({"no_carry_threshold": 6000, "kpi_weight": 0}).no_carry_threshold == 6000

	@pytest.mark.parametrize("value", [None, "", 0])
	def test_no_highest_coefficient(self, value: Any) -> None:
		assert plan_from_dict({"max_kpi_coefficient": value}).max_kpi_coefficient is None

	def test_dates_as_dates_or_text(self) -> None:
		plan = plan_from_dict({"valid_from": "2026-01-01", "valid_to": day("2026-12-31")})
		assert (plan.valid_from, plan.valid_to) == (day("2026-01-01"), day("2026-12-31"))
		assert plan_from_dict({"valid_from": dt.datetime(2026, 1, 1, 9, 30)}).valid_from == day("2026-01-01")
		assert plan_from_dict({"valid_to": None}).valid_to == dt.date.max

	def test_tables(self) -> None:
		plan = plan_from_dict(
			{
				"category": [
					{"name": "Product", "item_groups": ["Software", "Licences"]},
					{
						"name": "Service",
						"rate": 0.06,
						"counts_toward_target": False,
						"basis": "gross profit",
						"standard_gap_from": "Product",
					},
					{"name": "Plain", "rate": "", "standard_gap_from": ""},
				],
				"rate_step": [{"attainment": 1.2, "rate": "0.08"}],
				"target": [{"sales_person": "Ann", "fiscal_year": "2026", "quarter": "2", "amount": 5000}],
			}
		)
		assert plan.category == (
			Category("Product", ("Software", "Licences")),
			Category("Service", (), False, Decimal("0.06"), GROSS_PROFIT, "Product"),
			Category("Plain"),
		)
		assert plan.rate_step == (RateStep(Decimal("1.2"), Decimal("0.08")),)
		assert plan.target == (TargetOverride("Ann", "2026", 2, Decimal(5000)),)


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"base_ratio": 1.01}, "base_ratio must be from 0 to 1, not 1.01"),
		({"base_ratio": -0.5}, "base_ratio must be from 0 to 1, not -0.5"),
		({"rate": 4}, "rate must be from 0 to 1, not 4"),
		({"kpi_weight": "1.2"}, "kpi_weight must be from 0 to 1, not 1.2"),
		({"kpi_weight": -0.1}, "kpi_weight must be from 0 to 1, not -0.1"),
		({"department_override_rate": 2}, "department_override_rate must be from 0 to 1, not 2"),
		({"no_carry_threshold": -1}, "no_carry_threshold must be 0 or more, not -1"),
		({"wage_deduction": "-0.01"}, "wage_deduction must be 0 or more, not -0.01"),
		({"max_kpi_coefficient": -1}, "max_kpi_coefficient must be above 0, not -1"),
		({"first_quarter": "double"}, "first_quarter must be pay or carry, not 'double'"),
		({"year_end": "keep"}, "year_end must be roll, pay, reset, not 'keep'"),
		(
			{"valid_from": "2026-02-01", "valid_to": "2026-01-31"},
			"valid_to must be on or after 2026-02-01, not 2026-01-31",
		),
		({"valid_from": "1.2.2026"}, "valid_from must be a date such as 2026-01-01, not '1.2.2026'"),
		({"rate": "four"}, "rate must be a number, not 'four'"),
		({"rate": None}, "rate must be a number, not None"),
		({"rate": True}, "rate must be a number, not True"),
		({"wage_deduction": "NaN"}, "wage_deduction must be a number, not 'NaN'"),
		({"no_carry_threshold": float("inf")}, "no_carry_threshold must be a number, not inf"),
		({"rat": 0.04, "carry": 1}, "there is no field carry, rat"),
		({"rate_step": [{"attainment": 1, "rate": 1.5}]}, "rate_step must be an attainment of 0 or more"),
		({"rate_step": [{"attainment": -1, "rate": 0.5}]}, "rate_step must be an attainment of 0 or more"),
		(
			{"rate_step": [{"attainment": 1, "rate": 0.05}, {"attainment": "1.0", "rate": 0.06}]},
			"two rates for the same attainment",
		),
		({"rate_step": [{"attainment": 1}]}, "a rate_step lacks rate"),
		({"rate_step": [{"attainment": 1, "rate": 0, "x": 1}]}, "a rate_step has no field x"),
		({"rate_step": [{"attainment": "most", "rate": 0}]}, "attainment must be a number, not 'most'"),
		({"category": [{"name": "Service"}]}, "default category Product is not one of its categories"),
		({"category": [{"name": "Product"}, {"name": "Product"}]}, "category Product is there twice"),
		({"category": [{"rate": 0.06}]}, "a category lacks name"),
		({"category": [{"name": "Product", "colour": "red"}]}, "a category has no field colour"),
		(
			{"category": [{"name": "Product", "counts_toward_target": False, "rate": 0.06}]},
			"no category counts toward the target",
		),
		(
			{"category": [{"name": "Product"}, {"name": "Service", "rate": 6}]},
			"the rate of category Service must be from 0 to 1, not 6",
		),
		(
			{"category": [{"name": "Product", "basis": "gross"}]},
			"the basis of category Product must be 'net' or 'gross profit', not 'gross'",
		),
		(
			{"category": [{"name": "Product", "standard_gap_from": "Hardware"}]},
			"category Product takes the gap below its standard quote from Hardware, which is not another",
		),
		(
			{"category": [{"name": "Product", "standard_gap_from": "Product"}]},
			"category Product takes the gap below its standard quote from Product, which is not another",
		),
		(
			{
				"category": [
					{"name": "Product", "item_groups": ["Software"]},
					{"name": "Service", "item_groups": ["Courses", "Software"]},
				]
			},
			"item group Software is in two categories, Product and Service",
		),
		(
			{"target": [{"sales_person": "Ann", "fiscal_year": "2026", "quarter": 1, "amount": 0}]},
			"the target of Ann in quarter 1 of 2026 must be above 0, not 0",
		),
		(
			{"target": [{"sales_person": "Ann", "fiscal_year": "2026", "quarter": 1, "amount": -5}]},
			"the target of Ann in quarter 1 of 2026 must be above 0, not -5",
		),
		(
			{"target": [{"sales_person": "Ann", "fiscal_year": "2026", "quarter": 5, "amount": 9}]},
			"the target of Ann in 2026 is for quarter 5; choose one from 1 to 4",
		),
		(
			{"target": [{"sales_person": "Ann", "fiscal_year": "2026", "quarter": 1, "amount": 9}] * 2},
			"Ann has two targets in quarter 1 of 2026",
		),
		({"target": [{"sales_person": "Ann"}]}, "a target lacks fiscal_year, quarter, amount"),
	],
)
def test_a_plan_that_makes_no_sense_is_refused_in_one_sentence(values: dict[str, Any], words: str) -> None:
	sentence = refusal(values)
	assert sentence.startswith("Bonus Plan 2026: ")
	assert words in sentence
	assert sentence.endswith(".")
	assert "\n" not in sentence


@pytest.mark.parametrize(
	"values",
	[
		{"base_ratio": 0, "rate": 0, "kpi_weight": 0, "no_carry_threshold": 0, "wage_deduction": 0},
		{"base_ratio": 1, "rate": 1, "kpi_weight": 1, "department_override_rate": 1},
		{"valid_from": "2026-01-01", "valid_to": "2026-01-01"},
		{"rate_step": [{"attainment": 0, "rate": 0}, {"attainment": 1, "rate": 1}]},
	],
)
def test_the_borders_of_what_makes_sense_are_taken(values: dict[str, Any]) -> None:
	plan = plan_from_dict(values)
	assert all(str(getattr(plan, key)) == str(value) for key, value in values.items() if key != "rate_step")


def test_a_plan_without_a_name_is_called_default() -> None:
	with pytest.raises(PlanError, match=r"^Bonus Plan default: there is no field rat\.$"):
		plan_from_dict({"rat": 0.04})


@pytest.mark.parametrize(
	("values", "field"),
	[
		({"category": [{"name": "Product", "item_groups": "Software"}]}, "item_groups"),
		({"category": {"name": "Product"}}, "category"),
		({"registered_only": "no"}, "registered_only"),
		({"category": [{"name": "Product", "counts_toward_target": "false"}]}, "counts_toward_target"),
		({"target": [{"sales_person": "A", "fiscal_year": "2026", "quarter": 2.7, "amount": 1}]}, "quarter"),
		(
			{"target": [{"sales_person": "A", "fiscal_year": "2026", "quarter": "one", "amount": 1}]},
			"quarter",
		),
	],
)
def test_values_of_the_wrong_kind_are_refused_not_guessed(values: dict[str, Any], field: str) -> None:
	assert refusal(values).startswith(f"Bonus Plan 2026: {field} must be ")


def test_a_wrong_rate_step_is_named_in_words() -> None:
	assert "RateStep(" not in refusal({"rate_step": [{"attainment": -1, "rate": 0.5}]})


class TestInForce:
	GENERAL = Plan("general", valid_from=day("2026-01-01"), valid_to=day("2026-12-31"))
	OWN = Plan("own", "ACME", valid_from=day("2026-04-01"), valid_to=day("2026-06-30"))
	OTHER = Plan("other", "Other Ltd")

	@pytest.mark.parametrize(
		("on", "company", "wanted"),
		[
			("2026-03-31", "ACME", "general"),
			("2026-04-01", "ACME", "own"),
			("2026-06-30", "ACME", "own"),
			("2026-07-01", "ACME", "general"),
			("2026-05-01", "Third Ltd", "general"),
			("2026-05-01", None, "general"),
			("2026-05-01", "Other Ltd", "other"),
			("2025-12-31", "ACME", None),
			("2027-01-01", "ACME", None),
		],
	)
	def test_the_company_s_own_goes_before_the_general(
		self, on: str, company: str | None, wanted: str | None
	) -> None:
		for plans in ((self.GENERAL, self.OWN, self.OTHER), (self.OTHER, self.OWN, self.GENERAL)):
			plan = plan_for(day(on), plans, company)
			assert (plan and plan.name) == wanted


class TestOverlaps:
	def check(self, *periods: tuple[str | None, str, str]) -> None:
		check_overlaps(
			Plan(f"P{number}", company, day(start), day(end))
			for number, (company, start, end) in enumerate(periods, 1)
		)

	def test_versions_that_follow_each_other_are_fine(self) -> None:
		self.check((None, "2026-07-01", "2026-12-31"), (None, "2026-01-01", "2026-06-30"))

	def test_other_companies_and_the_general_plan_may_overlap(self) -> None:
		year = ("2026-01-01", "2026-12-31")
		self.check((None, *year), ("ACME", *year), ("Other Ltd", *year))

	@pytest.mark.parametrize(("company", "words"), [(None, "for all companies"), ("ACME", "for ACME")])
	def test_one_shared_day_is_refused_naming_both_and_the_day(self, company: str | None, words: str) -> None:
		with pytest.raises(PlanError) as refused:
			self.check((company, "2026-06-30", "2026-12-31"), (company, "2026-01-01", "2026-06-30"))
		assert "Bonus Plans P2 and P1" in str(refused.value)
		assert words in str(refused.value)
		assert "2026-06-30" in str(refused.value)

	def test_a_plan_inside_a_longer_one_is_found_whatever_lies_between(self) -> None:
		with pytest.raises(PlanError, match="P1 and P2"):
			self.check(
				(None, "2026-01-01", "2026-12-31"),
				(None, "2026-02-01", "2026-02-28"),
				(None, "2027-01-01", "2027-12-31"),
			)
