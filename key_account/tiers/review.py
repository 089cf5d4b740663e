"""What a Tier Review proposes for a client."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.marks import N_
from key_account.tiers.errors import TierError
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
	rejected       the tier of the last proposal that was rejected, None where none was
	rejected_on    the day of that
	"""

	tier: str | None = None
	since: dt.date | None = None
	is_locked: bool = False
	locked_until: dt.date | None = None
	rejected: str | None = None
	rejected_on: dt.date | None = None

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
	last change; a locked tier stays. A tier that is no longer on the ladder counts as none. What was rejected is not
	proposed again within the grace period.

	points        0 to 100 (evidence.score)
	grace_days    days after a change within which a client does not fall
	"""
	if standing.is_locked_on(today):
		return None
	grace = dt.timedelta(days=grace_days)
	reached = ladder.at(points).name
	change = _change(standing.tier, reached, ladder)
	if change is None or (change is Change.DOWNGRADE and standing.since and today < standing.since + grace):
		return None
	tier = ladder.below(standing.tier).name if change is Change.DOWNGRADE and standing.tier else reached
	if tier == standing.rejected and standing.rejected_on and today < standing.rejected_on + grace:
		return None
	return Proposal(change, standing.tier, tier)


def propose_by_hand(standing: Standing, tier: str, ladder: Ladder, today: dt.date) -> Proposal:
	"""The proposal of a person who wants another tier than the points say; any step, at any time, but for a lock.

	raises     TierError where the tier is locked, not in use, or the client's already
	"""
	_check_lock(standing, today)
	_check_in_use(tier, ladder)
	change = _change(standing.tier, tier, ladder)
	if change is None:
		raise TierError(N_("The client is {tier} already: choose another tier."), tier=tier)
	return Proposal(change, standing.tier, tier)


def check_still_holds(proposal: Proposal, standing: Standing, ladder: Ladder, today: dt.date) -> None:
	"""raises     TierError that says what has overtaken a proposal since it was made"""
	if standing.tier != proposal.tier_before:
		if standing.tier:
			raise TierError(
				N_("The client has come to {tier} meanwhile: propose another change."), tier=standing.tier
			)
		raise TierError(N_("The client has lost its tier meanwhile: propose another change."))
	_check_lock(standing, today)
	_check_in_use(proposal.tier, ladder)


def _change(before: str | None, after: str, ladder: Ladder) -> Change | None:
	rank = ladder.rank(before) if before else None
	if rank is None:
		return Change.FIRST
	after_rank = ladder.rank(after) or 0
	if after_rank == rank:
		return None
	return Change.UPGRADE if after_rank > rank else Change.DOWNGRADE


def _check_lock(standing: Standing, today: dt.date) -> None:
	if not standing.is_locked_on(today):
		return
	if standing.locked_until:
		raise TierError(
			N_("The tier of the client is kept until {day}: take the lock off in the Customer first."),
			day=standing.locked_until,
		)
	raise TierError(N_("The tier of the client is kept: take the lock off in the Customer first."))


def _check_in_use(tier: str, ladder: Ladder) -> None:
	if ladder.rank(tier) is None:
		raise TierError(N_("Tier {tier} is not in use: choose another one."), tier=tier)
