"""Points from 0 to 100: how a measured value earns them, and how several of them make one score.

Tiers, account health and the value assessment score in the same way, so that one explanation serves all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from key_account.errors import DomainError
from key_account.marks import N_

ZERO, FULL = Decimal(0), Decimal(100)
TENTH = Decimal("0.1")

Name = TypeVar("Name")


class ScoringError(DomainError):
	"""Weights or limits that cannot make a score."""


@dataclass(frozen=True, slots=True)
class Scale:
	"""Points in proportion between two values of a measure; less is better where `zero_at` is the larger.

	zero_at, full_at   the values that earn 0 and 100 points, in the measure's own unit; beyond them it stays at that
	"""

	zero_at: Decimal
	full_at: Decimal

	def __post_init__(self) -> None:
		if self.zero_at == self.full_at:
			raise ScoringError(
				N_("The values for 0 and for 100 points are both {value:f}; make them differ."),
				value=self.zero_at,
			)

	def points(self, value: Decimal) -> Decimal:
		"""0 to 100 points for `value`, to a tenth."""
		share = (value - self.zero_at) / (self.full_at - self.zero_at)
		return min(max(share * FULL, ZERO), FULL).quantize(TENTH)


def points_of(
	values: Mapping[Name, Decimal | None], scales: Mapping[Name, Scale]
) -> dict[Name, Decimal | None]:
	"""The points that each value earns on its scale; None where there is no value to judge."""
	return {name: None if value is None else scales[name].points(value) for name, value in values.items()}


def weighted(points: Mapping[Name, Decimal | None], weights: Mapping[Name, Decimal]) -> Decimal | None:
	"""The score that parts make by their weights, to a tenth.

	points     0 to 100 for each part, None where there is nothing to judge it by: it is left out, the others
	           weigh the more
	weights    for each part, in any unit; a part without one weighs nothing
	returns    0 to 100, or None where nothing that weighs can be judged
	raises     ScoringError for a weight below zero
	"""
	for name, weight in weights.items():
		if weight < 0:
			raise ScoringError(
				N_("The weight of {name} is {weight:f}; it must be 0 or more."), name=name, weight=weight
			)
	judged = {
		name: earned for name, earned in points.items() if earned is not None and weights.get(name, ZERO)
	}
	whole = sum(weights[name] for name in judged)
	if not whole:
		return None
	return (sum(earned * weights[name] for name, earned in judged.items()) / whole).quantize(TENTH)
