"""A low score opens a complaint: an Issue of the type that the settings name."""

from typing import Any

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.masters import COMPANY, named
from factories.surveys import fresh, key_in, link_of, reply, survey
from frappe.model.document import Document
from key_account.key_account.doctype.satisfaction_survey import complaints

from key_account.setup import complaints as issue_type


def set_rules(**values: int) -> None:
	for field, value in values.items():
		frappe.db.set_single_value("Key Account Settings", field, value)
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")


class TestComplaint:
	def answered(self, client: Document, **values: Any) -> Document:
		doc = survey(client.name)
		reply(key_in(link_of(doc)), **values)
		return fresh(doc)

	def test_a_low_score_opens_one(self, client: Document) -> None:
		doc = self.answered(client, attitude="4", comment="Rude")
		issue = frappe.get_doc("Issue", doc.complaint)
		assert (issue.customer, issue.company, issue.raised_by) == (
			named("Alpha"),
			COMPANY,
			"chen@client.example",
		)
		assert issue.issue_type == frappe.db.get_single_value("Key Account Settings", "complaint_issue_type")
		assert "Score for Attitude: 4 / 10" in issue.description
		assert "Rude" in issue.description
		todo = {"reference_type": "Issue", "reference_name": issue.name, "allocated_to": person("specialist")}
		assert frappe.db.count("ToDo", todo) == 1
		with acting_as("specialist"):
			assert issue.has_permission("read")

	def test_it_speaks_the_language_of_who_sees_to_it_not_the_clients(self, client: Document) -> None:
		doc = survey(client.name, survey_language="zh")
		reply(key_in(link_of(doc)), overall="1")
		issue = frappe.get_doc("Issue", fresh(doc).complaint)
		assert issue.subject.startswith("Complaint of KA Alpha")
		assert "Overall Score: 1 / 10" in issue.description

	def test_a_better_one_does_not(self, client: Document) -> None:
		assert self.answered(client, attitude="5").complaint is None

	def test_nor_where_none_is_wanted(self, client: Document) -> None:
		set_rules(survey_complaint_score=0)
		assert self.answered(client, attitude="1").complaint is None

	def test_of_a_lead(self) -> None:
		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful"}
		).insert()
		found = archive(party_type="Lead", party=lead.name)
		doc = self.answered(found, overall="1")
		assert frappe.db.get_value("Issue", doc.complaint, "lead") == lead.name

	def test_the_answer_is_kept_where_the_issue_is_refused_and_tried_again(
		self, client: Document, monkeypatch: pytest.MonkeyPatch
	) -> None:
		def refused(survey: Document) -> None:
			frappe.db.set_value("Customer", named("Alpha"), "market_segment", None)
			raise frappe.ValidationError("A field is missing")

		with monkeypatch.context() as patch:
			patch.setattr(complaints, "_open", refused)
			doc = self.answered(client, overall="1")
		assert (doc.status, doc.overall, doc.complaint, doc.complaint_due) == ("Answered", 1, None, 1)
		complaints.open_if_due(doc)
		doc = fresh(doc)
		assert doc.complaint
		assert doc.complaint_due == 0
		complaints.open_if_due(doc)
		assert frappe.db.count("Issue", {"customer": named("Alpha")}) == 1


class TestSetup:
	def test_the_issue_type_is_made_once(self) -> None:
		frappe.db.set_value("Issue", {"issue_type": "Complaint"}, "issue_type", None)
		issue_type.remove()
		assert not frappe.db.exists("Issue Type", "Complaint")
		issue_type.create()
		assert frappe.db.exists("Issue Type", "Complaint")
		frappe.db.set_single_value("Key Account Settings", "complaint_issue_type", None)
		issue_type.create()
		assert not frappe.db.get_single_value("Key Account Settings", "complaint_issue_type")

	def test_one_that_a_complaint_uses_stays(self) -> None:
		issue = frappe.get_doc({"doctype": "Issue", "subject": "Late", "issue_type": "Complaint"}).insert()
		issue_type.remove()
		assert frappe.db.exists("Issue Type", issue.issue_type)

	def test_one_that_the_site_had_stays(self) -> None:
		frappe.defaults.clear_default(issue_type.NOTE, parent="__global")
		issue_type.create()
		issue_type.remove()
		assert frappe.db.exists("Issue Type", "Complaint")

	@pytest.mark.parametrize(("field", "value"), [("survey_days", 0), ("survey_complaint_score", 10)])
	def test_settings_that_make_no_sense_are_refused(self, field: str, value: int) -> None:
		settings = frappe.get_doc("Key Account Settings")
		settings.set(field, value)
		with pytest.raises(frappe.ValidationError, match="must be from"):
			settings.save()
