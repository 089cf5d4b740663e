"""A site's database as a source of ledger rows, and the company's settings as the books need them."""

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe.utils import cint, getdate

from key_account.bonus.handover import Handover
from key_account.bonus.plan_values import plan_from_dict
from key_account.key_account.doctype.bonus_plan.bonus_plan import to_plan
from key_account.key_account.doctype.key_account_settings.key_account_settings import cash_rules
from key_account.key_account.doctype.opening_bonus_state.opening_bonus_state import opening_states
from key_account.ledger.books import BooksConfig
from key_account.ledger.cash import CashRules
from key_account.ledger.dialects import for_mariadb, for_postgres
from key_account.ledger.source import as_date, to_decimal


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
		handovers=handovers(company),
	)


# A row without a Sales Person of its successor moves no money: it is about something else, or was not handed over.
_HANDOVERS = """
	SELECT handover.name, handed.customer,
		CASE WHEN handed.document_type = 'Sales Invoice' THEN handed.document END,
		handover.sales_person, handed.sales_person, handover.effective_date, handover.receiver_share, handed.was_manager
	FROM `tabClient Handover` handover
	JOIN `tabClient Handover Document` handed ON handed.parent = handover.name AND handed.parenttype = 'Client Handover'
	WHERE handover.docstatus = 1 AND COALESCE(handover.sales_person, '') <> ''
		AND COALESCE(handed.sales_person, '') <> '' AND COALESCE(handed.customer, '') <> ''
		AND handed.document_type IN ('Client Archive', 'Customer', 'Sales Invoice')
		AND EXISTS (
			SELECT 1 FROM `tabSales Invoice` invoice
			WHERE invoice.customer = handed.customer AND invoice.company = %(company)s
		)
	ORDER BY handover.effective_date, handover.name, handed.idx
"""


def handovers(company: str) -> tuple[Handover, ...]:
	"""Approved handovers of clients that the company ever invoiced."""
	return tuple(
		Handover(
			name=name,
			customer=customer,
			invoice=invoice or None,
			from_person=from_person,
			to_person=to_person,
			effective=as_date(effective),
			share=to_decimal(share),
			was_manager=bool(was_manager),
		)
		for name, customer, invoice, from_person, to_person, effective, share, was_manager in SiteSource().rows(
			_HANDOVERS, {"company": company}
		)
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
