"""What an archive says: wrong input is refused by name, people and measures, personal details, living facts."""

import frappe
import pytest
from factories.clients import acting_as, archive, new_archive, person, registered, send
from factories.health import compute
from factories.masters import COMPANY, named
from factories.money import pay
from factories.selling import invoice, order
from frappe.model.document import Document
from key_account.key_account.doctype.client_archive.client_archive import erase_personal_details
from key_account.key_account.doctype.client_archive.facts import living_facts

CHAIN = [
	{"person_name": "Chen", "role": "Decision Maker"},
	{"person_name": "Du", "role": "User", "reports_to": "Chen"},
]


def saved(doc: Document, by: str = "specialist", **values: object) -> Document:
	with acting_as(by):
		return frappe.get_doc("Client Archive", doc.name).update(values).save()


class TestWrongInput:
	@pytest.mark.parametrize(
		("values", "sentence"),
		[
			({"probability": 101}, "Client Archive KA Alpha: Probability must be from 0 to 100, not 101"),
			({"potential": 150}, "Potential must be from 0 to 100, not 150"),
			({"founded_year": 3000}, "Year Founded must be from 1000 to"),
			({"is_strategic": 1}, "Say why the client is strategic"),
		],
	)
	def test_is_refused_with_a_sentence_that_names_it(self, values: dict, sentence: str) -> None:
		with acting_as("specialist"), pytest.raises(frappe.ValidationError, match=sentence):
			new_archive(**values).insert()

	@pytest.mark.parametrize(
		("people", "sentence"),
		[
			([{"person_name": "Chen", "reports_to": "Chen"}], "Chen reports to themselves"),
			([{"person_name": "Chen"}, {"person_name": "Chen"}], "Chen is there twice"),
			(
				[{"person_name": "Chen", "reports_to": "Wu"}],
				"reports to Wu, who is not among the stakeholders",
			),
			(
				[
					{"person_name": "Chen", "reports_to": "Du"},
					{"person_name": "Du", "reports_to": "Chen"},
				],
				"report to each other in a circle",
			),
		],
	)
	def test_stakeholders_report_to_somebody_else(self, people: list[dict], sentence: str) -> None:
		rows = [{"role": "Other", **row} for row in people]
		with pytest.raises(frappe.ValidationError, match=sentence):
			archive(stakeholders=rows)

	def test_an_archive_stays_with_its_client(self) -> None:
		doc = archive()
		with pytest.raises(frappe.ValidationError, match="An archive stays with its client"):
			saved(doc, party=named("Beta"))

	def test_a_measure_is_for_one_of_the_stakeholders(self) -> None:
		measure = {
			"stakeholder": "Wu",
			"measure": "Invite",
			"assigned_to": person("specialist"),
			"due_date": "2026-12-01",
		}
		with pytest.raises(
			frappe.ValidationError, match="row 1 is for Wu, who is not among the stakeholders"
		):
			archive(stakeholders=CHAIN, measures=[measure])

	def test_what_is_pending_is_the_directors_to_change(self) -> None:
		doc = send(archive())
		with pytest.raises(frappe.PermissionError, match="It is Pending Director: only Key Account Director"):
			saved(doc, phone="1")
		assert saved(doc, by="director", director_opinion="Go on").director_opinion == "Go on"

	@pytest.mark.commits
	def test_an_import_keeps_the_rows_that_are_right(self) -> None:
		"""Frappe's Data Import commits each row by itself: wrong ones are told of, the others are there."""
		from frappe.core.doctype.data_import.importer import Importer

		rows = (
			["Client Is A", "Client Record", "Company", "Probability"],
			["Customer", named("Alpha"), COMPANY, "50"],
			["Customer", named("Beta"), COMPANY, "500"],
			["Customer", named("Managed"), COMPANY, "10"],
			["Customer", named("Alpha"), COMPANY, "20"],
		)
		content = "\n".join(",".join(row) for row in rows)
		file = frappe.get_doc({"doctype": "File", "file_name": "ka.csv", "content": content, "is_private": 1})
		data_import = frappe.get_doc(
			{
				"doctype": "Data Import",
				"reference_doctype": "Client Archive",
				"import_type": "Insert New Records",
				"import_file": file.insert().file_url,
				"mute_emails": 1,
			}
		).insert()
		try:
			log = Importer("Client Archive", data_import=data_import).import_data()
			made = frappe.get_all(
				"Client Archive", {"party": ("like", "KA %")}, pluck="party", order_by="party"
			)
		finally:
			for name in frappe.get_all(
				"Client Archive", {"party": ("like", "KA %")}, pluck="name", order_by="name"
			):
				frappe.delete_doc("Client Archive", name, force=True)
			frappe.delete_doc("Data Import", data_import.name, force=True)
			frappe.delete_doc("File", file.name, force=True)
			frappe.db.commit()
		assert [bool(entry.success) for entry in log] == [True, False, True, False]
		assert made == [named("Alpha"), named("Managed")]


def test_completeness_is_counted_and_says_what_is_missing() -> None:
	doc = archive()
	assert doc.completeness == 0
	doc = saved(doc, phone="1", has_budget="No", need_driver="Growth", stakeholders=CHAIN)
	assert 0 < doc.completeness < 100
	doc.run_method("onload")
	missing = doc.get_onload("missing")
	assert "Main Phone" not in missing
	assert "Follow-ups" in missing
	assert "Budget Amount" not in missing


def test_a_company_weighs_the_fields_itself() -> None:
	settings = frappe.get_doc("Key Account Settings")
	settings.set("archive_questions", [{"field": "phone", "weight": 3}, {"field": "bank", "weight": 1}])
	settings.save()
	assert archive(phone="1").completeness == 75


def test_weights_are_of_fields_that_are_there() -> None:
	settings = frappe.get_doc("Key Account Settings")
	settings.set("archive_questions", [{"field": "shoe_size", "weight": 3}])
	with pytest.raises(frappe.ValidationError, match="shoe_size"):
		settings.save()


def test_follow_ups_stand_with_the_newest_first() -> None:
	doc = archive(
		follow_ups=[{"date": day, "progress": day} for day in ("2026-01-02", "2026-03-01", "2026-02-01")]
	)
	assert [row.progress for row in doc.follow_ups] == ["2026-03-01", "2026-02-01", "2026-01-02"]


def test_closeness_is_dated_when_it_changes() -> None:
	doc = archive(stakeholders=[{**CHAIN[0], "closeness": 0.6}, CHAIN[1]])
	today = frappe.utils.getdate()
	assert [row.closeness_on for row in doc.stakeholders] == [today, None]
	frappe.db.set_value("Client Stakeholder", doc.stakeholders[0].name, "closeness_on", "2026-01-01")
	doc = saved(doc, phone="2")
	assert str(doc.stakeholders[0].closeness_on) == "2026-01-01"


class TestMeasures:
	def make(self) -> tuple[Document, Document]:
		doc = archive(
			stakeholders=CHAIN,
			measures=[
				{
					"stakeholder": "Chen",
					"measure": "Invite to the plant",
					"assigned_to": person("colleague"),
					"due_date": "2026-12-01",
				}
			],
		)
		return doc, frappe.get_doc(
			"ToDo", frappe.db.get_value("Client Measure", {"parent": doc.name}, "todo")
		)

	def test_a_measure_is_a_todo(self) -> None:
		doc, todo = self.make()
		assert (todo.allocated_to, str(todo.date), todo.status) == (person("colleague"), "2026-12-01", "Open")
		assert todo.reference_name == doc.name
		assert "Invite to the plant" in todo.description

	def test_closing_the_todo_does_the_measure(self) -> None:
		doc, todo = self.make()
		with acting_as("colleague"):
			todo.status = "Closed"
			todo.save()
		doc.reload()
		assert doc.measures[0].status == "Done"
		with acting_as("specialist"):
			doc.save()
		assert frappe.db.get_value("ToDo", todo.name, "status") == "Closed"

	def test_a_change_reaches_the_todo_and_a_removal_cancels_it(self) -> None:
		doc, todo = self.make()
		doc.reload()
		doc.measures[0].due_date = "2027-01-15"
		doc = saved(doc, measures=[doc.measures[0].as_dict()])
		assert str(frappe.db.get_value("ToDo", todo.name, "date")) == "2027-01-15"
		saved(doc, measures=[])
		assert frappe.db.get_value("ToDo", todo.name, "status") == "Cancelled"


class TestPersonalDetails:
	def make(self) -> Document:
		return archive(by="manager", stakeholders=[{**CHAIN[0], "birthday": "1980-05-05", "tastes": "Tea"}])

	def test_a_specialist_reads_none(self) -> None:
		with acting_as("manager"):
			doc = frappe.get_doc("Client Archive", self.make().name)
			doc.account_manager = person("specialist")
			doc.save()
		with acting_as("specialist"):
			seen = frappe.client.get("Client Archive", doc.name)
		assert (seen["stakeholders"][0].get("birthday"), seen["stakeholders"][0].get("tastes")) == (
			None,
			None,
		)
		with acting_as("director"):
			seen = frappe.client.get("Client Archive", doc.name)
		assert seen["stakeholders"][0]["tastes"] == "Tea"

	def test_a_specialist_who_saves_loses_none(self) -> None:
		doc = saved(self.make(), by="manager", account_manager=person("specialist"))
		with acting_as("specialist"):
			values = frappe.client.get("Client Archive", doc.name)
			values["phone"] = "3"
			frappe.get_doc(values).save()
		assert frappe.db.get_value("Client Stakeholder", {"parent": doc.name}, "tastes") == "Tea"

	def test_the_history_of_changes_holds_none(self) -> None:
		doc = self.make()
		doc.reload()
		with acting_as("manager"):
			for rows in ([{**doc.stakeholders[0].as_dict(), "tastes": "Wine", "phone": "9"}], []):
				frappe.get_doc("Client Archive", doc.name).update({"stakeholders": rows}).save(
					ignore_version=False
				)
		versions = frappe.get_all("Version", {"docname": doc.name}, pluck="data", order_by="creation")
		assert len(versions) >= 2
		assert not any("Wine" in data or "Tea" in data or "1980" in data for data in versions)

	def test_a_deleted_archive_leaves_none(self) -> None:
		doc = self.make()
		with acting_as("manager"):
			frappe.delete_doc("Client Archive", doc.name)
		left = frappe.db.get_value("Deleted Document", {"deleted_name": doc.name}, "data")
		assert "Chen" in left
		assert [detail for detail in ("Tea", "1980") if detail in left] == []

	def test_they_are_erased_on_request(self) -> None:
		doc = self.make()
		row = doc.stakeholders[0].name
		# Whoever may write the archive may not write these by it.
		frappe.db.set_value("Client Archive", doc.name, "account_manager", person("specialist"))
		with (
			acting_as("specialist"),
			pytest.raises(frappe.PermissionError, match="ask a Key Account Manager"),
		):
			erase_personal_details(doc.name, row)
		with acting_as("manager"), pytest.raises(frappe.PermissionError):
			erase_personal_details(doc.name, row)
		with acting_as("director"):
			erase_personal_details(doc.name, row)
		left = frappe.db.get_value("Client Stakeholder", row, ["birthday", "tastes", "person_name"])
		assert left == (None, None, "Chen")

	def test_a_form_that_was_open_does_not_bring_them_back(self) -> None:
		doc = self.make()
		with acting_as("manager"):
			opened = frappe.get_doc("Client Archive", doc.name)
			erase_personal_details(doc.name, doc.stakeholders[0].name)
			opened.phone = "1"
			with pytest.raises(frappe.TimestampMismatchError):
				opened.save()
		assert not frappe.db.get_value("Client Stakeholder", {"parent": doc.name}, "tastes")


class TestLivingFacts:
	def facts(self, doc: Document) -> dict[str, dict]:
		with acting_as("specialist"):
			return {fact["label"]: fact for fact in living_facts(doc.name)}

	def test_they_are_erpnexts_own_figures(self) -> None:
		doc = archive()
		today = frappe.utils.nowdate()
		month_ago = frappe.utils.add_days(today, -30)
		due = frappe.utils.add_days(today, -10)
		order([("Software", 5000)], on=month_ago)
		late = invoice([("Software", 1000)], on=month_ago, due_date=due)
		paid = invoice([("Software", 2000)], on=month_ago, due_date=due)
		pay(paid, 2260, on=frappe.utils.add_days(today, -20))
		facts = self.facts(doc)
		assert facts["Orders of 12 Months"]["value"] == 5000
		assert facts["Invoiced in 12 Months"]["value"] == 3000
		assert facts["Owed"]["value"] == 1130
		assert (facts["Past Due"]["value"], facts["Past Due"]["colour"]) == (1130, "red")
		assert facts["Past Due"]["note"] == "10 days at most"
		assert facts["Paid in Time"]["value"] == pytest.approx(200 / 3)
		assert (facts["Credit Rating"]["value"], facts["Credit Rating"]["colour"]) == ("D", "red")
		pay(late, 1130, on=today)
		facts = self.facts(doc)
		assert (facts["Past Due"]["value"], facts["Credit Rating"]["value"]) == (0, "C")

	def test_money_collected_is_told_as_the_last_night_read_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(frappe.local.db, "commit", lambda: None)  # the job commits its batches
		doc = registered()
		today = frappe.utils.getdate()
		pay(invoice([("Software", 1000)], on=str(today)), 1130, on=str(today))
		assert "Collected in 12 Months" not in self.facts(doc)
		compute(today)
		fact = self.facts(doc)["Collected in 12 Months"]
		assert (fact["value"], fact["note"]) == (1000, f"net of tax, as of {frappe.utils.format_date(today)}")

	def test_who_does_not_see_the_archive_sees_no_facts(self) -> None:
		doc = archive()
		for who in ("colleague", "sales", "employee"):
			with acting_as(who), pytest.raises(frappe.PermissionError):
				living_facts(doc.name)

	def test_of_a_lead(self) -> None:
		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful Ltd"}
		)
		lead.insert()
		assert "Open Opportunities" in self.facts(archive(party_type="Lead", party=lead.name))


def test_both_prints_read_well() -> None:
	doc = registered(stakeholders=CHAIN, ownership="Privately Owned")
	for name, words in (
		(
			"Client Archive Form",
			("☑ Privately Owned", "☐ Foreign-owned", "Part Three: Ongoing Support", doc.name),
		),
		("Client Relationship Map", ("Chen", "Not Covered")),
	):
		html = frappe.get_print("Client Archive", doc.name, name)
		assert [word for word in words if word not in html] == []


def test_half_a_star_is_known_to_us_on_paper_and_in_the_chart_as_in_the_form() -> None:
	rows = [
		{"person_name": "Chen", "role": "Decision Maker", "closeness": 0.1},
		{"person_name": "Wu", "role": "User", "closeness": 0.5},
	]
	doc = registered(stakeholders=rows)
	assert [person.closeness for person in doc.people()] == [1, 3]
	assert [row.get_formatted("closeness") for row in doc.stakeholders] == ["★☆☆☆☆", "★★★☆☆"]


@pytest.mark.parametrize("print_format", ["Standard", "Client Archive Form", "Client Relationship Map"])
def test_ratings_print_as_stars(print_format: str) -> None:
	rows = [{"person_name": "Chen", "role": "Decision Maker", "closeness": 0.8}]
	doc = registered(stakeholders=rows, relations=[{"person_name": "Wu", "closeness": 0.4}])
	html = frappe.get_print("Client Archive", doc.name, print_format)
	assert "★★★★☆" in html
	assert "0.8" not in html
	if print_format != "Client Relationship Map":
		assert "★★☆☆☆" in html


def test_the_job_counts_as_the_form_does() -> None:
	from key_account.key_account.doctype.client_archive.completeness_job import count_again

	docs = [
		archive(phone="1", has_budget="Yes", stakeholders=CHAIN),
		archive("Beta", bank="North", follow_ups=[{"date": "2026-01-02", "progress": "Met"}]),
		archive("Managed"),
	]
	before = {doc.name: doc.completeness for doc in docs}
	for name in before:
		frappe.db.set_value("Client Archive", name, "completeness", 1)
	count_again(list(before))
	after = {name: frappe.db.get_value("Client Archive", name, "completeness") for name in before}
	assert after == before


def test_the_job_goes_through_all_of_them_and_keeps_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
	from key_account.key_account.doctype.client_archive import completeness_job as job

	names = [archive(client, phone="1").name for client in ("Alpha", "Beta", "Managed")]
	frappe.db.set_value("Client Archive", {"name": ("in", names)}, "completeness", 1)
	counted: list[int] = []
	monkeypatch.setattr(job, "BATCH", 2)
	monkeypatch.setattr(
		frappe.local.db,
		"commit",
		lambda: counted.append(frappe.db.count("Client Archive", {"name": ("in", names), "completeness": 1})),
	)
	job.count_all_again()
	assert len(counted) == -(-frappe.db.count("Client Archive") // 2)
	# The three are the last by name: one batch has two of them, or one after the other.
	assert counted == sorted(counted, reverse=True)
	assert (counted[-1], max(counted) > 0) == (0, True)
