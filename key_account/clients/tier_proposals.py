"""Proposals of a Tier Review as documents: many written at once, with their figures and the documents behind them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe.model.naming import getseries
from frappe.utils import now

from key_account.clients.category_words import told
from key_account.clients.frozen_evidence import Proof, freeze
from key_account.marks import N_
from key_account.tiers.evidence import Evidence, Measure
from key_account.tiers.facts import Behind, CompanyFacts
from key_account.tiers.judgement import Client, Judgement
from key_account.tiers.review import Proposal
from key_account.tiers.settings import ReviewRules, on_form

REVIEW = "Tier Review"
FIGURE = "Tier Review Figure"
#: Evidence of the categories; that of the points stands under the measures.
ORDERS = N_("All Orders")
#: What a tier gives; frozen as it is before and would be after.
GIVEN = ("visit_interval_days", "response_time", "discount_authority", "gift_limit", "reception_limit")


@dataclass(frozen=True, slots=True)
class Draft:
	"""A proposal that is to be written.

	reason   why somebody made it by hand; None where the review made it
	"""

	client: Client
	proposal: Proposal
	judgement: Judgement
	reason: str | None = None


def write(
	drafts: list[Draft],
	facts: CompanyFacts,
	behind: Mapping[str, Behind],
	rules: ReviewRules,
	today: dt.date,
) -> list[str]:
	"""Write proposals, their figures and the documents behind them: an INSERT each for all of them together.

	returns    the names of the Tier Reviews
	"""
	if not drafts:
		return []
	tiers = _tiers()
	currency = frappe.get_cached_value("Company", facts.company, "default_currency")
	reviews, figures, proofs = [], [], []
	names = _names(len(drafts), today.year)
	for name, draft in zip(names, drafts, strict=True):
		reviews.append({"name": name, **_review(draft, facts, tiers, today)})
		figures += [
			{"parent": name, "idx": position, **row}
			for position, row in enumerate(_figures(draft.judgement, rules, currency), 1)
		]
		proofs += _proofs(name, draft.client.name, facts, behind)
	_insert(REVIEW, reviews)
	_insert(FIGURE, figures)
	freeze(proofs)
	return names


def withdraw(reasons: Mapping[str, str]) -> None:
	"""Take back open proposals.

	reasons    name -> why; there are only a few different ones
	"""
	for reason in sorted(set(reasons.values())):
		frappe.db.set_value(
			REVIEW,
			# Whoever decided on one meanwhile has decided.
			{"name": ("in", [name for name in reasons if reasons[name] == reason]), "status": "Draft"},
			{"status": "Withdrawn", "withdrawn_because": reason},
		)


def _review(
	draft: Draft, facts: CompanyFacts, tiers: Mapping[str, Mapping[str, Any]], today: dt.date
) -> dict[str, Any]:
	client, proposal, judgement = draft.client, draft.proposal, draft.judgement
	contracts, largest = facts.orders.get(client.name, (Decimal(0), Decimal(0)))
	before = tiers.get(proposal.tier_before or "", {})
	return {
		"naming_series": "TR-.YYYY.-.#####",
		"archive": client.archive,
		"client_name": client.title,
		"customer": client.name,
		"company": facts.company,
		"status": "Draft",
		"change": proposal.change.value,
		"review_date": today,
		"is_manual": int(draft.reason is not None),
		"reason": draft.reason,
		"tier_before": proposal.tier_before,
		"tier": proposal.tier,
		**{f"{field}_before": before.get(field) or 0 for field in GIVEN},
		**{field: tiers[proposal.tier].get(field) or 0 for field in GIVEN},
		"from_date": facts.period.start,
		"to_date": facts.period.end,
		"points": judgement.score.points,
		"grade": judgement.grade.value,
		"is_key_client": int(judgement.is_key_client),
		"categories": told(judgement.categories),
		"purchases": facts.purchases(client.name),
		"contracts": contracts,
		"largest_contract": largest,
	}


def _figures(judgement: Judgement, rules: ReviewRules, currency: str) -> Iterator[dict[str, Any]]:
	evidence, found = judgement.evidence, judgement.score
	amounts = _amounts(evidence)
	for measure in Measure:
		value = evidence.value(measure)
		amount, compared_with = amounts[measure]
		yield {
			"parenttype": REVIEW,
			"parentfield": "figures",
			"measure": measure.value,
			"amount": amount,
			"compared_with": compared_with,
			"value": on_form(measure, value or Decimal(0)),
			"unit": {Measure.COLLECTIONS: currency, Measure.POTENTIAL: ""}.get(measure, "%"),
			"points": found.by_measure[measure] or 0,
			"weight": rules.score.weights.get(measure, 0),
			"is_judged": int(value is not None),
		}


def _amounts(evidence: Evidence) -> dict[Measure, tuple[Decimal, Decimal]]:
	"""What each measure is computed from: an amount, and what it is compared with."""
	nothing = Decimal(0)
	return {
		Measure.COLLECTIONS: (evidence.collections, nothing),
		Measure.PROFIT_SHARE: (evidence.gross_profit, evidence.company_gross_profit),
		Measure.GROWTH: (evidence.collections, evidence.collections_before),
		Measure.PAYMENT: (evidence.due_on_time, evidence.due),
		Measure.POTENTIAL: (nothing, nothing),
	}


def _proofs(name: str, customer: str, facts: CompanyFacts, behind: Mapping[str, Behind]) -> list[Proof]:
	of_client = behind.get(customer) or Behind()
	documents = {
		Measure.COLLECTIONS.value: facts.collected.get(customer, []),
		Measure.PROFIT_SHARE.value: of_client.sold,
		# What this year's collections, above, are compared with.
		Measure.GROWTH.value: facts.collected_before.get(customer, []),
		Measure.PAYMENT.value: of_client.due,
		ORDERS: of_client.orders,
	}
	return [Proof(REVIEW, name, measure, vouchers) for measure, vouchers in documents.items()]


def _insert(doctype: str, rows: list[dict[str, Any]]) -> None:
	at, user = now(), frappe.session.user
	standard = {"creation": at, "modified": at, "owner": user, "modified_by": user, "docstatus": 0, "idx": 0}
	complete = [{"name": frappe.generate_hash(length=16), **standard, **row} for row in rows]
	fields = list(complete[0])
	frappe.db.bulk_insert(doctype, fields, [tuple(row[field] for field in fields) for row in complete])


def _names(count: int, year: int) -> list[str]:
	"""As many names of the series as are needed, taken at once."""
	prefix = f"TR-{year}-"
	first = int(getseries(prefix, 5))
	series = frappe.qb.DocType("Series")
	(
		frappe.qb.update(series)
		.set(series.current, series.current + (count - 1))
		.where(series.name == prefix)
		.run()
	)
	return [f"{prefix}{number:05d}" for number in range(first, first + count)]


def _tiers() -> dict[str, dict[str, Any]]:
	rows = frappe.get_all("Client Tier", fields=["name", *GIVEN], order_by="name")
	return {row.name: row for row in rows}
