"""Registered clients and their health, as the nightly job keeps it."""

import datetime as dt
from typing import Any

import frappe

from factories.clients import acting_as, person, registered
from factories.masters import COMPANY, named

TODAY = dt.date(2025, 6, 30)


def client(
	name: str = "Alpha", *, tier_days: int | None = None, by: str = "specialist", **values: Any
) -> str:
	"""A client that the director registered on 1 January 2025; returns its archive's name.

	tier_days   days between visits of the client's tier; None: it has no tier
	"""
	doc = registered(name, by, **{"account_manager": person(by), **values})
	# The approval's time is the server's.
	frappe.db.set_value("Client Archive", doc.name, "registered_on", "2025-01-01 09:00:00")
	tier = tier_of(tier_days) if tier_days else None
	frappe.db.set_value("Customer", named(name), {"ka_registered_on": "2025-01-01", "ka_tier": tier})
	return doc.name


def tier_of(days: int) -> str:
	"""A tier that asks for a visit every so many days."""
	name = f"KA Every {days} Days"
	if not frappe.db.exists("Client Tier", name):
		frappe.get_doc(
			{
				"doctype": "Client Tier",
				"tier_name": name,
				"from_points": days / 10,
				"visit_interval_days": days,
			}
		).insert()
	return name


def follow_up(archive: str, on: str, by: str = "specialist") -> None:
	"""Note a contact with the client."""
	with acting_as(by):
		doc = frappe.get_doc("Client Archive", archive)
		doc.append("follow_ups", {"date": on, "progress": "Met"})
		doc.save()


def issue(customer: str = "Alpha", **values: Any) -> str:
	"""An open Issue of a customer."""
	return (
		frappe.get_doc(
			{
				"doctype": "Issue",
				"subject": "Does not start",
				"customer": named(customer),
				"company": COMPANY,
				**values,
			}
		)
		.insert()
		.name
	)


def compute(today: dt.date = TODAY) -> int:
	"""The nightly job for the tests' company."""
	from key_account.clients.health_job import compute

	return compute(COMPANY, today)


def kept(archive: str) -> list[frappe._dict]:
	"""All that is kept of a client's health, the latest first."""
	return frappe.get_all(
		"Client Health", filters={"archive": archive}, fields=["*"], order_by="since desc, name"
	)


def weigh(**weights: float) -> None:
	"""Let only these parts make the score, by the names of `Part`."""
	from key_account.health import Part

	settings = frappe.get_doc("Key Account Settings")
	settings.health_weights = []
	for name, weight in weights.items():
		settings.append("health_weights", {"part": Part[name].value, "weight": weight})
	settings.save()
