"""What a site starts with where it has nothing yet: Bonus Plan, client tiers, settings that are saved, templates."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import frappe
from frappe import _

from key_account.bonus.plan import DEFAULT_PLAN, GROSS_PROFIT, Category
from key_account.clients import health_settings
from key_account.key_account.doctype.bonus_plan.bonus_plan import form_options
from key_account.marks import N_
from key_account.setup import development_stages
from key_account.tiers.settings import default_measures

SETTINGS = "Key Account Settings"

HOUR = 3600  # seconds, as a Duration field has it

# The five tiers of the user's rules: name, from points, colour, days between visits, hours to answer, discount in
# per cent, limits of a gift and of a reception for each person in company currency.
TIERS = (
	(N_("Gold Client"), 80, "#d69e2e", 14, 4, 15, 500, 500),
	(N_("Diamond Client"), 65, "#4299e1", 30, 8, 12, 400, 400),
	(N_("Platinum Client"), 45, "#667eea", 45, 24, 10, 300, 300),
	(N_("White Gold Client"), 25, "#a0aec0", 60, 48, 8, 200, 200),
	(N_("Silver Client"), 0, "#718096", 90, 72, 5, 100, 100),
)

# Early enough for every quarter a company may want to look at.
DEFAULT_PLAN_VALID_FROM = dt.date(2000, 1, 1)


def create() -> None:
	create_default_plan()
	create_tiers()
	create_settings()
	create_setting_rows()
	development_stages.create(_in_language_of_site)


def create_default_plan() -> None:
	"""The plan of bonus.md for all companies, in the site's language, unless the site has any Bonus Plan."""
	if frappe.get_all("Bonus Plan", limit=1, order_by="creation"):
		return
	plan = DEFAULT_PLAN
	translate = _in_language_of_site
	frappe.get_doc(
		{
			"doctype": "Bonus Plan",
			"title": translate(N_("Standard")),
			"company": "",  # not None, or Frappe would put in the site's default company
			"valid_from": DEFAULT_PLAN_VALID_FROM,
			"base_ratio": _percent(plan.base_ratio),
			"rate": _percent(plan.rate),
			"no_carry_threshold": plan.no_carry_threshold,
			"kpi_weight": _percent(plan.kpi_weight),
			"max_kpi_coefficient": plan.max_kpi_coefficient or 0,
			"wage_deduction": plan.wage_deduction,
			**form_options(plan),
			"registered_only": int(plan.registered_only),
			"department_override_rate": _percent(plan.department_override_rate),
			"default_category": translate(plan.default_category),
			"categories": [_category_row(category, translate) for category in plan.category],
		}
	).insert(ignore_permissions=True)  # on the right of the administrator who installs


def create_tiers() -> None:
	"""The five tiers of clients.md, in the site's language, unless the site has any Client Tier."""
	if frappe.get_all("Client Tier", limit=1, order_by="creation"):
		return
	for name, points, colour, days, hours, discount, gift, reception in TIERS:
		frappe.get_doc(
			{
				"doctype": "Client Tier",
				"tier_name": _in_language_of_site(name),
				"from_points": points,
				"colour": colour,
				"visit_interval_days": days,
				"response_time": hours * HOUR,
				"discount_authority": discount,
				"gift_limit": gift,
				"reception_limit": reception,
			}
		).insert(ignore_permissions=True)  # as above


def create_settings() -> None:
	"""Key Account Settings with a value in every field that starts with one.

	Saved once, so that the go-live date, by default today, stays what it was that day: at install Frappe does it. On a
	site that had the settings before a field came, the field starts as on a new site.
	"""
	saved = frappe.db.get_singles_dict(SETTINGS)
	if not saved:
		frappe.get_doc(SETTINGS).save(ignore_permissions=True)  # as above
	for field in frappe.get_meta(SETTINGS).fields:
		if saved and field.default and field.fieldname not in saved:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def create_setting_rows() -> None:
	"""Measures of Tier Reviews and weights of health where there are none, so that the form shows what is gone by."""
	settings = frappe.get_doc(SETTINGS)
	for table, rows in (
		("tier_measures", default_measures()),
		("health_weights", health_settings.default_rows()),
	):
		for row in () if settings.get(table) else rows:
			settings.append(table, row).db_insert()
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def _category_row(category: Category, translate: Callable[[str | None], str | None]) -> dict:
	return {
		"category": translate(category.name),
		"counts_toward_target": int(category.counts_toward_target),
		"rate_source": "Plan Rate" if category.rate is None else "Own Rate",
		"own_rate": _percent(category.rate or 0),
		"basis": "Gross Profit" if category.basis == GROSS_PROFIT else "Net",
		"standard_gap_from": translate(category.standard_gap_from),
	}


def _in_language_of_site(text: str | None) -> str | None:
	language = frappe.db.get_single_value("System Settings", "language") or frappe.local.lang
	return _(text, lang=language) if text else None


def _percent(fraction: Decimal) -> float:
	return float(fraction * 100)
