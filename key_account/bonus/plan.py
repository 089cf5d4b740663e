"""Bonus Plan: the rules a company pays by (bonus.md sections 1 and 2)."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from key_account.bonus.errors import PlanError
from key_account.bonus.money import ONE, ZERO
from key_account.marks import N_

NET = "net"
GROSS_PROFIT = "gross profit"
FIRST_QUARTER_OPTIONS = ("pay", "carry")
YEAR_END_OPTIONS = ("roll", "pay", "reset")


@dataclass(frozen=True, slots=True)
class Category:
	"""What a part of the money is for, and how it pays.

	counts_toward_target   whether it is part of a quarter's attainment
	rate                   its own rate (0.06 for 6 %), or None for the plan rate
	basis                  NET, or GROSS_PROFIT: net less the line's cost, never below zero
	standard_gap_from      category from which the gap below the standard quote is moved to this one (划拨)
	"""

	name: str
	item_groups: tuple[str, ...] = ()
	counts_toward_target: bool = True
	rate: Decimal | None = None
	basis: str = NET
	standard_gap_from: str | None = None

	@property
	def pays(self) -> bool:
		"""Money of a category that neither counts nor has a rate is outside the plan."""
		return self.counts_toward_target or bool(self.rate)


def default_categories() -> tuple[Category, ...]:
	"""The categories of the user's rules, item groups of the same names mapped to them."""
	six = Decimal("0.06")
	return (
		Category("Product", ("Product",)),
		Category("Implementation", ("Implementation",), rate=six, standard_gap_from="Product"),
		Category("Maintenance", ("Maintenance",), counts_toward_target=False, rate=six),
		Category("Training", ("Training",), counts_toward_target=False, rate=six),
		Category("Custom Development", ("Custom Development",), basis=GROSS_PROFIT),
	)


@dataclass(frozen=True, slots=True)
class RateStep:
	"""From this attainment on (1.2 for 120 % of target) the plan rate is `rate`."""

	attainment: Decimal
	rate: Decimal


@dataclass(frozen=True, slots=True)
class TargetOverride:
	"""A target of the plan itself, before ERPNext's own; amounts in company currency."""

	sales_person: str
	fiscal_year: str
	quarter: int
	amount: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
	"""One version of the rules. Ratios and rates are fractions, amounts are in company currency."""

	name: str = "default"
	company: str | None = None
	valid_from: dt.date = dt.date.min
	valid_to: dt.date = dt.date.max
	base_ratio: Decimal = Decimal("0.5")
	rate: Decimal = Decimal("0.04")
	no_carry_threshold: Decimal = Decimal(300000)
	kpi_weight: Decimal = Decimal("0.2")
	max_kpi_coefficient: Decimal | None = None
	wage_deduction: Decimal = Decimal(600)
	first_quarter: str = "pay"
	year_end: str = "roll"
	registered_only: bool = True
	department_override_rate: Decimal = ZERO
	default_category: str = "Product"
	category: tuple[Category, ...] = field(default_factory=default_categories)
	rate_step: tuple[RateStep, ...] = ()
	target: tuple[TargetOverride, ...] = ()

	def __post_init__(self) -> None:
		_check_figures(self)
		_check_categories(self)
		_check_targets(self)

	def covers(self, day: dt.date) -> bool:
		return self.valid_from <= day <= self.valid_to

	def rate_at(self, attainment: Decimal) -> Decimal:
		"""The plan rate of a quarter whose attainment is that share of its target."""
		reached = [step for step in self.rate_step if step.attainment <= attainment]
		return max(reached, key=lambda step: step.attainment).rate if reached else self.rate

	def categories(self) -> dict[str, Category]:
		return {category.name: category for category in self.category}

	def category_map(self, parents: Mapping[str, str | None]) -> dict[str, Category]:
		"""Category of every item group; a group that is not mapped takes that of its nearest mapped ancestor.

		parents    item group -> its parent group (None at the root)
		returns    item group -> Category for all of `parents` and all groups that the plan maps
		"""
		mapped = {group: category for category in self.category for group in category.item_groups}
		default = self.categories()[self.default_category]
		found: dict[str, Category] = {}
		for group in {*parents, *mapped}:
			ancestor: str | None = group
			seen = set()
			while ancestor and ancestor not in mapped and ancestor not in seen:
				seen.add(ancestor)
				ancestor = parents.get(ancestor)
			found[group] = mapped.get(ancestor, default) if ancestor else default
		return found


def plan_for(day: dt.date, plans: Iterable[Plan], company: str | None = None) -> Plan | None:
	"""The plan in force on `day`: one of the company itself goes before one for all companies."""
	valid = [plan for plan in plans if plan.covers(day) and plan.company in (None, company)]
	own = [plan for plan in valid if plan.company is not None]
	return next(iter(own or valid), None)


def check_overlaps(plans: Iterable[Plan]) -> None:
	"""Refuse two plans of one company (or two for all companies) that are in force on the same day.

	raises     PlanError naming both
	"""
	by_company: dict[str | None, list[Plan]] = {}
	for plan in plans:
		by_company.setdefault(plan.company, []).append(plan)
	for company, group in by_company.items():
		ordered = sorted(group, key=lambda plan: plan.valid_from)
		for before, after in itertools.pairwise(ordered):
			if after.valid_from <= before.valid_to:
				sentence = (
					N_(
						"Bonus Plans {before} and {after} for {company} are both in force on {day}: "
						"let the first end before the second begins."
					)
					if company
					else N_(
						"Bonus Plans {before} and {after} for all companies are both in force on {day}: "
						"let the first end before the second begins."
					)
				)
				raise PlanError(
					sentence, before=before.name, after=after.name, company=company, day=after.valid_from
				)


def _check_figures(plan: Plan) -> None:
	def refuse(template: str, field: str, value: Any, **more: Any) -> None:
		raise PlanError(template, plan=plan.name, field=field, value=value, **more)

	for key in ("base_ratio", "rate", "kpi_weight", "department_override_rate"):
		value = getattr(plan, key)
		if not ZERO <= value <= ONE:
			refuse(N_("Bonus Plan {plan}: {field} must be from 0 to 1, not {value}."), key, value)
	for key in ("no_carry_threshold", "wage_deduction"):
		value = getattr(plan, key)
		if value < 0:
			refuse(N_("Bonus Plan {plan}: {field} must be 0 or more, not {value}."), key, value)
	if plan.max_kpi_coefficient is not None and plan.max_kpi_coefficient <= 0:
		template = N_("Bonus Plan {plan}: {field} must be above 0, not {value}.")
		refuse(template, "max_kpi_coefficient", plan.max_kpi_coefficient)
	if plan.first_quarter not in FIRST_QUARTER_OPTIONS:
		template = N_("Bonus Plan {plan}: {field} must be pay or carry, not {value!r}.")
		refuse(template, "first_quarter", plan.first_quarter)
	if plan.year_end not in YEAR_END_OPTIONS:
		template = N_("Bonus Plan {plan}: {field} must be roll, pay, reset, not {value!r}.")
		refuse(template, "year_end", plan.year_end)
	if plan.valid_to < plan.valid_from:
		template = N_("Bonus Plan {plan}: {field} must be on or after {valid_from}, not {value}.")
		refuse(template, "valid_to", plan.valid_to, valid_from=plan.valid_from)
	for step in plan.rate_step:
		if not ZERO <= step.rate <= ONE or step.attainment < 0:
			template = N_(
				"Bonus Plan {plan}: {field} must be an attainment of 0 or more with a rate from 0 to 1, "
				"not {value} with {rate}."
			)
			refuse(template, "rate_step", step.attainment, rate=step.rate)
	if len({step.attainment for step in plan.rate_step}) != len(plan.rate_step):
		raise PlanError(N_("Bonus Plan {plan}: two rates for the same attainment."), plan=plan.name)


def _check_categories(plan: Plan) -> None:
	names = [category.name for category in plan.category]
	for name in names:
		if names.count(name) > 1:
			raise PlanError(
				N_("Bonus Plan {plan}: category {category} is there twice."), plan=plan.name, category=name
			)
	groups: dict[str, str] = {}
	for category in plan.category:
		if category.rate is not None and not ZERO <= category.rate <= ONE:
			raise PlanError(
				N_("Bonus Plan {plan}: the rate of category {category} must be from 0 to 1, not {rate}."),
				plan=plan.name,
				category=category.name,
				rate=category.rate,
			)
		if category.basis not in (NET, GROSS_PROFIT):
			raise PlanError(
				N_(
					"Bonus Plan {plan}: the basis of category {category} must be 'net' or 'gross profit', not {basis!r}."
				),
				plan=plan.name,
				category=category.name,
				basis=category.basis,
			)
		if category.standard_gap_from is not None and (
			category.standard_gap_from not in names or category.standard_gap_from == category.name
		):
			raise PlanError(
				N_(
					"Bonus Plan {plan}: category {category} takes the gap below its standard quote from {source}, "
					"which is not another category of the plan."
				),
				plan=plan.name,
				category=category.name,
				source=category.standard_gap_from,
			)
		for group in category.item_groups:
			if group in groups:
				raise PlanError(
					N_(
						"Bonus Plan {plan}: item group {item_group} is in two categories, {first} and {second}."
					),
					plan=plan.name,
					item_group=group,
					first=groups[group],
					second=category.name,
				)
			groups[group] = category.name
	if plan.default_category not in names:
		raise PlanError(
			N_("Bonus Plan {plan}: default category {category} is not one of its categories."),
			plan=plan.name,
			category=plan.default_category,
		)
	if not any(category.counts_toward_target for category in plan.category):
		raise PlanError(N_("Bonus Plan {plan}: no category counts toward the target."), plan=plan.name)


def _check_targets(plan: Plan) -> None:
	seen = set()
	for row in plan.target:
		where = {
			"plan": plan.name,
			"sales_person": row.sales_person,
			"quarter": row.quarter,
			"fiscal_year": row.fiscal_year,
		}
		if row.amount <= 0:
			raise PlanError(
				N_(
					"Bonus Plan {plan}: the target of {sales_person} in quarter {quarter} of {fiscal_year} "
					"must be above 0, not {amount}."
				),
				**where,
				amount=row.amount,
			)
		if not 1 <= row.quarter <= 4:
			raise PlanError(
				N_(
					"Bonus Plan {plan}: the target of {sales_person} in {fiscal_year} is for quarter {quarter}; "
					"choose one from 1 to 4."
				),
				**where,
			)
		if (row.sales_person, row.fiscal_year, row.quarter) in seen:
			raise PlanError(
				N_(
					"Bonus Plan {plan}: {sales_person} has two targets in quarter {quarter} of {fiscal_year}."
				),
				**where,
			)
		seen.add((row.sales_person, row.fiscal_year, row.quarter))


DEFAULT_PLAN = Plan()
