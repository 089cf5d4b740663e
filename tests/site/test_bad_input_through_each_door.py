"""What is wrong is refused with the same sentence by the form, the REST API and Data Import, and what was right is kept."""

import json
from collections.abc import Iterator

import frappe
import pytest
from factories.clients import acting_as, archive, new_archive, registered
from factories.handovers import employee, give_roles, handover, todo
from factories.masters import COMPANY, named
from frappe.api import v1
from frappe.core.doctype.data_import.importer import Importer
from frappe.desk.form.save import savedocs


def by_form(values: dict) -> None:
	is_new = not values.get("name")
	doc = {**values, **({"__islocal": 1, "name": "new-ka-1"} if is_new else {})}
	savedocs(json.dumps(doc, default=str), "Save")


def by_rest(values: dict) -> None:
	frappe.local.form_dict = frappe._dict(data=json.dumps(values, default=str))
	if values.get("name"):
		v1.update_doc(values["doctype"], values["name"])
	else:
		v1.create_doc(values["doctype"])


DOORS = {"form": by_form, "REST": by_rest}


@pytest.mark.parametrize("door", DOORS)
class TestFormAndRest:
	def refused(self, door: str, values: dict, sentence: str, by: str = "director") -> None:
		with acting_as(by), pytest.raises(frappe.ValidationError, match=sentence):
			DOORS[door](values)

	def test_archives(self, door: str) -> None:
		there = archive("Alpha")
		stakeholder = {"doctype": "Client Stakeholder", "person_name": "Chen", "role": "User"}
		for values, sentence in (
			({}, f"KA Alpha has the archive {there.name} already: open that one"),
			({"party": named("Beta"), "probability": 101}, "Probability must be from 0 to 100, not 101"),
			({"party": named("Beta"), "potential": 100.5}, "Potential must be from 0 to 100, not 100.5"),
			(
				{"party": named("Beta"), "stakeholders": [{**stakeholder, "reports_to": "Chen"}]},
				"Chen reports to themselves",
			),
			({"party": named("Beta"), "status": "Registered"}, "It does not go from Draft to Registered"),
		):
			self.refused(door, {**_sent(new_archive()), **values}, sentence)
		assert not frappe.db.exists("Client Archive", {"party": named("Beta")})

	def test_the_day_of_registration(self, door: str) -> None:
		past = {"registered_on": "2020-01-01 00:00:00", "creation": "2020-01-01 00:00:00"}
		with acting_as("director"):
			DOORS[door]({**_sent(new_archive()), **past})
		doc = frappe.get_doc("Client Archive", {"party": named("Alpha")})
		assert doc.registered_on is None
		assert frappe.db.get_value("Customer", named("Alpha"), "ka_registered_on") is None
		doc = registered("Beta")
		with acting_as("director"):
			DOORS[door]({**_sent(doc), "registered_on": past["registered_on"], "phone": "1"})
		kept = frappe.db.get_value("Client Archive", doc.name, ["registered_on", "phone"])
		assert kept == (doc.registered_on, "1")

	def test_an_approval_of_what_one_wrote_and_a_rejection_without_reason(self, door: str) -> None:
		doc = archive(by="director")
		frappe.db.set_value("Client Archive", doc.name, {"status": "Pending Director", "sent_by": None})
		doc.reload()
		with acting_as("director"), pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
			DOORS[door]({**_sent(doc), "status": "Draft"})
		with acting_as("director"), pytest.raises(frappe.PermissionError, match="somebody else approves it"):
			DOORS[door]({**_sent(doc), "status": "Registered"})
		assert frappe.db.get_value("Client Archive", doc.name, "status") == "Pending Director"

	def test_a_circle_of_parent_clients(self, door: str) -> None:
		frappe.db.set_value("Customer", named("Beta"), "ka_parent_client", named("Alpha"))
		frappe.get_doc("User", "ka.director@example.com").add_roles("Sales Master Manager")
		for parent, sentence in {
			"Alpha": "KA Alpha cannot be its own parent",
			"Beta": "KA Alpha cannot come below KA Beta",
		}.items():
			values = {**_sent(frappe.get_doc("Customer", named("Alpha"))), "ka_parent_client": named(parent)}
			self.refused(door, values, sentence)
		assert frappe.db.get_value("Customer", named("Alpha"), "ka_parent_client") is None

	@pytest.mark.parametrize("status", ["Left", "Suspended"])
	def test_a_handover_to_who_is_not_there(self, door: str, status: str) -> None:
		for name in ("Li Na", "Wang Wei"):
			give_roles(name, "Key Account Specialist")
		todo()
		frappe.db.set_value("Employee", employee("Wang Wei"), "status", status)
		self.refused(door, _sent(handover()), "does not work here any more or is not active")
		frappe.db.set_value("Employee", employee("Wang Wei"), "status", "Active")
		self.refused(door, {**_sent(handover()), "receiver_share": 101}, "from 0 to 100, not 101")
		assert not frappe.db.exists("Client Handover", {"employee": employee("Li Na")})


def _sent(doc: frappe.model.document.Document) -> dict:
	"""A document as a browser sends it."""
	return doc.as_dict(convert_dates_to_str=True, no_nulls=True)


class TestImport:
	"""Frappe's Data Import commits each row by itself."""

	@pytest.fixture
	def customers(self) -> Iterator[tuple[str, ...]]:
		names = tuple(named(name) for name in ("Alpha", "Beta", "Managed", "Both Sides"))
		yield names
		frappe.db.rollback()
		for name in names:
			frappe.db.set_value("Customer", name, {"ka_parent_client": None, "market_segment": None})
			for doctype, field in (("Version", "docname"), ("Comment", "reference_name")):
				frappe.db.delete(doctype, {field: name})
		frappe.db.commit()

	@pytest.mark.commits
	def test_of_customers_keeps_the_rows_that_are_right(self, customers: tuple[str, ...]) -> None:
		alpha, beta, managed, both = customers
		rows = [
			["ID", "Parent Client", "Registered On"],
			[alpha, beta, ""],
			[beta, alpha, ""],
			[managed, managed, ""],
			[both, beta, "2020-01-01"],
		]
		messages = imported("Customer", "Update Existing Records", rows)
		found = frappe.get_all(
			"Customer",
			{"name": ("in", customers)},
			["name", "ka_parent_client", "ka_registered_on"],
			order_by="name",
		)
		assert {row.name: (row.ka_parent_client, row.ka_registered_on) for row in found} == {
			alpha: (beta, None),
			beta: (None, None),
			managed: (None, None),
			both: (None, None),
		}
		assert f"{beta} cannot come below {alpha}" in messages
		assert f"{managed} cannot be its own parent" in messages
		assert "is the day its Client Archive was approved; nobody sets it by hand" in messages

	@pytest.mark.commits
	def test_of_market_information_keeps_the_rows_that_are_right(self) -> None:
		columns = [
			"What It Is About",
			"Kind",
			"Learned On",
			"Learned From",
			"Company",
			"Details of the Information",
			"Status",
		]
		rows = [
			columns,
			["KA New plant", "New Project", "2026-01-05", "Fair", COMPANY, "Budget", ""],
			["KA To come", "Price", "2099-01-05", "Fair", COMPANY, "Cheaper", ""],
			["KA Valid at once", "Price", "2026-01-05", "Fair", COMPANY, "Cheaper", "Valid"],
		]
		try:
			messages = imported("Market Information", "Insert New Records", rows)
			found = frappe.get_all(
				"Market Information", {"title": ("like", "KA %")}, ["title", "status"], order_by="title"
			)
			assert [(row.title, row.status) for row in found] == [("KA New plant", "Draft")]
			assert "which is to come" in messages
			assert "It does not go from Draft to Valid" in messages
		finally:
			for name in frappe.get_all("Market Information", {"title": ("like", "KA %")}, pluck="name"):
				frappe.delete_doc("Market Information", name, force=True, delete_permanently=True)
			frappe.db.commit()


def imported(doctype: str, kind: str, rows: list[list[str]]) -> str:
	"""What Data Import says of the rows that it left out."""
	content = "\n".join(",".join(row) for row in rows)
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "ka.csv", "content": content, "is_private": 1}
	).insert()
	job = frappe.get_doc(
		{
			"doctype": "Data Import",
			"reference_doctype": doctype,
			"import_type": kind,
			"import_file": file.file_url,
			"mute_emails": 1,
		}
	).insert()
	try:
		Importer(doctype, data_import=job).import_data()
		logs = frappe.get_all(
			"Data Import Log", {"data_import": job.name, "success": 0}, ["messages", "exception"]
		)
		return frappe.as_unicode("\n".join(str(log.messages) + str(log.exception) for log in logs))
	finally:
		frappe.db.rollback()
		frappe.db.delete("Data Import Log", {"data_import": job.name})
		for doc in (job, file):
			frappe.delete_doc(doc.doctype, doc.name, force=True, delete_permanently=True)
		frappe.db.commit()
