"""The value assessment and the stages it opens."""

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.assessment import (
	BURDENS,
	Assessment,
	AssessmentError,
	AssessmentRules,
	Criterion,
	Effort,
	Stage,
	assess,
	check_stage,
)

BEST = {criterion: 1 if criterion in BURDENS else 5 for criterion in Criterion}
WORST = {criterion: 6 - score for criterion, score in BEST.items()}
MIDDLE = dict.fromkeys(Criterion, 3)


def found(scores: dict[Criterion, int], rules: AssessmentRules | None = None) -> tuple[str, Effort]:
	assessment = assess(scores, rules)
	return f"{assessment.points:f}", assessment.effort


def test_little_burden_and_much_value_is_worth_all() -> None:
	assert found(BEST) == ("100.0", Effort.ALL_OUT)
	assert found(WORST) == ("0.0", Effort.PAUSE)
	assert found(MIDDLE) == ("50.0", Effort.WATCH)


def test_each_criterion_counts_by_its_weight() -> None:
	# Nine weights in all: value to us from 3 to 5 adds 50 × 2/9, payment risk from 3 to 5 takes 50 × 1/9.
	assert found({**MIDDLE, Criterion.VALUE_TO_US: 5}) == ("61.1", Effort.MEASURED)
	assert found({**MIDDLE, Criterion.PAYMENT_RISK: 5}) == ("44.4", Effort.WATCH)
	only_value = AssessmentRules(weights={Criterion.VALUE_TO_US: dec(3)})
	assert found({**WORST, Criterion.VALUE_TO_US: 4}, only_value) == ("75.0", Effort.ALL_OUT)


@pytest.mark.parametrize(
	("points", "effort"), [(5, Effort.ALL_OUT), (4, Effort.MEASURED), (3, Effort.WATCH), (2, Effort.PAUSE)]
)
def test_a_grade_begins_at_its_limit(points: int, effort: Effort) -> None:
	rules = AssessmentRules(
		weights={Criterion.VALUE_TO_US: dec(1)},
		at_least={Effort.ALL_OUT: dec(100), Effort.MEASURED: dec(75), Effort.WATCH: dec(50)},
	)
	assert assess({**MIDDLE, Criterion.VALUE_TO_US: points}, rules).effort is effort


@pytest.mark.parametrize("score", [None, 0, 6])
def test_every_criterion_needs_a_score(score: int | None) -> None:
	scores = {**MIDDLE, Criterion.CLOSING_RISK: score}
	with pytest.raises(AssessmentError, match="Closing Risk: give it a score from 1 to 5"):
		assess(scores)


@given(st.fixed_dictionaries({criterion: st.integers(1, 4) for criterion in Criterion}))
def test_a_better_score_never_makes_it_worse(scores: dict[Criterion, int]) -> None:
	before = assess(scores)
	for criterion in Criterion:
		better = scores[criterion] - 1 if criterion in BURDENS else scores[criterion] + 1
		if better:
			after: Assessment = assess({**scores, criterion: better})
			assert after.points > before.points
			assert after.effort.value <= before.effort.value


@pytest.mark.parametrize("limits", [(50, 60, 30), (60, 60, 30), (101, 60, 30)])
def test_limits_that_do_not_fall_are_refused(limits: tuple[int, ...]) -> None:
	with pytest.raises(AssessmentError, match="must fall from at most 100"):
		AssessmentRules(at_least=dict(zip(Effort, map(dec, limits), strict=False)))


def test_rules_without_a_weight_are_refused() -> None:
	with pytest.raises(AssessmentError, match="No criterion"):
		AssessmentRules(weights={Criterion.VALUE_TO_US: dec(0)})


class TestStages:
	def test_go_one_by_one(self) -> None:
		check_stage(None, Stage.POTENTIAL_NEED, None)
		check_stage(Stage.POTENTIAL_NEED, Stage.DEMONSTRATION, None)
		check_stage(Stage.DEMONSTRATION, Stage.VALUE_ASSESSMENT, None)
		with pytest.raises(AssessmentError, match="Stage 3 comes after stage 2"):
			check_stage(Stage.POTENTIAL_NEED, Stage.VALUE_ASSESSMENT, None)
		with pytest.raises(AssessmentError, match="Stage 2 comes after stage 1"):
			check_stage(None, Stage.DEMONSTRATION, None)

	def test_may_go_back(self) -> None:
		check_stage(Stage.CLOSING, Stage.DEMONSTRATION, Effort.PAUSE)

	def test_stay_where_they_are(self) -> None:
		check_stage(Stage.DECISION_MAKERS, Stage.DECISION_MAKERS, Effort.WATCH)

	@pytest.mark.parametrize("effort", [Effort.ALL_OUT, Effort.MEASURED, Effort.WATCH])
	def test_four_and_five_are_open_to_a_b_and_c(self, effort: Effort) -> None:
		check_stage(Stage.VALUE_ASSESSMENT, Stage.DECISION_MAKERS, effort)
		check_stage(Stage.DECISION_MAKERS, Stage.CLOSING, effort)

	@pytest.mark.parametrize("wanted", [Stage.DECISION_MAKERS, Stage.CLOSING])
	def test_four_and_five_are_closed_to_d_and_before_the_assessment(self, wanted: Stage) -> None:
		before = Stage(wanted.value - 1)
		with pytest.raises(AssessmentError, match="needs effort grade A to C"):
			check_stage(before, wanted, Effort.PAUSE)
		with pytest.raises(AssessmentError, match="needs the value assessment"):
			check_stage(before, wanted, None)
