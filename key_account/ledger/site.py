"""A site's database as a source of ledger rows, and the company's settings as the books need them."""

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe.utils import cint, getdate

from key_account.bonus.plan_values import plan_from_dict
from key_account.key_account.doctype.bonus_plan.bonus_plan import to_plan
from key_account.key_account.doctype.key_account_settings.key_account_settings import cash_rules
from key_account.key_account.doctype.opening_bonus_state.opening_bonus_state import opening_states
from key_account.ledger.books import BooksConfig
from key_account.ledger.cash import CashRules
from key_account.ledger.dialects import for_mariadb, for_postgres


class SiteSource:
	"""Reads through Frappe's connection, so within the reader's own transaction.

	Permissions are not looked at here: whoever shows rows to a user asks key_account.permissions first.
	"""

	def rows(self, sql: str, params: Mapping[str, Any]) -> Iterator[tuple]:
		sql = for_postgres(sql) if frappe.db.db_type == "postgres" else for_mariadb(sql)
		return iter(frappe.db.sql(sql, dict(params)))


def site_config(company: str) -> BooksConfig:
	"""Plans, settings, currency and precision of a company, as documents of the site have them.

	raises     PlanError where a Bonus Plan makes no sense
	"""
	settings = frappe.get_cached_doc("Key Account Settings")
	return BooksConfig(
		plans=tuple(
			plan_from_dict(to_plan(frappe.get_cached_doc("Bonus Plan", name))) for name in _plans(company)
		),
		cash_rules=CashRules(**cash_rules(settings)),
		go_live=getdate(settings.go_live_date) if settings.go_live_date else None,
		start=getdate(settings.bonus_start_date) if settings.bonus_start_date else None,
		currency=frappe.get_cached_value("Company", company, "default_currency"),
		precision=currency_precision(company),
		opening=opening_states(company),
	)


def currency_precision(company: str) -> int:
	"""Decimals that the company's ledger rounds to."""
	currency = frappe.get_cached_value("Company", company, "default_currency")
	precision = frappe.get_precision("Sales Invoice", "base_grand_total", currency=currency)
	return 2 if precision is None else cint(precision)


def _plans(company: str) -> list[str]:
	return frappe.get_all(
		"Bonus Plan",
		filters={"disabled": 0},
		or_filters=[["company", "=", company], ["company", "is", "not set"]],
		pluck="name",
		order_by="valid_from, name",
	)
