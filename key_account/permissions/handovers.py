"""Who sees a Client Handover: who hands over, who takes over, who wrote it, and those who see the clients of these.

Finance sees no handover that names a confidential client, as it does not see that client either.
"""

import frappe
from frappe.model.document import Document

from key_account.permissions.clients import CONFIDENTIAL, NOTHING, client_view

HANDOVER, ROW = "Client Handover", "Client Handover Document"

CONFIDENTIAL_ROWS = f"""SELECT 1 FROM `tab{ROW}` named
	LEFT JOIN `tabClient Archive` client ON client.party_type = 'Customer' AND client.party = named.customer
	LEFT JOIN `tabClient Archive` archive ON named.document_type = 'Client Archive' AND archive.name = named.document
	WHERE '{CONFIDENTIAL}' IN (client.confidentiality, archive.confidentiality) AND named.parent = """


def handover_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Frappe's permission_query_conditions for Client Handover; empty where all are seen."""
	user = user or frappe.session.user
	view = client_view(user)
	users = view.users
	me = frappe.db.escape(user)
	if users is None:
		if view.sees_confidential:
			return ""
		hidden = f"EXISTS ({CONFIDENTIAL_ROWS}`tab{HANDOVER}`.name)"
		return f"({me} IN (`tab{HANDOVER}`.user, `tab{HANDOVER}`.owner) OR NOT {hidden})"
	seen = ", ".join(frappe.db.escape(name) for name in sorted(users))
	of_team = f"`tab{HANDOVER}`.user IN ({seen})" if seen else NOTHING
	return (
		f"({of_team} OR `tab{HANDOVER}`.owner = {me} OR EXISTS (SELECT 1 FROM `tab{ROW}` handed"
		f" WHERE handed.parent = `tab{HANDOVER}`.name AND handed.successor_user = {me}))"
	)


def sees_handover(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Frappe's has_permission for Client Handover; of a new one it is asked when it is saved, see `may_hand_over`."""
	user = user or frappe.session.user
	if doc.is_new():
		return True
	saved = frappe.db.get_value(HANDOVER, doc.name, ["user", "owner"], as_dict=True)
	if saved is None:
		return True
	view = client_view(user)
	if user in (saved.user, saved.owner) or (view.users and saved.user in view.users):
		return True
	if view.users is None:
		return view.sees_confidential or not frappe.db.sql(f"{CONFIDENTIAL_ROWS}%s LIMIT 1", doc.name)
	return bool(frappe.db.exists(ROW, {"parent": doc.name, "successor_user": user}))


def may_hand_over(leaver: str | None, user: str | None = None) -> bool:
	"""Whether a user may write a handover of what this login is responsible for: it is theirs or of their team."""
	users = client_view(user).users
	return users is None or leaver in users
