"""Handovers and change requests as people make them, and the salespeople with their employees who do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow

from factories.clients import acting_as, new_archive, step
from factories.masters import COMPANY, named, user_of

LI_NA, WANG_WEI, ZHAO_LEI = (user_of(name) for name in ("Li Na", "Wang Wei", "Zhao Lei"))


def specialists() -> None:
	"""Let the salespeople be specialists, and no more."""
	for name in ("Li Na", "Wang Wei", "Zhao Lei"):
		give_roles(name, "Key Account Specialist")


def employee(person: str) -> str:
	"""The Employee of a salesperson of the masters."""
	return frappe.db.get_value("Employee", {"user_id": user_of(person)})


def give_roles(person: str, *roles: str) -> str:
	"""Let a salesperson have just these roles; returns the login."""
	user = frappe.get_doc("User", user_of(person))
	user.set("roles", [{"role": role} for role in roles])
	user.save(ignore_permissions=True)
	frappe.clear_cache(user=user.name)
	return user.name


@contextmanager
def as_person(person: str) -> Iterator[str]:
	"""Run the block as a salesperson, with the roles they were given."""
	before = frappe.session.user
	frappe.set_user(user_of(person))
	try:
		yield user_of(person)
	finally:
		frappe.set_user(before)


def registered_of(person: str, client: str = "Alpha", **values: Any) -> Document:
	"""A registered archive that a salesperson, who has a role to write it, made and looks after."""
	with as_person(person):
		doc = new_archive(client, **{"account_manager": user_of(person), **values}).insert()
		apply_workflow(doc.as_dict(), "Send for Registration")
	return frappe.get_doc("Client Archive", step(doc, "Approve", "director").name)


def change_request(client_archive: Document, by: str = "director", **values: Any) -> Document:
	"""A draft of `by`, see factories.clients.ROLES."""
	with acting_as(by):
		return frappe.get_doc(
			{
				"doctype": "Client Change Request",
				"archive": client_archive.name,
				"reason": "A new region",
				**values,
			}
		).insert()


def handover(leaver: str = "Li Na", successor: str | None = "Wang Wei", **values: Any) -> Document:
	"""A draft of Administrator's that is not saved yet."""
	return frappe.get_doc(
		{
			"doctype": "Client Handover",
			"employee": employee(leaver),
			"company": COMPANY,
			"kind": "Leaving",
			"effective_date": "2025-03-01",
			"default_successor": successor and employee(successor),
			**values,
		}
	)


def sent(doc: Document, by: str = "Li Na") -> Document:
	"""The handover, inserted and sent by a salesperson."""
	with as_person(by):
		if not doc.name:
			doc.insert()
		return apply_workflow(frappe.get_doc(doc.doctype, doc.name).as_dict(), "Send to Successors")


def accepted(doc: Document, *by: str) -> Document:
	"""The handover after each of `by` accepted their rows."""
	from key_account.key_account.doctype.client_handover.client_handover import accept

	for receiver in by:
		with as_person(receiver):
			accept(doc.name)
	return frappe.get_doc(doc.doctype, doc.name)


def approved(doc: Document, *by: str) -> Document:
	"""The handover, sent by who hands over, accepted by all of `by`, approved by the director."""
	doc = accepted(sent(doc), *(by or ("Wang Wei",)))
	step(doc, "Approve", "director")
	return frappe.get_doc(doc.doctype, doc.name)


def customer_value(client: str, field: str) -> object:
	return frappe.db.get_value("Customer", named(client), field)


def rows(doc: Document) -> dict[tuple[str, str], Document]:
	"""The documents of a handover by their type and name."""
	return {(row.document_type, row.document): row for row in doc.documents}


def todo(**values: object) -> Document:
	"""A task of Li Na's, unless `values` say otherwise."""
	return frappe.get_doc(
		{"doctype": "ToDo", "allocated_to": user_of("Li Na"), "description": "<p>Ring them</p>", **values}
	).insert()


def project(*users: str, name: str = "KA Rollout") -> Document:
	"""An open project of these logins."""
	return frappe.get_doc(
		{
			"doctype": "Project",
			"project_name": name,
			"company": COMPANY,
			"customer": named("Alpha"),
			"users": [{"user": user, "welcome_email_sent": 1} for user in users],
		}
	).insert()


def opportunity(**values: object) -> Document:
	"""One of Li Na's."""
	return frappe.get_doc(
		{
			"doctype": "Opportunity",
			"opportunity_from": "Customer",
			"party_name": named("Alpha"),
			"company": COMPANY,
			"opportunity_owner": user_of("Li Na"),
			"opportunity_amount": 3000,
			"currency": "CNY",
			**values,
		}
	).insert()


def quotation() -> Document:
	"""One that Li Na wrote."""
	doc = frappe.get_doc(
		{
			"doctype": "Quotation",
			"quotation_to": "Customer",
			"party_name": named("Alpha"),
			"company": COMPANY,
			"selling_price_list": named("Selling"),
			"currency": "CNY",
			"items": [{"item_code": named("Software"), "qty": 1, "rate": 700}],
		}
	).insert()
	frappe.db.set_value("Quotation", doc.name, "owner", user_of("Li Na"))
	return doc


def asset() -> Document:
	"""An existing laptop in Li Na's custody."""
	frappe.get_doc({"doctype": "Location", "location_name": "KA Office"}).insert()
	category = frappe.get_doc(
		{
			"doctype": "Asset Category",
			"asset_category_name": "KA Computers",
			"accounts": [{"company_name": COMPANY, "fixed_asset_account": _fixed_asset_account()}],
		}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Item",
			"item_code": "KA Laptop",
			"item_group": named("Hardware"),
			"stock_uom": "Nos",
			"is_stock_item": 0,
			"is_fixed_asset": 1,
			"asset_category": category.name,
		}
	).insert()
	amount = "net_purchase_amount" if frappe.get_meta("Asset").has_field("net_purchase_amount") else None
	doc = frappe.get_doc(
		{
			"doctype": "Asset",
			"item_code": "KA Laptop",
			"asset_name": "KA Laptop",
			"company": COMPANY,
			"location": "KA Office",
			"custodian": employee("Li Na"),
			"is_existing_asset": 1,
			amount or "gross_purchase_amount": 6000,
			"purchase_amount": 6000,
			"purchase_date": "2025-01-02",
			"available_for_use_date": "2025-01-02",
			"cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
		}
	)
	return doc.insert().submit()


def _fixed_asset_account() -> str:
	return frappe.db.get_value("Account", {"company": COMPANY, "account_type": "Fixed Asset", "is_group": 0})
