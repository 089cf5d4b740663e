"""Rounding half-up and sharing by largest remainder (bonus.md sections 1 and 2)."""

from decimal import Decimal

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.money import apportion_units, round_money, smallest_unit, to_units, to_weight

CENTS = st.integers(-10_000_000, 10_000_000)
WEIGHTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=7).filter(sum)


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
	("amount", "precision", "units"), [("12.34", 2, 1234), ("-0.05", 2, -5), ("7", 0, 7)]
)
def test_amounts_in_units(amount: str, precision: int, units: int) -> None:
	assert to_units(dec(amount), precision) == units


def test_weights_keep_the_nine_decimals_of_erpnext() -> None:
	assert to_weight(dec("33.333333333")) * 3 == to_weight(dec("99.999999999"))
	assert to_weight(dec("0.000000001")) > 0


@pytest.mark.parametrize(
	("total", "weights", "wanted"),
	[
		(10_000, [1, 1, 1], [3_334, 3_333, 3_333]),
		(10_000, [1, 2, 3], [1_667, 3_333, 5_000]),
		# 1.4 and 3.6 cents: the larger remainder takes the cent left over, though it comes last
		(5, [28, 72], [1, 4]),
		(5, [70, 30], [4, 1]),  # equal remainders: the first
		(1, [50, 50], [1, 0]),
		(-10_000, [1, 1, 1], [-3_334, -3_333, -3_333]),
		(800, [10, -2], [1_000, -200]),  # a discount line
		(-800, [-10, 2], [-1_000, 200]),  # the same, returned
		(1_000, [0, 1], [0, 1_000]),
		(0, [3, 4], [0, 0]),
		(0, [1, -1], [0, 0]),
		(1_234, [-5], [1_234]),
		# 10.5 and −2.5: cut toward zero, 8 are shared, and no cent is left over
		(8, [21, -5], [10, -2]),
		# 7.33…, 3.66… and −3: one left over, to the larger remainder
		(8, [22, 11, -9], [7, 4, -3]),
	],
)
def test_largest_remainder(total: int, weights: list[int], wanted: list[int]) -> None:
	assert apportion_units(total, weights) == wanted


def test_weights_that_add_up_to_nothing_are_refused() -> None:
	with pytest.raises(ZeroDivisionError, match="weights add up to zero"):
		apportion_units(100, [1, -1])


@given(CENTS, WEIGHTS)
def test_shares_add_up_and_stay_within_a_cent_of_the_exact_share(total: int, weights: list[int]) -> None:
	shares = apportion_units(total, weights)
	assert sum(shares) == total
	for share, weight in zip(shares, weights, strict=True):
		assert abs(share * sum(weights) - total * weight) < sum(weights)


@given(CENTS, WEIGHTS)
def test_a_refund_is_shared_as_the_mirror_of_the_receipt(total: int, weights: list[int]) -> None:
	assert apportion_units(-total, weights) == [-share for share in apportion_units(total, weights)]


@given(st.integers(0, 10_000_000), WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
	ordered = [share for _, share in sorted(zip(weights, apportion_units(total, weights), strict=True))]
	assert ordered == sorted(ordered)


@given(CENTS, WEIGHTS, st.integers(2, 1000))
def test_only_the_proportion_of_weights_matters(total: int, weights: list[int], factor: int) -> None:
	shares = apportion_units(total, weights)
	assert apportion_units(total, [weight * factor for weight in weights]) == shares
	assert apportion_units(total, [-weight for weight in weights]) == shares


@given(CENTS, st.lists(st.integers(-1000, 1000), min_size=2, max_size=6).filter(sum))
def test_shares_add_up_with_discount_lines_too(total: int, weights: list[int]) -> None:
	shares = apportion_units(total, weights)
	assert sum(shares) == total
	whole = abs(sum(weights))
	for share, weight in zip(shares, weights, strict=True):
		exact = total * weight * (1 if sum(weights) > 0 else -1)
		assert abs(share * whole - exact) < whole
