"""How development plans end, are scheduled, and what came of them."""

import datetime as dt

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.assessment import Stage
from key_account.development import (
	STAGE_NAMES,
	DevelopmentError,
	InvoicedLine,
	Outcome,
	Period,
	Sales,
	check_outcome,
	check_period,
	sales_of,
	schedule,
	stage_of,
)

BEGIN = dt.date(2026, 3, 1)


def end(
	after: Outcome,
	stage: Stage = Stage.CLOSING,
	*,
	before: Outcome = Outcome.IN_PROGRESS,
	is_moved: bool = False,
	reason: str | None = "They saw it work",
	cause: str | None = "Price",
) -> None:
	check_outcome(before, after, stage, is_moved=is_moved, reason=reason, cause=cause)


class TestOutcome:
	@pytest.mark.parametrize("outcome", [Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PAUSED])
	@pytest.mark.parametrize("reason", [None, "", "  "])
	def test_of_every_kind_has_a_reason(self, outcome: Outcome, reason: str | None) -> None:
		end(outcome)
		with pytest.raises(DevelopmentError, match=f"It is {outcome.value}: say for what reasons"):
			end(outcome, reason=reason)

	def test_a_failure_has_a_main_cause_too(self) -> None:
		end(Outcome.PAUSED, cause=None)
		end(Outcome.SUCCEEDED, cause=None)
		with pytest.raises(DevelopmentError, match="choose its main cause"):
			end(Outcome.FAILED, cause=None)

	def test_success_is_in_the_last_stage_only(self) -> None:
		end(Outcome.SUCCEEDED, Stage.CLOSING, is_moved=True)
		with pytest.raises(DevelopmentError, match="succeeds in stage 5"):
			end(Outcome.SUCCEEDED, Stage.DECISION_MAKERS)

	@pytest.mark.parametrize("stage", list(Stage))
	def test_failure_and_pause_are_possible_in_every_stage(self, stage: Stage) -> None:
		end(Outcome.FAILED, stage)
		end(Outcome.PAUSED, stage)

	@pytest.mark.parametrize("outcome", [Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PAUSED])
	def test_a_plan_that_is_over_stays_in_its_stage(self, outcome: Outcome) -> None:
		with pytest.raises(DevelopmentError, match="set it to In Progress again"):
			end(outcome, before=outcome, is_moved=True)
		end(Outcome.IN_PROGRESS, before=outcome, is_moved=True, reason=None, cause=None)


def test_stages_are_known_by_their_names() -> None:
	assert [stage_of(name) for name in STAGE_NAMES.values()] == list(Stage)
	with pytest.raises(DevelopmentError, match="There is no stage Dreaming"):
		stage_of("Dreaming")


class TestSchedule:
	def test_stages_follow_each_other(self) -> None:
		assert schedule(BEGIN, {Stage.POTENTIAL_NEED: 10, Stage.VALUE_ASSESSMENT: 1, Stage.CLOSING: 2}) == {
			Stage.POTENTIAL_NEED: Period(dt.date(2026, 3, 1), dt.date(2026, 3, 10)),
			Stage.VALUE_ASSESSMENT: Period(dt.date(2026, 3, 11), dt.date(2026, 3, 11)),
			Stage.CLOSING: Period(dt.date(2026, 3, 12), dt.date(2026, 3, 13)),
		}

	@given(st.dictionaries(st.sampled_from(Stage), st.integers(0, 400)))
	def test_every_day_is_planned_once(self, days: dict[Stage, int]) -> None:
		planned = schedule(BEGIN, days)
		day = BEGIN
		for stage in Stage:
			if stage in planned:
				assert planned[stage].start == day
				day = planned[stage].end + dt.timedelta(days=1)
		assert (day - BEGIN).days == sum(days.values())

	def test_an_end_before_the_beginning_is_refused(self) -> None:
		check_period(Stage.CLOSING, BEGIN, BEGIN)
		check_period(Stage.CLOSING, None, BEGIN)
		check_period(Stage.CLOSING, BEGIN, None)
		with pytest.raises(
			DevelopmentError, match="Stage 5 is planned until 2026-02-28, before it begins on 2026-03-01"
		):
			check_period(Stage.CLOSING, BEGIN, dt.date(2026, 2, 28))


class TestSales:
	def test_a_cost_of_the_line_comes_before_that_of_the_order(self) -> None:
		own = InvoicedLine(dec(500), cost=dec(100), order_net=dec(1000), order_cost=dec(800))
		assert sales_of([own]) == Sales(dec("500.00"), dec("400.00"), dec("0.00"))

	def test_a_part_of_an_order_line_takes_its_part_of_the_cost(self) -> None:
		part = InvoicedLine(dec(500), order_net=dec(1500), order_cost=dec(100))
		assert sales_of([part]) == Sales(dec("500.00"), dec("466.67"), dec("0.00"))

	def test_lines_without_a_cost_are_told_of(self) -> None:
		lines = [InvoicedLine(dec(300)), InvoicedLine(dec(200), cost=dec(50))]
		assert sales_of(lines) == Sales(dec("500.00"), dec("450.00"), dec("300.00"))

	def test_a_return_takes_its_profit_back(self) -> None:
		sold = InvoicedLine(dec(500), order_net=dec(500), order_cost=dec(200))
		returned = InvoicedLine(dec(-500), order_net=dec(500), order_cost=dec(200))
		assert sales_of([sold, returned]) == Sales(dec("0.00"), dec("0.00"), dec("0.00"))

	def test_a_return_takes_its_cost_back_whichever_sign_it_was_entered_with(self) -> None:
		for cost in ("200", "-200"):
			returned = InvoicedLine(dec(-500), cost=dec(cost))
			assert sales_of([returned]) == Sales(dec("-500.00"), dec("-300.00"), dec("0.00"))

	def test_a_return_without_a_cost_takes_its_part_of_the_line_it_returns(self) -> None:
		returned = InvoicedLine(
			dec(-500), sold_net=dec(1000), sold_cost=dec(600), order_net=dec(1000), order_cost=dec(100)
		)
		assert sales_of([returned]) == Sales(dec("-500.00"), dec("-200.00"), dec("0.00"))

	def test_nothing_invoiced_is_nothing(self) -> None:
		assert sales_of([]) == Sales(dec("0.00"), dec("0.00"), dec("0.00"))
