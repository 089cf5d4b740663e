"""Document events on ERPNext's Employee."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from key_account.permissions.clients import CONFIDENTIAL

#: So many clients are named where an employee cannot leave.
NAMED = 5


def validate(doc: Document, method: str | None = None) -> None:
	"""Nobody leaves with key accounts: they are handed over first (clients.md, Handover).

	raises     frappe.ValidationError naming the clients
	"""
	before = doc.get_doc_before_save()
	was_there = not before or before.status != "Left"
	leaves = doc.status == "Left" and was_there
	# Who loses their login first could leave next, and nobody would know whose the clients were.
	loses_login = was_there and before and before.user_id and not doc.user_id
	if not (leaves or loses_login):
		return
	users = {user for user in (doc.user_id, before and before.user_id) if user}
	if not users:
		return
	clients = frappe.get_all(
		"Client Archive",
		{"account_manager": ("in", list(users)), "status": "Registered"},
		["client_name", "confidentiality"],
		order_by="client_name",
	)
	if not clients:
		return
	# Whoever keeps the staff's records need not know of confidential clients.
	named = [client.client_name for client in clients if client.confidentiality != CONFIDENTIAL][:NAMED]
	names = ", ".join(map(escape_html, named)) or _("confidential")
	if named and len(clients) > len(named):
		names = _("{0} and {1} more").format(names, len(clients) - len(named))
	sentence = (
		_(
			"Employee {0} is account manager of {1} registered clients ({2}) and cannot leave with them: "
			"make a Client Handover and have it approved first."
		)
		if leaves
		else _(
			"Employee {0} is account manager of {1} registered clients ({2}) and keeps the login until these "
			"are handed over: make a Client Handover and have it approved first."
		)
	)
	frappe.throw(
		sentence.format(escape_html(doc.employee_name or doc.name), len(clients), names),
		title=_("Client Handover"),
	)
