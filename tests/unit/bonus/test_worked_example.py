"""The worked example of bonus.md section 2: T = 100,000, B = 50,000, all Product, four quarters."""

from dataclasses import astuple
from typing import Any

import pytest
from builders import dec, expected, facts

from key_account.bonus.plan import DEFAULT_PLAN
from key_account.bonus.quarter import Collected, QuarterResult, Shortfall, State, Task, settle_quarter

COLLECTED = {"Q1": 40_000, "Q2": 80_000, "Q3": 130_000, "Q4": 20_000}

ROWS: dict[str, dict[str, Any]] = {
	"Q1": expected("below base", 0, open_shortfall=10_000, wage_deduction=600),
	# E = 30,000 fills 10,000; eff = 70,000; (70,000 + 50,000) × 4 % = 4,800
	"Q2": expected("between", 70_000, made_up=10_000, made_up_base=50_000, plan_bonus=4_800),
	"Q3": expected("at target", 100_000, carry_out=30_000, plan_bonus=4_000, floating_wage_due=True),
	"Q4": expected("between", 50_000, plan_bonus=2_000),
}
ATTAINMENT = {"Q1": 40_000, "Q2": 80_000, "Q3": 130_000, "Q4": 50_000}
CARRIED_IN = {"Q1": 0, "Q2": 0, "Q3": 0, "Q4": 30_000}


def run(**kpi_scores: Any) -> dict[str, QuarterResult]:
	"""The four quarters one after the other; `kpi_scores` by quarter."""
	state, results = State(), {}
	for name, collected in COLLECTED.items():
		score = dec(kpi_scores[name]) if name in kpi_scores else None
		task = Task(name, dec(100_000), closes_year=name == "Q4", kpi_score=score)
		results[name] = settle_quarter(DEFAULT_PLAN, task, Collected(plan_rate=dec(collected)), state)
		state = results[name].state
	return results


@pytest.mark.parametrize("name", ROWS)
def test_row(name: str) -> None:
	result = run()[name]
	assert facts(result) == ROWS[name]
	assert (result.target, result.base) == (dec(100_000), dec(50_000))
	assert result.credited == COLLECTED[name]
	assert result.carry_in == CARRIED_IN[name]
	assert result.attainment == ATTAINMENT[name]
	assert result.plan_amount == ROWS[name]["eligible"]
	assert result.own_rate_bonus == 0
	assert result.accrued == ROWS[name]["plan_bonus"]
	assert result.bonus == result.accrued  # k = 1 where there is no KPI sheet


def test_the_shortfall_remembers_quarter_base_gap_and_rate() -> None:
	assert [astuple(shortfall) for shortfall in run()["Q1"].state.shortfalls] == [
		("Q1", dec(50_000), dec(10_000), dec("0.04"))
	]
	assert run()["Q2"].state == State()
	assert isinstance(run()["Q1"].state.shortfalls[0], Shortfall)


def test_with_k_of_0_9_the_second_quarter_pays_4704() -> None:
	result = run(Q2=90)["Q2"]
	assert result.kpi_factor == dec("0.98")
	assert result.accrued == dec("4,800.00")
	assert str(result.bonus) == "4704.00"
	assert not result.provisional


def test_the_year_pays_10800_before_kpi() -> None:
	"""40,000 + 10,000 made up, 70,000, 100,000, 30,000 carried + 20,000 at 4 %: all 270,000 collected."""
	results = run().values()
	assert sum(result.accrued for result in results) == dec("270,000") * dec("0.04") == dec(10_800)
