"""The tiers of a company from the lowest to the highest; they are records, so their names are the company's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from key_account.marks import N_
from key_account.tiers.errors import TierError


@dataclass(frozen=True, slots=True)
class Tier:
	"""A tier and the points (0 to 100) from which on a client belongs to it."""

	name: str
	from_points: Decimal


class Ladder:
	"""Tiers in their order."""

	def __init__(self, tiers: Iterable[Tier]) -> None:
		"""raises     TierError where there is none, or two begin at the same points"""
		self.tiers = sorted(tiers, key=lambda tier: tier.from_points)
		if not self.tiers:
			raise TierError(N_("There is no tier: make one, or install the five that come with the app."))
		for lower, higher in pairwise(self.tiers):
			if lower.from_points == higher.from_points:
				raise TierError(
					N_("Tiers {lower} and {higher} both begin at {points} points; make them differ."),
					lower=lower.name,
					higher=higher.name,
					points=f"{lower.from_points.normalize():f}",
				)
		self._rank = {tier.name: rank for rank, tier in enumerate(self.tiers)}

	def rank(self, name: str) -> int | None:
		"""0 for the lowest; None for a tier that is not, or no longer, on the ladder."""
		return self._rank.get(name)

	def at(self, points: Decimal) -> Tier:
		"""The highest tier that those points reach; the lowest takes also what is below it."""
		reached = [tier for tier in self.tiers if tier.from_points <= points]
		return reached[-1] if reached else self.tiers[0]

	def below(self, name: str) -> Tier:
		"""The tier one step below."""
		return self.tiers[max(self._rank[name] - 1, 0)]
