"""The quarter machine, case by case and at every border (bonus.md section 2).

T = 100,000, B = 50,000, r = 4 %, H = 300,000, deduction 600, unless a test says otherwise.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from builders import dec, expected, facts, settled, shortfall

from key_account.bonus.errors import TargetError
from key_account.bonus.plan import DEFAULT_PLAN, Plan, RateStep
from key_account.bonus.quarter import QuarterResult


@pytest.mark.parametrize(
	("collected", "wanted"),
	[
		# A < B
		(0, expected("below base", open_shortfall=50_000, wage_deduction=600)),
		("49,999.99", expected("below base", open_shortfall="0.01", wage_deduction=600)),
		# A = B: the base is reached, E = 0
		(50_000, expected("between", 50_000, plan_bonus=2_000)),
		("50,000.01", expected("between", "50,000.01", plan_bonus=2_000)),
		("99,999.99", expected("between", "99,999.99", plan_bonus=4_000)),
		# eff = T: at target, nothing beyond it to carry
		(100_000, expected("at target", 100_000, plan_bonus=4_000, floating_wage_due=True)),
		(
			"100,000.01",
			expected("at target", 100_000, carry_out="0.01", plan_bonus=4_000, floating_wage_due=True),
		),
		(
			"299,999.99",
			expected("at target", 100_000, carry_out="199,999.99", plan_bonus=4_000, floating_wage_due=True),
		),
		# eff = H
		(300_000, expected("accelerated", 300_000, plan_bonus=12_000, floating_wage_due=True)),
		(450_000, expected("accelerated", 450_000, plan_bonus=18_000, floating_wage_due=True)),
		# refunds beyond what came in: the gap is larger than the base
		(-20_000, expected("below base", open_shortfall=70_000, wage_deduction=600)),
	],
)
def test_case_and_border(collected: Any, wanted: dict[str, Any]) -> None:
	assert facts(settled(collected)) == wanted


class TestCarriedIn:
	def test_counts_toward_the_attainment(self) -> None:
		result = settled(60_000, carry=40_000)
		assert result.attainment == 100_000
		assert facts(result) == expected("at target", 100_000, plan_bonus=4_000, floating_wage_due=True)

	def test_into_a_quarter_below_base_is_used_up_there(self) -> None:
		"""30,000 + 10,000 < 50,000: nothing carried on, the gap is what both together miss."""
		result = settled(10_000, carry=30_000)
		assert facts(result) == expected("below base", open_shortfall=10_000, wage_deduction=600)
		assert result.state.carry == 0

	def test_a_negative_attainment_in_spite_of_a_carry(self) -> None:
		result = settled(-50_000, carry=30_000)
		assert result.attainment == -20_000
		assert facts(result) == expected("below base", open_shortfall=70_000, wage_deduction=600)

	def test_is_carried_on_where_the_target_is_passed_again(self) -> None:
		result = settled(95_000, carry=30_000)
		assert facts(result) == expected(
			"at target", 100_000, carry_out=25_000, plan_bonus=4_000, floating_wage_due=True
		)

	def test_may_lift_a_quarter_over_the_no_carry_threshold(self) -> None:
		result = settled(150_000, carry=150_000)
		assert facts(result) == expected("accelerated", 300_000, plan_bonus=12_000, floating_wage_due=True)


class TestShortfalls:
	def test_filled_to_the_cent_pays_its_base(self) -> None:
		result = settled(60_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected(
			"between", 50_000, made_up=10_000, made_up_base=50_000, plan_bonus=4_000
		)

	def test_filled_but_for_a_cent_pays_nothing_yet(self) -> None:
		result = settled("59,999.99", shortfalls=[shortfall(10_000)])
		assert facts(result) == expected(
			"between", 50_000, made_up="9,999.99", open_shortfall="0.01", plan_bonus=2_000
		)
		assert result.state.shortfalls == (shortfall("0.01"),)

	def test_the_rest_of_a_part_filled_one_pays_its_whole_base_later(self) -> None:
		first = settled(56_000, shortfalls=[shortfall(10_000)])
		second = settled(54_000, before=first)
		assert (first.made_up_base, first.plan_bonus) == (0, 2_000)
		assert facts(second) == expected(
			"between", 50_000, made_up=4_000, made_up_base=50_000, plan_bonus=4_000
		)

	def test_with_nothing_above_the_base_stays_as_it_is(self) -> None:
		result = settled(50_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected("between", 50_000, open_shortfall=10_000, plan_bonus=2_000)

	def test_several_are_filled_oldest_first(self) -> None:
		"""E = 15,000: the first whole, 5,000 of the second, the third, though smaller, not at all."""
		open_ones = [
			shortfall(10_000, 50_000, quarter="2025-Q2"),
			shortfall(20_000, 40_000, quarter="2025-Q3"),
			shortfall(5_000, 30_000, quarter="2025-Q4"),
		]
		result = settled(65_000, shortfalls=open_ones)
		assert facts(result) == expected(
			"between", 50_000, made_up=15_000, made_up_base=50_000, open_shortfall=20_000, plan_bonus=4_000
		)
		assert result.state.shortfalls == (
			shortfall(15_000, 40_000, quarter="2025-Q3"),
			shortfall(5_000, 30_000, quarter="2025-Q4"),
		)

	def test_several_filled_in_one_quarter_each_pay_their_base(self) -> None:
		"""E = 45,000 fills 35,000; eff = 60,000; (60,000 + 50,000 + 40,000 + 30,000) × 4 % = 7,200."""
		open_ones = [shortfall(10_000, 50_000), shortfall(20_000, 40_000), shortfall(5_000, 30_000)]
		result = settled(95_000, shortfalls=open_ones)
		assert facts(result) == expected(
			"between", 60_000, made_up=35_000, made_up_base=120_000, plan_bonus=7_200
		)

	def test_pay_at_the_rate_of_the_plan_they_arose_under(self) -> None:
		"""70,000 × 4 % + 50,000 × 5 % = 5,300."""
		result = settled(80_000, shortfalls=[shortfall(10_000, rate="0.05")])
		assert result.made_up_base == 50_000
		assert result.plan_bonus == dec(5_300)

	def test_a_new_one_remembers_the_rate_of_its_plan(self) -> None:
		result = settled(40_000, plan=Plan(rate=dec("0.05")))
		assert result.state.shortfalls == (shortfall(10_000, rate="0.05", quarter="2026-Q1"),)

	def test_a_new_one_joins_behind_the_older(self) -> None:
		result = settled(20_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected("below base", open_shortfall=40_000, wage_deduction=600)
		assert result.state.shortfalls == (shortfall(10_000), shortfall(30_000, quarter="2026-Q1"))

	def test_of_a_negative_quarter_pay_only_its_base(self) -> None:
		"""−20,000 left a gap of 70,000; 120,000 fills it, and the base of 50,000 is paid, not 70,000."""
		first = settled(-20_000)
		second = settled(120_000, before=first)
		assert facts(second) == expected(
			"between", 50_000, made_up=70_000, made_up_base=50_000, plan_bonus=4_000
		)

	def test_are_filled_before_the_target_counts(self) -> None:
		"""Our reading at A ≥ T: E = 80,000 fills 10,000; eff = 120,000; (100,000 + 50,000) × 4 %."""
		result = settled(130_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected(
			"at target",
			100_000,
			made_up=10_000,
			made_up_base=50_000,
			carry_out=20_000,
			plan_bonus=6_000,
			floating_wage_due=True,
		)

	def test_may_keep_a_quarter_from_its_target_and_from_the_floating_wage(self) -> None:
		result = settled(100_000, shortfalls=[shortfall("0.01")])
		assert facts(result) == expected(
			"between", "99,999.99", made_up="0.01", made_up_base=50_000, plan_bonus=6_000
		)

	def test_may_keep_a_quarter_from_accelerating(self) -> None:
		"""A = 305,000 ≥ H but eff = 295,000 < H."""
		result = settled(305_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected(
			"at target",
			100_000,
			made_up=10_000,
			made_up_base=50_000,
			carry_out=195_000,
			plan_bonus=6_000,
			floating_wage_due=True,
		)

	def test_and_acceleration_in_one_quarter(self) -> None:
		"""eff = 300,000 after 10,000 filled; (300,000 + 50,000) × 4 % = 14,000."""
		result = settled(310_000, shortfalls=[shortfall(10_000)])
		assert facts(result) == expected(
			"accelerated",
			300_000,
			made_up=10_000,
			made_up_base=50_000,
			plan_bonus=14_000,
			floating_wage_due=True,
		)

	def test_larger_than_all_that_came_in_take_everything_above_the_base(self) -> None:
		result = settled(400_000, shortfalls=[shortfall(500_000)])
		assert facts(result) == expected(
			"between", 50_000, made_up=350_000, open_shortfall=150_000, plan_bonus=2_000
		)


class TestNoCarryThresholdBelowTheTarget:
	"""H = 80,000 < T: eff ≥ H is looked at first, the floating wage still needs eff ≥ T."""

	PLAN = Plan(no_carry_threshold=dec(80_000))

	def settled(self, collected: Any) -> QuarterResult:
		return settled(collected, plan=self.PLAN)

	def test_accelerated_without_floating_wage(self) -> None:
		wanted = expected("accelerated", 80_000, plan_bonus=3_200)
		assert facts(self.settled(80_000)) == wanted

	def test_just_below_it_is_between(self) -> None:
		assert facts(self.settled("79,999.99")) == expected("between", "79,999.99", plan_bonus=3_200)

	def test_over_the_target_nothing_is_carried(self) -> None:
		wanted = expected("accelerated", 130_000, plan_bonus=5_200, floating_wage_due=True)
		assert facts(self.settled(130_000)) == wanted

	def test_a_threshold_of_nothing_accelerates_at_the_base(self) -> None:
		plan = Plan(no_carry_threshold=dec(0))
		assert facts(settled(50_000, plan=plan)) == expected("accelerated", 50_000, plan_bonus=2_000)
		assert facts(settled(49_999, plan=plan))["case"] == "below base"


class TestPlanFigures:
	def test_base_ratio(self) -> None:
		plan = Plan(base_ratio=dec("0.7"))
		assert facts(settled(69_999, plan=plan)) == expected(
			"below base", open_shortfall=1, wage_deduction=600
		)
		assert facts(settled(70_000, plan=plan)) == expected("between", 70_000, plan_bonus=2_800)

	def test_without_a_base_only_a_negative_quarter_is_below_it(self) -> None:
		plan = Plan(base_ratio=dec(0))
		assert facts(settled(0, plan=plan)) == expected("between")
		assert facts(settled(-1, plan=plan)) == expected("below base", open_shortfall=1, wage_deduction=600)

	def test_a_base_of_the_whole_target_leaves_no_between(self) -> None:
		plan = Plan(base_ratio=dec(1))
		assert facts(settled(99_999, plan=plan))["case"] == "below base"
		assert facts(settled(100_000, plan=plan)) == expected(
			"at target", 100_000, plan_bonus=4_000, floating_wage_due=True
		)

	def test_wage_deduction(self) -> None:
		assert settled(0, plan=Plan(wage_deduction=dec(250))).wage_deduction == 250

	@pytest.mark.parametrize("target", [0, "-0.01"])
	def test_a_target_of_zero_or_below_is_refused_by_quarter(self, target: Any) -> None:
		with pytest.raises(TargetError, match=r"2026-Q1.*above 0"):
			settled(10, target=target)


class TestRatesByAttainment:
	"""4 % below 80 % of target, 5 % from there, 8 % from 120 % on; H = 200,000."""

	PLAN = Plan(
		no_carry_threshold=dec(200_000),
		rate_step=(RateStep(dec("1.2"), dec("0.08")), RateStep(dec("0.8"), dec("0.05"))),
	)

	@pytest.mark.parametrize(
		("attainment", "rate"),
		[
			("-0.5", "0.04"),
			("0.79999", "0.04"),
			("0.8", "0.05"),
			("1.19999", "0.05"),
			("1.2", "0.08"),
			("9", "0.08"),
		],
	)
	def test_the_highest_step_reached_holds(self, attainment: str, rate: str) -> None:
		for steps in (self.PLAN.rate_step, self.PLAN.rate_step[::-1]):
			assert replace(self.PLAN, rate_step=steps).rate_at(Decimal(attainment)) == Decimal(rate)

	@pytest.mark.parametrize(
		("collected", "plan_bonus"),
		[
			("79,999.00", "3,199.96"),
			(80_000, 4_000),
			# at target, 20 % beyond it: the target is paid at the step of the attainment
			(120_000, 8_000),
			(200_000, 16_000),
		],
	)
	def test_the_whole_plan_amount_earns_the_step_s_rate(self, collected: Any, plan_bonus: Any) -> None:
		assert settled(collected, plan=self.PLAN).plan_bonus == dec(plan_bonus)

	def test_attainment_includes_what_was_carried_in(self) -> None:
		"""A = 80,000 of 100,000."""
		assert settled(50_000, carry=30_000, plan=self.PLAN).plan_bonus == 4_000

	def test_a_made_up_base_keeps_its_own_rate(self) -> None:
		"""A = 90,000: eff = 80,000 at 5 % and 50,000 at the 4 % it arose under."""
		result = settled(90_000, shortfalls=[shortfall(10_000)], plan=self.PLAN)
		assert result.plan_bonus == dec(4_000) + dec(2_000)

	def test_a_first_quarter_earns_the_plan_s_plain_rate(self) -> None:
		assert settled(150_000, is_first=True, plan=self.PLAN).plan_bonus == 6_000

	def test_without_steps_the_rate_is_the_plan_s(self) -> None:
		assert replace(DEFAULT_PLAN, rate=dec("0.03")).rate_at(Decimal(5)) == dec("0.03")
