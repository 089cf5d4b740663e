"""What a client's health is made of: the points of each part, why, and the way to the documents behind it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, fmt_money

from key_account.clients.facts import YEAR, fiscal_year_start, trend_days
from key_account.clients.health_settings import health_settings
from key_account.health import Facts, Part
from key_account.health.record import Record, unpack
from key_account.ledger.books import Books
from key_account.ledger.site import SiteSource
from key_account.scoring import FULL

#: How many scores the trend shows.
TREND_POINTS = 24


@frappe.whitelist()
def parts_of(archive: str, health: str | None = None) -> dict[str, Any] | None:
	"""The health of a client, drawn by key_account.health.draw in the browser.

	archive    name of the Client Archive
	health     name of one of its Client Health documents; the latest where not given
	returns    points, condition, days and trend of it, and its parts: points, share of the score, explanation, and
	           `documents` (kind, name, filters) where the reader may open them; None where nothing is kept yet
	raises     PermissionError for who may not see the client
	"""
	frappe.get_doc("Client Archive", archive).check_permission("read")
	chosen = {"archive": archive, **({"name": health} if health else {"is_latest": 1})}
	kept = frappe.db.get_value(
		"Client Health",
		chosen,
		["name", "customer", "company", "points", "condition", "since", "as_of", "details"],
		as_dict=True,
	)
	if not kept:
		return None
	record = unpack(kept.pop("details"))
	teller = _Teller(archive, kept.customer, kept.company, kept.as_of, record.facts)
	rules = health_settings().rules
	return {
		**kept,
		"good_from": float(rules.good_from),
		"watch_from": float(rules.watch_from),
		"trend": _trend(archive, kept.as_of),
		"parts": [_part(part, record, teller) for part in Part],
	}


def _trend(archive: str, until: dt.date) -> list[dict[str, Any]]:
	rows = frappe.get_all(
		"Client Health",
		filters={"archive": archive, "since": ("<=", until), "condition": ("!=", "")},
		fields=["since", "points"],
		order_by="since desc",
		limit=TREND_POINTS,
	)
	return rows[::-1]


def _part(part: Part, record: Record, teller: "_Teller") -> dict[str, Any]:
	points = record.points[part]
	told = _TOLD[part]
	return {
		"part": part.name.lower(),
		"label": _(part.value),
		"points": None if points is None else float(points),
		"share": float(record.share(part) * FULL),
		"explanation": told.nothing(teller) if points is None else told.why(teller),
		"documents": _openable(told.documents(teller)),
	}


def _openable(documents: Mapping[str, Any]) -> Mapping[str, Any] | None:
	"""None for documents of which the reader may open none, and of an app or version that is not there."""
	doctype = documents["doctype"]
	may_open = frappe.db.table_exists(doctype) and frappe.has_permission(doctype, "read")
	return documents if may_open else None


@dataclass(frozen=True, slots=True)
class _Teller:
	"""Says facts of a client in the reader's language."""

	archive: str
	customer: str
	company: str
	on: dt.date
	facts: Facts

	def money(self, amount: Decimal) -> str:
		currency = frappe.get_cached_value("Company", self.company, "default_currency")
		return fmt_money(float(amount), currency=currency)

	def percent(self, share: Decimal) -> str:
		return f"{float(share * FULL):.1f} %"

	def listed(self, doctype: str, **filters: Any) -> dict[str, Any]:
		return {"doctype": doctype, "filters": filters}

	def of_customer(self, doctype: str, **filters: Any) -> dict[str, Any]:
		return self.listed(doctype, customer=self.customer, **filters)

	def posted(self, doctype: str, date_field: str, start: dt.date, end: dt.date) -> dict[str, Any]:
		days = ["Between", [str(start), str(end)]]
		return self.of_customer(doctype, company=self.company, docstatus=1, **{date_field: days})

	def form(self) -> dict[str, Any]:
		return {"doctype": "Client Archive", "name": self.archive}


def _collections_nothing(tell: _Teller) -> str:
	return _(
		"{0} collected in 90 days; nothing to compare it with in the same days of the year before."
	).format(tell.money(tell.facts.collected))


def _collections(tell: _Teller) -> str:
	return _("{0} collected in 90 days, {1} in the same days of the year before.").format(
		tell.money(tell.facts.collected), tell.money(tell.facts.collected_before)
	)


def _payments(tell: _Teller) -> dict[str, Any]:
	start, end = trend_days(tell.on)
	return tell.listed(
		"Payment Entry",
		party_type="Customer",
		party=tell.customer,
		company=tell.company,
		docstatus=1,
		posting_date=["Between", [str(start), str(end)]],
	)


def _overdue(tell: _Teller) -> str:
	facts = tell.facts
	if facts.outstanding <= 0:
		return _("The client owes nothing.")
	return _("{0} of {1} owed is overdue.").format(tell.money(facts.overdue), tell.money(facts.outstanding))


def _unpaid(tell: _Teller) -> dict[str, Any]:
	return tell.of_customer("Sales Invoice", company=tell.company, docstatus=1, outstanding_amount=[">", 0])


def _margin(tell: _Teller) -> str:
	facts = tell.facts
	return _("Gross margin {0} on {1} invoiced in 12 months with a known cost; {2} is expected.").format(
		tell.percent(facts.gross_profit / facts.revenue),
		tell.money(facts.revenue),
		tell.percent(facts.expected_margin),
	)


def _margin_nothing(tell: _Teller) -> str:
	if not tell.facts.expected_margin:
		return _("No margin is expected in the settings.")
	return _("Nothing invoiced in 12 months has a known cost.")


def _orders(tell: _Teller) -> str:
	return _("{0} ordered this fiscal year; development plans expected {1} by now.").format(
		tell.money(tell.facts.orders), tell.money(tell.facts.planned_orders)
	)


def _orders_nothing(tell: _Teller) -> str:
	return _("{0} ordered this fiscal year; no development plan expected an order by now.").format(
		tell.money(tell.facts.orders)
	)


def _ordered(tell: _Teller) -> dict[str, Any]:
	start = fiscal_year_start(Books(SiteSource(), tell.company), tell.on)
	return tell.posted("Sales Order", "transaction_date", start, tell.on)


def _issues(tell: _Teller) -> str:
	facts = tell.facts
	if not facts.open_issues and not facts.open_complaints:
		return _("No open issue or complaint.")
	return _("Open issues: {0}, open complaints: {1}; a complaint counts twice.").format(
		facts.open_issues, facts.open_complaints
	)


def _visits(tell: _Teller) -> str:
	return _("{0} days since the last contact; the tier asks for one every {1} days.").format(
		tell.facts.days_since_visit, tell.facts.days_between_visits
	)


def _visits_nothing(tell: _Teller) -> str:
	return _("{0} days since the last contact; the client has no tier that asks for visits.").format(
		cint(tell.facts.days_since_visit)
	)


def _deciders(tell: _Teller) -> str:
	return _("{0} of {1} decision makers are known to somebody of ours who looks after them.").format(
		tell.facts.covered, tell.facts.decision_makers
	)


@dataclass(frozen=True, slots=True)
class _Telling:
	"""why, nothing   the sentence for points, and for a part that cannot be judged
	documents        what is behind it: a list with filters, or a document by name
	"""

	why: Callable[[_Teller], str]
	nothing: Callable[[_Teller], str]
	documents: Callable[[_Teller], dict[str, Any]]


_TOLD = {
	Part.COLLECTIONS: _Telling(_collections, _collections_nothing, _payments),
	Part.OVERDUE: _Telling(_overdue, _overdue, _unpaid),
	Part.MARGIN: _Telling(
		_margin,
		_margin_nothing,
		lambda tell: tell.posted("Sales Invoice", "posting_date", tell.on - YEAR + dt.timedelta(1), tell.on),
	),
	Part.ORDERS: _Telling(_orders, _orders_nothing, _ordered),
	Part.ISSUES: _Telling(
		_issues,
		_issues,
		lambda tell: tell.of_customer("Issue", status=["not in", ["Resolved", "Closed"]]),
	),
	Part.SATISFACTION: _Telling(
		lambda tell: _("{0} of 10 on average in 12 months.").format(f"{float(tell.facts.satisfaction):.1f}"),
		lambda tell: _("No satisfaction survey was answered in 12 months."),
		lambda tell: tell.listed("Satisfaction Survey", archive=tell.archive, status="Answered"),
	),
	Part.VISITS: _Telling(_visits, _visits_nothing, _Teller.form),
	Part.DECISION_MAKERS: _Telling(
		_deciders,
		lambda tell: _("The archive names no decision maker."),
		_Teller.form,
	),
}
