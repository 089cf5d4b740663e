"""What other doctypes keep about documents of this app, when the app goes: comments, shares, links …

Frappe drops the tables of an uninstalled app but leaves these, and they would come back to life, or break
lists, when the app is installed again.

What is about such a document and about nothing else goes with it. What people wrote and can read without it, such as a
letter, a file, an appointment or a task, stays; only its link is emptied.
"""

from dataclasses import dataclass

import frappe

from key_account.setup import doctypes

#: Doctypes that need not name a document, but say nothing where they name none.
ABOUT_IT_ONLY = (
	"Activity Log",
	"Amended Document Naming Settings",
	"Comment",
	"Dashboard Chart",
	"Desktop Icon",
	"Discussion Topic",
	"Document Share Key",
	"Email Queue",
	"Email Unsubscribe",
	"Energy Point Log",
	"Error Log",
	"Form Tour",
	"Global Search DocType",
	"Integration Request",
	"List Filter",
	"Notification Log",
	"Number Card",
	"Onboarding Step",
	"Portal Menu Item",
	"Print Format",
	"Server Script",
	"Submission Queue",
	"Tag Link",
	# Without its doctype it would hold for all of them.
	"User Permission",
	"View Log",
	"Workflow Action",
	"Workspace Link",
	"Workspace Shortcut",
)
#: Of a File the name beside the doctype is no Dynamic Link.
NAMES = {"File": ("attached_to_name", "attached_to_field")}


@dataclass(frozen=True, slots=True)
class Reference:
	"""A field that names a doctype.

	names          the fields beside it that name the document
	is_mandatory   a record is not without it
	"""

	doctype: str
	field: str
	names: tuple[str, ...]
	is_mandatory: bool

	@property
	def is_emptied(self) -> bool:
		"""Whether what has it stays when the doctype goes."""
		return not self.is_mandatory and self.doctype not in ABOUT_IT_ONLY


def remove() -> None:
	"""Delete what is about this app's documents only, and empty the links of the rest."""
	own = doctypes.names()
	for reference in _references():
		if reference.doctype in own:
			continue
		if reference.is_emptied:
			frappe.db.set_value(
				reference.doctype,
				{reference.field: ("in", own)},
				dict.fromkeys((reference.field, *reference.names)),
				update_modified=False,
			)
		else:
			_delete(reference, own)
	# Of these the column that names the doctype is not a link.
	frappe.db.delete("Custom DocPerm", {"parent": ("in", own)})
	frappe.db.delete("__UserSettings", {"doctype": ("in", own)})


def _delete(reference: Reference, own: set[str]) -> None:
	doctype, filters = reference.doctype, {reference.field: ("in", own)}
	if not frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(doctype, filters)
		return
	for name in frappe.get_all(doctype, filters=filters, pluck="name", order_by="name"):
		frappe.delete_doc(doctype, name, force=True, ignore_on_trash=True, delete_permanently=True)


def _references() -> list[Reference]:
	"""The fields that name a doctype, of all doctypes with a table of their own."""
	found = []
	for doctype, field in _links_to_doctype():
		if doctype == "DocType" or not frappe.db.table_exists(doctype):
			continue
		meta = frappe.get_meta(doctype)
		if meta.issingle or meta.is_virtual:
			continue
		names = [other.fieldname for other in meta.fields if _names(other, field)]
		found.append(
			Reference(
				doctype,
				field,
				(*names, *NAMES.get(doctype, ())),
				bool(meta.get_field(field) and meta.get_field(field).reqd),
			)
		)
	return found


def _names(other, field: str) -> bool:
	return other.fieldtype == "Dynamic Link" and other.options == field


def _links_to_doctype() -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"DocField",
		filters={"fieldtype": "Link", "options": "DocType"},
		fields=["parent", "fieldname"],
		order_by="parent, fieldname",
	)
	return [(row.parent, row.fieldname) for row in rows]
