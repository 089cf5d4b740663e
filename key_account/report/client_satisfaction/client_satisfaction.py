"""Client Satisfaction: of each client how many answered and what they said, and how fast complaints were seen to."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from key_account.permissions.clients import client_view
from key_account.permissions.sales_people import check_company
from key_account.report.client_reports import count_card, percent, percent_card
from key_account.report.columns import link_column
from key_account.satisfaction import HIGHEST, QUESTIONS, Status, Tally, tally

CHART_CLIENTS = 10
HOUR = 3600  # seconds
OPEN = ("Open", "Replied", "On Hold")


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	check_company(filters.company)
	surveys = _surveys(filters)
	complaints = _complaints(filters)
	clients = _clients({*surveys, *complaints})
	rows = [
		_row(client, tally(surveys.get(client.name, [])), complaints.get(client.name, []))
		for client in clients
	]
	everything = tally(scores for of_client in surveys.values() for scores in of_client)
	return columns(), rows, None, _chart(rows), _summary(everything, rows)


def columns() -> list[dict]:
	number = {"fieldtype": "Int", "width": 130}
	score = {"fieldtype": "Float", "precision": "1", "width": 180}
	return [
		link_column("archive", _("Client Archive"), "Client Archive", 130),
		{"fieldname": "client_name", "label": _("Client Name"), "fieldtype": "Data", "width": 180},
		link_column("account_manager", _("Account Manager"), "User", 160),
		{"fieldname": "invited", "label": _("Times Asked"), **number},
		{"fieldname": "answered", "label": _("Answers"), **number},
		{
			"fieldname": "response_rate",
			"label": _("Response Rate"),
			"fieldtype": "Percent",
			"precision": "1",
			"width": 140,
		},
		{"fieldname": "overall", "label": _("Overall Score"), **score, "width": 120},
		{"fieldname": "response_time", "label": _("Score for Response Time"), **score},
		{"fieldname": "resolution", "label": _("Score for Resolution"), **score},
		{"fieldname": "attitude", "label": _("Score for Attitude"), **score},
		{"fieldname": "complaints", "label": _("Complaints"), **number},
		{"fieldname": "open_complaints", "label": _("Open Complaints"), **number},
		{"fieldname": "first_response", "label": _("First Response (Hours)"), **score},
		{"fieldname": "resolved_in", "label": _("Resolved In (Hours)"), **score},
	]


def _surveys(filters: Mapping[str, Any]) -> dict[str, list[dict | None]]:
	"""Archive -> the scores of each survey sent in the period, None without an answer; of what the reader may see."""
	conditions: list[list] = [["company", "=", filters.company], ["sent_on", "is", "set"]]
	conditions.append(["status", "!=", Status.WITHDRAWN.value])
	if filters.from_date:
		conditions.append(["sent_on", ">=", getdate(filters.from_date)])
	if filters.to_date:
		conditions.append(["sent_on", "<", add_days(getdate(filters.to_date), 1)])
	rows = frappe.get_list(
		"Satisfaction Survey",
		filters=conditions,
		fields=["archive", "status", *QUESTIONS],
		order_by="archive",
		limit_page_length=0,
	)
	surveys: dict[str, list[dict | None]] = {}
	for row in rows:
		answered = row.status == Status.ANSWERED.value
		scores = {question: row[question] for question in QUESTIONS} if answered else None
		surveys.setdefault(row.archive, []).append(scores)
	return surveys


def _complaints(filters: Mapping[str, Any]) -> dict[str, list[frappe._dict]]:
	"""Archive -> complaints opened in the period, also those that no survey led to.

	Who sees a client sees how many complaints it has, whether or not they have a role of ERPNext's support.
	"""
	kind = frappe.db.get_single_value("Key Account Settings", "complaint_issue_type")
	if not kind:
		return {}
	seen = client_view().condition("archive")
	rows = frappe.db.sql(
		f"""
		SELECT archive.name AS archive, issue.status, issue.first_response_time, issue.resolution_time
		FROM `tabIssue` issue
		JOIN `tabClient Archive` archive ON (
			(archive.party_type = 'Customer' AND archive.party = issue.customer)
			OR (archive.party_type = 'Lead' AND archive.party = issue.lead AND COALESCE(issue.customer, '') = '')
		)
		WHERE issue.issue_type = %(kind)s AND archive.company = %(company)s
			AND issue.opening_date BETWEEN %(from_date)s AND %(to_date)s
			{f"AND {seen}" if seen else ""}
		ORDER BY issue.name
		""",
		{
			"kind": kind,
			"company": filters.company,
			"from_date": filters.from_date or "1900-01-01",
			"to_date": filters.to_date or "9999-12-31",
		},
		as_dict=True,
	)
	complaints: dict[str, list[frappe._dict]] = {}
	for row in rows:
		complaints.setdefault(row.archive, []).append(row)
	return complaints


def _clients(archives: set[str]) -> list[frappe._dict]:
	"""Frappe takes an empty list for archives without a name."""
	if not archives:
		return []
	return frappe.get_list(
		"Client Archive",
		filters={"name": ("in", sorted(archives))},
		fields=["name", "client_name", "account_manager"],
		order_by="client_name, name",
		limit_page_length=0,
	)


def _row(client: frappe._dict, of: Tally, complaints: list[frappe._dict]) -> dict:
	return {
		"archive": client.name,
		"client_name": client.client_name,
		"account_manager": client.account_manager,
		"invited": of.invited,
		"answered": of.answered,
		"response_rate": percent(of.response_rate),
		**{question: _number(of.means.get(question)) for question in QUESTIONS},
		"complaints": len(complaints),
		"open_complaints": sum(row.status in OPEN for row in complaints),
		"first_response": _mean_hours(row.first_response_time for row in complaints),
		"resolved_in": _mean_hours(row.resolution_time for row in complaints),
	}


def _mean_hours(seconds: Iterable[float | None]) -> float | None:
	"""Of those that ERPNext has a time of."""
	known = [value for value in seconds if value]
	return sum(known) / len(known) / HOUR if known else None


def _chart(rows: list[dict]) -> dict | None:
	"""The least satisfied clients."""
	lowest = sorted((row for row in rows if row["answered"]), key=lambda row: row["overall"])[:CHART_CLIENTS]
	if not lowest:
		return None
	return {
		"type": "bar",
		"data": {
			"labels": [row["client_name"] for row in lowest],
			"datasets": [{"name": _("Overall Score"), "values": [row["overall"] for row in lowest]}],
			"yMarkers": [{"label": str(HIGHEST), "value": HIGHEST}],
		},
		"colors": ["#48bb78"],
	}


def _summary(everything: Tally, rows: list[dict]) -> list[dict]:
	cards = [count_card(_("Times Asked"), everything.invited, "Blue")]
	rate = percent(everything.response_rate)
	if rate is not None:
		cards.append(percent_card(_("Response Rate"), rate, "Blue"))
	overall = _number(everything.means.get("overall"))
	if overall is not None:
		cards.append(
			{"label": _("Overall Score"), "value": f"{overall:.1f}", "datatype": "Data", "indicator": "Blue"}
		)
	complaints = sum(row["open_complaints"] for row in rows)
	cards.append(count_card(_("Open Complaints"), complaints, "Red" if complaints else "Green"))
	return cards


def _number(value: Fraction | None) -> float | None:
	return None if value is None else float(value)
