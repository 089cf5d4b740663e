"""Satisfaction Survey: who asks, what a link opens, the mail that brings it, and who sees it."""

import datetime as dt

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.masters import COMPANY, named
from factories.selling import order
from factories.surveys import (
	SURVEYS,
	THANKS,
	UNKNOWN,
	call,
	fresh,
	key_in,
	link_of,
	new_survey,
	reply,
	say,
	survey,
)
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.model.document import Document
from roles import permitted

from key_account.www import client_satisfaction


class TestAsking:
	def test_a_link_is_told_once_and_only_its_hash_is_kept(self, client: Document) -> None:
		doc = survey(client.name)
		link = link_of(doc)
		doc = fresh(doc)
		today = frappe.utils.getdate()
		assert (doc.status, doc.sent_through) == ("Invited", "Copied Link")
		assert doc.expires_on == today + dt.timedelta(days=14)
		row = frappe.db.get_value("Satisfaction Survey", doc.name, "*", as_dict=True)
		assert key_in(link) not in " ".join(str(value) for value in row.values())
		assert "/client-satisfaction?key=" in link

	def test_a_new_link_replaces_the_old_one(self, invited: tuple[Document, str]) -> None:
		doc, old = invited
		new = key_in(link_of(doc))
		assert reply(old) == UNKNOWN
		assert reply(new) == THANKS

	def test_what_people_do_not_write(self, client: Document) -> None:
		with acting_as("director"):
			doc = new_survey(client.name, status="Answered", overall=10, key_hash="0" * 64).insert()
			assert (doc.status, doc.overall, doc.key_hash) == ("Draft", None, None)
			doc.update({"status": "Answered", "overall": 10, "sent_on": "2026-01-01", "complaint_due": 1})
			doc.save()
			frappe.client.set_value("Satisfaction Survey", doc.name, "overall", 10)
		doc = fresh(doc)
		assert (doc.status, doc.overall, doc.sent_on, doc.complaint_due) == ("Draft", 0, None, 0)

	def test_what_was_asked_stays(self, client: Document, invited: tuple[Document, str]) -> None:
		doc, _key = invited
		other = archive("Beta", account_manager=person("specialist"))
		for field, value in (
			("contact_email", "me@us.example"),
			("archive", other.name),
			("survey_language", "zh"),
		):
			with acting_as("specialist"):
				mine = fresh(doc)
				mine.set(field, value)
				with pytest.raises(frappe.ValidationError, match="The client was invited already"):
					mine.save()

	def test_the_language_is_the_clients(self, client: Document) -> None:
		for language, expected in (("zh-TW", "zh-TW"), ("zh", "zh"), ("de", "en")):
			frappe.db.set_value("Customer", named("Alpha"), "language", language)
			assert survey(client.name, survey_language=None).survey_language == expected
		with pytest.raises(frappe.ValidationError, match="not in de"):
			survey(client.name, survey_language="de")

	def test_a_contact_is_one_of_the_clients(self, client: Document) -> None:
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Wu",
				"last_name": "Min",
				"email_ids": [{"email_id": "wu@client.example", "is_primary": 1}],
				"links": [{"link_doctype": "Customer", "link_name": named("Alpha")}],
			}
		).insert()
		doc = survey(client.name, contact=contact.name, contact_name=None, contact_email=None)
		assert (doc.contact_name, doc.contact_email) == ("Wu Min", "wu@client.example")
		other = archive("Beta", account_manager=person("specialist"))
		with pytest.raises(frappe.ValidationError, match="is no contact of KA Beta"):
			survey(other.name, contact=contact.name)
		with pytest.raises(frappe.ValidationError, match="Say who is asked"):
			survey(client.name, contact_name=None)

	def test_what_it_is_about_is_the_clients(self, client: Document) -> None:
		own, other = order(customer="Alpha"), order(customer="Beta")
		assert survey(client.name, about_doctype="Sales Order", about=own.name).about == own.name
		with pytest.raises(frappe.ValidationError, match="is not of KA Alpha"):
			survey(client.name, about_doctype="Sales Order", about=other.name)

	def test_an_answer_is_final(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		reply(key)
		for method in ("make_link", "withdraw"):
			with pytest.raises(frappe.ValidationError, match="It is Answered"):
				call(method, doc)
		with acting_as("director"), pytest.raises(frappe.ValidationError, match="withdraw it instead"):
			frappe.delete_doc("Satisfaction Survey", doc.name)


class TestMail:
	def test_the_invitation_brings_the_link(self, client: Document, mail: list[dict]) -> None:
		doc = survey(client.name, contact_name="Chen <b>Ying</b>")
		call("invite", doc)
		(sent,) = mail
		assert sent["recipients"] == ["chen@client.example"]
		assert sent["reply_to"] == person("specialist")
		assert COMPANY in sent["subject"]
		assert "<b>" not in sent["message"]
		key = sent["message"].partition("?key=")[2][:43]
		assert fresh(doc).sent_through == "E-mail"
		assert reply(key) == THANKS

	def test_without_an_account_it_says_what_to_do(
		self, client: Document, mail: list[dict], monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(EmailAccount, "find_outgoing", classmethod(lambda cls, **options: None))
		doc = survey(client.name)
		with pytest.raises(frappe.ValidationError, match="This site sends no e-mail: set up an outgoing"):
			call("invite", doc)
		assert (fresh(doc).status, mail) == ("Draft", [])

	def test_without_an_address_too(self, client: Document, mail: list[dict]) -> None:
		with pytest.raises(frappe.ValidationError, match="There is no e-mail address"):
			call("invite", survey(client.name, contact_email=None))
		assert mail == []

	def test_it_speaks_the_clients_language(self, client: Document, mail: list[dict]) -> None:
		say("How satisfied are you with {0}?", "您对{0}满意吗？")
		call("invite", survey(client.name, survey_language="zh"))
		assert mail[0]["subject"] == f"您对{COMPANY}满意吗？"
		assert "年" in mail[0]["message"]
		assert frappe.local.lang == "en"


class TestWhoSeesIt:
	@pytest.mark.parametrize(
		("who", "sees"),
		[
			("specialist", True),
			("director", True),
			("executive", True),
			("colleague", False),
			("manager", False),
		],
	)
	def test_lists_and_forms(self, client: Document, who: str, sees: bool) -> None:
		doc = survey(client.name)
		with acting_as(who):
			listed = frappe.get_list("Satisfaction Survey", pluck="name", order_by="name")
			assert (doc.name in listed) is sees
			assert fresh(doc).has_permission("read") is sees

	@pytest.mark.parametrize("who", ["finance", "sales", "employee"])
	def test_others_see_none(self, client: Document, who: str) -> None:
		doc = survey(client.name)
		with acting_as(who):
			assert not permitted(lambda: frappe.get_list("Satisfaction Survey"))
			assert not fresh(doc).has_permission("read")

	@pytest.mark.parametrize("who", ["colleague", "manager", "finance", "sales", "employee"])
	@pytest.mark.parametrize("method", ["invite", "make_link", "withdraw"])
	def test_the_api(self, client: Document, who: str, method: str) -> None:
		doc = survey(client.name)
		assert not permitted(lambda: call(method, doc, who))
		assert fresh(doc).status == "Draft"

	def test_nobody_asks_a_client_they_do_not_see(self, client: Document) -> None:
		assert not permitted(lambda: survey(client.name, "colleague"))

	def test_no_guest(self, invited: tuple[Document, str]) -> None:
		doc, _key = invited
		frappe.set_user("Guest")
		assert not permitted(lambda: frappe.client.get("Satisfaction Survey", doc.name))
		assert not permitted(lambda: frappe.get_list("Satisfaction Survey"))
		for method in ("invite", "make_link", "withdraw"):
			assert frappe.get_attr(f"{SURVEYS}.{method}") not in frappe.guest_methods
			assert not permitted(lambda method=method: frappe.get_attr(f"{SURVEYS}.{method}")(doc.name))
		assert client_satisfaction.answer in frappe.guest_methods
