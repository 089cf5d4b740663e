"""Rounding and sharing of money. All amounts are Decimal in one currency."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)


@lru_cache(maxsize=16)
def smallest_unit(precision: int) -> Decimal:
	"""The smallest amount of a currency with `precision` decimals: 0.01 for 2."""
	return Decimal(1).scaleb(-precision)


def round_money(amount: Decimal, precision: int = 2) -> Decimal:
	"""`amount` rounded half-up (away from zero) to the currency's precision (bonus.md section 2, Rounding)."""
	return amount.quantize(smallest_unit(precision), ROUND_HALF_UP)


def to_units(amount: Decimal, precision: int = 2) -> int:
	"""An amount in the smallest unit of its currency, cut to it: 1234 for 12.34."""
	return int(amount * _units_in_one(precision))


@lru_cache(maxsize=16)
def _units_in_one(precision: int) -> Decimal:
	return Decimal(1).scaleb(precision)


# Weights are taken as exactly as ERPNext keeps amounts and percentages, with nine decimals.
_WEIGHT_UNITS = Decimal(10**9)


def to_weight(value: Decimal) -> int:
	"""An amount or percentage as a weight for `apportion_units`."""
	return int(value * _WEIGHT_UNITS)


def apportion_units(total: int, weights: Sequence[int]) -> list[int]:
	"""Share `total` by `weights` so that the shares add up to it (bonus.md section 1); whole numbers are exact.

	Largest remainder: each share is cut to a unit and the units left over go to the largest remainders, the
	first of equals winning. The shares of −x mirror those of x.

	total      an amount in the smallest units of its currency
	weights    in the order of the shares; may hold negative ones (a discount line), their sum may not be 0
	returns    units for each weight
	raises     ZeroDivisionError where the weights add up to nothing and `total` is not zero
	"""
	if len(weights) == 1:
		return [total]
	if not total:
		return [0] * len(weights)
	whole = sum(weights)
	if not whole:
		raise ZeroDivisionError("weights add up to zero")
	if whole < 0:
		whole, weights = -whole, [-weight for weight in weights]
	if total < 0:
		return [-share for share in _apportioned(-total, weights, whole)]
	return _apportioned(total, weights, whole)


def _apportioned(total: int, weights: Sequence[int], whole: int) -> list[int]:
	shares, remainders, left = [], [], total
	for weight in weights:
		# Cut toward zero, as a discount line is the mirror of a line.
		share, remainder = divmod(total * weight, whole)
		if weight < 0 and remainder:
			share, remainder = share + 1, remainder - whole
		shares.append(share)
		remainders.append(remainder)
		left -= share
	step, pick = (1, max) if left > 0 else (-1, min)
	for _ in range(abs(left)):
		i = remainders.index(pick(remainders))
		shares[i] += step
		remainders[i] = -whole * step
	return shares
