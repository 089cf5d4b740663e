"""Document events on ERPNext's Opportunity: the market information that it was made of."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from key_account.key_account.doctype.market_information.market_information import check_convertible

FIELD = "ka_market_information"


def validate(doc: Document, method: str | None = None) -> None:
	"""An opportunity says at its making which information it was made of, and keeps it.

	raises     PermissionError for who may not read the information; ValidationError where an opportunity cannot be
	           made of it, or is of another client
	"""
	before = doc.get_doc_before_save()
	if before:
		doc.set(FIELD, before.get(FIELD))
	elif doc.get(FIELD):
		frappe.get_doc("Market Information", doc.get(FIELD)).check_permission("read")
		_check_client(doc, check_convertible(doc.get(FIELD)).archive)


def after_insert(doc: Document, method: str | None = None) -> None:
	if doc.get(FIELD):
		_link(doc.get(FIELD), doc.name)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Another one may be made of the information then."""
	if doc.get(FIELD):
		_link(doc.get(FIELD), None)


def _check_client(doc: Document, archive: str | None) -> None:
	if not archive:
		return
	client = frappe.db.get_value(
		"Client Archive", archive, ["party_type", "party", "client_name"], as_dict=True
	)
	if (doc.opportunity_from, doc.party_name) != (client.party_type, client.party):
		frappe.throw(
			_("Market Information {0} is about {1}: the Opportunity must be of that client.").format(
				escape_html(doc.get(FIELD)), escape_html(client.client_name)
			)
		)


def _link(information: str, opportunity: str | None) -> None:
	# Nobody edits the information, so no document event needs to run for it.
	frappe.db.set_value("Market Information", information, "opportunity", opportunity)
