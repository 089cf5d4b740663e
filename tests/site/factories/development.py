"""Development Plans as people make them, and what they are linked with."""

from typing import Any

import frappe
from frappe.model.document import Document
from key_account.key_account.doctype.development_plan.facts import facts

from factories.clients import acting_as, archive
from factories.masters import COMPANY, named
from key_account.setup import development_stages

STAGES = (
	"Potential Need",
	"Demonstration and Information",
	"Value Assessment",
	"Decision Makers",
	"Closing the Deal",
)
BEST = {
	"share_to_win": "5",
	"value_to_us": "5",
	"our_capacity": "5",
	"time_and_cost": "1",
	"closing_risk": "1",
	"payment_risk": "1",
	"technical_difficulty": "1",
}
MIDDLE = dict.fromkeys(BEST, "3")
WORST = {field: str(6 - int(score)) for field, score in BEST.items()}


def fresh_templates() -> None:
	"""The templates as a new site has them; the site's own come back with the roll-back."""
	frappe.db.delete("Development Stage Template")
	development_stages.create(lambda text: text)


def client(of: str = "Alpha", by: str = "specialist", **values: Any) -> Document:
	"""The archive of the tests' customer `of`, with two stakeholders, made where it is not there yet."""
	found = frappe.db.get_value("Client Archive", {"party_type": "Customer", "party": named(of)})
	if found:
		return frappe.get_doc("Client Archive", found)
	people = [
		{"person_name": "Chen", "role": "Decision Maker", "support": "Neutral"},
		{"person_name": "Wu", "role": "User", "support": "For Us"},
	]
	return archive(of, by, stakeholders=people, **values)


def new_plan(of: str = "Alpha", **values: Any) -> Document:
	"""A plan that is not saved yet, for the client `of`."""
	values = {"archive": client(of).name, "plan_title": "Group licence", **values}
	return frappe.get_doc({"doctype": "Development Plan", **values})


def plan(of: str = "Alpha", by: str = "specialist", **values: Any) -> Document:
	"""A saved plan in its first stage."""
	doc = new_plan(of, **values)
	with acting_as(by):
		return doc.insert()


def change(doc: Document, by: str = "specialist", **values: Any) -> Document:
	"""Save the plan with other values, as `by`."""
	with acting_as(by):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.update(values)
		return doc.save()


def go_to(doc: Document, number: int, by: str = "specialist") -> Document:
	"""Take the plan to stage `number`, one by one, with the best of scores where it has none."""
	for name in STAGES[STAGES.index(doc.stage) + 1 : number]:
		scores = {} if doc.assessed_grade or name != "Decision Makers" else BEST
		doc = change(doc, by, **scores)
		doc = change(doc, by, stage=name)
	return doc


def opportunity(of: str = "Alpha", **values: Any) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Opportunity",
			"opportunity_from": "Customer",
			"party_name": named(of),
			"company": COMPANY,
			"title": "Group licence for all branches",
			"currency": "CNY",
			"conversion_rate": 1,
			"sales_stage": None,
			**values,
		}
	).insert()


def facts_for(doc: Document, who: str = "specialist") -> dict:
	with acting_as(who):
		return facts(doc.name)
