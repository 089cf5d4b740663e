"""Conservation: everything credited is paid, carried, filling a shortfall or below base, and never twice.

Runs of quarters are made up at random: refunds, first quarters, fiscal years that end, every option of a plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from builders import dec, settled
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.money import round_money
from key_account.bonus.plan import Plan, RateStep
from key_account.bonus.quarter import (
	Case,
	Collected,
	QuarterResult,
	Shortfall,
	State,
	Task,
	settle_quarter,
)

ZERO = Decimal(0)
STEPS = (RateStep(dec("0.9"), dec("0.05")), RateStep(dec("1.3"), dec("0.06")))


@dataclass(frozen=True)
class Settled:
	"""One quarter of a run: what went in, what came out.

	rolled     the same quarter, had the fiscal year not ended with it
	"""

	plan: Plan
	task: Task
	collected: Collected
	before: State
	result: QuarterResult
	rolled: QuarterResult


def total(amounts: Iterable[Decimal]) -> Decimal:
	return sum(amounts, ZERO)


def money(low: int, high: int) -> st.SearchStrategy[Decimal]:
	"""Amounts in cents; `low` and `high` in whole units."""
	return st.integers(low * 100, high * 100).map(lambda cents: Decimal(cents) / 100)


PLANS = st.builds(
	Plan,
	base_ratio=st.sampled_from([ZERO, dec("0.5"), dec("0.7"), dec(1)]),
	rate=st.sampled_from([dec("0.03"), dec("0.04")]),
	no_carry_threshold=st.sampled_from([ZERO, dec(800), dec(1_500), dec(3_000)]),
	first_quarter=st.sampled_from(["pay", "carry"]),
	year_end=st.sampled_from(["roll", "pay", "reset"]),
	rate_step=st.sampled_from([(), STEPS]),
)


@st.composite
def runs(draw: st.DrawFn, own_rates: bool = False) -> list[Settled]:
	"""Up to nine quarters of one person, each settled on what those before left; plans change now and then."""
	plan, state, run = draw(PLANS), State(), []
	year_ends_at = draw(st.integers(0, 3))
	for number in range(draw(st.integers(1, 9))):
		if draw(st.integers(0, 4)) == 0:
			plan = draw(PLANS)
		task = Task(
			f"Q{number}",
			draw(st.sampled_from([dec(1_000), dec(600), dec(2_000)])),
			is_first=number == 0 and draw(st.booleans()),
			closes_year=number % 4 == year_ends_at,
		)
		own_rate = draw(money(-300, 600)) if own_rates else ZERO
		collected = Collected(draw(money(-500, 3_500)), own_rate, own_rate * dec("0.06"))
		result = settle_quarter(plan, task, collected, state)
		rolled = settle_quarter(replace(plan, year_end="roll"), task, collected, state)
		run.append(Settled(plan, task, collected, state, result, rolled))
		state = result.state
	return run


def held(state: State) -> Decimal:
	"""Money of quarters below base and what filled them up since: it pays once the base is complete."""
	return total(shortfall.base - shortfall.gap for shortfall in state.shortfalls)


def written_off(quarter: Settled) -> Decimal:
	"""Money that no later quarter hears of: held for shortfalls that a year end resets, and the debt of a first
	quarter, which has no shortfall."""
	dropped = held(quarter.rolled.state) - held(quarter.result.state)
	in_debt = quarter.task.is_first and quarter.plan.first_quarter == "pay"
	return dropped + (min(quarter.result.attainment, ZERO) if in_debt else ZERO)


def made_up(quarter: Settled) -> tuple[Shortfall, ...]:
	"""The shortfalls that were filled: as many of the oldest as are gone."""
	new = int(quarter.result.case is Case.BELOW_BASE)
	still_open = len(quarter.rolled.state.shortfalls) - new
	return quarter.before.shortfalls[: len(quarter.before.shortfalls) - still_open]


@given(runs(own_rates=True))
def test_over_all_quarters_every_cent_credited_is_in_one_place(run: list[Settled]) -> None:
	"""Σ credited = Σ eligible + Σ made-up bases + carried + held below base + forfeited + written off."""
	results = [quarter.result for quarter in run]
	last = results[-1].state
	assert total(result.credited for result in results) == (
		total(result.eligible + result.made_up_base + result.forfeited for result in results)
		+ last.carry
		+ held(last)
		+ total(written_off(quarter) for quarter in run)
	)


@given(runs(own_rates=True))
def test_in_each_quarter_attainment_goes_to_one_place(run: list[Settled]) -> None:
	"""Below base all of it stays with the new shortfall; else A = eligible + carried or forfeited + filled."""
	for quarter in run:
		result = quarter.result
		assert result.attainment == result.credited + quarter.before.carry
		if result.case is Case.BELOW_BASE:
			new = quarter.rolled.state.shortfalls[-1]
			assert (new.base, new.base - new.gap) == (result.base, result.attainment)
			assert (result.eligible, result.carry_out, result.made_up) == (0, 0, 0)
		elif result.attainment >= 0:
			left = result.carry_out + result.forfeited
			assert result.attainment == result.eligible + left + result.made_up


@given(runs(own_rates=True))
def test_eligible_money_earns_one_rate(run: list[Settled]) -> None:
	"""What of it has its own rate, collected now (S) or carried in, does not earn the plan rate; the rest earns
	it once. What is beyond the eligible amount is the first to be carried, and is known as such."""
	for quarter in run:
		result, plan = quarter.result, quarter.plan
		own_rate = quarter.collected.own_rate + quarter.before.carry_own
		inside = min(own_rate, max(result.eligible, ZERO))
		assert result.plan_amount == (result.eligible - inside if result.eligible > 0 else 0)
		assert result.state.carry_own == min(own_rate - inside, max(result.carry_out, ZERO))
		rate = plan.rate_at(result.attainment / result.target) if result.target else plan.rate
		made_up_bonus = total(shortfall.base * shortfall.rate for shortfall in made_up(quarter))
		assert result.plan_bonus == round_money(result.plan_amount * rate + made_up_bonus)
		assert result.accrued == result.plan_bonus + result.own_rate_bonus


@given(runs())
def test_shortfalls_are_filled_oldest_first_and_paid_once(run: list[Settled]) -> None:
	"""A base is paid in the quarter its gap closes; of those left open only the first may have been part filled."""
	paid: list[str] = []
	for quarter in run:
		result, filled = quarter.result, made_up(quarter)
		assert result.made_up_base == total(shortfall.base for shortfall in filled)
		paid += [shortfall.quarter for shortfall in filled]
		waiting = quarter.before.shortfalls[len(filled) :]
		in_part = result.made_up - total(shortfall.gap for shortfall in filled)
		if waiting:
			assert 0 <= in_part < waiting[0].gap
			wanted = (replace(waiting[0], gap=waiting[0].gap - in_part), *waiting[1:])
			assert quarter.rolled.state.shortfalls[: len(waiting)] == wanted
		else:
			assert in_part == 0
		assert result.open_shortfall == total(shortfall.gap for shortfall in result.state.shortfalls)
	assert len(paid) == len(set(paid))


@given(runs())
def test_case_follows_from_base_target_and_threshold(run: list[Settled]) -> None:
	for quarter in run:
		result, threshold = quarter.result, quarter.plan.no_carry_threshold
		if quarter.task.is_first:
			assert (result.target, result.base, result.floating_wage_due) == (0, 0, True)
			assert result.wage_deduction == 0
			continue
		effective = result.attainment - result.made_up
		if result.attainment < result.base:
			wanted = Case.BELOW_BASE
		elif effective >= threshold:
			wanted = Case.ACCELERATED
		else:
			wanted = Case.AT_TARGET if effective >= result.target else Case.BETWEEN
		below = wanted is Case.BELOW_BASE
		assert result.case is wanted
		assert result.floating_wage_due is (not below and effective >= result.target)
		assert result.wage_deduction == (600 if below else 0)
		assert quarter.rolled.carry_out == (effective - result.target if wanted is Case.AT_TARGET else 0)


@given(runs())
def test_the_end_of_a_year_pays_resets_or_leaves_what_is_left(run: list[Settled]) -> None:
	for quarter in run:
		result, rolled = quarter.result, quarter.rolled
		option = quarter.plan.year_end if quarter.task.closes_year else "roll"
		if option == "roll":
			assert result == rolled
		elif option == "pay":
			assert result.eligible == rolled.eligible + max(rolled.carry_out, ZERO)
			assert result.state == replace(rolled.state, carry=min(rolled.carry_out, ZERO))
		else:
			assert (result.state, result.forfeited) == (State(), rolled.carry_out)
			assert (result.eligible, result.plan_bonus) == (rolled.eligible, rolled.plan_bonus)


@given(runs(), money(0, 1_000))
def test_collecting_more_never_pays_less(run: list[Settled], more: Decimal) -> None:
	last = run[-1]
	plan = replace(last.plan, rate_step=STEPS)
	collected = last.result.credited

	def bonus(amount: Decimal) -> Decimal:
		return settle_quarter(plan, last.task, Collected(amount), last.before).bonus

	assert bonus(collected + more) >= bonus(collected)


def test_a_year_end_that_pays_out_does_not_write_off_a_debt() -> None:
	"""Only an excess is paid out: −5,000 carried from a first quarter are still owed in the next year."""
	plan = Plan(first_quarter="carry", year_end="pay")
	result = settled(-5_000, is_first=True, closes_year=True, plan=plan)
	assert (result.eligible, result.state.carry) == (0, -5_000)
