"""Which clients were won, kept, lost and won back (clients.md, Churn and Retention).

A client is active on a day if it bought within so many days up to it. Who was active when an interval began, less who
was lost in it, with who came new or was won back, is who is active at its end.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from key_account.bonus.periods import add_months
from key_account.errors import DomainError
from key_account.marks import N_

ZERO = Decimal(0)
ONE_DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=365)
#: Of a month only the last purchase is known: a shorter pause would not be seen.
SHORTEST_PAUSE = 31


class RetentionError(DomainError):
	"""A period or a pause that says nothing."""


class Course(Enum):
	"""What became of a client that was not simply kept."""

	NEW = N_("New Client")
	WON_BACK = N_("Won Back")
	LOST = N_("Lost Client")


@dataclass(frozen=True, slots=True)
class Bought:
	"""What a client bought in a month of the calendar.

	last   the day of the last purchase in it; None where there were only returns
	net    net of tax and returns, in company currency
	"""

	client: str
	month: dt.date
	last: dt.date | None
	net: Decimal


@dataclass(frozen=True, slots=True)
class Mover:
	"""A client that came or went.

	last_before   its last purchase before it came; of one that went, the last of all
	net           bought in the interval; of one that went, in the 12 months up to its last purchase
	"""

	client: str
	last_before: dt.date | None
	net: Decimal


@dataclass(slots=True)
class Interval:
	"""start, end   first and last day
	active_before   clients active on the day before it
	kept            how many of them are active at its end
	movers          by what became of them
	net             bought in the interval by all
	"""

	start: dt.date
	end: dt.date
	active_before: int = 0
	kept: int = 0
	net: Decimal = ZERO
	movers: dict[Course, list[Mover]] = field(default_factory=lambda: {course: [] for course in Course})

	@property
	def active_after(self) -> int:
		came = len(self.movers[Course.NEW]) + len(self.movers[Course.WON_BACK])
		return self.active_before + came - len(self.movers[Course.LOST])

	@property
	def retention(self) -> Decimal | None:
		"""The share of those active before that was kept; None where nobody was active."""
		return Decimal(self.kept) / self.active_before if self.active_before else None

	def net_of(self, course: Course) -> Decimal:
		return sum((mover.net for mover in self.movers[course]), ZERO)


def intervals(start: dt.date, end: dt.date, months: int) -> list[Interval]:
	"""The time from the month of `start` to `end` in steps of so many months; the last one may be shorter.

	raises     RetentionError where it ends before it begins
	"""
	if end < start:
		raise RetentionError(
			N_("The period ends on {end}, before it begins on {start}: swap them."), start=start, end=end
		)
	found, first = [], start.replace(day=1)
	while first <= end:
		following = add_months(first, months)
		found.append(Interval(first, min(following - ONE_DAY, end)))
		first = following
	return found


def retention(
	purchases: Iterable[Bought], start: dt.date, end: dt.date, months: int, lost_after: int
) -> list[Interval]:
	"""What became of the clients from `start` to `end`.

	purchases    all of the clients' up to `end`, those before `start` too
	lost_after   days without a purchase after which a client is lost
	raises       RetentionError
	"""
	if lost_after < SHORTEST_PAUSE:
		raise RetentionError(
			N_("A client is lost after {days} days: let it be {least} or more."),
			days=lost_after,
			least=SHORTEST_PAUSE,
		)
	found = intervals(start, end, months)
	by_client: dict[str, list[Bought]] = defaultdict(list)
	for bought in purchases:
		by_client[bought.client].append(bought)
	for client, months_bought in by_client.items():
		_follow(client, sorted(months_bought, key=lambda each: each.month), found, dt.timedelta(lost_after))
	return found


def _follow(client: str, bought: Sequence[Bought], found: Sequence[Interval], pause: dt.timedelta) -> None:
	"""Add one client to the intervals."""
	last: dt.date | None = None
	place = 0
	for interval in found:
		while place < len(bought) and bought[place].month < interval.start:
			last = bought[place].last or last
			place += 1
		before, net, has_bought = last, ZERO, False
		while place < len(bought) and bought[place].month <= interval.end:
			net += bought[place].net
			has_bought = has_bought or bought[place].last is not None
			last = bought[place].last or last
			place += 1
		interval.net += net
		was_active = before is not None and interval.start - ONE_DAY - before <= pause
		is_active = last is not None and interval.end - last <= pause
		interval.active_before += was_active
		interval.kept += was_active and is_active
		if has_bought and not was_active:
			course = Course.NEW if before is None else Course.WON_BACK
			interval.movers[course].append(Mover(client, before, net))
		if (was_active or has_bought) and not is_active:
			interval.movers[Course.LOST].append(Mover(client, last, _year_up_to(last, bought)))


def _year_up_to(last: dt.date, bought: Sequence[Bought]) -> Decimal:
	return sum((each.net for each in bought if last - YEAR < each.month <= last), ZERO)
