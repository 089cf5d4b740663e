"""Document events on ERPNext's Customer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from key_account.setup.custom_fields import REGISTRATION_ROLES


def validate(doc: Document, method: str | None = None) -> None:
	"""Keep the registration date from those whose bonus it decides (bonus.md 1, Registered deals only).

	raises     frappe.PermissionError where a user without one of REGISTRATION_ROLES sets or changes it
	"""
	before = doc.get_doc_before_save()
	old = before.get("ka_registered_on") if before else None
	new = doc.get("ka_registered_on")
	if (getdate(new) if new else None) == (getdate(old) if old else None):
		return
	if not set(REGISTRATION_ROLES) & set(frappe.get_roles()):
		frappe.throw(
			_("Customer {0}: only {1} may change {2}.").format(
				escape_html(doc.name or doc.customer_name),
				", ".join(_(role) for role in REGISTRATION_ROLES),
				_(doc.meta.get_label("ka_registered_on")),
			),
			frappe.PermissionError,
		)
