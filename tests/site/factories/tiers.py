"""Tier Reviews as the job makes them, and the ladder they are made by."""

import datetime as dt
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, getdate
from key_account.key_account.doctype.frozen_evidence.frozen_evidence import documents_behind
from key_account.key_account.doctype.tier_review import tier_review

from factories.clients import acting_as, step
from factories.masters import COMPANY, named
from factories.selling import Line, invoice
from key_account.clients import tier_review_job as job
from key_account.tiers.settings import default_measures

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


def app_rules() -> None:
	"""The tests' ladder, and the app's own measures and limits."""
	make_ladder()
	settings = frappe.get_doc("Key Account Settings")
	settings.set("tier_measures", default_measures())
	settings.update(
		{
			"tier_grace_days": 90,
			"grade_points": 50,
			"large_contract_amount": 10_000_000,
			"good_on_time_share": 90,
			"key_purchases": 1_000_000,
			"key_profit_share": 10,
		}
	)
	settings.save()


def by_potential_alone() -> None:
	"""Points are what the account manager says of the potential."""
	settings = frappe.get_doc("Key Account Settings")
	settings.set("tier_measures", [{"measure": "Client Potential", "weight": 1, "full_at": 100}])
	settings.save()


def figures(doc: Document) -> dict[str, tuple[float, float, float, float]]:
	"""Measure -> amount, what it is compared with, figure, points; of those that could be judged."""
	return {
		row.measure: (row.amount, row.compared_with, row.value, row.points)
		for row in doc.figures
		if row.is_judged
	}


def frozen(doc: Document, measure: str) -> list[tuple[str, str, float, float | None]]:
	"""Document, day, amount and what it is compared with, as the form shows them."""
	return [
		(row["name"], str(row["date"]), row["amount"], row["compared_with"])
		for row in documents_behind(doc.doctype, doc.name, measure)
	]


def customer(client: str, *fields: str) -> tuple:
	"""Fields of the Customer."""
	found = frappe.db.get_value("Customer", named(client), fields, as_dict=True)
	return tuple(found[field] for field in fields)


def sell(client: str = "Alpha", amount: int = 1000, days: int = 100, **options: object) -> Document:
	"""A submitted invoice of so many days ago; see `factories.selling.invoice`."""
	return invoice(
		[Line("Software", amount, cost=options.pop("cost", 0))], on=ago(days), customer=client, **options
	)
