"""Archive Completeness 档案完整率: how complete each client archive is, and what is missing (clients.md)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model import table_fields

from key_account.completeness import completeness
from key_account.completeness.questions import ASKED_IF, questions
from key_account.key_account.doctype.client_archive.client_archive import weights
from key_account.permissions.sales_people import check_company
from key_account.report.client_reports import column, count_card, percent_card, percent_column, seen
from key_account.report.columns import link_column

ARCHIVE = "Client Archive"
OF_EACH = ("name", "party", "client_name", "account_manager", "status", "modified")
#: How many of the missing fields a row names, and managers the chart shows.
NAMED, CHART_MANAGERS = 3, 20
ENOUGH = 80


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	company = check_company(filters.company)
	rows = _rows({**filters, "company": company})
	return columns(), rows, None, _chart(rows), _summary(rows)


def columns() -> list[dict]:
	return [
		link_column("archive", _("Client Archive"), ARCHIVE, 150),
		column("client_name", _("Client Name"), width=200),
		link_column("account_manager", _("Account Manager"), "User", 180),
		column("status", _("Status"), width=130),
		percent_column("completeness", _("Completeness")),
		column("missing", _("Fields Missing"), "Int", 110),
		column("weightiest", _("Missing First of All"), width=320),
		column("last_change", _("Last Change"), "Date", 110),
	]


def _rows(filters: Mapping[str, Any]) -> list[dict[str, Any]]:
	"""One row for each archive the reader may see, the least complete first."""
	meta = frappe.get_meta(ARCHIVE)
	asked = questions(weights())
	fields = [question.field for question in asked]
	tables = {
		name for name in fields if meta.has_field(name) and meta.get_field(name).fieldtype in table_fields
	}
	known = {*meta.get_valid_columns()}
	answers = [
		name
		for name in dict.fromkeys([*fields, *(field for field, _answer in ASKED_IF.values())])
		if name in known
	]
	archives = _archives(filters, answers)
	filled = _filled_tables(tables)
	labels = {name: _(meta.get_label(name)) for name in fields}
	rows = []
	for archive in archives:
		found = completeness(asked, {**archive, **filled.get(archive.name, {})})
		rows.append(
			{
				"archive": archive.name,
				"client_name": archive.client_name,
				"account_manager": archive.account_manager,
				"status": _(archive.status),
				"completeness": float(found.percent),
				"missing": len(found.missing),
				"weightiest": ", ".join(labels[name] for name in found.missing[:NAMED]),
				"last_change": archive.modified.date(),
			}
		)
	return sorted(rows, key=lambda row: (row["completeness"], row["client_name"] or ""))


def _archives(filters: Mapping[str, Any], answers: Sequence[str]) -> list[frappe._dict]:
	columns_read = ", ".join(f"archive.`{name}`" for name in dict.fromkeys([*OF_EACH, *answers]))
	asked = "archive.company = %(company)s"
	if filters.get("account_manager"):
		asked += " AND archive.account_manager = %(account_manager)s"
	asked += (
		" AND archive.status = %(status)s" if filters.get("status") else " AND archive.status <> 'Archived'"
	)
	return frappe.db.sql(
		f"SELECT {columns_read} FROM `tab{ARCHIVE}` archive WHERE {asked}{seen('archive')}",
		filters,
		as_dict=True,
	)


def _filled_tables(tables: set[str]) -> dict[str, dict[str, bool]]:
	"""Archive -> the tables among `tables` that have rows; one query for each table there may be."""
	meta = frappe.get_meta(ARCHIVE)
	filled: dict[str, dict[str, bool]] = defaultdict(dict)
	for name in sorted(tables):
		rows = frappe.db.sql(
			f"SELECT DISTINCT parent FROM `tab{meta.get_field(name).options}`"
			" WHERE parenttype = %(parenttype)s AND parentfield = %(name)s",
			{"parenttype": ARCHIVE, "name": name},
		)
		for (archive,) in rows:
			filled[archive][name] = True
	return filled


def _chart(rows: Sequence[Mapping[str, Any]]) -> dict | None:
	"""The mean of each account manager, the lowest first."""
	if not rows:
		return None
	counts: Counter = Counter()
	sums: dict[str, float] = defaultdict(float)
	for row in rows:
		manager = row["account_manager"] or ""
		counts[manager] += 1
		sums[manager] += row["completeness"]
	means = sorted((sums[manager] / count, manager) for manager, count in counts.items())[:CHART_MANAGERS]
	names = _names([manager for _mean, manager in means])
	return {
		"type": "bar",
		"data": {
			"labels": [names.get(manager) or manager or _("Nobody") for _mean, manager in means],
			"datasets": [
				{"name": _("Mean Completeness"), "values": [round(mean, 1) for mean, _manager in means]}
			],
		},
		"fieldtype": "Percent",
		"colors": ["#2490ef"],
	}


def _names(users: Sequence[str]) -> dict[str, str]:
	rows = frappe.get_all(
		"User",
		filters={"name": ("in", [*users, ""])},
		fields=["name", "full_name"],
		order_by="name",
	)
	return {row.name: row.full_name for row in rows}


def _summary(rows: Sequence[Mapping[str, Any]]) -> list[dict]:
	percents = [row["completeness"] for row in rows]
	mean = sum(percents) / len(percents) if percents else 0
	low = sum(percent < ENOUGH for percent in percents)
	return [
		count_card(_("Archives"), len(rows), "Blue"),
		percent_card(_("Mean Completeness"), mean, "Green" if mean >= ENOUGH else "Orange"),
		count_card(_("Complete Archives"), sum(percent == 100 for percent in percents), "Green"),
		count_card(_("Below {0} %").format(ENOUGH), low, "Red" if low else "Green"),
	]
