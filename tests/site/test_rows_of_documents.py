"""Rows of a document's tables are documents of their own to the API: they are seen and changed with their document only."""

import json
from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.handovers import as_person, give_roles, handover, sent, todo
from factories.masters import user_of
from frappe.api import v1
from frappe.desk.form.save import savedocs
from frappe.model.document import Document

STAKEHOLDER, MEASURE = "Client Stakeholder", "Client Measure"


@pytest.fixture
def confidential() -> Document:
	"""A confidential archive of the specialist, written by a manager who is no Sales Person of theirs."""
	return archive(
		by="manager",
		account_manager=person("specialist"),
		confidentiality="Confidential",
		stakeholders=[{"person_name": "Chen", "role": "User", "phone": "123", "tastes": "Tea"}],
	)


def rows_seen(doc: Document) -> set[str]:
	"""The doors through which the session's user gets at the first stakeholder of an archive."""
	row = doc.stakeholders[0].name
	by_name = {"name": row}
	doors: dict[str, Callable[[], object]] = {
		"list": lambda: frappe.client.get_list(STAKEHOLDER, filters=by_name, parent=doc.doctype),
		"value": lambda: frappe.client.get_value(STAKEHOLDER, "phone", by_name, parent=doc.doctype),
		"get": lambda: frappe.client.get(STAKEHOLDER, row, parent=doc.doctype),
		"filtered": lambda: frappe.client.get(STAKEHOLDER, filters=by_name, parent=doc.doctype),
		"REST": lambda: v1.read_doc(STAKEHOLDER, row),
		"print": lambda: frappe.get_print(STAKEHOLDER, row),
		"join": lambda: frappe.get_list(
			doc.doctype, filters=[[STAKEHOLDER, "name", "=", row]], pluck="name", order_by="name"
		),
	}
	return {door for door, opens in doors.items() if _opens(opens)}


def _opens(act: Callable[[], object]) -> bool:
	frappe.local.form_dict = frappe._dict()
	try:
		return bool(act())
	except (frappe.PermissionError, frappe.DoesNotExistError):
		return False


@pytest.mark.parametrize(
	("who", "sees"),
	[
		("specialist", True),
		("director", True),
		("executive", True),
		("manager", False),
		("finance", False),
		("colleague", False),
		("sales", False),
		("employee", False),
	],
)
def test_rows_are_seen_by_who_sees_the_document(confidential: Document, who: str, sees: bool) -> None:
	with acting_as(who):
		doors = rows_seen(confidential)
	assert doors == ({"list", "value", "get", "filtered", "REST", "print", "join"} if sees else set())


def test_a_guest_sees_no_rows(confidential: Document) -> None:
	frappe.set_user("Guest")
	assert rows_seen(confidential) == set()


def test_personal_details_are_no_more_in_the_row_than_in_the_archive(confidential: Document) -> None:
	row = confidential.stakeholders[0].name
	for who, tastes in {"specialist": None, "executive": "Tea"}.items():
		with acting_as(who):
			assert frappe.client.get(STAKEHOLDER, row, parent="Client Archive").get("tastes") == tastes
	with acting_as("specialist"):
		fields = ["person_name", "tastes"]
		assert frappe.client.get_list(STAKEHOLDER, fields, {"name": row}, parent="Client Archive") == [
			{"person_name": "Chen"}
		]


def test_a_user_permission_on_the_company_narrows_the_rows(confidential: Document) -> None:
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": person("director"),
			"allow": "Company",
			"for_value": "KA Elsewhere",
		}
	).insert(ignore_links=True)
	with acting_as("director"):
		assert rows_seen(confidential) == set()


class TestWriting:
	"""Whoever may write the document writes it whole, and its checks look at all of it."""

	def ways(self, row: Document, **values: object) -> dict[str, Callable[[], object]]:
		as_sent = {**row.as_dict(convert_dates_to_str=True), **values}

		def by_rest() -> object:
			frappe.local.form_dict = frappe._dict(data=json.dumps(values))
			return v1.update_doc(row.doctype, row.name)

		return {
			"REST": by_rest,
			"save": lambda: frappe.client.save(dict(as_sent)),
			"form": lambda: savedocs(json.dumps(as_sent), "Save"),
			"delete": lambda: frappe.delete_doc(row.doctype, row.name),
		}

	def test_a_row_is_not_changed_without_its_document(self, confidential: Document) -> None:
		row = confidential.stakeholders[0]
		for who in ("specialist", "director", "colleague"):
			for way, act in self.ways(row, reports_to="Chen").items():
				with acting_as(who), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
					act()
				left = frappe.db.get_value(STAKEHOLDER, row.name, ["person_name", "reports_to"])
				assert left == ("Chen", None), way

	def test_the_refusal_names_the_document(self, confidential: Document) -> None:
		row = confidential.stakeholders[0]
		with (
			acting_as("specialist"),
			pytest.raises(
				frappe.ValidationError,
				match=f"Row 1 of Client Archive {confidential.name}: change it in this document",
			),
		):
			frappe.client.save({**row.as_dict(convert_dates_to_str=True), "phone": "9"})

	def test_one_field_of_a_row_is_set_with_the_checks_of_the_document(self, confidential: Document) -> None:
		"""Frappe's set_value saves the document of a row."""
		row = confidential.stakeholders[0].name
		with acting_as("specialist"):
			frappe.client.set_value(STAKEHOLDER, row, "phone", "9")
			with pytest.raises(frappe.ValidationError, match="Chen reports to themselves"):
				frappe.client.set_value(STAKEHOLDER, row, "reports_to", "Chen")
		with acting_as("colleague"), pytest.raises(frappe.PermissionError):
			frappe.client.set_value(STAKEHOLDER, row, "phone", "8")
		assert frappe.db.get_value(STAKEHOLDER, row, "phone") == "9"

	def test_nobody_ticks_the_acceptance_of_a_handover_in_its_row(self) -> None:
		for name in ("Li Na", "Wang Wei"):
			give_roles(name, "Key Account Specialist")
		todo()
		doc = frappe.get_doc("Client Handover", sent(handover()).name)
		row = doc.documents[0]
		for way, act in self.ways(row, accepted=1).items():
			with as_person("Li Na"), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
				act()
			assert not frappe.db.get_value(row.doctype, row.name, "accepted"), way
		assert user_of("Li Na") != row.successor_user
