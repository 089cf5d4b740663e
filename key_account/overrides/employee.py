"""Document events on ERPNext's Employee."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

#: So many clients are named where an employee cannot leave.
NAMED = 5


def validate(doc: Document, method: str | None = None) -> None:
	"""Nobody leaves with key accounts: they are handed over first (clients.md, Handover).

	raises     frappe.ValidationError naming the clients
	"""
	if doc.status != "Left":
		return
	before = doc.get_doc_before_save()
	if before and before.status == "Left":
		return
	# A login that is taken away in the same moment owns its clients all the same.
	users = {user for user in (doc.user_id, before and before.user_id) if user}
	if not users:
		return
	clients = frappe.get_all(
		"Client Archive",
		{"account_manager": ("in", list(users)), "status": "Registered"},
		pluck="client_name",
		order_by="client_name",
	)
	if not clients:
		return
	names = ", ".join(escape_html(name) for name in clients[:NAMED])
	if len(clients) > NAMED:
		names = _("{0} and {1} more").format(names, len(clients) - NAMED)
	frappe.throw(
		_(
			"Employee {0} is account manager of {1} registered clients ({2}) and cannot leave with them: "
			"make a Client Handover and have it approved first."
		).format(escape_html(doc.employee_name or doc.name), len(clients), names),
		title=_("Client Handover"),
	)
