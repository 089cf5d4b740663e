"""Invitations to a survey and reminders of them: the link with its key, and the mail that brings it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from babel.dates import format_date
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.model.document import Document
from frappe.utils import get_url, getdate, now_datetime
from frappe.utils.password import get_encryption_key

from key_account.marks import N_
from key_account.satisfaction import Rules, Status, hash_of, is_key, is_reminder_due, key_of, last_day

DOCTYPE = "Satisfaction Survey"
PAGE = "/client-satisfaction"
MAILED, COPIED = "E-mail", "Copied Link"
#: Languages of the page and the mails, by Frappe's codes.
LANGUAGES = {"en": N_("English"), "zh": N_("Simplified Chinese"), "zh-TW": N_("Traditional Chinese")}
#: Field of Key Account Settings -> of Rules.
SETTINGS = {
	"survey_days": "days",
	"survey_remind_after": "remind_after",
	"survey_max_reminders": "max_reminders",
	"survey_complaint_score": "complaint_score",
}


def rules() -> Rules:
	"""Key Account Settings, Satisfaction; what a site has not set yet is as the app has it."""
	settings = frappe.get_cached_doc("Key Account Settings")
	return Rules(
		**{own: settings.get(field) for field, own in SETTINGS.items() if settings.get(field) is not None}
	)


def nearest_language(code: str | None) -> str:
	"""The one of LANGUAGES that who reads the language `code` reads, too; else English."""
	code = (code or "").replace("_", "-")
	if code in LANGUAGES:
		return code
	return "zh" if code.startswith("zh") else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
	"""Translate within the block into the language of a survey, whoever's request it is."""
	before = frappe.local.lang
	frappe.local.lang = language
	try:
		yield
	finally:
		frappe.local.lang = before


def long_date(day: dt.date | str) -> str:
	"""A date in the language in force, written out so that nobody takes the month for the day."""
	return format_date(getdate(day), "long", locale=frappe.local.lang.replace("-", "_"))


def find(key: str, lock: bool = False) -> Document | None:
	"""The survey that a key opens; None where it opens none.

	lock       let nobody else answer it before this transaction ends
	"""
	# The place is found by the hash: how long that takes tells nothing of the key.
	name = key and frappe.db.get_value(DOCTYPE, {"key_hash": hash_of(key)})
	if not name:
		return None
	doc = frappe.get_doc(DOCTYPE, name, for_update=lock)
	return doc if is_key(key, doc.key_hash) else None


def send(doc: Document) -> None:
	"""raises     ValidationError where there is no address, or the site sends no mail"""
	if not doc.contact_email:
		doc.refuse(_("There is no e-mail address: fill it in, or copy a link."))
	if not can_send():
		doc.refuse(
			_(
				"This site sends no e-mail: set up an outgoing Email Account as default, or copy a link and "
				"send it yourself."
			)
		)
	_mail(doc, make_link(doc, MAILED), is_reminder=False)


def can_send() -> bool:
	return bool(EmailAccount.find_outgoing(match_by_doctype=DOCTYPE))


def make_link(doc: Document, through: str) -> str:
	"""A new link; an earlier one of the survey opens nothing from now on.

	through    MAILED or COPIED
	"""
	if doc.status not in (Status.DRAFT.value, Status.INVITED.value, Status.EXPIRED.value):
		doc.refuse(_("It is {0}: make another survey to ask again."), _(doc.status))
	key = _new_key(doc)
	now = now_datetime()
	doc.update(
		{
			"status": Status.INVITED.value,
			"sent_on": now,
			"sent_through": through,
			"expires_on": last_day(now.date(), rules()),
			"reminders_sent": 0,
			"last_reminded_on": None,
		}
	)
	doc.save_by_app()
	return link_with(key)


def link_with(key: str) -> str:
	return get_url(f"{PAGE}?key={key}")


def remind(name: str, today: dt.date) -> None:
	"""Remind of an invitation, if it is due now that its row is locked."""
	doc = frappe.get_doc(DOCTYPE, name, for_update=True)
	if doc.status != Status.INVITED.value or doc.sent_through != MAILED:
		return
	last = doc.last_reminded_on and getdate(doc.last_reminded_on)
	sent, expires = getdate(doc.sent_on), getdate(doc.expires_on)
	if not is_reminder_due(sent, last, doc.reminders_sent, expires, today, rules()):
		return
	key = key_of(get_encryption_key(), doc.key_salt)
	if not is_key(key, doc.key_hash):
		# The site has another secret than when the invitation was sent.
		key = _new_key(doc)
	doc.reminders_sent += 1
	doc.last_reminded_on = today
	doc.save_by_app()
	_mail(doc, link_with(key), is_reminder=True)


def _new_key(doc: Document) -> str:
	doc.key_salt = frappe.generate_hash(length=32)
	key = key_of(get_encryption_key(), doc.key_salt)
	doc.key_hash = hash_of(key)
	return key


def _mail(doc: Document, link: str, is_reminder: bool) -> None:
	"""Queue the mail, in the survey's language; it goes out when the transaction is committed."""
	with speaking(doc.survey_language):
		subject = (
			_("Reminder: how satisfied are you with {0}?")
			if is_reminder
			else _("How satisfied are you with {0}?")
		)
		values = {
			"name": doc.contact_name,
			"company": doc.company,
			"link": link,
			"last_day": long_date(doc.expires_on),
			"about": about(doc),
			"is_reminder": is_reminder,
		}
		message = frappe.render_template("key_account/templates/emails/satisfaction_survey.html", values)
	manager = frappe.db.get_value("Client Archive", doc.archive, "account_manager")
	frappe.sendmail(
		recipients=[doc.contact_email],
		subject=subject.format(doc.company),
		message=message,
		reply_to=frappe.db.get_value("User", manager, "email") if manager else None,
		reference_doctype=DOCTYPE,
		reference_name=doc.name,
		add_unsubscribe_link=0,
	)


def about(doc: Document) -> str:
	"""What the survey is about, in the language in force; empty where it is about the work as a whole."""
	if not doc.about:
		return ""
	title = (
		frappe.db.get_value("Project", doc.about, "project_name") if doc.about_doctype == "Project" else None
	)
	return f"{_(doc.about_doctype)} {title or doc.about}"
