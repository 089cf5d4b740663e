"""The Client Archives of the demo's registered customers."""

import datetime as dt
from typing import Any

import frappe

from key_account.demo.archives import ARCHIVES, STARS, Row
from key_account.demo.model import Customer, Story
from key_account.demo.site_company import Commit
from key_account.registration import State

REGISTERED_AT = dt.time(10, 0)


def ensure_archives(story: Story, commit: Commit, *, of_nobody: bool = False) -> None:
	"""An archive for every customer that the story registers, as if it had been approved on its day.

	of_nobody   those whose account nobody manages, too: with an archive, their orders would be refused
	"""
	for customer in story.customers:
		if not (customer.manager or of_nobody):
			continue
		there = frappe.db.exists("Client Archive", {"party_type": "Customer", "party": customer.name})
		if customer.registered and not there:
			_make(story, customer)
			commit()


def remove_archive(customer: Customer) -> None:
	"""Registered or not: the demo takes itself away."""
	name = frappe.db.get_value("Client Archive", {"party_type": "Customer", "party": customer.name})
	if not name:
		return
	frappe.db.set_value("Client Archive", name, "registered_on", None)
	delete_with_actions("Client Archive", name)


def delete_with_actions(doctype: str, name: str) -> None:
	"""Workflow Actions with their rows: Frappe leaves the rows, and makes the actions anew once the document is gone."""
	_delete_actions(doctype, name)
	_delete(doctype, name)
	_delete_actions(doctype, name)


def _delete_actions(doctype: str, name: str) -> None:
	of_document = {"reference_doctype": doctype, "reference_name": name}
	for action in frappe.get_all("Workflow Action", of_document, pluck="name", order_by="name"):
		_delete("Workflow Action", action)


def _delete(doctype: str, name: str) -> None:
	frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)


def _make(story: Story, customer: Customer) -> None:
	manager = story.person(customer.manager).user if customer.manager else None
	values: dict[str, Any] = dict(ARCHIVES.get(customer.name, {}))
	rows = values.pop("stakeholders", ())
	archive = frappe.get_doc(
		{
			"doctype": "Client Archive",
			"party_type": "Customer",
			"party": customer.name,
			"company": story.company,
			"account_manager": manager,
			"stakeholders": [_stakeholder(row, manager) for row in rows],
			**values,
		}
	)
	archive.insert(ignore_permissions=True)  # on the right of the administrator who runs the demo
	# The story's registrations lie in the past, and no button leads there.
	registered = {
		"status": State.REGISTERED.value,
		"registered_on": dt.datetime.combine(customer.registered, REGISTERED_AT),
		"account_manager": manager,
	}
	frappe.db.set_value("Client Archive", archive.name, registered)
	frappe.db.set_value(
		"Customer", customer.name, {"ka_archive": archive.name, "ka_registered_on": customer.registered}
	)


def _stakeholder(row: Row, manager: str | None) -> dict[str, Any]:
	name, position, role, reports_to, stars, support, is_ours = row
	return {
		"person_name": name,
		"position": position,
		"role": role,
		"reports_to": reports_to,
		"closeness": stars / STARS,
		"support": support,
		"our_owner": manager if is_ours else None,
	}
