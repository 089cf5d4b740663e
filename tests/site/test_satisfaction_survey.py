"""Satisfaction Survey: who asks, what a link opens, and what an answer leads to."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.masters import COMPANY, named
from factories.selling import order
from factories.surveys import SCORES, SURVEYS, key_in, link_of, new_survey, reply, survey
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.model.document import Document
from key_account.key_account.doctype.satisfaction_survey import complaints, invitations, nightly
from roles import permitted

from key_account.setup import complaints as issue_type
from key_account.www import client_satisfaction

HERE = Path(__file__).resolve().parent
THANKS = (200, "Thank you! Your answer has reached us.")
UNKNOWN = (404, "This link is not valid. Please use the link of the latest mail you had from us.")


@pytest.fixture(autouse=True)
def no_mail_of_notifications() -> None:
	"""A site that mutes its mails has no sender for them, and in tests they are sent at once."""
	frappe.db.set_value("Notification Settings", person("specialist"), "enable_email_notifications", 0)


@pytest.fixture
def client() -> Document:
	return archive(account_manager=person("specialist"))


@pytest.fixture
def invited(client: Document) -> tuple[Document, str]:
	"""A survey, and the key of its link."""
	doc = survey(client.name)
	key = key_in(link_of(doc))
	return fresh(doc), key


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
	"""The mails that the site would queue; it has an account to send them from."""
	queued: list[dict] = []
	monkeypatch.setattr(EmailAccount, "find_outgoing", classmethod(lambda cls, **options: {"default": True}))
	monkeypatch.setattr(frappe, "sendmail", lambda **values: queued.append(values))
	return queued


def fresh(doc: Document) -> Document:
	return frappe.get_doc(doc.doctype, doc.name)


def call(method: str, doc: Document, by: str = "specialist") -> object:
	with acting_as(by):
		return frappe.get_attr(f"{SURVEYS}.{method}")(doc.name)


def set_rules(**values: int) -> None:
	for field, value in values.items():
		frappe.db.set_single_value("Key Account Settings", field, value)
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")


def page(key: str | None) -> str:
	"""The page as a client sees it who is not logged in; its HTTP status is in frappe.local.response."""
	from frappe.website.serve import get_response

	frappe.set_user("Guest")
	frappe.local.form_dict = frappe._dict(key=key) if key is not None else frappe._dict()
	try:
		response = get_response("client-satisfaction")
	finally:
		frappe.set_user("Administrator")
		frappe.local.lang = "en"
	frappe.local.response.page_status = response.status_code
	return response.get_data(as_text=True)


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


def say(english: str, chinese: str) -> None:
	"""A translation as a site's own users may have it, whatever the app's catalogue says."""
	frappe.get_doc(
		{"doctype": "Translation", "language": "zh", "source_text": english, "translated_text": chinese}
	).insert()


class TestAnswering:
	def test_once(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		assert reply(key, comment="Keep going") == THANKS
		doc = fresh(doc)
		assert {question: str(doc.get(question)) for question in SCORES} == SCORES
		assert (doc.status, doc.comment, doc.complaint) == ("Answered", "Keep going", None)
		assert doc.answered_on.date() == frappe.utils.getdate()

	def test_not_twice(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		reply(key)
		assert reply(key, overall="1") == (410, "This survey was answered already. Thank you!")
		assert fresh(doc).overall == 9

	@pytest.mark.parametrize("key", ["", "x" * 43, "x" * 10000, "%", "' OR ''='"])
	def test_not_with_a_guessed_key(self, invited: tuple[Document, str], key: str) -> None:
		assert reply(key) == UNKNOWN
		assert fresh(invited[0]).status == "Invited"

	def test_not_with_what_the_database_has(self, invited: tuple[Document, str]) -> None:
		doc, _key = invited
		for kept in (doc.key_hash, doc.key_salt, doc.name):
			assert reply(kept) == UNKNOWN

	def test_a_draft_has_no_link(self, client: Document) -> None:
		survey(client.name)
		assert reply("") == UNKNOWN

	def test_not_when_it_is_over(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		doc.db_set("expires_on", frappe.utils.add_days(frappe.utils.getdate(), -1))
		over = (410, "The time to answer this survey is over. Please ask us for a new link.")
		assert reply(key) == over
		doc.db_set("status", "Expired")
		assert reply(key) == over

	def test_also_when_what_it_was_about_has_gone_to_another_client(self, client: Document) -> None:
		about = order(customer="Alpha")
		doc = survey(client.name, about_doctype="Sales Order", about=about.name)
		key = key_in(link_of(doc))
		about.db_set("customer", named("Beta"))
		assert reply(key) == THANKS

	def test_on_the_last_day(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		doc.db_set("expires_on", frappe.utils.getdate())
		assert reply(key) == THANKS

	def test_not_when_it_is_withdrawn(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		call("withdraw", doc)
		assert reply(key) == (410, "This survey was withdrawn: there is nothing for you to do.")

	@pytest.mark.parametrize("values", [{"overall": ""}, {"attitude": "11"}, {"resolution": "<script>"}])
	def test_not_half(self, invited: tuple[Document, str], values: dict) -> None:
		doc, key = invited
		assert reply(key, **values) == (400, "Please give every question a score from 1 to 10.")
		assert fresh(doc).status == "Invited"

	def test_the_answer_is_in_the_clients_language(self, client: Document) -> None:
		say("Thank you! Your answer has reached us.", "谢谢！")
		key = key_in(link_of(survey(client.name, survey_language="zh")))
		assert reply(key) == (200, "谢谢！")

	def test_a_script_in_the_comment_does_no_harm(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		reply(key, overall="2", comment="<script>alert(1)</script><img src=x onerror=alert(2)>Bad & slow")
		doc = fresh(doc)
		description = frappe.db.get_value("Issue", doc.complaint, "description")
		for text in (doc.comment, description):
			assert "<script" not in text
			assert "<img src=x onerror" not in text
			assert "Bad &amp; slow" in text or "Bad & slow" in text

	@pytest.mark.commits
	def test_of_two_at_once_one_counts(self) -> None:
		doc = archive(account_manager=person("specialist"))
		asked = survey(doc.name)
		key = key_in(link_of(asked))
		frappe.db.commit()
		try:
			code = (
				"import sys, time, frappe\n"
				"frappe.init(site=sys.argv[1]); frappe.connect(); frappe.set_user('Guest')\n"
				"from key_account.www.client_satisfaction import answer\n"
				"take = frappe.get_attr(sys.argv[4]).take\n"
				# Whoever comes first stays in the middle of it while the other arrives.
				"def slow(self, given): time.sleep(1.5); take(self, given)\n"
				"frappe.get_attr(sys.argv[4]).take = slow\n"
				"scores = dict.fromkeys(('overall', 'response_time', 'resolution', 'attitude'), sys.argv[3])\n"
				"frappe.db.sql('select count(*) from `tabSatisfaction Survey`')\n"
				"print('ready', flush=True); sys.stdin.readline()\n"
				"print(answer(key=sys.argv[2], **scores)); frappe.db.commit()\n"
			)
			site = frappe.local.site
			controller = f"{SURVEYS}.SatisfactionSurvey"
			clients = [
				subprocess.Popen(
					[sys.executable, "-c", code, site, key, score, controller],
					stdin=subprocess.PIPE,
					stdout=subprocess.PIPE,
					stderr=subprocess.STDOUT,
					text=True,
					env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), *sys.path])},
				)
				for score in ("8", "6")
			]
			for each in clients:
				assert each.stdout.readline() == "ready\n"
			for each in clients:
				each.stdin.write("go\n")
				each.stdin.flush()
			said = [each.communicate(timeout=60)[0] for each in clients]
			assert sorted("thanks" in words for words in said) == [False, True], said
			assert sum("answered already" in words for words in said) == 1, said
			frappe.db.rollback()
			first = "8" if "thanks" in said[0] else "6"
			assert str(fresh(asked).overall) == first
		finally:
			clean_up(asked, doc)


def clean_up(*documents: Document) -> None:
	"""Take committed documents away again, with the archive's name on its Customer and the people who wrote them."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for doc in documents:
		frappe.db.delete("Version", {"ref_doctype": doc.doctype, "docname": doc.name})
		frappe.db.delete(doc.doctype, {"name": doc.name})
	frappe.db.set_value("Customer", named("Alpha"), {"ka_archive": None, "account_manager": None})
	for contact in frappe.get_all("Contact", {"user": person("specialist")}, pluck="name", order_by="name"):
		frappe.delete_doc("Contact", contact, force=True)
	frappe.delete_doc("User", person("specialist"), force=True)
	frappe.db.commit()


class TestPage:
	def test_it_asks(self, invited: tuple[Document, str]) -> None:
		_doc, key = invited
		html = page(key)
		assert frappe.local.response.page_status == 200
		assert html.count('type="radio"') == 40
		assert "How satisfied are you as a whole?" in html
		assert "/assets/" not in html
		assert key not in html

	@pytest.mark.parametrize("key", [None, "", "x" * 43])
	def test_it_knows_no_guessed_link(self, key: str | None) -> None:
		html = page(key)
		assert frappe.local.response.page_status == 404
		assert UNKNOWN[1] in html
		assert "<form" not in html

	def test_it_says_why_it_is_closed(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		reply(key)
		html = page(key)
		assert frappe.local.response.page_status == 410
		assert "This survey was answered already. Thank you!" in html
		assert "<form" not in html
		assert doc.contact_name not in html

	def test_names_do_no_harm(self, client: Document) -> None:
		frappe.db.set_value("Client Archive", client.name, "client_name", "<i>x</i>")
		doc = survey(client.name)
		key = key_in(link_of(doc))
		doc.db_set("contact_name", "</p><script>alert(1)</script>")
		assert "<script>alert" not in page(key)

	def test_it_speaks_the_surveys_language(self, client: Document) -> None:
		say("Send the Answer", "提交评价")
		html = page(key_in(link_of(survey(client.name, survey_language="zh"))))
		assert '<html lang="zh">' in html
		assert "提交评价" in html

	def test_looking_changes_nothing(self, invited: tuple[Document, str]) -> None:
		doc, key = invited
		page(key)
		assert fresh(doc).modified == doc.modified


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


@pytest.mark.usefixtures("mail")
class TestNightly:
	"""Its commits are left out, so that each test can be rolled back."""

	@pytest.fixture(autouse=True)
	def without_commits(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(frappe.db, "commit", lambda: None)

	@pytest.fixture
	def mailed(self, client: Document, mail: list[dict]) -> Document:
		doc = survey(client.name)
		call("invite", doc)
		mail.clear()
		return fresh(doc)

	def after(self, days: int) -> dt.date:
		return frappe.utils.getdate() + dt.timedelta(days=days)

	def test_it_reminds_and_the_first_link_stays_good(self, mailed: Document, mail: list[dict]) -> None:
		nightly.run(self.after(4))
		assert mail == []
		nightly.run(self.after(5))
		(sent,) = mail
		assert sent["subject"].startswith("Reminder")
		doc = fresh(mailed)
		assert (doc.reminders_sent, doc.last_reminded_on) == (1, self.after(5))
		assert doc.key_hash == mailed.key_hash
		assert reply(sent["message"].partition("?key=")[2][:43]) == THANKS

	def test_repeated_it_reminds_nobody_twice(self, mailed: Document, mail: list[dict]) -> None:
		for _time in range(3):
			nightly.run(self.after(5))
		assert len(mail) == 1
		for day in range(6, 15):
			nightly.run(self.after(day))
		assert len(mail) == 2
		assert fresh(mailed).reminders_sent == 2

	def test_whoever_answered_is_left_alone(self, mailed: Document, mail: list[dict]) -> None:
		mailed.db_set("status", "Answered")
		nightly.run(self.after(5))
		assert mail == []

	def test_a_copied_link_is_not_reminded_of(self, invited: tuple[Document, str], mail: list[dict]) -> None:
		nightly.run(self.after(5))
		assert mail == []

	def test_in_batches(self, client: Document, mail: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
		for _number in range(5):
			call("invite", survey(client.name))
		mail.clear()
		monkeypatch.setattr(nightly, "BATCH", 2)
		nightly.run(self.after(5))
		assert len(mail) == 5

	def test_one_that_fails_stops_no_other(
		self, client: Document, mail: list[dict], monkeypatch: pytest.MonkeyPatch
	) -> None:
		first, second = survey(client.name), survey(client.name)
		for doc in (first, second):
			call("invite", doc)
		mail.clear()
		send = frappe.sendmail

		def refuse(**values: Any) -> None:
			if values["reference_name"] == first.name:
				raise frappe.OutgoingEmailError("No")
			send(**values)

		monkeypatch.setattr(frappe, "sendmail", refuse)
		nightly.run(self.after(5))
		assert [sent["reference_name"] for sent in mail] == [second.name]
		assert fresh(first).reminders_sent == 0
		assert frappe.local.lang == "en"

	def test_after_another_secret_the_reminder_brings_a_new_link(
		self, mailed: Document, mail: list[dict], monkeypatch: pytest.MonkeyPatch
	) -> None:
		monkeypatch.setattr(invitations, "get_encryption_key", lambda: "another")
		nightly.run(self.after(5))
		assert fresh(mailed).key_hash != mailed.key_hash
		assert reply(mail[0]["message"].partition("?key=")[2][:43]) == THANKS

	def test_it_expires(self, mailed: Document) -> None:
		nightly.run(self.after(14))
		assert fresh(mailed).status == "Invited"
		nightly.run(self.after(15))
		assert fresh(mailed).status == "Expired"
		nightly.run(self.after(15))
		assert fresh(mailed).status == "Expired"

	def test_an_expired_one_may_be_asked_again(self, mailed: Document) -> None:
		nightly.run(self.after(15))
		assert reply(key_in(link_of(mailed))) == THANKS

	def test_missed_complaints_are_opened(self, mailed: Document) -> None:
		mailed.db_set({"status": "Answered", "complaint_due": 1, "overall": 1})
		nightly.run(self.after(1))
		assert fresh(mailed).complaint


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


def report(**filters: Any) -> Mapping[str, Any]:
	from frappe.desk.query_report import run

	return run("Client Satisfaction", {"company": COMPANY, **filters})


class TestReport:
	@pytest.fixture
	def asked(self, client: Document) -> None:
		"""Alpha: three asked, two answers, one of them a complaint; Beta, the colleague's: one asked, no answer."""
		for number, scores in enumerate(({"overall": "10"}, {"overall": "3"}, None)):
			doc = survey(client.name, contact_name=f"Person {number}")
			key = key_in(link_of(doc))
			if scores:
				reply(key, **scores)
		issue = frappe.get_last_doc("Issue", {"customer": named("Alpha")})
		issue.db_set({"first_response_time": 7200, "resolution_time": 36000})
		withdrawn = survey(client.name)
		link_of(withdrawn)
		call("withdraw", withdrawn)
		other = archive("Beta", by="colleague", account_manager=person("colleague"))
		link_of(survey(other.name, "colleague"), "colleague")

	def test_of_each_client(self, asked: None) -> None:
		rows = {row["client_name"]: row for row in report()["result"]}
		alpha = rows["KA Alpha"]
		assert (alpha["invited"], alpha["answered"]) == (3, 2)
		assert alpha["response_rate"] == pytest.approx(200 / 3)
		assert (alpha["overall"], alpha["response_time"], alpha["resolution"], alpha["attitude"]) == (
			6.5,
			8,
			7,
			10,
		)
		assert (alpha["complaints"], alpha["open_complaints"]) == (1, 1)
		assert (alpha["first_response"], alpha["resolved_in"]) == (2, 10)
		assert (rows["KA Beta"]["invited"], rows["KA Beta"]["overall"]) == (1, None)

	def test_totals_are_of_the_clients_seen(self, asked: None) -> None:
		def cards(who: str) -> dict[str, float]:
			with acting_as(who):
				found = report()
			assert {row["client_name"] for row in found["result"]} == seen[who]
			return {card["label"]: card["value"] for card in found["report_summary"]}

		seen = {"director": {"KA Alpha", "KA Beta"}, "specialist": {"KA Alpha"}, "colleague": {"KA Beta"}}
		assert cards("director") == {
			"Times Asked": 4,
			"Response Rate": "50.0 %",
			"Overall Score": "6.5",
			"Open Complaints": 1,
		}
		assert cards("specialist")["Times Asked"] == 3
		assert cards("colleague") == {"Times Asked": 1, "Response Rate": "0.0 %", "Open Complaints": 0}

	def test_a_complaint_that_no_survey_led_to_counts(self, client: Document) -> None:
		frappe.get_doc(
			{"doctype": "Issue", "subject": "Late", "issue_type": "Complaint", "customer": named("Alpha")}
		).insert()
		(row,) = report()["result"]
		assert (row["complaints"], row["invited"]) == (1, 0)
		with acting_as("colleague"):
			assert report()["result"] == []

	@pytest.mark.parametrize("who", ["sales", "finance", "employee"])
	def test_not_for_others(self, who: str) -> None:
		with acting_as(who):
			assert not permitted(report)

	def test_the_period_is_that_of_asking(self, asked: None) -> None:
		today = frappe.utils.getdate()
		assert report(from_date=today, to_date=today)["result"]
		assert not report(from_date=today + dt.timedelta(days=1))["result"]
