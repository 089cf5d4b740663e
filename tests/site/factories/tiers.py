"""Tier Reviews as the job makes them, and the ladder they are made by."""

import datetime as dt
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, getdate
from key_account.key_account.doctype.tier_review import tier_review

from factories.clients import acting_as, step
from factories.masters import COMPANY, named
from key_account.tiers import job

#: Tier -> from points, days between visits, discount authority, gift limit.
LADDER = {"KA Gold": (80, 14, 15, 500), "KA Platinum": (45, 45, 10, 300), "KA Silver": (0, 90, 5, 100)}


def make_ladder() -> None:
	"""The tests' own tiers in place of the site's, which come back with the roll-back."""
	frappe.db.delete("Client Tier")
	for name, (points, days, discount, gift) in LADDER.items():
		frappe.get_doc(
			{
				"doctype": "Client Tier",
				"tier_name": name,
				"from_points": points,
				"visit_interval_days": days,
				"discount_authority": discount,
				"gift_limit": gift,
			}
		).insert()


def ago(days: int) -> str:
	"""A day before today, as documents have it."""
	return str(add_days(getdate(), -days))


def run(today: dt.date | None = None, archives: list[str] | None = None) -> list[str]:
	"""The review of the tests' company, without its commits; returns the names of what it proposes."""
	batches = job.review_company(COMPANY, today or getdate(), archives)
	return [name for names in batches for name in names]


def proposals(client: str = "Alpha", **filters: Any) -> list[Document]:
	"""All Tier Reviews of a client, the oldest first."""
	names = frappe.get_all(
		"Tier Review", {"customer": named(client), **filters}, pluck="name", order_by="creation, name"
	)
	return [frappe.get_doc("Tier Review", name) for name in names]


def proposal(client: str = "Alpha", **filters: Any) -> Document:
	"""The only one."""
	(found,) = proposals(client, **filters)
	return found


def in_tier(client: str, tier: str | None, since: str | None = None, **values: Any) -> None:
	"""A client that came to a tier on a day, as an approval writes it."""
	frappe.db.set_value(
		"Customer", named(client), {"ka_tier": tier, "ka_tier_since": since or ago(365), **values}
	)


def reject(doc: Document, reason: str, by: str = "director") -> Document:
	with acting_as(by):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.rejection_reason = reason
		doc.save()
	return step(doc, "Reject", by)


def propose_now(archive: Document, tier: str | None = None, reason: str | None = None) -> None:
	"""As the list's button does, and the background job behind it."""
	tier_review.propose_now(archive.name, tier, reason)
