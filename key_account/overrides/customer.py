"""Document events on ERPNext's Customer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from key_account.groups import GroupError, check_parent
from key_account.hierarchy import circle
from key_account.setup.custom_fields import REGISTRATION_ROLES


def validate(doc: Document, method: str | None = None) -> None:
	"""raises     as `check_registration_date` and `check_parent_client`"""
	check_registration_date(doc)
	check_parent_client(doc)


def check_registration_date(doc: Document) -> None:
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


def check_parent_client(doc: Document) -> None:
	"""raises     frappe.ValidationError where the client would stand above itself"""
	parent = doc.get("ka_parent_client")
	before = doc.get_doc_before_save()
	if not parent or (before and before.get("ka_parent_client") == parent):
		return
	try:
		check_parent(doc.name, parent, _parents())
	except GroupError as error:
		frappe.throw(escape_html(error.told(_)), title=_("Parent Client"))


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Where two clients of one group became one, it may stand above itself now: it comes to the top of its group."""
	if merge and circle(new, _parents()):
		frappe.db.set_value("Customer", new, "ka_parent_client", None)
		frappe.msgprint(
			_("Customer {0} was merged with one of its own group and has no parent client now.").format(
				frappe.bold(escape_html(new))
			)
		)


def _parents() -> dict[str, str]:
	"""client -> parent, of all that have one."""
	rows = frappe.get_all(
		"Customer",
		filters={"ka_parent_client": ("is", "set")},
		fields=["name", "ka_parent_client"],
		order_by="name",
	)
	return {row.name: row.ka_parent_client for row in rows}
