"""Market information and satisfaction surveys as people make them."""

from typing import Any
from urllib.parse import parse_qs, urlparse

import frappe
from frappe.model.document import Document

from factories.clients import acting_as, step
from factories.masters import COMPANY

SURVEYS = "key_account.key_account.doctype.satisfaction_survey.satisfaction_survey"
THANKS = (200, "Thank you! Your answer has reached us.")
UNKNOWN = (404, "This link is not valid. Please use the link of the latest mail you had from us.")
SCORES = {"overall": "9", "response_time": "8", "resolution": "7", "attitude": "10"}


def new_information(**values: Any) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Market Information",
			"title": "A new plant is planned",
			"kind": "New Project",
			"learned_on": "2026-01-05",
			"learned_from": "Trade fair",
			"company": COMPANY,
			"details": "Budget of 2 million\nDecision in <March>",
			"worth": "High",
			"worth_amount": 2000000,
			**values,
		}
	)


def information(by: str = "specialist", **values: Any) -> Document:
	"""A draft, written by `by`."""
	with acting_as(by):
		return new_information(**values).insert()


def sent_information(by: str = "specialist", **values: Any) -> Document:
	doc = step(information(by, **values), "Send for Check", by)
	return frappe.get_doc(doc.doctype, doc.name)


def checked(
	doc: Document, action: str = "Approve", by: str = "director", reason: str = "Known already"
) -> Document:
	"""The director's word on it."""
	if action == "Reject":
		with acting_as(by):
			doc = frappe.get_doc(doc.doctype, doc.name)
			doc.rejection_reason = reason
			doc.save()
	done = step(doc, action, by)
	return frappe.get_doc(done.doctype, done.name)


def new_survey(archive: str, **values: Any) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Satisfaction Survey",
			"archive": archive,
			"contact_name": "Chen Ying",
			"contact_email": "chen@client.example",
			"survey_language": "en",
			**values,
		}
	)


def survey(archive: str, by: str = "specialist", **values: Any) -> Document:
	with acting_as(by):
		return new_survey(archive, **values).insert()


def key_in(link: str) -> str:
	return parse_qs(urlparse(link).query)["key"][0]


def link_of(doc: Document, by: str = "specialist") -> str:
	"""A new link to the survey."""
	with acting_as(by):
		return frappe.get_attr(f"{SURVEYS}.make_link")(doc.name)


def reply(key: str, **values: Any) -> tuple[int, str]:
	"""Answer as the page does, for a client who is not logged in; returns the HTTP status and the sentence."""
	from key_account.www.client_satisfaction import answer

	before = frappe.session.user
	frappe.set_user("Guest")
	frappe.local.response.pop("http_status_code", None)
	try:
		said = answer(key=key, **{**SCORES, **values})
	finally:
		frappe.set_user(before)
	return frappe.local.response.pop("http_status_code", 200), said.get("thanks") or said["refusal"]


def fresh(doc: Document) -> Document:
	"""As the database has it."""
	return frappe.get_doc(doc.doctype, doc.name)


def call(method: str, doc: Document, by: str = "specialist") -> object:
	"""A method of the survey's form."""
	with acting_as(by):
		return frappe.get_attr(f"{SURVEYS}.{method}")(doc.name)


def say(english: str, chinese: str) -> None:
	"""A translation as a site's own users may have it, whatever the app's catalogue says."""
	frappe.get_doc(
		{"doctype": "Translation", "language": "zh", "source_text": english, "translated_text": chinese}
	).insert()
