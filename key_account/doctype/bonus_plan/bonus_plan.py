from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from key_account.bonus.errors import PlanError
from key_account.bonus.plan import GROSS_PROFIT, NET, Plan, check_overlaps
from key_account.bonus.plan_values import plan_from_dict
from key_account.key_account.doctype.bonus_plan.checks import check_form, refuse

HUNDRED = Decimal(100)


# The form's options, in words that Frappe and ERPNext do not translate otherwise -> the plan's own.
FIRST_QUARTER = {"Pay Out": "pay", "Carry": "carry"}
YEAR_END = {"Roll On": "roll", "Pay Out": "pay", "Reset Both": "reset"}


class BonusPlan(Document):
	"""One version of the rules a company pays bonuses by (bonus.md sections 1 and 2)."""

	def autoname(self) -> None:
		"""Title, first day and, for the plan of one company, its abbreviation, to tell versions apart."""
		self.name = f"{self.title} {getdate(self.valid_from)}"
		if self.company:
			self.name += f" - {frappe.get_cached_value('Company', self.company, 'abbr')}"

	def validate(self) -> None:
		check_form(self)
		try:
			plan = plan_from_dict(to_plan(self))
			if not self.disabled:
				check_overlaps([plan, *self.plans_beside()])
		except PlanError as error:
			refuse(_(error.template), **error.values)

	def plans_beside(self) -> list[Plan]:
		"""The other enabled plans of the same company, or for all companies where this one is."""
		names = frappe.get_all(
			"Bonus Plan",
			filters={"disabled": 0, "name": ("!=", self.name), "company": self.company or ("is", "not set")},
			pluck="name",
			order_by="valid_from",
		)
		return [plan_from_dict(to_plan(frappe.get_cached_doc("Bonus Plan", name))) for name in names]


def to_plan(doc: Document) -> dict[str, Any]:
	"""A Bonus Plan document as the mapping `plan_from_dict` takes.

	doc        a Bonus Plan, saved or not
	returns    names of plan.toml; per cent become fractions (4 % is 0.04), amounts are Decimal in company
	           currency, dates are `date` (`valid_to` None = no end), `company` None = all companies
	"""
	groups: dict[str, list[str]] = {}
	for row in doc.item_groups:
		groups.setdefault(row.category, []).append(row.item_group)
	return {
		"name": doc.name,
		"company": doc.company or None,
		"valid_from": getdate(doc.valid_from),
		"valid_to": getdate(doc.valid_to) if doc.valid_to else None,
		"base_ratio": _fraction(doc.base_ratio),
		"rate": _fraction(doc.rate),
		"no_carry_threshold": _number(doc.no_carry_threshold),
		"kpi_weight": _fraction(doc.kpi_weight),
		"max_kpi_coefficient": _number(doc.max_kpi_coefficient) or None,
		"wage_deduction": _number(doc.wage_deduction),
		"first_quarter": FIRST_QUARTER.get(doc.first_quarter, doc.first_quarter),
		"year_end": YEAR_END.get(doc.year_end, doc.year_end),
		"registered_only": bool(doc.registered_only),
		"department_override_rate": _fraction(doc.department_override_rate),
		"default_category": doc.default_category,
		"category": [
			{
				"name": row.category,
				"item_groups": groups.get(row.category, []),
				"counts_toward_target": bool(row.counts_toward_target),
				"rate": _fraction(row.own_rate) if row.rate_source == "Own Rate" else None,
				"basis": GROSS_PROFIT if row.basis == "Gross Profit" else NET,
				"standard_gap_from": row.standard_gap_from or None,
			}
			for row in doc.categories
		],
		"rate_step": [
			{"attainment": _fraction(row.attainment), "rate": _fraction(row.rate)} for row in doc.rate_steps
		],
		"target": [
			{
				"sales_person": row.sales_person,
				"fiscal_year": row.fiscal_year,
				"quarter": cint(row.quarter),
				"amount": _number(row.amount),
			}
			for row in doc.targets
		],
	}


def form_options(plan: Plan) -> dict[str, str]:
	"""What the form says for the options of a plan."""
	return {
		"first_quarter": next(
			label for label, option in FIRST_QUARTER.items() if option == plan.first_quarter
		),
		"year_end": next(label for label, option in YEAR_END.items() if option == plan.year_end),
	}


def _number(value: float | str | None) -> Decimal:
	return Decimal(str(value or 0))


def _fraction(percent: float | str | None) -> Decimal:
	return _number(percent) / HUNDRED
