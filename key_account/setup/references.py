"""Records of other doctypes that speak of this app's doctypes: versions, comments, shares, permission rules …

Frappe drops the tables of an uninstalled app but leaves these, and they would come back to life, or break
lists, when the app is installed again.
"""

import frappe

from key_account.setup import doctypes


def remove() -> None:
	"""Delete every record whose link to a DocType names one of this app's."""
	own = doctypes.names()
	for doctype, fieldname in _links_to_doctype():
		if doctype in own or doctype == "DocType" or not frappe.db.table_exists(doctype):
			continue
		meta = frappe.get_meta(doctype)
		if meta.issingle or meta.is_virtual:
			continue
		if not meta.get_table_fields():
			frappe.db.delete(doctype, {fieldname: ("in", own)})
			continue
		for name in frappe.get_all(doctype, filters={fieldname: ("in", own)}, pluck="name", order_by="name"):
			frappe.delete_doc(doctype, name, force=True, ignore_on_trash=True, delete_permanently=True)
	# Of these the column that names the doctype is not a link.
	frappe.db.delete("Custom DocPerm", {"parent": ("in", own)})
	frappe.db.delete("__UserSettings", {"doctype": ("in", own)})


def _links_to_doctype() -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"DocField",
		filters={"fieldtype": "Link", "options": "DocType"},
		fields=["parent", "fieldname"],
		order_by="parent, fieldname",
	)
	return [(row.parent, row.fieldname) for row in rows]
