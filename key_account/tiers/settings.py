"""What Key Account Settings say of tiers, grades and categories, as the rules have it; defaults where they say nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from key_account.ledger.source import to_decimal
from key_account.marks import N_
from key_account.scoring import FULL, Scale
from key_account.tiers.categories import CategoryRules
from key_account.tiers.errors import TierError
from key_account.tiers.evidence import Measure, ScoreRules, default_scales, default_weights
from key_account.tiers.grades import GradeRules

#: Measures whose values are fractions here and per cent on a form.
IN_PER_CENT = (Measure.PROFIT_SHARE, Measure.GROWTH, Measure.PAYMENT)
GRACE_DAYS = 90


@dataclass(frozen=True, slots=True)
class ReviewRules:
	"""All that a Tier Review goes by, but for the ladder."""

	score: ScoreRules = field(default_factory=ScoreRules)
	grades: GradeRules = field(default_factory=GradeRules)
	categories: CategoryRules = field(default_factory=CategoryRules)
	grace_days: int = GRACE_DAYS


def on_form(measure: Measure, value: Decimal) -> Decimal:
	"""A value of a measure as people read it: fractions in per cent."""
	return value * 100 if measure in IN_PER_CENT else value


def default_measures() -> list[dict[str, Any]]:
	"""Rows of the settings' table of measures, as the app comes with them."""
	scales, weights = default_scales(), default_weights()
	return [
		{
			"measure": measure.value,
			"weight": float(weights[measure]),
			"zero_at": float(on_form(measure, scales[measure].zero_at)),
			"full_at": float(on_form(measure, scales[measure].full_at)),
		}
		for measure in Measure
	]


def score_rules(rows: Iterable[Any]) -> ScoreRules:
	"""The rules that rows of that table make; a measure without a row weighs nothing, no rows are the defaults.

	raises     TierError where a measure is there twice, or all weights are 0; ScoringError where the values for 0
	           and for 100 points are the same
	"""
	rows = list(rows)
	if not rows:
		return ScoreRules()
	scales, weights = default_scales(), dict.fromkeys(Measure, Decimal(0))
	seen: set[Measure] = set()
	for row in rows:
		measure = Measure(row.measure)
		if measure in seen:
			raise TierError(N_("{measure} is listed twice: remove one of its rows."), measure=measure)
		seen.add(measure)
		weights[measure] = to_decimal(row.weight)
		scales[measure] = Scale(_of_form(measure, row.zero_at), _of_form(measure, row.full_at))
	if not any(weights.values()):
		raise TierError(N_("All measures weigh 0: give at least one of them a weight."))
	return ScoreRules(scales, weights)


def review_rules(settings: Any) -> ReviewRules:
	"""The rules that the settings make, see `score_rules`; a field that was never saved has its default.

	settings   has the fields of Key Account Settings
	"""
	grades, categories = GradeRules(), CategoryRules()

	def value(name: str, default: Decimal, of: Decimal = Decimal(1)) -> Decimal:
		given = settings.get(name)
		return default if given is None else to_decimal(given) / of

	return ReviewRules(
		score=score_rules(settings.get("tier_measures") or ()),
		grades=GradeRules(
			much=value("grade_points", grades.much),
			key_purchases=value("key_purchases", grades.key_purchases),
			key_profit_share=value("key_profit_share", grades.key_profit_share, FULL),
		),
		categories=CategoryRules(
			large=value("large_contract_amount", categories.large),
			good_on_time=value("good_on_time_share", categories.good_on_time, FULL),
		),
		grace_days=int(value("tier_grace_days", Decimal(GRACE_DAYS))),
	)


def _of_form(measure: Measure, value: float | None) -> Decimal:
	given = to_decimal(value)
	return given / 100 if measure in IN_PER_CENT else given
