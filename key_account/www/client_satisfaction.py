"""The page on which a client answers a Satisfaction Survey: who has the link needs no login.

The key in the link is all that counts: the page sends no cookies with the answer, so nothing that somebody is
logged in for can be misused by another site, and an answer needs no CSRF token.
"""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import now_datetime

from key_account.key_account.doctype.satisfaction_survey import invitations
from key_account.marks import N_
from key_account.satisfaction import (
	HIGHEST,
	LONGEST_COMMENT,
	LOWEST,
	QUESTIONS,
	Status,
	SurveyError,
	check_open,
	read_answer,
)

no_cache = 1
sitemap = 0

#: Longer ones are no keys of ours.
LONGEST_KEY = 100
#: Answers from one address in an hour; many of a client's people may share one.
ANSWERS_AN_HOUR = 60
WORDS = {
	"overall": N_("How satisfied are you as a whole?"),
	"response_time": N_("How quickly do we respond?"),
	"resolution": N_("How well do we solve your problems?"),
	"attitude": N_("How do you find the attitude of our people?"),
}
UNKNOWN = N_("This link is not valid. Please use the link of the latest mail you had from us.")


def get_context(context: frappe._dict) -> None:
	"""What the page shows: the questions, or one sentence why there are none."""
	survey = invitations.find(_key(frappe.form_dict.get("key")))
	if survey:
		# For the rest of this request: the page speaks the client's language, not the browser's.
		frappe.local.lang = survey.survey_language
		refusal, status = _why_closed(survey)
		context.company, context.client = survey.company, survey.contact_name
		context.about = invitations.about(survey)
		context.last_day = invitations.long_date(survey.expires_on)
	else:
		frappe.local.lang = invitations.nearest_language(frappe.local.lang)
		refusal, status = _(UNKNOWN), 404
	context.refusal = refusal
	context.http_status_code = status
	context.questions = [(question, _(WORDS[question])) for question in QUESTIONS]
	context.scores = range(LOWEST, HIGHEST + 1)
	context.longest_comment = LONGEST_COMMENT
	context.lang = frappe.local.lang
	context.title = _("How satisfied are you?")


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=ANSWERS_AN_HOUR, seconds=60 * 60, methods=["POST"])
def answer(
	key: str = "",
	overall: int | str = "",
	response_time: int | str = "",
	resolution: int | str = "",
	attitude: int | str = "",
	comment: str = "",
) -> dict:
	"""Take the answer of the client who has the link; the first one counts.

	key        of the link: it is the permission, and checked before anything is told or written
	returns    `thanks`, or with the HTTP status 400, 404 or 410 `refusal`: a sentence in the survey's language
	"""
	survey = invitations.find(_key(key), lock=True)
	if not survey:
		return _refuse(_(UNKNOWN), 404)
	with invitations.speaking(survey.survey_language):
		refusal, status = _why_closed(survey)
		if refusal:
			return _refuse(refusal, status)
		scores = {
			"overall": overall,
			"response_time": response_time,
			"resolution": resolution,
			"attitude": attitude,
		}
		try:
			given = read_answer(scores, comment)
		except SurveyError as error:
			return _refuse(error.told(_), 400)
		survey.take(given)
		return {"thanks": _("Thank you! Your answer has reached us.")}


def _key(text: object) -> str:
	return text if isinstance(text, str) and len(text) <= LONGEST_KEY else ""


def _why_closed(survey: frappe.model.document.Document) -> tuple[str | None, int]:
	"""The sentence why it takes no answer, None where it does; and the HTTP status."""
	try:
		check_open(Status(survey.status), survey.expires_on, now_datetime().date())
	except SurveyError as error:
		return error.told(_), 410
	return None, 200


def _refuse(sentence: str, status: int) -> dict:
	frappe.local.response.http_status_code = status
	return {"refusal": sentence}
