"""Satisfaction surveys: who is asked, until when, how often reminded, and what an answer means (clients.md, Satisfaction).

A client answers through a link that needs no login. The link carries a key that is made of the site's secret and a
salt; the site keeps the salt and a hash of the key, so that a copy of the database opens no survey.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from key_account.errors import DomainError
from key_account.marks import N_

LOWEST, HIGHEST = 1, 10
#: Marks in documents and questions; the first is the whole impression.
QUESTIONS = ("overall", "response_time", "resolution", "attitude")
#: What a client may write.
LONGEST_COMMENT = 2000


class Status(Enum):
	"""Where a survey stands."""

	DRAFT = N_("Draft")
	INVITED = N_("Invited")
	ANSWERED = N_("Answered")
	EXPIRED = N_("Expired")
	WITHDRAWN = N_("Withdrawn")


class SurveyError(DomainError):
	"""An answer or an invitation that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Rules:
	"""Key Account Settings, Satisfaction.

	days              in which an invitation can be answered, the day it is sent not counted
	remind_after      days after an invitation or a reminder without an answer; 0: no reminders
	max_reminders     of one invitation
	complaint_score   an answer with a score up to it is a complaint; 0: none is
	"""

	days: int = 14
	remind_after: int = 5
	max_reminders: int = 2
	complaint_score: int = 4


@dataclass(frozen=True, slots=True)
class Answer:
	"""What a client said, each score from LOWEST to HIGHEST."""

	scores: Mapping[str, int]
	comment: str = ""

	def is_complaint(self, rules: Rules) -> bool:
		"""Whether any of the scores is so low that somebody has to see to it."""
		return min(self.scores.values()) <= rules.complaint_score


def key_of(secret: str, salt: str) -> str:
	"""The key of a link, 256 bits that nobody guesses who does not know the site's secret."""
	signature = hmac.new(secret.encode(), f"key_account.satisfaction:{salt}".encode(), hashlib.sha256)
	return base64.urlsafe_b64encode(signature.digest()).decode().rstrip("=")


def hash_of(key: str) -> str:
	"""What the site keeps of a key."""
	return hashlib.sha256(key.encode()).hexdigest()


def is_key(key: str, kept: str | None) -> bool:
	"""Whether a key is the one of which a hash was kept, told in the same time whichever it is."""
	return hmac.compare_digest(hash_of(key), kept or "")


def last_day(today: dt.date, rules: Rules) -> dt.date:
	"""Until when, that day included, an invitation of today can be answered."""
	return today + dt.timedelta(days=rules.days)


def check_open(status: Status, expires_on: dt.date | None, today: dt.date) -> None:
	"""raises     SurveyError where a survey takes no answer any more, or not yet"""
	if status is Status.ANSWERED:
		raise SurveyError(N_("This survey was answered already. Thank you!"))
	if status in (Status.WITHDRAWN, Status.DRAFT):
		raise SurveyError(N_("This survey was withdrawn: there is nothing for you to do."))
	if status is Status.EXPIRED or (expires_on and today > expires_on):
		raise SurveyError(N_("The time to answer this survey is over. Please ask us for a new link."))


def read_answer(scores: Mapping[str, object], comment: str | None) -> Answer:
	"""The answer as it was sent.

	raises     SurveyError where a score is missing or is none, or the comment is too long
	"""
	read = {}
	for question in QUESTIONS:
		text = str(scores.get(question) or "").strip()
		if not (text.isascii() and text.isdigit() and len(text) < 3 and LOWEST <= int(text) <= HIGHEST):
			raise SurveyError(
				N_("Please give every question a score from {lowest} to {highest}."),
				lowest=LOWEST,
				highest=HIGHEST,
			)
		read[question] = int(text)
	comment = (comment or "").strip()
	if len(comment) > LONGEST_COMMENT:
		raise SurveyError(
			N_("Please shorten the comment: it may have {longest} characters."), longest=LONGEST_COMMENT
		)
	return Answer(read, comment)


def is_reminder_due(
	sent_on: dt.date,
	last_reminded_on: dt.date | None,
	reminders_sent: int,
	expires_on: dt.date,
	today: dt.date,
	rules: Rules,
) -> bool:
	"""Whether an invitation without an answer is reminded of today; never twice on a day."""
	if not rules.remind_after or reminders_sent >= rules.max_reminders or today > expires_on:
		return False
	return today >= (last_reminded_on or sent_on) + dt.timedelta(days=rules.remind_after)


@dataclass(frozen=True, slots=True)
class Tally:
	"""The surveys of one client, or of several.

	means      question -> mean score; empty where nobody answered
	"""

	invited: int
	answered: int
	means: Mapping[str, Fraction]

	@property
	def response_rate(self) -> Fraction | None:
		return Fraction(self.answered, self.invited) if self.invited else None


def tally(surveys: Iterable[Mapping[str, int] | None]) -> Tally:
	"""surveys     of each that was sent its scores, None where there is no answer"""
	surveys = list(surveys)
	answers = [scores for scores in surveys if scores is not None]
	means = (
		{
			question: Fraction(sum(scores[question] for scores in answers), len(answers))
			for question in QUESTIONS
		}
		if answers
		else {}
	)
	return Tally(len(surveys), len(answers), means)
