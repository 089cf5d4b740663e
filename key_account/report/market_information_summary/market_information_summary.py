"""Market Information Summary: what each person reported, how much of it was valid and became an opportunity."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from key_account.market_information import Counts, Sent, State, count
from key_account.permissions.sales_people import check_company
from key_account.report.client_reports import count_card, percent, percent_card
from key_account.report.columns import link_column


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	check_company(filters.company)
	counts = count(_sent(filters))
	rows = _rows(counts)
	total = sum(counts.values(), Counts())
	return columns(), rows, None, _chart(counts), _summary(total)


def columns() -> list[dict]:
	share = {"fieldtype": "Percent", "precision": "1", "width": 160}
	number = {"fieldtype": "Int", "width": 170}
	return [
		link_column("person", _("Reported By"), "User", 180),
		{"fieldname": "person_name", "label": _("Full Name"), "fieldtype": "Data", "width": 140},
		{"fieldname": "kind", "label": _("Kind of Information"), "fieldtype": "Data", "width": 150},
		{"fieldname": "sent", "label": _("Sent for Check"), **number},
		{"fieldname": "valid", "label": _("Valid"), **number},
		{"fieldname": "invalid", "label": _("Invalid"), **number},
		{"fieldname": "waiting", "label": _("Waiting for the Director"), **number},
		{"fieldname": "valid_share", "label": _("Valid of Checked"), **share},
		{"fieldname": "opportunities", "label": _("Became Opportunities"), **number},
		{"fieldname": "conversion", "label": _("Conversion of Valid"), **share},
	]


def _sent(filters: Mapping[str, Any]) -> list[Sent]:
	"""What was sent in the period, of what the reader may see."""
	conditions: list[list] = [["company", "=", filters.company], ["status", "!=", State.DRAFT.value]]
	if filters.from_date:
		conditions.append(["sent_on", ">=", getdate(filters.from_date)])
	if filters.to_date:
		conditions.append(["sent_on", "<", add_days(getdate(filters.to_date), 1)])
	for field in ("kind", "reported_by"):
		if filters.get(field):
			conditions.append([field, "=", filters.get(field)])
	rows = frappe.get_list(
		"Market Information",
		filters=conditions,
		fields=["reported_by", "kind", "status", "opportunity"],
		order_by="reported_by, kind",
		limit_page_length=0,
	)
	return [Sent(row.reported_by, row.kind, State(row.status), bool(row.opportunity)) for row in rows]


def _rows(counts: Mapping[tuple[str, str], Counts]) -> list[dict]:
	names = _full_names({person for person, _kind in counts})
	return [
		{
			"person": person,
			"person_name": names.get(person),
			"kind": _(kind),
			"sent": of.sent,
			"valid": of.valid,
			"invalid": of.invalid,
			"waiting": of.waiting,
			"valid_share": percent(of.valid_share),
			"opportunities": of.opportunities,
			"conversion": percent(of.conversion),
		}
		for (person, kind), of in counts.items()
	]


def _full_names(users: set[str]) -> dict[str, str]:
	rows = users and frappe.get_all(
		"User", {"name": ("in", list(users))}, ["name", "full_name"], order_by="name"
	)
	return {row.name: row.full_name for row in rows}


def _chart(counts: Mapping[tuple[str, str], Counts]) -> dict | None:
	"""Each person's valid ones, and those that became opportunities."""
	people: dict[str, Counts] = {}
	for (person, _kind), of in counts.items():
		people[person] = people.get(person, Counts()) + of
	if not people:
		return None
	names = _full_names(set(people))
	parts: Sequence[tuple[str, str]] = (
		(_("Sent for Check"), "sent"),
		(_("Valid"), "valid"),
		(_("Became Opportunities"), "opportunities"),
	)
	return {
		"type": "bar",
		"data": {
			"labels": [names.get(person, person) for person in people],
			"datasets": [
				{"name": label, "values": [getattr(of, part) for of in people.values()]}
				for label, part in parts
			],
		},
		"colors": ["#a0aec0", "#48bb78", "#4299e1"],
	}


def _summary(total: Counts) -> list[dict]:
	cards = [
		count_card(_("Sent for Check"), total.sent, "Blue"),
		count_card(_("Valid"), total.valid, "Blue"),
		count_card(_("Became Opportunities"), total.opportunities, "Blue"),
	]
	conversion = percent(total.conversion)
	if conversion is not None:
		cards.append(percent_card(_("Conversion of Valid"), conversion, "Blue"))
	return cards
