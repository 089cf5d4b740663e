"""The value assessment of a development plan's third stage, and which stages it opens (clients.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from key_account.errors import DomainError
from key_account.marks import N_
from key_account.scoring import FULL, Scale, weighted

LOWEST, HIGHEST = 1, 5


class AssessmentError(DomainError):
	"""An assessment that lacks a score, or a stage that it does not open."""


class Criterion(Enum):
	"""What is judged from 1 (very little) to 5 (very much)."""

	SHARE_TO_WIN = N_("Share to Win")
	TIME_AND_COST = N_("Time and Cost")
	CLOSING_RISK = N_("Closing Risk")
	VALUE_TO_US = N_("Value to Us")
	PAYMENT_RISK = N_("Payment Risk")
	OUR_CAPACITY = N_("Our Capacity")
	TECHNICAL_DIFFICULTY = N_("Technical Difficulty")


#: Of these, less is better.
BURDENS = frozenset(
	{
		Criterion.TIME_AND_COST,
		Criterion.CLOSING_RISK,
		Criterion.PAYMENT_RISK,
		Criterion.TECHNICAL_DIFFICULTY,
	}
)
_MORE = Scale(Decimal(LOWEST), Decimal(HIGHEST))
_LESS = Scale(Decimal(HIGHEST), Decimal(LOWEST))


class Effort(Enum):
	"""How much of us a client gets."""

	ALL_OUT = "A"
	MEASURED = "B"
	WATCH = "C"
	PAUSE = "D"


def default_weights() -> dict[Criterion, Decimal]:
	"""Value and share count double what the burdens do."""
	double = {Criterion.SHARE_TO_WIN, Criterion.VALUE_TO_US}
	return {criterion: Decimal(2 if criterion in double else 1) for criterion in Criterion}


@dataclass(frozen=True, slots=True)
class AssessmentRules:
	"""weights    of the criteria, in any unit
	at_least   points from which on an effort grade is given, 0 to 100; below the last it is D
	"""

	weights: Mapping[Criterion, Decimal] = field(default_factory=default_weights)
	at_least: Mapping[Effort, Decimal] = field(
		default_factory=lambda: {
			Effort.ALL_OUT: Decimal(75),
			Effort.MEASURED: Decimal(55),
			Effort.WATCH: Decimal(35),
		}
	)

	def __post_init__(self) -> None:
		limits = [self.at_least[effort] for effort in Effort if effort is not Effort.PAUSE]
		if sorted(limits, reverse=True) != limits or len(set(limits)) < len(limits) or limits[0] > FULL:
			raise AssessmentError(
				N_("The limits of effort grades A, B and C must fall from at most 100: they are {limits}."),
				limits=", ".join(f"{limit:f}" for limit in limits),
			)
		if not any(self.weights.get(criterion) for criterion in Criterion):
			raise AssessmentError(N_("No criterion of the value assessment has a weight; give one a weight."))


@dataclass(frozen=True, slots=True)
class Assessment:
	"""points     0 to 100, to a tenth
	by_criterion   points of each, burdens turned round: 100 is good for us
	"""

	points: Decimal
	effort: Effort
	by_criterion: Mapping[Criterion, Decimal]


def assess(scores: Mapping[Criterion, int], rules: AssessmentRules | None = None) -> Assessment:
	"""The effort grade that seven scores give.

	scores     of every criterion, 1 (very little) to 5 (very much)
	raises     AssessmentError naming the criterion that lacks a score or has one beyond 1 to 5
	"""
	rules = rules or AssessmentRules()
	points: dict[Criterion, Decimal] = {}
	for criterion in Criterion:
		score = scores.get(criterion)
		if score is None or not LOWEST <= score <= HIGHEST:
			raise AssessmentError(
				N_("{criterion}: give it a score from {lowest} to {highest}."),
				criterion=criterion,
				lowest=LOWEST,
				highest=HIGHEST,
			)
		points[criterion] = (_LESS if criterion in BURDENS else _MORE).points(Decimal(score))
	total = weighted(points, rules.weights)
	assert total is not None  # the rules have a weight
	return Assessment(total, _effort(total, rules), points)


def _effort(points: Decimal, rules: AssessmentRules) -> Effort:
	reached = [effort for effort in Effort if effort in rules.at_least and points >= rules.at_least[effort]]
	return reached[0] if reached else Effort.PAUSE


class Stage(Enum):
	"""The five stages of a development plan, by number."""

	POTENTIAL_NEED = 1
	DEMONSTRATION = 2
	VALUE_ASSESSMENT = 3
	DECISION_MAKERS = 4
	CLOSING = 5


def check_stage(before: Stage | None, wanted: Stage, effort: Effort | None) -> None:
	"""Whether a plan may go from one stage to another: one forward at a time, back at will.

	effort     the grade in force, assessed or overridden; None where the value was not assessed yet
	raises     AssessmentError with what to do first
	"""
	first = Stage.POTENTIAL_NEED
	if wanted.value > (before.value + 1 if before else first.value):
		raise AssessmentError(
			N_("Stage {wanted} comes after stage {before}: go through the stages one by one."),
			wanted=wanted.value,
			before=wanted.value - 1,
		)
	if wanted.value <= Stage.VALUE_ASSESSMENT.value:
		return
	if effort is None:
		raise AssessmentError(
			N_("Stage {wanted} needs the value assessment of stage 3: fill in its seven scores."),
			wanted=wanted.value,
		)
	if effort is Effort.PAUSE:
		raise AssessmentError(
			N_(
				"Stage {wanted} needs effort grade A to C, and this is D: pause it, or override with a reason."
			),
			wanted=wanted.value,
		)
