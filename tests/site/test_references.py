"""At uninstall goes what is about documents of the app only; what people wrote stays, and names them no more."""

import frappe
import pytest
from factories.masters import user_of
from frappe.model.document import Document

from key_account.setup import doctypes, references

DOCTYPE = "Development Stage Template"


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> str:
	"""The name of a document; only its doctype is uninstalled."""
	monkeypatch.setattr(doctypes, "names", lambda: [DOCTYPE])
	return frappe.get_all(DOCTYPE, pluck="name", order_by="name", limit=1)[0]


def made(doctype: str, **values: object) -> Document:
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def links(doc: Document, *fields: str) -> tuple:
	return frappe.db.get_value(doc.doctype, doc.name, fields)


def test_letters_files_tasks_and_appointments_stay(template: str) -> None:
	letter = made(
		"Communication",
		subject="Offer",
		content="<p>Dear Chen</p>",
		reference_doctype=DOCTYPE,
		reference_name=template,
	)
	task = made("ToDo", description="Call", reference_type=DOCTYPE, reference_name=template)
	file = made(
		"File",
		file_name="ka_plan.txt",
		content="Plan",
		is_private=1,
		attached_to_doctype=DOCTYPE,
		attached_to_name=template,
	)
	day = made("Event", subject="Fair", starts_on="2026-12-01 10:00:00", event_type="Private")
	day.db_set({"reference_doctype": DOCTYPE, "reference_docname": template})
	mailbox = frappe.new_doc("Email Account").update({"name": "KA Mailbox", "append_to": DOCTYPE})
	mailbox.db_insert()
	references.remove()
	assert links(letter, "subject", "reference_doctype", "reference_name") == ("Offer", None, None)
	assert links(task, "description", "reference_type", "reference_name") == ("Call", None, None)
	assert links(file, "file_name", "attached_to_doctype", "attached_to_name") == (file.file_name, None, None)
	assert links(day, "subject", "reference_doctype", "reference_docname") == ("Fair", None, None)
	assert links(mailbox, "name", "append_to") == ("KA Mailbox", None)


def test_what_is_about_it_only_goes(template: str) -> None:
	doc = frappe.get_doc(DOCTYPE, template)
	gone = [
		doc.add_comment("Comment", "Well done"),
		made("View Log", viewed_by="Administrator", reference_doctype=DOCTYPE, reference_name=template),
		made("DocShare", user=user_of("Li Na"), share_doctype=DOCTYPE, share_name=template, read=1),
	]
	references.remove()
	assert [doc for doc in gone if frappe.db.exists(doc.doctype, doc.name)] == []


def test_those_of_other_documents_stay_as_they_are(template: str) -> None:
	task = made("ToDo", description="Call", reference_type="User", reference_name=user_of("Li Na"))
	comment = frappe.get_doc("User", user_of("Li Na")).add_comment("Comment", "Well done")
	references.remove()
	assert links(task, "reference_type", "reference_name") == ("User", user_of("Li Na"))
	assert frappe.db.exists("Comment", comment.name)
