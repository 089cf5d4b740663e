"""Points from 0 to 100, and scores made of them."""

from decimal import Decimal
from typing import Any

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.scoring import Scale, ScoringError, weighted

amounts = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
	("zero_at", "full_at", "value", "points"),
	[
		(0, 10, 0, 0),
		(0, 10, 5, 50),
		(0, 10, 10, 100),
		(0, 10, 25, 100),
		(0, 10, -3, 0),
		(0, 3, 1, "33.3"),
		("0.5", 0, "0.5", 0),
		("0.5", 0, "0.1", 80),
		("0.5", 0, 0, 100),
		(1, 10, "5.5", 50),
	],
)
def test_points_in_proportion_between_two_values(zero_at: Any, full_at: Any, value: Any, points: Any) -> None:
	assert Scale(dec(zero_at), dec(full_at)).points(dec(value)) == dec(points)


@given(amounts, amounts, amounts)
def test_points_stay_between_0_and_100(zero_at: Decimal, full_at: Decimal, value: Decimal) -> None:
	if zero_at != full_at:
		assert 0 <= Scale(zero_at, full_at).points(value) <= 100


def test_a_scale_without_extent_is_refused() -> None:
	with pytest.raises(ScoringError, match="both 7; make them differ"):
		Scale(dec(7), dec(7))


def test_a_score_goes_by_weights_of_any_unit() -> None:
	points = {"a": dec(100), "b": dec(40)}
	assert weighted(points, {"a": dec(1), "b": dec(3)}) == 55
	assert weighted(points, {"a": dec(25), "b": dec(75)}) == 55


def test_what_cannot_be_judged_is_left_out() -> None:
	assert weighted({"a": dec(80), "b": None}, {"a": dec(1), "b": dec(9)}) == 80
	assert weighted({"a": None, "b": None}, {"a": dec(1), "b": dec(1)}) is None


def test_what_weighs_nothing_does_not_count() -> None:
	assert weighted({"a": dec(80), "b": dec(10), "c": dec(10)}, {"a": dec(1), "b": dec(0)}) == 80
	assert weighted({"a": dec(80)}, {}) is None


def test_a_weight_below_zero_is_refused_by_name() -> None:
	with pytest.raises(ScoringError, match="The weight of b is -1; it must be 0 or more"):
		weighted({"a": dec(1)}, {"a": dec(1), "b": dec(-1)})


@given(st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 100), st.integers(0, 9)), min_size=1))
def test_a_score_lies_between_its_parts(parts: dict[int, tuple[int, int]]) -> None:
	points = {name: Decimal(earned) for name, (earned, _) in parts.items()}
	weights = {name: Decimal(weight) for name, (_, weight) in parts.items()}
	score = weighted(points, weights)
	judged = [points[name] for name, weight in weights.items() if weight]
	assert (score is None) == (not judged)
	if score is not None:
		assert min(judged) - Decimal("0.05") <= score <= max(judged) + Decimal("0.05")
