"""Rows of the app's tables go by their document: nobody reads, writes or lists them past it."""

from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, archive, person, registered
from factories.handovers import as_person, employee, give_roles, handover, opportunity, sent, todo
from factories.masters import user_of
from frappe.api.v1 import read_doc
from frappe.model.document import Document

from key_account.permissions.rows import DOCTYPE_OF
from key_account.table_rows import TableRow

ROW, ARCHIVE = "Client Stakeholder", "Client Archive"


def row_of(doc: Document) -> Document:
	return frappe.get_doc(ROW, doc.stakeholders[0].name)


def listed(who: str, names: list[str], doctype: str = ROW, parent: str = ARCHIVE) -> set[str]:
	"""Documents whose rows are listed to somebody."""
	with acting_as(who):
		rows = frappe.client.get_list(doctype, ["parent"], {"parent": ("in", names)}, parent=parent)
	return {row.parent for row in rows}


@pytest.fixture
def client() -> Document:
	return archive(stakeholders=[{"person_name": "Chen", "role": "User"}])


def test_all_tables_of_the_app_have_such_rows() -> None:
	tables = frappe.get_all("DocType", {"module": "Key Account", "istable": 1}, pluck="name", order_by="name")
	assert tables
	assert [name for name in tables if not issubclass(type(frappe.new_doc(name)), TableRow)] == []


def test_all_tables_of_doctypes_with_a_condition_have_one() -> None:
	conditions = frappe.get_hooks("permission_query_conditions")
	of_clients = frappe.get_all(
		"DocType", {"module": "Key Account", "istable": 0, "issingle": 0}, pluck="name", order_by="name"
	)
	tables = {
		field.options: doctype
		for doctype in of_clients
		if doctype in conditions
		for field in frappe.get_meta(doctype).get_table_fields()
	}
	assert tables == DOCTYPE_OF
	assert set(tables) <= set(conditions)


class TestReading:
	def test_rows_are_listed_of_documents_one_sees(self, client: Document) -> None:
		theirs = archive("Beta", by="colleague", stakeholders=[{"person_name": "Wu", "role": "User"}])
		both = [client.name, theirs.name]
		assert listed("specialist", both) == {client.name}
		assert listed("colleague", both) == {theirs.name}
		assert listed("director", both) == set(both)

	def test_those_of_confidential_archives_are_not_finances(self) -> None:
		doc = archive(
			stakeholders=[{"person_name": "Chen", "role": "User"}],
			confidentiality="Confidential",
			account_manager=person("specialist"),
		)
		assert listed("finance", [doc.name]) == set()
		assert listed("executive", [doc.name]) == {doc.name}

	def test_documents_of_a_handover_go_by_the_handover(self) -> None:
		give_roles("Li Na", "Key Account Specialist")
		give_roles("Wang Wei", "Key Account Specialist")
		todo()
		with as_person("Li Na"):
			doc = handover().insert()
		of_handover = ("Client Handover Document", "Client Handover")
		assert listed("colleague", [doc.name], *of_handover) == set()
		assert listed("finance", [doc.name], *of_handover) == {doc.name}

	def test_a_value_of_one_is_not_told(self, client: Document) -> None:
		with acting_as("colleague"):
			found = frappe.client.get_value(ROW, ["person_name"], {"parent": client.name}, parent=ARCHIVE)
		assert not found

	def test_one_is_opened_by_who_may_open_its_document(self, client: Document) -> None:
		name = client.stakeholders[0].name
		with acting_as("colleague"):
			for door in (
				lambda: read_doc(ROW, name),
				lambda: frappe.client.get(ROW, name),
				lambda: frappe.get_print(ROW, name),
			):
				with pytest.raises(frappe.PermissionError):
					door()
		with acting_as("specialist"):
			assert read_doc(ROW, name).person_name == "Chen"


class TestWriting:
	@pytest.mark.parametrize("who", ["specialist", "director"])
	def test_a_row_is_not_saved_past_its_document(self, client: Document, who: str) -> None:
		with acting_as(who):
			for door in (Document.save, lambda row: frappe.client.save(row.as_dict())):
				row = row_of(client)
				row.reports_to = "Chen"
				with pytest.raises(frappe.ValidationError, match=f"Client Archive {client.name}: its rows"):
					door(row)
		assert not frappe.db.get_value(ROW, row.name, "reports_to")

	def test_a_row_of_a_client_one_does_not_see_is_neither_changed_nor_deleted(
		self, client: Document
	) -> None:
		with acting_as("colleague"):
			row = row_of(client)
			row.person_name = "Somebody"
			with pytest.raises(frappe.PermissionError):
				row.save()
			with pytest.raises((frappe.PermissionError, frappe.ValidationError)):
				frappe.client.save(row.as_dict())
			with pytest.raises(frappe.PermissionError):
				frappe.delete_doc(ROW, row.name)
		assert frappe.db.get_value(ROW, row.name, "person_name") == "Chen"

	def test_a_row_is_deleted_with_its_document_saved(self) -> None:
		doc = registered(stakeholders=[{"person_name": "Chen", "role": "User"}])
		with acting_as("director"):
			with pytest.raises(frappe.ValidationError, match="its rows are changed and deleted with it"):
				frappe.delete_doc(ROW, doc.stakeholders[0].name)
			frappe.client.delete(ROW, doc.stakeholders[0].name)
		assert not frappe.get_doc(ARCHIVE, doc.name).stakeholders

	@pytest.mark.parametrize("door", [Document.save, lambda row: frappe.client.save(row.as_dict())])
	def test_an_acceptance_is_not_written_for_others(self, door: Callable) -> None:
		for name in ("Li Na", "Wang Wei", "Zhao Lei"):
			give_roles(name, "Key Account Specialist")
		todo(), opportunity()
		with as_person("Li Na"):
			doc = handover().insert()
			doc.documents[0].successor = employee("Zhao Lei")
			doc.save()
		doc = frappe.get_doc(doc.doctype, sent(doc).name)
		for who in ("Li Na", "Wang Wei"):
			with as_person(who):
				row = frappe.get_doc("Client Handover Document", doc.documents[0].name)
				row.update({"accepted": 1, "successor_user": user_of(who)})
				with pytest.raises(frappe.ValidationError, match=f"{doc.name}: its rows"):
					door(row)
		doc.reload()
		assert [row.accepted for row in doc.documents] == [0, 0]
