"""Makers of what the bonus is computed by: plans, targets, registrations; and readers of its reports."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document

from factories.masters import COMPANY, named
from key_account.bonus.periods import MONTHS

Row = Mapping[str, Any]


def make_plan(**values: Any) -> Document:
	"""A Bonus Plan of the tests' company; every invoice counts as registered unless asked otherwise."""
	doc = frappe.new_doc("Bonus Plan")
	doc.update(
		{
			"title": "KA Test Plan",
			"company": COMPANY,
			"valid_from": "2025-01-01",
			"registered_only": 0,
			"default_category": "Product",
			"categories": [
				{
					"category": "Product",
					"counts_toward_target": 1,
					"rate_source": "Plan Rate",
					"basis": "Net",
				},
				{
					"category": "Implementation",
					"counts_toward_target": 1,
					"rate_source": "Own Rate",
					"own_rate": 6,
					"basis": "Net",
					"standard_gap_from": "Product",
				},
				{
					"category": "Training",
					"counts_toward_target": 0,
					"rate_source": "Own Rate",
					"own_rate": 6,
					"basis": "Net",
				},
				{
					"category": "Development",
					"counts_toward_target": 1,
					"rate_source": "Plan Rate",
					"basis": "Gross Profit",
				},
			],
			"item_groups": [
				{"item_group": named(category), "category": category}
				for category in ("Implementation", "Training", "Development")
			],
			**values,
		}
	)
	return doc.insert()


def set_target(person: str, year_amount: float, year: str = "2025") -> None:
	"""Give a salesperson (or a group) a target for a fiscal year, spread evenly over its quarters."""
	doc = frappe.get_doc("Sales Person", named(person))
	doc.append(
		"targets",
		{
			"fiscal_year": fiscal_year(year),
			"target_amount": year_amount,
			"distribution_id": even_distribution(),
		},
	)
	doc.save()


def even_distribution() -> str:
	"""A Monthly Distribution that gives each quarter a fourth of the year."""
	name = named("Even Quarters")
	if not frappe.db.exists("Monthly Distribution", name):
		doc = frappe.get_doc({"doctype": "Monthly Distribution", "distribution_id": name})
		for number, month in enumerate(MONTHS):
			doc.append("percentages", {"month": month, "percentage_allocation": (8, 8, 9)[number % 3]})
		doc.insert()
	return name


def fiscal_year(year: str) -> str:
	"""The name of the Fiscal Year that is the calendar year."""
	return frappe.db.get_value("Fiscal Year", {"year_start_date": f"{year}-01-01"})


def start_bonus(day: str) -> None:
	"""Let the quarter machine begin on a day."""
	settings = frappe.get_doc("Key Account Settings")
	settings.bonus_start_date = day
	settings.save()


def run_report(name: str, quarter: str = "2025-Q1", **filters: Any) -> Mapping[str, Any]:
	"""A report as the browser gets it, with the session user's permissions."""
	from frappe.desk.query_report import run

	year, number = quarter.rsplit("-", 1)
	return run(name, {"company": COMPANY, "quarter": f"{fiscal_year(year)}-{number}", **filters})


def bonus_rows(quarter: str = "2025-Q1", **filters: Any) -> dict[str, Row]:
	"""Rows of Quarterly Bonus by salesperson (without the tests' prefix), departments left out."""
	rows = run_report("Quarterly Bonus", quarter, **filters)["result"]
	return {row["sales_person"].removeprefix("KA "): row for row in rows if not row["department"]}


@contextmanager
def as_user(user: str, *roles: str) -> Iterator[None]:
	"""Act as a user who has just these roles."""
	doc = frappe.get_doc("User", user)
	doc.set("roles", [{"role": role} for role in roles])
	doc.flags.ignore_permissions = True
	doc.save()
	frappe.clear_cache(user=user)
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
