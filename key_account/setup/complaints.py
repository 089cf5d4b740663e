"""The Issue Type of complaints, which Key Account Settings name.

An Issue Type carries no module: one that was made here is noted in the site's defaults, as roles are.
"""

import frappe
from frappe import _

from key_account.marks import N_

NOTE = "key_account_complaint_issue_type"
SETTINGS = "Key Account Settings"
COMPLAINT = N_("Complaint")


def create() -> None:
	"""Once: the type in the site's language, where there is none of that name.

	What an administrator chooses or deletes later stays so.
	"""
	if frappe.db.get_global(NOTE) is not None:
		return
	language = frappe.db.get_single_value("System Settings", "language") or frappe.local.lang
	name = _(COMPLAINT, lang=language)
	created = not frappe.db.exists("Issue Type", name)
	if created:
		frappe.get_doc({"doctype": "Issue Type", "name": name, "__newname": name}).insert(
			ignore_permissions=True  # on the right of the administrator who installs or migrates
		)
	frappe.db.set_global(NOTE, name if created else "")
	frappe.db.set_single_value(SETTINGS, "complaint_issue_type", name)


def remove() -> None:
	"""Delete the type that `create` made, unless an Issue is of it."""
	name = frappe.db.get_global(NOTE)
	if name and frappe.db.exists("Issue Type", name) and not frappe.db.exists("Issue", {"issue_type": name}):
		frappe.delete_doc("Issue Type", name, force=True, delete_permanently=True)
	frappe.defaults.clear_default(NOTE, parent="__global")
