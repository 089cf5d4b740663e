"""The page of a survey and its answer: once, by whoever has the link, in the client's language."""

import os
import subprocess
import sys
from pathlib import Path

import frappe
import pytest
from factories.clients import archive, person
from factories.masters import named
from factories.selling import order
from factories.surveys import (
	SCORES,
	SURVEYS,
	THANKS,
	UNKNOWN,
	call,
	fresh,
	key_in,
	link_of,
	reply,
	say,
	survey,
)
from frappe.model.document import Document

CHECKOUT = Path(__file__).resolve().parents[3]


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
					env={**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path])},
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
	"""Take committed documents away again, with the archive's name on its Customer."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for doc in documents:
		frappe.db.delete("Version", {"ref_doctype": doc.doctype, "docname": doc.name})
		frappe.db.delete(doc.doctype, {"name": doc.name})
	frappe.db.set_value("Customer", named("Alpha"), {"ka_archive": None, "account_manager": None})
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
