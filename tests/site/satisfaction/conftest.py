"""A client, a survey of it that can be answered, and the mails that the site would send."""

import frappe
import pytest
from factories.clients import archive, person
from factories.surveys import fresh, key_in, link_of, survey
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.model.document import Document


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
