"""A low score is a complaint: ERPNext's Issue of the type that Key Account Settings name, given to the account manager."""

from html import unescape

import frappe
from frappe import _
from frappe.desk.form.assign_to import notify_assignment
from frappe.model.document import Document
from frappe.share import add_docshare
from frappe.utils import escape_html

from key_account.key_account.doctype.satisfaction_survey.invitations import speaking
from key_account.satisfaction import HIGHEST, QUESTIONS

SAVEPOINT = "ka_complaint"


def open_if_due(survey: Document) -> None:
	"""Open the complaint of an answer that calls for one, once.

	Where the site refuses the Issue the answer is kept all the same, and the nightly job tries again.
	"""
	if not survey.complaint_due or survey.complaint:
		return
	frappe.db.savepoint(SAVEPOINT)
	try:
		issue = _open(survey)
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.log_error(
			title=f"Complaint of {survey.doctype} {survey.name}",
			reference_doctype=survey.doctype,
			reference_name=survey.name,
		)
		return
	survey.db_set({"complaint": issue.name, "complaint_due": 0})


def _open(survey: Document) -> Document:
	client = survey.client()
	with speaking(_language_of(client.account_manager)):
		return _open_for(survey, client)


def _language_of(user: str | None) -> str:
	"""Who has to see to it reads it, not the client."""
	own = frappe.db.get_value("User", user, "language") if user else None
	return own or frappe.get_system_settings("language") or "en"


def _open_for(survey: Document, client: frappe._dict) -> Document:
	of_client = {"Customer": "customer", "Lead": "lead"}.get(client.party_type)
	issue = frappe.get_doc(
		{
			"doctype": "Issue",
			"subject": _("Complaint of {0}: {1} is dissatisfied").format(
				client.client_name, survey.contact_name
			)[:140],
			"issue_type": frappe.db.get_single_value("Key Account Settings", "complaint_issue_type"),
			"company": client.company,
			"raised_by": survey.contact_email or client.account_manager,
			"contact": survey.contact,
			"description": _description(survey),
			**({of_client: client.party} if of_client else {}),
		}
	)
	issue.insert(ignore_permissions=True)  # on the right of the client, whose complaint it is
	if client.account_manager:
		_give_to(issue, client.account_manager)
	return issue


def _description(survey: Document) -> str:
	lines = [
		f"{_(survey.meta.get_label(question))}: {survey.get(question)} / {HIGHEST}" for question in QUESTIONS
	]
	# Frappe may have escaped what was no text when it saved the comment.
	parts = [f"{_(survey.doctype)} {survey.name}", *lines, unescape(survey.comment or "")]
	return "".join(f"<p>{escape_html(part)}</p>" for part in parts if part)


def _give_to(issue: Document, user: str) -> None:
	"""Assign it, and let the account manager read it, who may have no role of ERPNext's support."""
	todo = frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": user,
			"reference_type": issue.doctype,
			"reference_name": issue.name,
			"description": issue.subject,
			"priority": "High",
			"assigned_by": issue.owner,
		}
	)
	todo.insert(ignore_permissions=True)  # as above
	if not frappe.get_system_settings("disable_document_sharing"):
		add_docshare(issue.doctype, issue.name, user, write=1, flags={"ignore_share_permission": True})
	notify_assignment(issue.owner, user, issue.doctype, issue.name, "ASSIGN", issue.subject)
