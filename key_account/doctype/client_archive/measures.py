"""Measures that strengthen relations (客户关系强化表): each open one is a ToDo of who answers for it."""

import frappe
from frappe import _
from frappe.model.document import Document

STATUS_OF_TODO = {"Open": "Open", "Done": "Closed", "Dropped": "Cancelled"}


def check(archive: Document) -> None:
	"""raises     ValidationError where a measure is for nobody of the stakeholders"""
	people = {(row.person_name or "").strip() for row in archive.stakeholders}
	for row in archive.measures:
		if (row.stakeholder or "").strip() not in people:
			archive.refuse(
				_("The measure in row {0} is for {1}, who is not among the stakeholders."),
				row.idx,
				row.stakeholder,
			)


def update_todos(archive: Document) -> None:
	"""Make and change the ToDos of the measures; those of measures that were removed are cancelled."""
	saved = archive.get_doc_before_save()
	kept = {row.name for row in archive.measures}
	for row in saved.measures if saved else []:
		if row.name not in kept and row.todo:
			_set(row.todo, status="Cancelled")
	for row in archive.measures:
		values = {
			"allocated_to": row.assigned_to,
			"date": row.due_date,
			"description": _("{0} ({1}): {2}").format(row.stakeholder, archive.client_name, row.measure),
			"status": STATUS_OF_TODO[row.status or "Open"],
		}
		if row.todo and frappe.db.exists("ToDo", row.todo):
			_set(row.todo, **values)
		elif row.status == "Open":
			todo = frappe.get_doc(
				{
					"doctype": "ToDo",
					"reference_type": archive.doctype,
					"reference_name": archive.name,
					"assigned_by": frappe.session.user,
					**values,
				}
			)
			todo.insert(ignore_permissions=True)  # on the right of who may write the archive
			row.db_set("todo", todo.name, update_modified=False)


def delete_todos(archive: Document) -> None:
	"""Those of an archive that is deleted."""
	for row in archive.measures:
		if row.todo:
			_set(row.todo, status="Cancelled", reference_type=None, reference_name=None)


def close_measure(todo: Document, method: str | None = None) -> None:
	"""Document event of ToDo: a measure is done when its ToDo is closed, and open again with it."""
	if todo.reference_type != "Client Archive" or not todo.has_value_changed("status"):
		return
	status = next((status for status, other in STATUS_OF_TODO.items() if other == todo.status), None)
	measure = frappe.db.get_value("Client Measure", {"todo": todo.name}, ["name", "status"], as_dict=True)
	if measure and status and measure.status != status:
		frappe.db.set_value("Client Measure", measure.name, "status", status)


def _set(name: str, **values: object) -> None:
	todo = frappe.get_doc("ToDo", name)
	if all(str(todo.get(field) or "") == str(value or "") for field, value in values.items()):
		return
	todo.update(values)
	todo.save(ignore_permissions=True)  # on the right of who may write the archive
