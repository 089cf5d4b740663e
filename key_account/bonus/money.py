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
WEIGHT_DECIMALS = 9


def to_weight(value: Decimal) -> int:
	"""An amount or percentage as a weight for `apportion_units`."""
	return int(value * _units_in_one(WEIGHT_DECIMALS))


def apportion(total: Decimal, weights: Sequence[Decimal], precision: int = 2) -> list[Decimal]:
	"""Share `total` by `weights` so that the shares add up to it to the cent (bonus.md section 1).

	Largest remainder: each share is cut to the currency's precision and the cents left over go to the
	largest remainders, the first of equals winning. `apportion(-x)` is the mirror of `apportion(x)`.

	total      an amount already rounded to `precision`
	weights    in the order of the shares; may hold negative ones (a discount line), their sum may not be 0
	returns    one amount for each weight
	raises     ZeroDivisionError where the weights add up to nothing and `total` is not zero
	"""
	if len(weights) == 1:
		return [total]
	unit = smallest_unit(precision)
	units = apportion_units(to_units(total, precision), [to_weight(weight) for weight in weights])
	return [share * unit for share in units]


def apportion_units(total: int, weights: Sequence[int]) -> list[int]:
	"""The same in whole units of the currency and with whole weights, which is exact and quick."""
	if len(weights) == 1:
		return [total]
	if not total:
		return [0] * len(weights)
	whole = sum(weights)
	if not whole:
		raise ZeroDivisionError("weights add up to zero")
	if total < 0:
		return [-share for share in apportion_units(-total, weights)]
	if whole < 0:
		whole, weights = -whole, [-weight for weight in weights]
	exact = [total * weight for weight in weights]
	shares = [amount // whole for amount in exact]
	if min(exact) < 0:
		# Cut toward zero, as a discount line is the mirror of a line.
		shares = [
			share if amount >= 0 else -(-amount // whole) for amount, share in zip(exact, shares, strict=True)
		]
	left = total - sum(shares)
	if left:
		remainders = [amount - share * whole for amount, share in zip(exact, shares, strict=True)]
		order = sorted(range(len(shares)), key=remainders.__getitem__, reverse=left > 0)
		for i in order[: abs(left)]:
			shares[i] += 1 if left > 0 else -1
	return shares
