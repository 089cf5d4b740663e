"""The department's roles.

Frappe would make them by itself when it syncs the doctypes, but then nobody could tell at uninstall which of
them the site had before. Those made here are noted in the site's defaults.
"""

import json

import frappe

from key_account.roles import ROLES

NOTE = "key_account_created_roles"


def create() -> None:
	"""Create the roles that are absent and note them. To be called before the doctypes are synced."""
	created = _created()
	for role in ROLES:
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
				ignore_permissions=True  # on the right of the administrator who installs or migrates
			)
			created.add(role)
	if created != _created():
		frappe.db.set_global(NOTE, json.dumps(sorted(created)))


def remove() -> None:
	"""Delete the roles made by `create`, taking them from users and permission rules; others stay."""
	for role in sorted(_created()):
		for doctype in ("Has Role", "Custom DocPerm", "DocPerm"):
			frappe.db.delete(doctype, {"role": role})
		frappe.delete_doc("Role", role, force=True, delete_permanently=True)
	frappe.defaults.clear_default(NOTE, parent="__global")


def _created() -> set[str]:
	return set(json.loads(frappe.db.get_global(NOTE) or "[]"))
