from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from key_account.key_account.doctype.satisfaction_survey import complaints, invitations
from key_account.satisfaction import QUESTIONS, Answer, Status

CUSTOMER_OF = {"Sales Order": "customer", "Project": "customer", "Issue": "customer"}
#: Written by the invitation, the answer and the nightly job; whoever saves a survey leaves them as they are.
KEPT = (
	"status",
	"sent_on",
	"sent_through",
	"expires_on",
	"reminders_sent",
	"last_reminded_on",
	"key_salt",
	"key_hash",
	*QUESTIONS,
	"comment",
	"answered_on",
	"complaint",
	"complaint_due",
)
#: What the client was asked; it stays once they were.
ASKED = ("archive", "contact", "contact_name", "contact_email", "survey_language", "about_doctype", "about")


class SatisfactionSurvey(Document):
	"""One question to a client how satisfied they are, and the one answer to it (clients.md, Satisfaction)."""

	def validate(self) -> None:
		if self.flags.by_app:
			# What was asked was checked when it was asked; what has changed since keeps no client from answering.
			return
		self.keep_what_is_noted()
		self.check_what_was_asked()
		self.set_contact()
		self.set_language()
		self.check_about()

	def keep_what_is_noted(self) -> None:
		saved = self.get_doc_before_save()
		for field in KEPT:
			self.set(field, saved.get(field) if saved else None)
		self.status = self.status or Status.DRAFT.value

	def check_what_was_asked(self) -> None:
		"""raises     ValidationError where it changes after the client was invited"""
		saved = self.get_doc_before_save()
		if not saved or saved.status == Status.DRAFT.value:
			return
		for field in ASKED:
			if (self.get(field) or "") != (saved.get(field) or ""):
				self.refuse(
					_("The client was invited already: {0} stays as it is. Make another survey."),
					_(self.meta.get_label(field)),
				)

	def set_contact(self) -> None:
		"""raises     ValidationError where the contact is not one of the client's, or nobody is asked"""
		if self.contact and not self.contact_of_client():
			self.refuse(_("{0} is no contact of {1}."), self.contact, self.client_name)
		if self.contact and not (self.contact_name and self.contact_email):
			contact = frappe.db.get_value("Contact", self.contact, ["full_name", "email_id"], as_dict=True)
			self.contact_name = self.contact_name or contact.full_name or self.contact
			self.contact_email = self.contact_email or contact.email_id
		if not self.contact_name:
			self.refuse(_("Say who is asked: a contact or a name."))

	def contact_of_client(self) -> bool:
		client = self.client()
		return bool(
			frappe.db.exists(
				"Dynamic Link",
				{
					"parenttype": "Contact",
					"parent": self.contact,
					"link_doctype": client.party_type,
					"link_name": client.party,
				},
			)
		)

	def set_language(self) -> None:
		"""raises     ValidationError where the app does not speak the language"""
		self.survey_language = self.survey_language or self.language_of_client()
		if self.survey_language not in invitations.LANGUAGES:
			self.refuse(
				_("There are surveys in {0}, not in {1}."),
				", ".join(_(name) for name in invitations.LANGUAGES.values()),
				self.survey_language,
			)

	def language_of_client(self) -> str:
		client = self.client()
		own = client.party_type != "Prospect" and frappe.db.get_value(
			client.party_type, client.party, "language"
		)
		return invitations.nearest_language(own or frappe.db.get_single_value("System Settings", "language"))

	def check_about(self) -> None:
		"""raises     ValidationError where it is about a document of somebody else"""
		if not self.about_doctype:
			self.about = None
		if not self.about:
			return
		client = self.client()
		whose = frappe.db.get_value(self.about_doctype, self.about, CUSTOMER_OF[self.about_doctype])
		if client.party_type != "Customer" or whose != client.party:
			self.refuse(_("{0} {1} is not of {2}."), _(self.about_doctype), self.about, client.client_name)

	def client(self) -> frappe._dict:
		"""The archive's client, as the database has it."""
		return frappe.db.get_value(
			"Client Archive",
			self.archive,
			["party_type", "party", "client_name", "account_manager", "company"],
			as_dict=True,
		)

	def take(self, answer: Answer) -> None:
		"""Note the client's answer, and open a complaint where it is one. The row is locked by who calls."""
		self.update(answer.scores)
		self.comment = answer.comment
		self.status = Status.ANSWERED.value
		self.answered_on = now_datetime()
		self.complaint_due = int(answer.is_complaint(invitations.rules()))
		self.save_by_app()
		complaints.open_if_due(self)

	def save_by_app(self) -> None:
		"""Write what people do not: the steps of the survey."""
		self.flags.by_app = self.flags.ignore_links = True
		# On the right of who called: the client with the link, the nightly job, or somebody who may write it.
		self.save(ignore_permissions=True)

	def on_trash(self) -> None:
		"""raises     ValidationError where the client was asked: the answer, or its want, counts"""
		if self.status != Status.DRAFT.value:
			self.refuse(_("The client was invited; withdraw it instead of deleting it."))

	def refuse(self, sentence: str, *values: object) -> NoReturn:
		"""raises     ValidationError that names the survey"""
		text = sentence.format(*(escape_html(str(value)) for value in values))
		name = escape_html(self.client_name or self.name or "")
		frappe.throw(f"{_(self.doctype)} {name}: {text}", title=_(self.doctype))


@frappe.whitelist(methods=["POST"])
def invite(survey: str) -> None:
	"""Send the client a link by e-mail; one that they had before does not work any more.

	raises     PermissionError for who may not write it; ValidationError where it cannot be sent
	"""
	doc = _to_write(survey)
	invitations.send(doc)


@frappe.whitelist(methods=["POST"])
def make_link(survey: str) -> str:
	"""A link to hand to the client, told this once; one that they had before does not work any more.

	raises     as `invite`
	"""
	doc = _to_write(survey)
	return invitations.make_link(doc, invitations.COPIED)


@frappe.whitelist(methods=["POST"])
def withdraw(survey: str) -> None:
	"""Ask no longer. raises     as `invite`"""
	doc = _to_write(survey)
	if doc.status not in (Status.DRAFT.value, Status.INVITED.value):
		doc.refuse(_("It is {0}: there is nothing to withdraw."), _(doc.status))
	doc.status = Status.WITHDRAWN.value
	doc.save_by_app()


def _to_write(survey: str) -> SatisfactionSurvey:
	"""The survey, locked; the client may answer it at this moment."""
	doc = frappe.get_doc("Satisfaction Survey", survey, for_update=True)
	doc.check_permission("write")
	return doc
