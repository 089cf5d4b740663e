"""Who is told that a client's health fell, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import escape_html

from key_account.clients.facts import Client
from key_account.permissions.sales_people import permitted
from key_account.roles import DIRECTOR


@dataclass(frozen=True, slots=True)
class Fall:
	"""before, now   points
	document      the Client Health that says why
	"""

	client: Client
	document: str
	before: Decimal
	now: Decimal


def tell(company: str, falls: Sequence[Fall]) -> None:
	"""Tell the account manager of each client and the directors who may see it, each in their language.

	The notices are made here and now, not by a job of their own, so that they are kept or undone with the scores.
	"""
	if not falls:
		return
	directors = _directors(company)
	languages = _languages({*directors, *(fall.client.account_manager for fall in falls)})
	for fall in falls:
		told = {user for user, seen in directors.items() if seen is None or fall.client.customer in seen}
		for user in sorted(told | {fall.client.account_manager or ""}):
			if user in languages:
				make_notification_logs(_notice(fall, languages[user]), [user])


def _notice(fall: Fall, language: str) -> frappe._dict:
	name = frappe.bold(escape_html(fall.client.client_name))
	return frappe._dict(
		type="Alert",
		document_type="Client Health",
		document_name=fall.document,
		subject=_(
			"Account health of {0} fell from {1} to {2}: see what it is made of.", lang=language
		).format(name, fall.before, fall.now),
	)


def _directors(company: str) -> dict[str, set[str] | None]:
	"""The directors who may see the company -> the customers that User Permissions leave them, None: all."""
	users = frappe.get_all(
		"Has Role",
		filters={"role": DIRECTOR, "parenttype": "User"},
		pluck="parent",
		distinct=True,
		order_by="parent",
	)
	found = {}
	for user in users:
		companies = permitted("Company", user)
		if companies is None or company in companies:
			found[user] = permitted("Customer", user)
	return found


def _languages(users: set[str | None]) -> dict[str, str]:
	"""User -> language, of those who can log in."""
	names = sorted(user for user in users if user)
	if not names:
		return {}
	site = frappe.db.get_single_value("System Settings", "language") or "en"
	return {
		row.name: row.language or site
		for row in frappe.get_all(
			"User",
			filters={"name": ("in", names), "enabled": 1},
			fields=["name", "language"],
			order_by="name",
		)
	}
