"""How complete an archive is, and what is missing."""

from typing import Any

import pytest
from builders import dec

from key_account.completeness import Completeness, Question, completeness, is_filled
from key_account.scoring import ScoringError

QUESTIONS = (
	Question("phone", dec(1)),
	Question("business", dec(2)),
	Question("stakeholders", dec(5)),
	Question("budget", dec(1)),
	Question("budget_amount", dec(1), asked_if=("budget", "Yes")),
)
WHOLE = {"phone": "1", "business": "Cement", "stakeholders": [{}], "budget": "Yes", "budget_amount": 5}


def test_a_whole_archive() -> None:
	assert completeness(QUESTIONS, WHOLE) == Completeness(dec(100), ())


def test_an_empty_archive_lacks_all_that_is_asked_the_weightiest_first() -> None:
	assert completeness(QUESTIONS, {}) == Completeness(
		dec(0), ("stakeholders", "business", "phone", "budget")
	)


def test_fields_count_by_their_weight() -> None:
	assert completeness(QUESTIONS, {**WHOLE, "stakeholders": []}) == Completeness(dec(50), ("stakeholders",))
	assert completeness(QUESTIONS, {**WHOLE, "phone": " "}) == Completeness(dec(90), ("phone",))


def test_who_has_no_budget_is_not_asked_for_its_amount() -> None:
	assert completeness(QUESTIONS, {**WHOLE, "budget": "No", "budget_amount": 0}).missing == ()
	assert completeness(QUESTIONS, {**WHOLE, "budget_amount": 0}).missing == ("budget_amount",)


def test_what_weighs_nothing_is_not_asked_for() -> None:
	assert completeness([Question("phone", dec(0))], {}) == Completeness(dec(100), ())


def test_a_hundred_per_cent_is_given_only_where_nothing_is_missing() -> None:
	questions = [Question("a", dec(99999)), Question("b", dec(1))]
	assert completeness(questions, {"a": 1}) == Completeness(dec("99.9"), ("b",))


def test_a_weight_below_zero_is_refused() -> None:
	with pytest.raises(ScoringError, match="The weight of phone is -1"):
		Question("phone", dec(-1))


@pytest.mark.parametrize(
	("value", "filled"),
	[
		(None, False),
		("", False),
		("  \n", False),
		(0, False),
		([], False),
		("0", True),
		(1, True),
		([{}], True),
	],
)
def test_what_counts_as_filled(value: Any, filled: bool) -> None:
	assert is_filled(value) is filled
