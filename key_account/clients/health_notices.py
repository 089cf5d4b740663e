"""Who is told that a client's health fell, and how."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, urlencode

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import escape_html

from key_account.clients.facts import Client
from key_account.compat import desk_path
from key_account.permissions.sales_people import permitted
from key_account.roles import DIRECTOR

DOCTYPE = "Client Health"
SAVEPOINT = "ka_health_notice"
#: Clients that the headline of a notice on many names; the mail lists them all.
NAMED = 3


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

	Everybody has one notice, however many clients fell. It is made here and now, not by a job of its own, so that it
	is kept or undone with the scores.
	"""
	if not falls:
		return
	told = _told(falls, _directors(company))
	for user, language in _languages(told).items():
		_tell(user, told[user], language)


def _tell(user: str, falls: Sequence[Fall], language: str) -> None:
	"""Somebody who cannot be told keeps neither the others from being told nor the scores from being kept."""
	notice = _of_one(falls[0], language) if len(falls) == 1 else _of_many(falls, language)
	frappe.db.savepoint(SAVEPOINT)
	try:
		make_notification_logs(frappe._dict(type="Alert", document_type=DOCTYPE, **notice), [user])
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.log_error(title=f"Notice of account health to {user}")


def _told(falls: Iterable[Fall], directors: Mapping[str, set[str] | None]) -> dict[str, list[Fall]]:
	"""User -> the falls they are told of, the deepest first."""
	told = defaultdict(list)
	for fall in sorted(falls, key=lambda fall: (fall.now - fall.before, fall.client.client_name)):
		users = {user for user, seen in directors.items() if seen is None or fall.client.customer in seen}
		for user in users | {fall.client.account_manager or ""}:
			told[user].append(fall)
	return told


def _name(fall: Fall) -> str:
	return escape_html(fall.client.client_name)


def _of_one(fall: Fall, language: str) -> dict[str, str]:
	return {
		"document_name": fall.document,
		"subject": _(
			"Account health of {0} fell from {1} to {2}: see what it is made of.", lang=language
		).format(frappe.bold(_name(fall)), fall.before, fall.now),
	}


def _of_many(falls: Sequence[Fall], language: str) -> dict[str, str]:
	"""Leads to the list of them; the mail names each and leads to it."""
	sentence = (
		_("Account health of {0} clients fell, most of all of: {1}.", lang=language)
		if len(falls) > NAMED
		else _("Account health of {0} clients fell: {1}.", lang=language)
	)
	clients = ", ".join(f"{frappe.bold(_name(fall))} {fall.before} → {fall.now}" for fall in falls[:NAMED])
	path = f"{desk_path()}/{frappe.scrub(DOCTYPE).replace('_', '-')}"
	rows = (
		f'<li><a href="{path}/{quote(fall.document)}">{_name(fall)}</a>: {fall.before} → {fall.now}</li>'
		for fall in falls
	)
	return {
		"subject": sentence.format(len(falls), clients),
		"email_content": f"<ul>{''.join(rows)}</ul>",
		"link": f"{path}?{urlencode({'name': json.dumps(['in', [fall.document for fall in falls]])})}",
	}


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


def _languages(users: Iterable[str]) -> dict[str, str]:
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
