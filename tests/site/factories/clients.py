"""Client Archives as people make them, and the people who do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow

from factories.masters import COMPANY, named

ROLES = {
	"specialist": "Key Account Specialist",
	"colleague": "Key Account Specialist",
	"manager": "Key Account Manager",
	"director": "Key Account Director",
	"second_director": "Key Account Director",
	"executive": "Key Account Executive",
	"finance": "Accounts Manager",
	"sales": "Sales User",
	"employee": "Employee",
}


def person(who: str) -> str:
	"""The login of somebody with one of ROLES, made where they are not there yet."""
	login = f"ka.{who}@example.com"
	if not frappe.db.exists("User", login):
		frappe.get_doc(
			{
				"doctype": "User",
				"email": login,
				"first_name": who.title(),
				"send_welcome_email": 0,
				"roles": [{"role": ROLES[who]}],
			}
		).insert(ignore_permissions=True)
	return login


@contextmanager
def acting_as(who: str) -> Iterator[str]:
	"""Run the block as `who`, see ROLES; yields their login."""
	before = frappe.session.user
	login = person(who)
	frappe.set_user(login)
	try:
		yield login
	finally:
		frappe.set_user(before)


def new_archive(client: str = "Alpha", **values: Any) -> Document:
	"""An archive that is not saved yet, of the tests' customer `client` unless `party` says otherwise."""
	return frappe.get_doc(
		{
			"doctype": "Client Archive",
			"party_type": "Customer",
			"party": named(client),
			"company": COMPANY,
			**values,
		}
	)


def archive(client: str = "Alpha", by: str = "specialist", **values: Any) -> Document:
	"""A draft, written by `by`."""
	with acting_as(by):
		return new_archive(client, **values).insert()


def send(doc: Document, by: str = "specialist") -> Document:
	return step(doc, "Send for Registration", by)


def step(doc: Document, action: str, by: str) -> Document:
	"""Take a step of a document's workflow as its button does."""
	with acting_as(by):
		return apply_workflow(frappe.get_doc(doc.doctype, doc.name).as_dict(), action)


def registered(client: str = "Alpha", by: str = "specialist", **values: Any) -> Document:
	"""An archive that the director approved, today."""
	doc = step(send(archive(client, by, **values), by), "Approve", "director")
	return frappe.get_doc("Client Archive", doc.name)
