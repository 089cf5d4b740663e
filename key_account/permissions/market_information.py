"""Which market information a user sees.

What is about a client is seen by who sees the client; what is about the market, by who reported it, their managers,
and whoever sees all clients.
"""

import frappe
from frappe.model.document import Document

from key_account.permissions.clients import NOTHING, client_of_condition, client_view, sees_client_of

DOCTYPE = "Market Information"


def information_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""permission_query_conditions; empty where all is seen."""
	view = client_view(user)
	of_clients = client_of_condition(user, DOCTYPE)
	if view.users is None and not of_clients:
		return ""
	table = f"`tab{DOCTYPE}`"
	of_market = f"COALESCE({table}.archive, '') = ''"
	if view.users is not None:
		authors = ", ".join(frappe.db.escape(login) for login in sorted(view.users))
		of_market += f" AND {f'{table}.reported_by IN ({authors})' if authors else NOTHING}"
	return f"({of_clients} OR ({of_market}))"


def sees_information(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""has_permission; the same as `information_condition`."""
	saved = (
		None
		if doc.is_new()
		else frappe.db.get_value(DOCTYPE, doc.name, ["archive", "reported_by"], as_dict=True)
	)
	if doc.archive or (saved and saved.archive):
		return sees_client_of(doc, ptype, user, debug)
	if saved is None:
		return doc.is_new()
	view = client_view(user)
	return view.users is None or saved.reported_by in view.users
