"""Tier Reviews: the job that judges all registered clients every night, and one client at once on somebody's wish.

The books of a company are read once. Then its clients are judged in batches, each committed: a job that is broken off
leaves the batches it came to, and the next one goes on with the rest, as it proposes nothing that is proposed already.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from key_account.clients.category_words import told
from key_account.clients.job_failures import noted
from key_account.clients.tier_proposals import REVIEW, Draft, withdraw, write
from key_account.errors import DomainError
from key_account.key_account.doctype.client_tier.client_tier import tiers
from key_account.ledger.books import Books
from key_account.ledger.site import SiteSource, site_config
from key_account.ledger.source import to_decimal
from key_account.tiers.facts import CompanyFacts, documents_behind, read_facts
from key_account.tiers.judgement import Client, Judgement, Open, judge, why_not_any_more
from key_account.tiers.ladder import Ladder
from key_account.tiers.review import Change, Proposal, Standing, propose_by_hand
from key_account.tiers.settings import ReviewRules, review_rules

ARCHIVE = "Client Archive"
REGISTERED = {"status": "Registered", "party_type": "Customer"}
BATCH = 500
#: Tells whoever wished for a review of one client that it is done.
PROPOSED = "key_account_tier_proposed"


@dataclass(frozen=True, slots=True)
class Wish:
	"""A tier that somebody proposes by hand, and why."""

	tier: str
	reason: str


@dataclass(frozen=True, slots=True)
class Review:
	"""What is the same for all clients of one company's review."""

	facts: CompanyFacts
	rules: ReviewRules
	ladder: Ladder
	today: dt.date
	wish: Wish | None = None


def review_all() -> None:
	"""Judge the clients of all companies. A scheduled job."""
	withdraw_of_unregistered()
	frappe.db.commit()  # on its own: what follows may be broken off
	companies = frappe.get_all(
		ARCHIVE, filters=REGISTERED, pluck="company", distinct=True, order_by="company"
	)
	for company in companies:
		with noted(f"Tier Review: {company}"):
			for _written in review_company(company, getdate(), go_on=True):
				frappe.db.commit()  # what was judged stays judged when a later batch fails


def review_company(
	company: str,
	today: dt.date,
	archives: Collection[str] | None = None,
	wish: Wish | None = None,
	*,
	go_on: bool = False,
) -> Iterator[list[str]]:
	"""Judge a company's registered clients, a batch at each step.

	archives   only these; all of the company's where not given
	wish       the tier that somebody proposes for them by hand
	go_on      a batch that fails is noted in the Error Log and left out; else it raises what it raised
	yields     the names of the Tier Reviews that were written for a batch; nothing is committed here
	raises     DomainError where tiers, settings or books make no sense
	"""
	filters: dict[str, Any] = {**REGISTERED, "company": company}
	if archives is not None:
		filters["name"] = ("in", list(archives) or ("",))
	found = frappe.get_all(ARCHIVE, filters=filters, fields=["name", "party"], order_by="name")
	if not found:
		return
	rules = review_rules(frappe.get_cached_doc("Key Account Settings"))
	ladder = Ladder(tiers())
	source, config = SiteSource(), site_config(company)
	context = Books(source, company, config).ledger_context()
	customers = [row.party for row in found]
	facts = read_facts(source, company, today, customers, config.cash_rules, context)
	review = Review(facts, rules, ladder, today, wish)
	for start in range(0, len(found), BATCH):
		written: list[str] = []
		with noted(f"Tier Review: {company}") if go_on else nullcontext():
			written = _review_batch(review, [row.name for row in found[start : start + BATCH]])
		yield written


def review_client(archive: str, tier: str | None = None, reason: str | None = None) -> None:
	"""Judge one client on somebody's wish, and tell them what came of it. A background job: it reads the year's books.

	tier, reason   where they propose one by hand
	"""
	wish = Wish(tier, (reason or "").strip()) if tier else None
	company = frappe.db.get_value(ARCHIVE, archive, "company")
	try:
		written = [name for names in review_company(company, getdate(), [archive], wish) for name in names]
	except DomainError as error:
		frappe.publish_realtime(
			PROPOSED,
			{"archive": archive, "error": error.told(_)},
			user=frappe.session.user,
			after_commit=True,
		)
		return
	told_of = written or frappe.get_all(
		REVIEW,
		filters={"archive": archive, "status": "Draft"},
		pluck="name",
		order_by="creation desc",
		limit=1,
	)
	frappe.publish_realtime(
		PROPOSED,
		{"archive": archive, "review": told_of[0] if told_of else None},
		user=frappe.session.user,
		after_commit=True,
	)


def withdraw_of_unregistered() -> None:
	"""Open proposals of clients that are registered no more."""
	review, archive = frappe.qb.DocType(REVIEW), frappe.qb.DocType(ARCHIVE)
	rows = (
		frappe.qb.from_(review)
		.left_join(archive)
		.on(archive.name == review.archive)
		.where((review.status == "Draft") & (archive.status.isnull() | (archive.status != "Registered")))
		.select(review.name)
		.run()
	)
	withdraw({name: _("The client is not registered any more.") for (name,) in rows})


def standing_of(archive: str, today: dt.date) -> Standing | None:
	"""Where a registered client stands; None where it is none. Its Customer is locked until the end of the transaction."""
	clients = _clients([archive], 0, today)
	return clients[0].standing if clients else None


def _review_batch(review: Review, archives: list[str]) -> list[str]:
	clients = _clients(archives, review.rules.grace_days, review.today)
	open_ones = _open_proposals(archives)
	judged = {
		client.archive: judge(client, review.facts, review.rules, review.ladder, review.today)
		for client in clients
	}
	drafts, reasons = [], {}
	for client in clients:
		judgement = judged[client.archive]
		wanted, reason = judgement.proposal, None
		if review.wish:
			wanted = propose_by_hand(client.standing, review.wish.tier, review.ladder, review.today)
			reason = review.wish.reason
		holding = False
		for found in open_ones.get(client.archive, ()):
			if why := _why_withdrawn(found, wanted, client, review):
				reasons[found.name] = why
			else:
				holding = True
		if wanted and not holding:
			drafts.append(Draft(client, wanted, judgement, reason))
	withdraw(reasons)
	behind = documents_behind(SiteSource(), review.facts, [draft.client.name for draft in drafts])
	_write_standing(clients, judged)
	return write(drafts, review.facts, behind, review.rules, review.today)


def _why_withdrawn(found: Open, wanted: Proposal | None, client: Client, review: Review) -> str | None:
	if review.wish:
		return _("Another tier was proposed by hand.")
	error = why_not_any_more(found, wanted, client.standing, review.ladder, review.today)
	return error.told(_) if error else None


def _clients(archives: list[str], grace_days: int, today: dt.date) -> list[Client]:
	"""Clients of a batch; their Customers are locked until it is committed, so that nobody decides meanwhile."""
	archive, customer = frappe.qb.DocType(ARCHIVE), frappe.qb.DocType("Customer")
	rows = (
		frappe.qb.from_(archive)
		.join(customer)
		.on(customer.name == archive.party)
		.where(archive.name.isin(archives))
		.where((archive.status == "Registered") & (archive.party_type == "Customer"))
		.select(
			archive.name,
			archive.party,
			archive.client_name,
			archive.potential,
			archive.is_strategic,
			customer.ka_tier,
			customer.ka_tier_since,
			customer.ka_tier_locked,
			customer.ka_tier_locked_until,
		)
		.orderby(customer.name)
		.for_update()
		.run(as_dict=True)
	)
	rejected = _rejected(archives, today - dt.timedelta(days=grace_days))
	return [_client(row, rejected.get(row.name)) for row in rows]


def _client(row: Any, rejected: tuple[str, dt.date] | None) -> Client:
	standing = Standing(
		tier=row.ka_tier or None,
		since=row.ka_tier_since,
		is_locked=bool(cint(row.ka_tier_locked)),
		locked_until=row.ka_tier_locked_until,
	)
	if rejected:
		standing = replace(standing, rejected=rejected[0], rejected_on=rejected[1])
	# A Percent that nobody filled in is 0.
	potential = to_decimal(row.potential) or None
	return Client(row.name, row.party, row.client_name, standing, potential, bool(row.is_strategic))


def _rejected(archives: list[str], since: dt.date) -> dict[str, tuple[str, dt.date]]:
	"""archive -> tier and day of the last proposal that was rejected since a day."""
	rows = frappe.get_all(
		REVIEW,
		filters={"archive": ("in", archives), "status": "Rejected", "decided_on": (">=", since)},
		fields=["archive", "tier", "decided_on"],
		order_by="decided_on, creation",
	)
	return {row.archive: (row.tier, row.decided_on) for row in rows}


def _open_proposals(archives: list[str]) -> dict[str, list[Open]]:
	rows = frappe.get_all(
		REVIEW,
		filters={"archive": ("in", archives), "status": "Draft"},
		fields=["name", "archive", "change", "tier_before", "tier", "is_manual"],
		order_by="archive, creation",
	)
	return {
		archive: [
			Open(
				row.name,
				Proposal(Change(row.change), row.tier_before or None, row.tier),
				is_manual=bool(row.is_manual),
			)
			for row in found
		]
		for archive, found in groupby(rows, key=lambda row: row.archive)
	}


def _write_standing(clients: list[Client], judged: dict[str, Judgement]) -> None:
	"""Grade and categories follow from facts and need no approval: one UPDATE for all clients of the same."""
	same: dict[tuple[str, str], list[str]] = {}
	for client in clients:
		judgement = judged[client.archive]
		key = (judgement.grade.value, told(judgement.categories))
		same.setdefault(key, []).append(client.name)
	for (grade, categories), names in sorted(same.items()):
		frappe.db.set_value(
			"Customer",
			{"name": ("in", names)},
			{"ka_grade": grade, "ka_categories": categories},
			update_modified=False,
		)
