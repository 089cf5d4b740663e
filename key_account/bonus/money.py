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
	if not total:
		return [ZERO] * len(weights)
	whole = sum(weights)
	if not whole:
		raise ZeroDivisionError("weights add up to zero")
	unit = smallest_unit(precision)
	cents = int(abs(total) / unit)
	shares, remainders = [], []
	for weight in weights:
		exact = cents * weight / whole
		share = int(exact) if exact >= 0 else -int(-exact)
		shares.append(share)
		remainders.append(exact - share)
	left = cents - sum(shares)
	step = 1 if left > 0 else -1
	order = sorted(range(len(shares)), key=lambda i: -step * remainders[i])
	for i in order[: abs(left)]:
		shares[i] += step
	sign = unit if total > 0 else -unit
	return [share * sign for share in shares]
