"""The living facts beside an archive: read from ERPNext whenever it is opened, and never copied into it."""

import datetime as dt
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import add_months, flt, format_date, getdate, nowdate

from key_account.clients.category_words import shown, words_of_reader
from key_account.credit_rating import CreditRating, credit_rating
from key_account.ledger.client_receivables import client_receivables
from key_account.ledger.site import SiteSource

Fact = dict[str, Any]

_RATING_COLOURS = {
	CreditRating.A: "green",
	CreditRating.B: "blue",
	CreditRating.C: "orange",
	CreditRating.D: "red",
}


@frappe.whitelist()
def living_facts(archive: str) -> list[Fact]:
	"""What ERPNext knows of a client now: each fact with its label, value and the list behind it.

	returns    dicts with label, value, fieldtype, currency (of amounts), note, colour, and doctype and filters of the
	           list that a click leads to; that list obeys the reader's permissions of its own
	raises     PermissionError for who may not read the archive
	"""
	doc = frappe.get_doc("Client Archive", archive)
	doc.check_permission("read")
	if doc.party_type != "Customer":
		return _of_a_prospect(doc)
	today = getdate(nowdate())
	currency = frappe.get_cached_value("Company", doc.company, "default_currency")
	facts = [*_sales(doc, today), *_collected(doc), *_receivables(doc, today), *_standing(doc), *_care(doc)]
	return [{**fact, "currency": currency} if fact.get("fieldtype") == "Currency" else fact for fact in facts]


def _sales(doc, today: dt.date) -> list[Fact]:
	since = add_months(today, -12)
	found = []
	for doctype, label, day in (
		("Sales Order", _("Orders of 12 Months"), "transaction_date"),
		("Sales Invoice", _("Invoiced in 12 Months"), "posting_date"),
	):
		table = frappe.qb.DocType(doctype)
		((count, amount),) = (
			frappe.qb.from_(table)
			.select(Count(table.name), Coalesce(Sum(table.base_net_total), 0))
			.where(
				(table.customer == doc.party)
				& (table.company == doc.company)
				& (table.docstatus == 1)
				& (table[day] > since)
			)
		).run()
		filters = {
			"customer": doc.party,
			"company": doc.company,
			"docstatus": 1,
			day: [">", str(since)],
		}
		note = _("{0} documents, net of tax").format(count)
		found.append(_amount(label, amount, note=note, doctype=doctype, filters=filters))
	return found


def _collected(doc) -> list[Fact]:
	"""Money as the bonus counts it, receipt by receipt: read every night for all clients at once, not here."""
	kept = frappe.db.get_value(
		"Client Health",
		{"archive": doc.name, "is_latest": 1},
		["name", "collected_year", "as_of"],
		as_dict=True,
	)
	if not kept:
		return []
	note = _("net of tax, as of {0}").format(format_date(kept.as_of))
	label = _("Collected in 12 Months")
	return [_amount(label, kept.collected_year, note=note, doctype="Client Health", name=kept.name)]


def _receivables(doc, today: dt.date) -> list[Fact]:
	from erpnext.selling.doctype.customer.customer import get_credit_limit

	owed = client_receivables(SiteSource(), doc.company, doc.party, today)
	limit = flt(get_credit_limit(doc.party, doc.company))
	filters = {
		"customer": doc.party,
		"company": doc.company,
		"docstatus": 1,
		"outstanding_amount": ["!=", 0],
	}
	late = {**filters, "due_date": ["<", str(today)]}
	over_limit = limit and owed.outstanding > limit
	share = owed.on_time / owed.due if owed.due else None
	rating = credit_rating(
		due=owed.due, on_time=owed.on_time, outstanding=owed.outstanding, overdue=owed.overdue
	)
	return [
		_amount(
			_("Owed"),
			owed.outstanding,
			note=_("Credit limit {0}").format(frappe.format(limit, "Currency"))
			if limit
			else _("No credit limit"),
			colour="red" if over_limit else "",
			doctype="Sales Invoice",
			filters=filters,
		),
		_amount(
			_("Past Due"),
			owed.overdue,
			colour="red" if owed.overdue else "green",
			note=_("{0} days at most").format(owed.days_late) if owed.days_late else "",
			doctype="Sales Invoice",
			filters=late,
		),
		{
			"label": _("Paid in Time"),
			"fieldtype": "Percent",
			"value": None if share is None else float(share * 100),
			"note": _("of what fell due in 12 months"),
			"colour": "" if share is None else "green" if share >= 0.9 else "orange",
		},
		{
			"label": _("Credit Rating"),
			"value": rating and rating.value,
			"note": _("A to D, by what is paid in time and what is past due"),
			"colour": _RATING_COLOURS.get(rating, ""),
		},
	]


def _standing(doc) -> list[Fact]:
	customer = frappe.db.get_value(
		"Customer",
		doc.party,
		["ka_tier", "ka_tier_since", "ka_grade", "ka_categories", "ka_parent_client", "ka_next_visit_due"],
		as_dict=True,
	)
	found = [
		{
			"label": _("Client Tier"),
			"value": _(customer.ka_tier) if customer.ka_tier else None,
			"note": ", ".join(
				filter(None, [customer.ka_grade, *shown(customer.ka_categories, words_of_reader())])
			),
			"doctype": "Customer",
			"name": doc.party,
		}
	]
	if customer.ka_parent_client:
		found.append(
			{
				"label": _("Parent Client"),
				"value": customer.ka_parent_client,
				"doctype": "Customer",
				"name": customer.ka_parent_client,
			}
		)
	if customer.ka_next_visit_due:
		late = getdate(customer.ka_next_visit_due) < getdate(nowdate())
		found.append(
			{
				"label": _("Next Visit Due"),
				"fieldtype": "Date",
				"value": customer.ka_next_visit_due,
				"colour": "red" if late else "",
			}
		)
	return found


def _care(doc) -> list[Fact]:
	issues = {"customer": doc.party, "status": ["not in", ["Resolved", "Closed"]]}
	opportunities = {
		"opportunity_from": doc.party_type,
		"party_name": doc.party,
		"status": ["in", ["Open", "Quotation", "Replied"]],
	}
	found = [_count(_("Open Issues"), "Issue", issues, alarming=True)] if doc.party_type == "Customer" else []
	found.append(_count(_("Open Opportunities"), "Opportunity", opportunities))
	last = max((row.date for row in doc.follow_ups if row.date), default=None)
	found.append({"label": _("Last Follow-up"), "fieldtype": "Date", "value": last})
	return found


def _of_a_prospect(doc) -> list[Fact]:
	status = frappe.db.get_value(doc.party_type, doc.party, "status") if doc.party_type == "Lead" else None
	return [
		{
			"label": _(doc.party_type),
			"value": _(status) if status else doc.party,
			"doctype": doc.party_type,
			"name": doc.party,
		},
		*_care(doc),
	]


def _amount(label: str, value: object, **more: object) -> Fact:
	return {"label": label, "fieldtype": "Currency", "value": float(value or 0), **more}


def _count(label: str, doctype: str, filters: dict, alarming: bool = False) -> Fact:
	count = frappe.db.count(doctype, filters)
	return {
		"label": label,
		"fieldtype": "Int",
		"value": count,
		"colour": "orange" if alarming and count else "",
		"doctype": doctype,
		"filters": filters,
	}
