"""Health of all registered clients, once a day (clients.md, Account health).

A client has one Client Health for each day on which its score changed by a point or more; in between, the latest is
brought up to date. Clients are written in batches, each with its notifications in one transaction: a job that was
killed takes up after the last whole batch, and one that runs again on the same day finds nothing left to do.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

import frappe
from frappe.utils import getdate, now

from key_account.clients import facts as client_facts
from key_account.clients.facts import ClientFacts
from key_account.clients.health_notices import Fall, tell
from key_account.clients.health_settings import HealthSettings, health_settings
from key_account.clients.job_failures import noted
from key_account.health import health, watch
from key_account.health.record import pack
from key_account.ledger.source import to_decimal
from key_account.scoring import ZERO

BATCH = 500
DOCTYPE = "Client Health"
#: In the Error Log.
TITLE = "Account health of {}"

DUE = """
	SELECT archive.name FROM `tabClient Archive` archive
	LEFT JOIN `tabClient Health` latest ON latest.archive = archive.name AND latest.is_latest = 1
	WHERE archive.party_type = 'Customer' AND archive.status = 'Registered' AND archive.company = %(company)s
		AND (latest.as_of IS NULL OR latest.as_of < %(today)s)
	ORDER BY archive.name
"""


def compute_all() -> None:
	"""Health of all registered clients of every company, as of today. A scheduled job."""
	today = getdate()
	for company in frappe.get_all("Company", pluck="name", order_by="name"):
		with noted(TITLE.format(company)):
			compute(company, today)


def compute(company: str, today: dt.date) -> int:
	"""Health of a company's clients that have none of `today` yet.

	returns    how many clients were written; a batch that fails is noted in the Error Log and left out
	raises     DomainError where settings or books cannot be read
	"""
	due = [name for (name,) in frappe.db.sql(DUE, {"company": company, "today": today})]
	if not due:
		return 0
	settings = health_settings()
	known = client_facts.read(company, today, settings.expected_margin)
	written = 0
	for batch in _batches(due):
		found = [known[name] for name in batch if name in known]
		with noted(TITLE.format(company)):
			_write(found, company, today, settings)
			frappe.db.commit()  # what is done stays done when the job is killed
			written += len(found)
	return written


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
	rest = iter(names)
	while batch := list(islice(rest, BATCH)):
		yield batch


def _write(found: Sequence[ClientFacts], company: str, today: dt.date, settings: HealthSettings) -> None:
	"""Keep the health of some clients, on their Customers too, and tell of falls."""
	latest = _latest([each.client.archive for each in found])
	inserts, updates, customers, falls = [], {}, {}, []
	for each in found:
		before = latest.get(each.client.archive)
		values, fell_from = _health_of(each, before, company, today, settings)
		if before and (before.since == today or _is_same(before, values)):
			name = before.name
			updates[name] = values
		else:
			name = frappe.generate_hash(length=10)
			inserts.append({"name": name, "since": today, **values, **_followed(before)})
		customers[each.client.customer] = {
			"ka_health": values["points"],
			"ka_health_on": today if values["condition"] else None,
			"ka_next_visit_due": each.next_visit_due,
		}
		if fell_from is not None:
			falls.append(Fall(each.client, name, fell_from, to_decimal(values["points"])))
	_insert(inserts)
	frappe.db.bulk_update(DOCTYPE, updates, update_modified=False)
	frappe.db.bulk_update("Customer", customers, update_modified=False)
	tell(company, falls)


def _latest(archives: Sequence[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		DOCTYPE,
		filters={"archive": ("in", list(archives)), "is_latest": 1},
		fields=["name", "archive", "since", "points", "condition", "fall_level"],
		order_by="archive",
	)
	return {row.archive: row for row in rows}


def _health_of(
	each: ClientFacts,
	before: Mapping | None,
	company: str,
	today: dt.date,
	settings: HealthSettings,
) -> tuple[dict, Decimal | None]:
	"""The values of a Client Health; and the points it fell from, where it fell so far that people are told."""
	score = health(each.facts, settings.rules)
	was = to_decimal(before["fall_level"]) if before else ZERO
	level, is_fall = watch(was, score.points, settings.fall)
	client = each.client
	return {
		"archive": client.archive,
		"client_name": client.client_name,
		"customer": client.customer,
		"company": company,
		"points": _stored(score.points),
		"condition": score.condition.value if score.condition else "",
		"as_of": today,
		"is_latest": 1,
		"fall_level": _stored(level),
		"collected_year": _stored(each.collected_year),
		"outstanding": _stored(each.facts.outstanding),
		"overdue": _stored(each.facts.overdue),
		"last_contact": each.last_contact,
		"next_visit_due": each.next_visit_due,
		"details": pack(each.facts, score, settings.rules.weights),
	}, was if is_fall else None


def _stored(amount: Decimal | None) -> float:
	"""A Percent, Float or Currency column holds no NULL."""
	return float(amount or 0)


def _is_same(before: Mapping, values: Mapping) -> bool:
	return before["condition"] == values["condition"] and round(before["points"]) == round(values["points"])


def _followed(before: Mapping | None) -> dict:
	return {
		"points_before": before["points"] if before else 0,
		"has_before": int(bool(before)),
	}


def _insert(rows: Sequence[dict]) -> None:
	"""New rows, each the latest of its client."""
	if not rows:
		return
	frappe.db.set_value(
		DOCTYPE,
		{"archive": ("in", [row["archive"] for row in rows]), "is_latest": 1},
		"is_latest",
		0,
		update_modified=False,
	)
	made = {"creation": now(), "modified": now(), "owner": "Administrator", "modified_by": "Administrator"}
	rows = [{**row, **made} for row in rows]
	frappe.db.bulk_insert(DOCTYPE, list(rows[0]), [list(row.values()) for row in rows])
