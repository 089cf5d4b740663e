"""Rounding half-up and sharing by largest remainder (bonus.md sections 1 and 2)."""

from decimal import Decimal

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.money import apportion, round_money, smallest_unit

CENTS = st.integers(-10_000_000, 10_000_000)
WEIGHTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=7).filter(sum)


def shares(total: str, weights: list, precision: int = 2) -> list[Decimal]:
	return apportion(dec(total), [dec(weight) for weight in weights], precision)


@pytest.mark.parametrize(
	("amount", "precision", "rounded"),
	[
		("0.005", 2, "0.01"),
		("0.045", 2, "0.05"),  # half-even would give 0.04
		("0.0449999", 2, "0.04"),
		("-0.045", 2, "-0.05"),  # a refund is the mirror of the receipt
		("2.5", 0, "3"),
		("-2.5", 0, "-3"),
		("1.0005", 3, "1.001"),
		("7", 2, "7.00"),
	],
)
def test_rounding_is_half_up_to_the_currency_s_precision(amount: str, precision: int, rounded: str) -> None:
	assert str(round_money(Decimal(amount), precision)) == rounded


def test_smallest_unit() -> None:
	assert [smallest_unit(precision) for precision in (0, 2, 3)] == [dec(1), dec("0.01"), dec("0.001")]


@pytest.mark.parametrize(
	("total", "weights", "precision", "wanted"),
	[
		("100.00", [1, 1, 1], 2, ["33.34", "33.33", "33.33"]),
		("100.00", [1, 2, 3], 2, ["16.67", "33.33", "50.00"]),
		# 1.4 and 3.6 cents: the larger remainder takes the cent left over, though it comes last
		("0.05", [28, 72], 2, ["0.01", "0.04"]),
		("0.05", [70, 30], 2, ["0.04", "0.01"]),  # equal remainders: the first
		("0.01", [50, 50], 2, ["0.01", "0.00"]),
		("100", [1, 1, 1], 0, ["34", "33", "33"]),
		("-100.00", [1, 1, 1], 2, ["-33.34", "-33.33", "-33.33"]),
		("8.00", [10, -2], 2, ["10.00", "-2.00"]),  # a discount line
		("-8.00", [-10, 2], 2, ["-10.00", "2.00"]),  # the same, returned
		("10.00", [0, 1], 2, ["0.00", "10.00"]),
		("0.00", [3, 4], 2, ["0", "0"]),
		("0.00", [1, -1], 2, ["0", "0"]),
		("12.34", [-5], 2, ["12.34"]),
	],
)
def test_largest_remainder(total: str, weights: list[int], precision: int, wanted: list[str]) -> None:
	assert shares(total, weights, precision) == [dec(share) for share in wanted]


def test_weights_that_add_up_to_nothing_are_refused() -> None:
	with pytest.raises(ZeroDivisionError, match="weights add up to zero"):
		shares("1.00", [1, -1])


@given(CENTS, WEIGHTS)
def test_shares_add_up_and_stay_within_a_cent_of_the_exact_share(cents: int, weights: list[int]) -> None:
	total = dec(cents) / 100
	found = shares(str(total), weights)
	assert sum(found) == total
	for share, weight in zip(found, weights, strict=True):
		assert share == round_money(share)
		# |share × Σ weights − total × weight| < 0.01 × Σ weights, without a division
		assert abs(share * sum(weights) - total * weight) < dec("0.01") * sum(weights)


@given(CENTS, WEIGHTS)
def test_a_refund_is_shared_as_the_mirror_of_the_receipt(cents: int, weights: list[int]) -> None:
	total = str(dec(cents) / 100)
	assert shares(str(-dec(total)), weights) == [-share for share in shares(total, weights)]


@given(st.integers(0, 10_000_000), WEIGHTS)
def test_a_larger_weight_never_gets_less(cents: int, weights: list[int]) -> None:
	found = shares(str(dec(cents) / 100), weights)
	ordered = [share for _, share in sorted(zip(weights, found, strict=True))]
	assert ordered == sorted(ordered)


@given(CENTS, WEIGHTS, st.integers(2, 1000))
def test_only_the_proportion_of_weights_matters(cents: int, weights: list[int], factor: int) -> None:
	total = str(dec(cents) / 100)
	assert shares(total, [weight * factor for weight in weights]) == shares(total, weights)
	assert shares(total, [-weight for weight in weights]) == shares(total, weights)


@given(CENTS, st.lists(st.integers(-1000, 1000), min_size=2, max_size=6).filter(sum))
def test_shares_add_up_with_discount_lines_too(cents: int, weights: list[int]) -> None:
	total = dec(cents) / 100
	assert sum(shares(str(total), weights)) == total
