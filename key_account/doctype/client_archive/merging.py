"""Two archives become one, when their clients do."""

import frappe
from frappe import _
from frappe.model import display_fieldtypes, table_fields
from frappe.utils import escape_html

#: What each archive says of itself, and not of the client.
OF_ITS_OWN = (
	"naming_series",
	"party_type",
	"party",
	"client_name",
	"status",
	"company",
	"account_manager",
	"confidentiality",
	"sent_by",
	"rejection_reason",
	"completeness",
)


def merge(old: str, new: str) -> None:
	"""Fill what is empty in the archive `new` from `old`, add its rows, move all links to it, and delete `old`.

	The registration of `new` stands; where it has none, that of `old` does.
	"""
	source, target = (frappe.get_doc("Client Archive", name) for name in (old, new))
	for field in source.meta.fields:
		if field.fieldtype in table_fields:
			_add_rows(source, target, field.fieldname)
		elif not (
			field.fieldtype in display_fieldtypes
			or field.fieldname in OF_ITS_OWN
			or target.get(field.fieldname)
		):
			target.set(field.fieldname, source.get(field.fieldname))
	if source.registered_on and not target.get_db_value("registered_on"):
		target.update({"registered_on": source.registered_on, "status": source.status})
	target.completeness = float(target.completeness_now().percent)
	# Not `save`: nobody takes a step here, and the rows were checked in the archives they come from.
	target.db_update_all()
	target.update_client()
	# Or it could not be deleted.
	frappe.db.set_value("Client Archive", old, {"registered_on": None, "status": "Draft"})
	frappe.db.delete("Client Health", {"archive": old})  # a client has one for each day: its own stand
	frappe.rename_doc("Client Archive", old, new, merge=True, force=True, show_alert=False)
	frappe.msgprint(
		_("The archives {0} and {1} became one, {1}: look through its stakeholders and follow-ups.").format(
			escape_html(old), escape_html(new)
		)
	)


def _add_rows(source, target, table: str) -> None:
	"""The rows that the other archive does not have; a stakeholder of the same name is the same person."""
	key = "person_name" if table == "stakeholders" else None
	there = {_content(row, key) for row in target.get(table)}
	for row in source.get(table):
		if _content(row, key) not in there:
			target.append(table, {**row.as_dict(no_default_fields=True), "name": None, "idx": None})
	for position, row in enumerate(target.get(table), 1):
		row.idx = position


def _content(row, key: str | None) -> str:
	if key:
		return (row.get(key) or "").strip().casefold()
	return frappe.as_json(row.as_dict(no_default_fields=True))
