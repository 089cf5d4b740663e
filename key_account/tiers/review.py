"""What a Tier Review proposes for a client."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.marks import N_
from key_account.tiers.ladder import Ladder


class Change(Enum):
	"""What kind of proposal it is."""

	FIRST = N_("First Tier")
	UPGRADE = N_("Upgrade")
	DOWNGRADE = N_("Downgrade")


@dataclass(frozen=True, slots=True)
class Standing:
	"""Where a client stands.

	tier           None where it has none yet
	since          the day it came to it; None where nobody knows, and then it may fall
	is_locked      somebody set the tier by hand to stay
	locked_until   the last day of that; None: until it is unlocked
	"""

	tier: str | None = None
	since: dt.date | None = None
	is_locked: bool = False
	locked_until: dt.date | None = None

	def is_locked_on(self, day: dt.date) -> bool:
		return self.is_locked and (self.locked_until is None or day <= self.locked_until)


@dataclass(frozen=True, slots=True)
class Proposal:
	"""From one tier (None: from none) to another."""

	change: Change
	tier_before: str | None
	tier: str


def propose(
	standing: Standing, points: Decimal, ladder: Ladder, today: dt.date, grace_days: int = 90
) -> Proposal | None:
	"""The tier a client should go to by its points, None where it should stay.

	It rises to what it has reached at once, and falls one step at a time, not within the grace period after the
	last change; a locked tier stays. A tier that is no longer on the ladder counts as none.

	points        0 to 100 (evidence.score)
	grace_days    days after a change within which a client does not fall
	"""
	if standing.is_locked_on(today):
		return None
	reached = ladder.at(points)
	rank = ladder.rank(standing.tier) if standing.tier else None
	if standing.tier is None or rank is None:
		return Proposal(Change.FIRST, standing.tier, reached.name)
	reached_rank = ladder.rank(reached.name) or 0
	if reached_rank > rank:
		return Proposal(Change.UPGRADE, standing.tier, reached.name)
	if reached_rank == rank or (standing.since and today < standing.since + dt.timedelta(days=grace_days)):
		return None
	return Proposal(Change.DOWNGRADE, standing.tier, ladder.below(standing.tier).name)
