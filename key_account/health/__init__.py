"""Account health, 0 to 100, from facts (clients.md, Account health)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from key_account.errors import DomainError
from key_account.marks import N_
from key_account.scoring import FULL, ZERO, Scale, points_of, weighted


class HealthError(DomainError):
	"""Limits that make no sense."""


class Part(Enum):
	"""What health is made of."""

	COLLECTIONS = N_("Collections Trend")
	OVERDUE = N_("Overdue Share")
	MARGIN = N_("Gross Margin")
	ORDERS = N_("Orders against Plan")
	ISSUES = N_("Open Issues")
	SATISFACTION = N_("Client Satisfaction")
	VISITS = N_("Days since Last Visit")
	DECISION_MAKERS = N_("Decision Makers Covered")


class Condition(Enum):
	"""What a score means."""

	GOOD = N_("In Good Health")
	WATCH = N_("To Watch")
	AT_RISK = N_("At Risk")


@dataclass(frozen=True, slots=True)
class Facts:
	"""What is known of a client; amounts in company currency, None where there is nothing to judge by.

	collected, collected_before   money collected in the last 90 days, and in the 90 days a year earlier
	outstanding, overdue          what the client owes, and what of it is past its due date
	revenue, gross_profit         of the invoices of 12 months, net of tax
	expected_margin               the margin to be reached (0.3 is 30 %), None where none is set
	orders, planned_orders        submitted in this fiscal year, and expected by its development plans till today
	open_issues, open_complaints  not resolved yet; a complaint is not counted as an issue again
	satisfaction                  the mean of the answers of 12 months, 1 to 10
	days_since_visit              since the last visit, or since the registration where there was none
	days_between_visits           that the client's tier asks for, None where it asks for none
	decision_makers, covered      stakeholders who decide, and those of them with somebody of ours close to them
	"""

	collected: Decimal = ZERO
	collected_before: Decimal = ZERO
	outstanding: Decimal = ZERO
	overdue: Decimal = ZERO
	revenue: Decimal = ZERO
	gross_profit: Decimal = ZERO
	expected_margin: Decimal | None = None
	orders: Decimal = ZERO
	planned_orders: Decimal = ZERO
	open_issues: int = 0
	open_complaints: int = 0
	satisfaction: Decimal | None = None
	days_since_visit: int | None = None
	days_between_visits: int | None = None
	decision_makers: int = 0
	covered: int = 0

	def value(self, part: Part) -> Decimal | None:
		"""The value of a part that is scaled; shares are fractions, None where there is nothing to judge by."""
		return _VALUES[part](self)


COMPLAINT_WEIGHS = 2


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
	return Decimal(part) / whole if whole > 0 else None


def _margin(facts: Facts) -> Decimal | None:
	margin = _share(facts.gross_profit, facts.revenue)
	return None if margin is None or not facts.expected_margin else margin / facts.expected_margin


def _visits(facts: Facts) -> Decimal | None:
	if facts.days_since_visit is None or not facts.days_between_visits:
		return None
	return _share(facts.days_since_visit, facts.days_between_visits)


_VALUES = {
	Part.COLLECTIONS: lambda facts: _share(facts.collected, facts.collected_before),
	# Who owes nothing is not late.
	Part.OVERDUE: lambda facts: _share(facts.overdue, facts.outstanding) or ZERO,
	Part.MARGIN: _margin,
	Part.ORDERS: lambda facts: _share(facts.orders, facts.planned_orders),
	Part.ISSUES: lambda facts: Decimal(facts.open_issues + COMPLAINT_WEIGHS * facts.open_complaints),
	Part.SATISFACTION: lambda facts: facts.satisfaction,
	Part.VISITS: _visits,
	Part.DECISION_MAKERS: lambda facts: _share(facts.covered, facts.decision_makers),
}

#: The values that earn 0 and 100 points. Visits are counted in the intervals that the tier asks for.
SCALES = {
	Part.COLLECTIONS: Scale(Decimal("0.5"), Decimal(1)),
	Part.OVERDUE: Scale(Decimal("0.5"), ZERO),
	Part.MARGIN: Scale(ZERO, Decimal(1)),
	Part.ORDERS: Scale(ZERO, Decimal(1)),
	Part.ISSUES: Scale(Decimal(5), ZERO),
	Part.SATISFACTION: Scale(Decimal(1), Decimal(10)),
	Part.VISITS: Scale(Decimal(3), Decimal(1)),
	Part.DECISION_MAKERS: Scale(ZERO, Decimal(1)),
}


def default_weights() -> dict[Part, Decimal]:
	"""In per cent."""
	return {
		Part.COLLECTIONS: Decimal(20),
		Part.OVERDUE: Decimal(20),
		Part.MARGIN: Decimal(10),
		Part.ORDERS: Decimal(10),
		Part.ISSUES: Decimal(10),
		Part.SATISFACTION: Decimal(10),
		Part.VISITS: Decimal(10),
		Part.DECISION_MAKERS: Decimal(10),
	}


@dataclass(frozen=True, slots=True)
class HealthRules:
	"""weights    of the parts, in any unit
	good_from, watch_from   points from which on it is good, or only to be watched; below it is at risk
	"""

	weights: Mapping[Part, Decimal] = field(default_factory=default_weights)
	good_from: Decimal = Decimal(70)
	watch_from: Decimal = Decimal(40)

	def __post_init__(self) -> None:
		if not 0 <= self.watch_from < self.good_from <= FULL:
			raise HealthError(
				N_(
					"Health is good from {good:f} and to be watched from {watch:f} points: let 100 ≥ good > watch ≥ 0."
				),
				good=self.good_from,
				watch=self.watch_from,
			)


@dataclass(frozen=True, slots=True)
class Health:
	"""points     0 to 100, to a tenth; None where nothing can be judged
	by_part       the points of each part, None where there is nothing to judge it by
	"""

	points: Decimal | None
	condition: Condition | None
	by_part: Mapping[Part, Decimal | None]


def health(facts: Facts, rules: HealthRules | None = None) -> Health:
	"""How a client's account does.

	raises     ScoringError for weights that make no score
	"""
	rules = rules or HealthRules()
	by_part = points_of({part: facts.value(part) for part in Part}, SCALES)
	points = weighted(by_part, rules.weights)
	return Health(points, None if points is None else _condition(points, rules), by_part)


def _condition(points: Decimal, rules: HealthRules) -> Condition:
	if points >= rules.good_from:
		return Condition.GOOD
	return Condition.WATCH if points >= rules.watch_from else Condition.AT_RISK


def fell(before: Decimal | None, now: Decimal | None, by: Decimal = Decimal(10)) -> bool:
	"""Whether a score fell so far that people are told; to a score that could not be told it did not."""
	return before is not None and now is not None and before - now >= by


def watch(level: Decimal, now: Decimal | None, by: Decimal = Decimal(10)) -> tuple[Decimal, bool]:
	"""Follow a score, so that each fall is told once, a slow one too.

	level      the points that a fall is counted from: the highest since the last fall that was told; 0 at first
	returns    that level from now on, and whether people are to be told
	"""
	if now is None:
		return level, False
	if fell(level, now, by):
		return now, True
	return max(level, now), False
