"""What a plan may choose: first quarter, end of the fiscal year, KPI weight (bonus.md section 2, Plan options)."""

from typing import Any

import pytest
from builders import dec, expected, facts, settled, shortfall

from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import kpi_factor

CARRY_FIRST = Plan(first_quarter="carry")
PAY_AT_YEAR_END = Plan(year_end="pay")
RESET_AT_YEAR_END = Plan(year_end="reset")


class TestFirstQuarterPaid:
	"""T = 0: no shortfall, no deduction, floating wage due, everything collected paid at r."""

	@pytest.mark.parametrize(
		("collected", "wanted"),
		[
			(0, expected("at target", floating_wage_due=True)),
			("0.50", expected("at target", "0.50", plan_bonus="0.02", floating_wage_due=True)),
			(150_000, expected("at target", 150_000, plan_bonus=6_000, floating_wage_due=True)),
			(300_000, expected("accelerated", 300_000, plan_bonus=12_000, floating_wage_due=True)),
			# more was refunded than came in: still no shortfall and no deduction
			(-5_000, expected("at target", floating_wage_due=True)),
		],
	)
	def test_pays_all_that_was_collected(self, collected: Any, wanted: dict[str, Any]) -> None:
		assert facts(settled(collected, is_first=True)) == wanted

	def test_has_neither_target_nor_base_even_where_a_target_is_entered(self) -> None:
		result = settled(10_000, target=100_000, is_first=True)
		assert (result.target, result.base) == (0, 0)

	@pytest.mark.parametrize("target", [0, 100_000])
	def test_needs_no_target(self, target: int) -> None:
		assert settled(10_000, target=target, is_first=True).plan_bonus == 400

	def test_pays_what_was_brought_along_too(self) -> None:
		"""An opening state of somebody who comes back: nothing stays carried."""
		result = settled(10_000, carry=5_000, is_first=True)
		assert facts(result) == expected("at target", 15_000, plan_bonus=600, floating_wage_due=True)

	def test_pays_own_rate_money_once(self) -> None:
		result = settled(40_000, own_rate=20_000, own_rate_bonus=1_200, is_first=True)
		assert (result.eligible, result.plan_amount) == (60_000, 40_000)
		assert (result.plan_bonus, result.own_rate_bonus, result.accrued) == (1_600, 1_200, 2_800)


class TestFirstQuarterCarried:
	def test_pays_nothing_and_carries_all(self) -> None:
		result = settled(150_000, is_first=True, plan=CARRY_FIRST)
		assert facts(result) == expected("at target", carry_out=150_000, floating_wage_due=True)

	def test_is_paid_in_the_quarter_after(self) -> None:
		first = settled(30_000, is_first=True, plan=CARRY_FIRST)
		second = settled(40_000, before=first, plan=CARRY_FIRST)
		assert facts(second) == expected("between", 70_000, plan_bonus=2_800)

	def test_a_refund_is_carried_too(self) -> None:
		first = settled(-5_000, is_first=True, plan=CARRY_FIRST)
		assert facts(first) == expected("at target", carry_out=-5_000, floating_wage_due=True)
		second = settled(60_000, before=first, plan=CARRY_FIRST)
		assert facts(second) == expected("between", 55_000, plan_bonus=2_200)

	def test_pays_own_rates_at_once(self) -> None:
		result = settled(30_000, own_rate_bonus=60, is_first=True, plan=CARRY_FIRST)
		assert (result.plan_bonus, result.own_rate_bonus, result.accrued) == (0, 60, 60)


class TestYearEnd:
	def test_by_default_carry_and_shortfalls_roll_on(self) -> None:
		assert settled(130_000, closes_year=True).state.carry == 30_000
		result = settled(40_000, closes_year=True, shortfalls=[shortfall(10_000)])
		assert result.state.shortfalls == (shortfall(10_000), shortfall(10_000, quarter="2026-Q1"))

	def test_pay_pays_the_excess_out(self) -> None:
		result = settled(130_000, closes_year=True, plan=PAY_AT_YEAR_END)
		assert facts(result) == expected("at target", 130_000, plan_bonus=5_200, floating_wage_due=True)
		assert result.forfeited == 0

	def test_pay_keeps_shortfalls_open(self) -> None:
		result = settled(54_000, closes_year=True, shortfalls=[shortfall(10_000)], plan=PAY_AT_YEAR_END)
		assert facts(result) == expected(
			"between", 50_000, made_up=4_000, open_shortfall=6_000, plan_bonus=2_000
		)

	def test_pay_after_a_shortfall_was_filled(self) -> None:
		"""eff = 120,000 all paid, and the made-up base: 170,000 × 4 %."""
		result = settled(130_000, closes_year=True, shortfalls=[shortfall(10_000)], plan=PAY_AT_YEAR_END)
		assert facts(result) == expected(
			"at target",
			120_000,
			made_up=10_000,
			made_up_base=50_000,
			plan_bonus=6_800,
			floating_wage_due=True,
		)

	def test_pay_pays_own_rate_money_once(self) -> None:
		result = settled(
			90_000, own_rate=40_000, own_rate_bonus=2_400, closes_year=True, plan=PAY_AT_YEAR_END
		)
		assert (result.eligible, result.plan_amount, result.plan_bonus) == (130_000, 90_000, 3_600)

	def test_pay_after_a_first_quarter_that_carries(self) -> None:
		plan = Plan(first_quarter="carry", year_end="pay")
		result = settled(30_000, is_first=True, closes_year=True, plan=plan)
		assert facts(result) == expected("at target", 30_000, plan_bonus=1_200, floating_wage_due=True)

	def test_reset_forfeits_the_excess(self) -> None:
		result = settled(130_000, closes_year=True, plan=RESET_AT_YEAR_END)
		assert facts(result) == expected("at target", 100_000, plan_bonus=4_000, floating_wage_due=True)
		assert result.forfeited == 30_000

	def test_reset_drops_shortfalls_old_and_new(self) -> None:
		result = settled(40_000, closes_year=True, shortfalls=[shortfall(10_000)], plan=RESET_AT_YEAR_END)
		assert not result.state
		assert (result.case.value, result.wage_deduction, result.forfeited) == ("below base", 600, 0)

	def test_reset_pays_what_was_made_up_in_the_quarter(self) -> None:
		result = settled(60_000, closes_year=True, shortfalls=[shortfall(10_000)], plan=RESET_AT_YEAR_END)
		assert result.plan_bonus == 4_000

	@pytest.mark.parametrize("plan", [PAY_AT_YEAR_END, RESET_AT_YEAR_END], ids=["pay", "reset"])
	def test_nothing_special_within_the_year(self, plan: Plan) -> None:
		assert facts(settled(130_000, plan=plan)) == facts(settled(130_000))
		assert settled(40_000, plan=plan).state == settled(40_000).state


class TestKpi:
	@pytest.mark.parametrize(
		("score", "factor"),
		[("90", "0.98"), ("100", "1"), ("0", "0.8"), ("85.5", "0.971"), ("150", "1.1")],
	)
	def test_80_percent_and_20_percent_by_the_score(self, score: str, factor: str) -> None:
		assert kpi_factor(DEFAULT_PLAN, dec(score)) == dec(factor)

	@pytest.mark.parametrize(("weight", "factor"), [("0", "1"), ("1", "0.6"), ("0.5", "0.8")])
	def test_weight(self, weight: str, factor: str) -> None:
		assert kpi_factor(Plan(kpi_weight=dec(weight)), dec(60)) == dec(factor)

	@pytest.mark.parametrize(
		("score", "factor"), [("119", "1.038"), ("120", "1.04"), ("150", "1.04"), ("90", "0.98")]
	)
	def test_highest_coefficient(self, score: str, factor: str) -> None:
		assert kpi_factor(Plan(max_kpi_coefficient=dec("1.2")), dec(score)) == dec(factor)

	@pytest.mark.parametrize("weight", ["0", "0.2", "1"])
	def test_a_missing_sheet_counts_as_1_and_marks_the_row_provisional(self, weight: str) -> None:
		result = settled(60_000, plan=Plan(kpi_weight=dec(weight)))
		assert (result.kpi_factor, result.bonus, result.provisional) == (1, 2_400, True)

	def test_a_score_of_zero_is_a_score(self) -> None:
		result = settled(60_000, kpi_score=dec(0))
		assert (result.kpi_factor, result.bonus, result.provisional) == (dec("0.8"), 1_920, False)

	def test_the_factor_takes_own_rates_and_made_up_bases_with_it(self) -> None:
		"""(60,000 − 20,000 + 50,000) × 4 % + 1,200 = 4,800, × 0.98."""
		result = settled(
			50_000, own_rate=20_000, own_rate_bonus=1_200, shortfalls=[shortfall(10_000)], kpi_score=dec(90)
		)
		assert (result.accrued, result.bonus) == (dec(4_800), dec(4_704))

	def test_the_factor_takes_a_claw_back_with_it(self) -> None:
		result = settled(0, own_rate_bonus=-60, kpi_score=dec(90))
		assert (result.accrued, result.bonus) == (-60, dec("-58.80"))
