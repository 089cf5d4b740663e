"""Satisfaction surveys: keys, time, answers, means."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from key_account.satisfaction import (
	LONGEST_COMMENT,
	QUESTIONS,
	Answer,
	Rules,
	Status,
	SurveyError,
	Tally,
	check_open,
	hash_of,
	is_key,
	is_reminder_due,
	key_of,
	last_day,
	read_answer,
	tally,
)

TODAY = dt.date(2026, 11, 22)
RULES = Rules(days=14, remind_after=5, max_reminders=2, complaint_score=4)


def days(number: int) -> dt.date:
	return TODAY + dt.timedelta(days=number)


def scores(**values: object) -> dict[str, object]:
	return {**dict.fromkeys(QUESTIONS, "8"), **values}


class TestKeys:
	def test_the_same_link_can_be_made_again(self) -> None:
		assert key_of("secret", "salt") == key_of("secret", "salt")

	@given(st.text(min_size=1), st.text(min_size=1))
	def test_neither_another_salt_nor_another_secret_opens_it(self, secret: str, salt: str) -> None:
		kept = hash_of(key_of(secret, salt))
		assert is_key(key_of(secret, salt), kept)
		assert not is_key(key_of(secret, salt + "x"), kept)
		assert not is_key(key_of(secret + "x", salt), kept)

	def test_256_bits_that_fit_into_an_address(self) -> None:
		key = key_of("secret", "salt")
		assert len(key) == 43
		assert key.replace("-", "").replace("_", "").isalnum()

	def test_what_is_kept_opens_nothing(self) -> None:
		kept = hash_of(key_of("secret", "salt"))
		assert not is_key(kept, kept)

	@pytest.mark.parametrize("kept", [None, ""])
	def test_a_survey_without_a_link_is_opened_by_no_key(self, kept: str | None) -> None:
		assert not is_key("", kept)


class TestTime:
	def test_the_last_day_counts(self) -> None:
		until = last_day(TODAY, RULES)
		assert until == days(14)
		check_open(Status.INVITED, until, until)
		with pytest.raises(SurveyError, match="The time to answer this survey is over"):
			check_open(Status.INVITED, until, days(15))

	@pytest.mark.parametrize(
		("status", "sentence"),
		[
			(Status.ANSWERED, "answered already"),
			(Status.EXPIRED, "time to answer this survey is over"),
			(Status.WITHDRAWN, "withdrawn"),
			(Status.DRAFT, "withdrawn"),
		],
	)
	def test_nothing_but_an_invitation_is_answered(self, status: Status, sentence: str) -> None:
		with pytest.raises(SurveyError, match=sentence):
			check_open(status, days(3), TODAY)

	def due(self, today: dt.date, last: dt.date | None = None, sent: int = 0, rules: Rules = RULES) -> bool:
		return is_reminder_due(TODAY, last, sent, days(14), today, rules)

	def test_reminders(self) -> None:
		assert not self.due(days(4))
		assert self.due(days(5))
		assert self.due(days(9))
		assert not self.due(days(9), last=days(5), sent=1)
		assert self.due(days(10), last=days(5), sent=1)
		assert not self.due(days(14), last=days(5), sent=2)
		assert not self.due(days(15))

	def test_no_reminders(self) -> None:
		assert not self.due(days(9), rules=Rules(remind_after=0))
		assert not self.due(days(9), rules=Rules(max_reminders=0))

	@given(st.integers(1, 30), st.integers(0, 60))
	def test_never_twice_on_a_day(self, remind_after: int, day: int) -> None:
		assert not self.due(days(day), last=days(day), sent=1, rules=Rules(remind_after=remind_after))


class TestAnswers:
	def test_scores_are_read(self) -> None:
		given_ = read_answer(scores(overall="10", attitude=" 1 ", resolution=7), "  Well done \n")
		assert given_ == Answer(
			{"overall": 10, "response_time": 8, "resolution": 7, "attitude": 1}, "Well done"
		)

	@pytest.mark.parametrize(
		"score", ["", None, "0", "11", "-3", "7.5", "five", "٣", "²", "1e1", "0000000005", [], True]
	)
	@pytest.mark.parametrize("question", QUESTIONS)
	def test_nothing_else_is_a_score(self, question: str, score: object) -> None:
		with pytest.raises(SurveyError, match="Please give every question a score from 1 to 10"):
			read_answer(scores(**{question: score}), "")

	def test_a_comment_has_an_end(self) -> None:
		assert read_answer(scores(), "x" * LONGEST_COMMENT)
		with pytest.raises(SurveyError, match="shorten the comment: it may have 2000 characters"):
			read_answer(scores(), "x" * (LONGEST_COMMENT + 1))

	def test_any_low_score_is_a_complaint(self) -> None:
		for question in QUESTIONS:
			assert read_answer(scores(**{question: 4}), "").is_complaint(RULES)
			assert not read_answer(scores(**{question: 5}), "").is_complaint(RULES)
		assert not read_answer(scores(overall=1), "").is_complaint(Rules(complaint_score=0))


class TestTally:
	def test_means_are_of_the_answers(self) -> None:
		one, other = dict.fromkeys(QUESTIONS, 10), {**dict.fromkeys(QUESTIONS, 7), "attitude": 2}
		assert tally([one, None, other]) == Tally(
			3, 2, {**dict.fromkeys(QUESTIONS, Fraction(17, 2)), "attitude": Fraction(6)}
		)
		assert tally([one, None, other]).response_rate == Fraction(2, 3)

	def test_without_answers_there_is_no_mean(self) -> None:
		assert tally([None]) == Tally(1, 0, {})
		assert tally([]).response_rate is None
