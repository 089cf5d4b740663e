"""Churn and Retention: which clients were won, kept, lost and won back, with what they buy (clients.md)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html, formatdate, getdate

from key_account.bonus.periods import add_months
from key_account.ledger.source import COLUMN, parse_date, to_decimal
from key_account.permissions.sales_people import check_company
from key_account.report.client_reports import column, count_card, percent_card, percent_column, seen
from key_account.report.columns import currency_column, link_column, money_card, money_column
from key_account.retention import Bought, Course, Interval, RetentionError, retention

LOST_AFTER = 180
MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}

# One text for each invoice: grouping by client and month costs the database more than reading them all. A client
# that is archived was one: it is among those lost.
PURCHASES = """
	SELECT CONCAT_WS(%(column_separator)s, archive.party, invoice.posting_date, invoice.is_return,
		invoice.base_net_total)
	FROM `tabClient Archive` archive
	JOIN `tabSales Invoice` invoice ON invoice.customer = archive.party
	WHERE archive.party_type = 'Customer' AND archive.status IN ('Registered', 'Archived')
		AND archive.company = %(company)s AND invoice.company = %(company)s AND invoice.docstatus = 1
		AND invoice.posting_date <= %(end)s
"""

#: Those who come or go stand below their interval, in this order.
SHOWN = (Course.LOST, Course.WON_BACK, Course.NEW)


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	company = check_company(filters.company)
	end = getdate(filters.to_date) if filters.to_date else getdate()
	start = getdate(filters.from_date) if filters.from_date else add_months(end.replace(day=1), -11)
	lost_after = cint(filters.lost_after) or LOST_AFTER
	months = MONTHS.get(filters.by, 1)
	try:
		found = retention(
			_purchases({**filters, "company": company, "end": end}), start, end, months, lost_after
		)
	except RetentionError as error:
		frappe.throw(escape_html(error.told(_)), title=_("Churn and Retention"))
	currency = frappe.get_cached_value("Company", company, "default_currency")
	note = _("A client is active that bought within {0} days; one that did not is lost.").format(lost_after)
	return columns(), _rows(found, months, currency), note, _chart(found, months), _summary(found, currency)


def columns() -> list[dict]:
	return [
		column("label", _("Period or Client"), width=220),
		column("course", _("What Became of It"), width=130),
		column("active_before", _("Active Before"), "Int", 110),
		column("new", _("New Clients"), "Int", 80),
		column("won_back", _("Won Back"), "Int", 100),
		column("lost", _("Lost Clients"), "Int", 80),
		column("active_after", _("Active After"), "Int", 110),
		percent_column("retention", _("Retention Rate"), 130),
		money_column("net", _("Bought")),
		money_column("net_new", _("Bought by New Clients"), 170),
		money_column("net_won_back", _("Bought by Those Won Back"), 180),
		money_column("net_lost", _("Yearly Purchases Lost"), 170),
		column("last_purchase", _("Last Purchase Before"), "Date", 150),
		link_column("client", _("Customer"), "Customer", 160),
		currency_column(),
	]


def _purchases(filters: Mapping[str, Any]) -> Iterator[Bought]:
	"""By client and month, of the clients the reader may see."""
	asked = " AND archive.account_manager = %(account_manager)s" if filters.get("account_manager") else ""
	nets: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
	last: dict[tuple[str, str], str] = {}
	for (facts,) in frappe.db.sql(
		PURCHASES + asked + seen("archive"), {**filters, "column_separator": COLUMN}
	):
		client, day, is_return, net = facts.split(COLUMN)
		key = (client, day[:7])
		nets[key] += Decimal(net)
		if is_return == "0" and day > last.get(key, ""):
			last[key] = day
	for (client, month), net in nets.items():
		day = last.get((client, month))
		yield Bought(client, parse_date(f"{month}-01"), parse_date(day) if day else None, net)


def _rows(found: Sequence[Interval], months: int, currency: str) -> list[dict[str, Any]]:
	"""The latest interval first, below each who came and who went in it."""
	names = _client_names(found)
	rows = []
	for interval in reversed(found):
		label = _label(interval, months)
		rows.append({**_total(interval), "name": label, "label": label, "currency": currency, "indent": 0})
		for course in SHOWN:
			for mover in sorted(interval.movers[course], key=lambda mover: -mover.net):
				rows.append(
					{
						"name": f"{label} {mover.client} {course.name}",
						"parent_period": label,
						"label": names.get(mover.client, mover.client),
						"course": _(course.value),
						"state": course.name,
						"client": mover.client,
						"last_purchase": mover.last_before,
						_NET[course]: float(mover.net),
						"currency": currency,
						"indent": 1,
					}
				)
	return rows


_NET = {Course.NEW: "net_new", Course.WON_BACK: "net_won_back", Course.LOST: "net_lost"}


def _total(interval: Interval) -> dict[str, Any]:
	rate = interval.retention
	return {
		"active_before": interval.active_before,
		"new": len(interval.movers[Course.NEW]),
		"won_back": len(interval.movers[Course.WON_BACK]),
		"lost": len(interval.movers[Course.LOST]),
		"active_after": interval.active_after,
		"retention": None if rate is None else float(rate * 100),
		"net": float(interval.net),
		**{field: float(interval.net_of(course)) for course, field in _NET.items()},
	}


def _client_names(found: Sequence[Interval]) -> dict[str, str]:
	clients = {mover.client for interval in found for movers in interval.movers.values() for mover in movers}
	if not clients:
		return {}
	rows = frappe.get_all(
		"Customer",
		filters={"name": ("in", sorted(clients))},
		fields=["name", "customer_name"],
		order_by="name",
	)
	return {row.name: row.customer_name for row in rows}


def _label(interval: Interval, months: int) -> str:
	if months == 1:
		return formatdate(interval.start, "yyyy-MM")
	return f"{formatdate(interval.start, 'yyyy-MM')} – {formatdate(interval.end, 'yyyy-MM')}"


def _chart(found: Sequence[Interval], months: int) -> dict:
	"""How many came and went. Not on top of each other: that would hide a loss behind a gain."""
	shown = {
		_("New Clients"): Course.NEW,
		_("Won Back"): Course.WON_BACK,
		_("Lost Clients"): Course.LOST,
	}
	return {
		"type": "bar",
		"data": {
			"labels": [_label(interval, months) for interval in found],
			"datasets": [
				{"name": name, "values": [len(interval.movers[course]) for interval in found]}
				for name, course in shown.items()
			],
		},
		"colors": ["#48bb74", "#4299e1", "#e24c4c"],
	}


def _summary(found: Sequence[Interval], currency: str) -> list[dict]:
	lost = sum(len(interval.movers[Course.LOST]) for interval in found)
	rates = [interval.retention for interval in found if interval.retention is not None]
	mean = float(sum(rates) / len(rates) * 100) if rates else 0
	net_lost = sum((interval.net_of(Course.LOST) for interval in found), to_decimal(0))
	return [
		count_card(_("Active Clients"), found[-1].active_after, "Blue"),
		count_card(_("New Clients"), sum(len(each.movers[Course.NEW]) for each in found), "Green"),
		count_card(_("Won Back"), sum(len(each.movers[Course.WON_BACK]) for each in found), "Green"),
		count_card(_("Lost Clients"), lost, "Red" if lost else "Green"),
		percent_card(_("Mean Retention Rate"), mean, "Blue"),
		money_card(_("Yearly Purchases Lost"), net_lost, "Red" if net_lost else "Green", currency),
	]
