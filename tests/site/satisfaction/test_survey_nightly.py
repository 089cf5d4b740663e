"""Every night: reminders, surveys whose time is over, complaints that were missed."""

import datetime as dt
from typing import Any

import frappe
import pytest
from factories.surveys import THANKS, call, fresh, key_in, link_of, reply, survey
from frappe.model.document import Document
from key_account.key_account.doctype.satisfaction_survey import invitations, nightly


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
