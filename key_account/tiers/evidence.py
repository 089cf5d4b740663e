"""The facts a Tier Review judges a client by, and the points that they earn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from key_account.marks import N_
from key_account.scoring import ZERO, Scale, points_of, weighted


class Measure(Enum):
	"""What a client is judged by."""

	COLLECTIONS = N_("Money Collected")
	PROFIT_SHARE = N_("Share of Gross Profit")
	GROWTH = N_("Growth of Collections")
	PAYMENT = N_("Payment Discipline")
	POTENTIAL = N_("Client Potential")


@dataclass(frozen=True, slots=True)
class Evidence:
	"""Facts of a client; amounts in company currency.

	collections            money collected net of tax in the 12 months before the day of the review
	collections_before     the same of the 12 months before those
	gross_profit           of the client's invoices of the 12 months
	company_gross_profit   the same of all clients
	due                    what fell due in the 12 months
	due_on_time            what of it was paid on its due date or before
	potential              0 to 100, as the account manager judges it; None where nobody did
	"""

	collections: Decimal = ZERO
	collections_before: Decimal = ZERO
	gross_profit: Decimal = ZERO
	company_gross_profit: Decimal = ZERO
	due: Decimal = ZERO
	due_on_time: Decimal = ZERO
	potential: Decimal | None = None

	def value(self, measure: Measure) -> Decimal | None:
		"""The value that is scaled: an amount, a share (0.1 is 10 %), or points; None where there is none."""
		if measure is Measure.COLLECTIONS:
			return self.collections
		if measure is Measure.POTENTIAL:
			return self.potential
		if measure is Measure.PROFIT_SHARE:
			return _share(self.gross_profit, self.company_gross_profit)
		if measure is Measure.PAYMENT:
			return _share(self.due_on_time, self.due)
		# A client of less than a year has nothing to grow from.
		return _share(self.collections - self.collections_before, self.collections_before)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
	return part / whole if whole > 0 else None


def default_scales() -> dict[Measure, Scale]:
	"""From nothing to the amounts and shares by which the user's rules know a key client."""
	return {
		Measure.COLLECTIONS: Scale(ZERO, Decimal(10_000_000)),
		Measure.PROFIT_SHARE: Scale(ZERO, Decimal("0.1")),
		Measure.GROWTH: Scale(Decimal("-0.5"), Decimal("0.5")),
		Measure.PAYMENT: Scale(Decimal("0.5"), Decimal(1)),
		Measure.POTENTIAL: Scale(ZERO, Decimal(100)),
	}


def default_weights() -> dict[Measure, Decimal]:
	"""In per cent."""
	return {
		Measure.COLLECTIONS: Decimal(40),
		Measure.PROFIT_SHARE: Decimal(20),
		Measure.GROWTH: Decimal(10),
		Measure.PAYMENT: Decimal(15),
		Measure.POTENTIAL: Decimal(15),
	}


@dataclass(frozen=True, slots=True)
class ScoreRules:
	"""How facts become points, and what each measure weighs."""

	scales: Mapping[Measure, Scale] = field(default_factory=default_scales)
	weights: Mapping[Measure, Decimal] = field(default_factory=default_weights)


@dataclass(frozen=True, slots=True)
class Score:
	"""points      0 to 100, to a tenth; 0 where nothing can be judged
	by_measure     the points of each measure, None where there is nothing to judge it by
	"""

	points: Decimal
	by_measure: Mapping[Measure, Decimal | None]


def score(evidence: Evidence, rules: ScoreRules | None = None) -> Score:
	"""The points that a client's facts earn.

	raises     ScoringError for weights that make no score
	"""
	rules = rules or ScoreRules()
	by_measure = points_of({measure: evidence.value(measure) for measure in Measure}, rules.scales)
	return Score(weighted(by_measure, rules.weights) or ZERO, by_measure)
