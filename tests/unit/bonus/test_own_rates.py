"""Money with a rate of its own inside a quarter, and rounding (bonus.md section 2).

P is plan-rate money, S money that counts and has its own 6 %: plan amount = max(eligible − S, 0).
"""

from typing import Any

import pytest
from builders import dec, settled, shortfall

from key_account.bonus.plan import Plan


@pytest.mark.parametrize(
	("plan_rate", "own_rate", "eligible", "plan_amount", "carry_out"),
	[
		(40_000, 20_000, 60_000, 40_000, 0),
		(0, 60_000, 60_000, 0, 0),
		# at target: the target is filled by S first, what is carried is plan-rate money
		(90_000, 40_000, 100_000, 60_000, 30_000),
		(30_000, 100_000, 100_000, 0, 30_000),
		# accelerated
		(250_000, 60_000, 310_000, 250_000, 0),
		# below base: S has earned its own rate, the plan rate pays nothing
		(20_000, 20_000, 0, 0, 0),
		# a refund of own-rate money: all 60,000 of plan-rate money are inside A = 50,000
		(60_000, -10_000, 50_000, 60_000, 0),
	],
)
def test_own_rate_money_is_inside_eligible_and_earns_no_plan_rate(
	plan_rate: int, own_rate: int, eligible: int, plan_amount: int, carry_out: int
) -> None:
	own_rate_bonus = dec(own_rate) * dec("0.06")
	result = settled(plan_rate, own_rate=own_rate, own_rate_bonus=own_rate_bonus)
	assert result.credited == result.attainment == plan_rate + own_rate
	assert (result.eligible, result.plan_amount, result.carry_out) == (eligible, plan_amount, carry_out)
	assert result.plan_bonus == plan_amount * dec("0.04")
	assert result.own_rate_bonus == own_rate_bonus
	assert result.accrued == result.plan_bonus + result.own_rate_bonus


def test_own_rate_money_fills_shortfalls_like_any_other() -> None:
	"""A = 80,000, all S: 10,000 fill, eligible 70,000 is S, only the made-up base earns the plan rate."""
	result = settled(0, own_rate=80_000, own_rate_bonus=4_800, shortfalls=[shortfall(10_000)])
	assert (result.eligible, result.made_up, result.made_up_base) == (70_000, 10_000, 50_000)
	assert (result.plan_amount, result.plan_bonus, result.accrued) == (0, 2_000, 6_800)


def test_money_that_does_not_count_pays_its_rate_below_base_too() -> None:
	result = settled(0, own_rate_bonus=120)
	assert (result.credited, result.case.value) == (0, "below base")
	assert (result.plan_bonus, result.own_rate_bonus, result.bonus) == (0, 120, 120)


@pytest.mark.parametrize("first_quarter_carries", [False, True])
def test_a_refund_of_own_rate_money_pays_nothing_where_nothing_is_eligible(
	first_quarter_carries: bool,
) -> None:
	"""P = 40,000, S = −10,000: A = 30,000 is below base, so only the 600 of own-rate bonus are taken back."""
	plan = Plan(first_quarter="carry")
	result = settled(40_000, own_rate=-10_000, own_rate_bonus=-600, plan=plan, is_first=first_quarter_carries)
	assert (result.eligible, result.plan_amount, result.accrued) == (0, 0, -600)


class TestOwnRateMoneyIsNeverPaidTwice:
	"""Issue 2, Conservation: everything credited is paid once. What earned its own rate is no plan-rate money
	in a later quarter either."""

	def test_carried_beyond_the_target(self) -> None:
		"""120,000 of S have earned 7,200; of the 20,000 carried none is plan-rate money."""
		first = settled(0, own_rate=120_000, own_rate_bonus=7_200)
		second = settled(30_000, before=first)
		assert (second.carry_in, second.eligible, second.plan_amount) == (20_000, 50_000, 30_000)

	def test_carried_on_and_on(self) -> None:
		"""150,000 of S: 50,000 carried; then 70,000 of P fill the target after it, 20,000 of P are carried."""
		first = settled(0, own_rate=150_000, own_rate_bonus=9_000)
		second = settled(70_000, before=first)
		third = settled(40_000, before=second)
		assert [quarter.carry_out for quarter in (first, second, third)] == [50_000, 20_000, 0]
		assert [quarter.plan_amount for quarter in (first, second, third)] == [0, 50_000, 60_000]

	def test_carried_from_a_first_quarter(self) -> None:
		plan = Plan(first_quarter="carry")
		first = settled(10_000, own_rate=20_000, own_rate_bonus=1_200, is_first=True, plan=plan)
		second = settled(60_000, before=first, plan=plan)
		assert (first.plan_amount, second.eligible, second.plan_amount) == (0, 90_000, 70_000)

	def test_paid_out_at_year_end(self) -> None:
		plan = Plan(year_end="pay")
		first = settled(0, own_rate=120_000, own_rate_bonus=7_200)
		second = settled(130_000, before=first, closes_year=True, plan=plan)
		assert (second.eligible, second.plan_amount, second.state.carry_own) == (150_000, 130_000, 0)

	def test_carried_into_a_quarter_below_base(self) -> None:
		first = settled(0, own_rate=120_000, own_rate_bonus=7_200)
		second = settled(10_000, before=first)
		third = settled(70_000, before=second)
		assert (second.case.value, second.open_shortfall) == ("below base", 20_000)
		assert third.plan_amount == 50_000

	def test_but_a_made_up_base_pays_whole(self) -> None:
		"""Source 003: 前面已补足基数任务的总额*4%, whatever of it had a rate of its own.

		Below base with 20,000 of P and 20,000 of S; made up by 10,000 of the next quarter's 60,000.
		"""
		first = settled(20_000, own_rate=20_000, own_rate_bonus=1_200)
		second = settled(60_000, before=first)
		assert second.plan_bonus == (50_000 + 50_000) * dec("0.04")


class TestRounding:
	"""Half-up, once, on each of plan bonus, own-rate bonus, accrued and bonus."""

	FIVE = Plan(rate=dec("0.05"))

	def test_plan_bonus(self) -> None:
		"""50,000.10 × 5 % = 2,500.005."""
		assert settled("50,000.10", plan=self.FIVE).plan_bonus == dec("2,500.01")

	def test_plan_amount_and_made_up_base_are_rounded_together(self) -> None:
		"""2,500.005 + 2,500.005 = 5,000.01; rounded apart it would be 5,000.02."""
		made_up = shortfall(10, base="50,000.10", rate="0.05")
		result = settled("50,010.10", target="100,000.20", shortfalls=[made_up], plan=self.FIVE)
		assert (result.eligible, result.made_up_base) == (dec("50,000.10"), dec("50,000.10"))
		assert result.plan_bonus == dec("5,000.01")

	@pytest.mark.parametrize(
		("exact", "rounded"), [("0.045", "0.05"), ("0.0449", "0.04"), ("-0.045", "-0.05")]
	)
	def test_own_rate_bonus(self, exact: str, rounded: str) -> None:
		assert settled(0, own_rate_bonus=exact).own_rate_bonus == dec(rounded)

	def test_accrued_is_the_sum_of_what_is_shown(self) -> None:
		"""2,500.005 + 0.045: the two rounded figures add up to 2,500.06, the exact ones to 2,500.05."""
		result = settled("50,000.10", own_rate_bonus="0.045", plan=self.FIVE)
		assert result.accrued == result.plan_bonus + result.own_rate_bonus == dec("2,500.06")

	def test_bonus(self) -> None:
		"""0.25 × 0.98 = 0.245."""
		assert settled(0, own_rate_bonus="0.25", kpi_score=dec(90)).bonus == dec("0.25")

	@pytest.mark.parametrize(
		("figure", "wanted"),
		[("plan_bonus", 21), ("own_rate_bonus", 3), ("accrued", 24), ("bonus", 24)],
	)
	def test_yen_have_no_decimals(self, figure: str, wanted: int) -> None:
		"""513 × 4 % = 20.52; 3.3; 21 + 3; 24 × 0.98 = 23.52 (unrounded before, it would be 23.34)."""
		result = settled(513, target=1_000, own_rate_bonus="3.3", kpi_score=dec(90), precision=0)
		assert str(getattr(result, figure)) == str(wanted)

	def test_three_decimals(self) -> None:
		"""0.6125 × 4 % = 0.0245 dinars."""
		result = settled("0.6125", target=1, precision=4)
		assert result.plan_bonus == dec("0.0245")
		assert settled("0.613", target=1, precision=3).plan_bonus == dec("0.025")

	@pytest.mark.parametrize("own_rate_bonus", ["0.005", "0.004", "-0.005"])
	def test_all_amounts_have_the_currency_s_decimals(self, own_rate_bonus: Any) -> None:
		result = settled(60_000, own_rate_bonus=own_rate_bonus, kpi_score=dec("77.7"))
		for name in ("plan_bonus", "own_rate_bonus", "accrued", "bonus"):
			assert getattr(result, name).as_tuple().exponent == -2, name
