"""The quarter machine: what one person's quarter pays, carries and leaves open (bonus.md section 2)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from key_account.bonus.errors import TargetError
from key_account.bonus.money import HUNDRED, ONE, ZERO, round_money
from key_account.bonus.plan import Plan
from key_account.marks import N_


class Case(str, Enum):
	BELOW_BASE = N_("below base")
	BETWEEN = N_("between")
	AT_TARGET = N_("at target")
	ACCELERATED = N_("accelerated")


@dataclass(frozen=True, slots=True)
class Shortfall:
	"""A quarter that stayed below its base: what is still missing, and what it pays once made up."""

	quarter: str
	base: Decimal
	gap: Decimal
	rate: Decimal


@dataclass(frozen=True, slots=True)
class State:
	"""What a person takes from one quarter into the next; shortfalls oldest first.

	carry_own   the part of the carry that was paid at rates of its own already
	"""

	carry: Decimal = ZERO
	shortfalls: tuple[Shortfall, ...] = ()
	carry_own: Decimal = ZERO

	def __bool__(self) -> bool:
		return bool(self.carry or self.shortfalls)


@dataclass(frozen=True, slots=True)
class OpeningState:
	"""What a person brings along from before the app (bonus.md section 2, Going live in mid-year).

	quarter   the last quarter that was settled elsewhere; its state starts the machine after it
	"""

	sales_person: str
	quarter: str
	state: State


@dataclass(frozen=True, slots=True)
class Collected:
	"""Credited money of one person and quarter.

	plan_rate        counts toward the target and earns the plan rate (P)
	own_rate         counts toward the target and has its own rate (S)
	own_rate_bonus   Σ money × its own rate, whether it counts or not; not rounded yet
	"""

	plan_rate: Decimal = ZERO
	own_rate: Decimal = ZERO
	own_rate_bonus: Decimal = ZERO

	def __add__(self, other: "Collected") -> "Collected":
		return Collected(
			self.plan_rate + other.plan_rate,
			self.own_rate + other.own_rate,
			self.own_rate_bonus + other.own_rate_bonus,
		)

	@property
	def credited(self) -> Decimal:
		"""C: what counts toward the target."""
		return self.plan_rate + self.own_rate


@dataclass(frozen=True, slots=True)
class Task:
	"""What is asked of a person in a quarter.

	target        T in company currency; 0 only with `is_first`
	is_first      a new salesperson's first quarter, which has no task
	closes_year   the last quarter of its fiscal year
	kpi_score     0 to 100 and more, or None where there is no final KPI sheet
	"""

	quarter: str
	target: Decimal
	is_first: bool = False
	closes_year: bool = False
	kpi_score: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterResult:
	"""Every figure of bonus.md section 2 for one person and quarter, in company currency."""

	target: Decimal
	base: Decimal
	credited: Decimal
	carry_in: Decimal = ZERO
	attainment: Decimal
	case: Case
	made_up: Decimal = ZERO
	made_up_base: Decimal = ZERO
	eligible: Decimal
	carry_out: Decimal = ZERO
	open_shortfall: Decimal = ZERO
	plan_amount: Decimal
	plan_bonus: Decimal
	own_rate_bonus: Decimal
	accrued: Decimal
	kpi_score: Decimal | None
	kpi_factor: Decimal
	bonus: Decimal
	floating_wage_due: bool = False
	wage_deduction: Decimal = ZERO
	forfeited: Decimal = ZERO
	state: State = State()

	@property
	def provisional(self) -> bool:
		"""Without a final KPI sheet the factor counts as 1 and the row cannot be closed."""
		return self.kpi_score is None


@dataclass(frozen=True, slots=True)
class _Outcome:
	case: Case
	eligible: Decimal
	state: State
	made_up: Decimal = ZERO
	made_up_base: Decimal = ZERO
	made_up_bonus: Decimal = ZERO
	floating_wage_due: bool = False
	wage_deduction: Decimal = ZERO


def settle_quarter(
	plan: Plan, task: Task, collected: Collected, state: State, precision: int = 2
) -> QuarterResult:
	"""Settle one person's quarter.

	plan        the plan in force in the quarter
	collected   credited money; refunds may have made it negative
	state       what the quarters before have left
	precision   decimals of the currency
	raises      TargetError where the target is zero or below though it is not the person's first quarter
	"""
	if task.target <= 0 and not task.is_first:
		raise TargetError(
			N_("The target in {quarter} is {target}: it must be above 0."),
			quarter=task.quarter,
			target=task.target,
		)
	target = ZERO if task.is_first else task.target
	base = round_money(target * plan.base_ratio, precision)
	attainment = collected.credited + state.carry
	if task.is_first:
		outcome = _first_quarter(plan, attainment, state)
	elif attainment < base:
		outcome = _below_base(plan, task, base, attainment, state)
	else:
		outcome = _base_reached(plan, target, base, attainment, state)
	outcome, forfeited = _at_year_end(plan, task, outcome)

	# Own-rate money has its rate already; what of it goes beyond the eligible amount is the first to be carried.
	own_rate = collected.own_rate + state.carry_own
	plan_amount = max(outcome.eligible - own_rate, ZERO) if outcome.eligible > 0 else ZERO
	carry_own = min(max(own_rate - outcome.eligible, ZERO), max(outcome.state.carry, ZERO))
	rate = plan.rate_at(attainment / target) if target else plan.rate
	plan_bonus = plan_amount * rate + outcome.made_up_bonus
	return QuarterResult(
		target=target,
		base=base,
		credited=collected.credited,
		carry_in=state.carry,
		attainment=attainment,
		case=outcome.case,
		made_up=outcome.made_up,
		made_up_base=outcome.made_up_base,
		eligible=outcome.eligible,
		carry_out=outcome.state.carry,
		open_shortfall=sum((shortfall.gap for shortfall in outcome.state.shortfalls), ZERO),
		plan_amount=plan_amount,
		**_payout(plan, task.kpi_score, plan_bonus, collected.own_rate_bonus, precision),
		floating_wage_due=outcome.floating_wage_due,
		wage_deduction=outcome.wage_deduction,
		forfeited=forfeited,
		state=replace(outcome.state, carry_own=carry_own),
	)


def settle_department(
	plan: Plan, target: Decimal, credited: Decimal, kpi_score: Decimal | None = None, precision: int = 2
) -> QuarterResult:
	"""A department's row: what everyone below collected against the department's target.

	It carries nothing and owes no wage; the plan may pay an override rate on it (bonus.md, Departments).
	"""
	base = round_money(target * plan.base_ratio, precision)
	eligible = max(credited, ZERO) if credited >= base else ZERO
	return QuarterResult(
		target=target,
		base=base,
		credited=credited,
		attainment=credited,
		case=Case.BELOW_BASE if credited < base else Case.AT_TARGET if credited >= target else Case.BETWEEN,
		eligible=eligible,
		plan_amount=eligible,
		**_payout(plan, kpi_score, eligible * plan.department_override_rate, ZERO, precision),
	)


def _payout(
	plan: Plan, kpi_score: Decimal | None, plan_bonus: Decimal, own_rate_bonus: Decimal, precision: int
) -> dict[str, Decimal | None]:
	"""The figures that are rounded, by their names: the two bonuses, their sum, and what the KPI makes of it."""
	plan_bonus, own_rate_bonus = round_money(plan_bonus, precision), round_money(own_rate_bonus, precision)
	accrued = plan_bonus + own_rate_bonus
	factor = kpi_factor(plan, kpi_score)
	return {
		"plan_bonus": plan_bonus,
		"own_rate_bonus": own_rate_bonus,
		"accrued": accrued,
		"kpi_score": kpi_score,
		"kpi_factor": factor,
		"bonus": round_money(accrued * factor, precision),
	}


def kpi_factor(plan: Plan, kpi_score: Decimal | None) -> Decimal:
	"""80 % + 20 % × k with the plan's weight; k = score ÷ 100, at most the plan's highest, 1 without a score."""
	if kpi_score is None:
		return ONE
	coefficient = kpi_score / HUNDRED
	if plan.max_kpi_coefficient is not None:
		coefficient = min(coefficient, plan.max_kpi_coefficient)
	return ONE - plan.kpi_weight + plan.kpi_weight * coefficient


def _first_quarter(plan: Plan, attainment: Decimal, state: State) -> _Outcome:
	"""No task: no shortfall and no deduction, all is paid (or carried, as the plan says)."""
	if plan.first_quarter == "carry":
		return _Outcome(Case.AT_TARGET, ZERO, replace(state, carry=attainment), floating_wage_due=True)
	case = Case.ACCELERATED if attainment >= plan.no_carry_threshold else Case.AT_TARGET
	return _Outcome(case, max(attainment, ZERO), replace(state, carry=ZERO), floating_wage_due=True)


def _below_base(plan: Plan, task: Task, base: Decimal, attainment: Decimal, state: State) -> _Outcome:
	gap = Shortfall(task.quarter, base, base - attainment, plan.rate)
	return _Outcome(
		Case.BELOW_BASE,
		eligible=ZERO,
		state=State(shortfalls=(*state.shortfalls, gap)),
		wage_deduction=plan.wage_deduction,
	)


def _base_reached(plan: Plan, target: Decimal, base: Decimal, attainment: Decimal, state: State) -> _Outcome:
	excess = attainment - base
	made_up = made_up_base = made_up_bonus = ZERO
	still_open = []
	for shortfall in state.shortfalls:
		filled = min(excess, shortfall.gap)
		excess -= filled
		made_up += filled
		if filled == shortfall.gap:
			made_up_base += shortfall.base
			made_up_bonus += shortfall.base * shortfall.rate
		else:
			still_open.append(replace(shortfall, gap=shortfall.gap - filled))
	effective = base + excess
	carry = ZERO
	if effective >= plan.no_carry_threshold:
		case, eligible = Case.ACCELERATED, effective
	elif effective >= target:
		case, eligible, carry = Case.AT_TARGET, target, effective - target
	else:
		case, eligible = Case.BETWEEN, effective
	return _Outcome(
		case,
		eligible,
		State(carry, tuple(still_open)),
		made_up,
		made_up_base,
		made_up_bonus,
		floating_wage_due=effective >= target,
	)


def _at_year_end(plan: Plan, task: Task, outcome: _Outcome) -> tuple[_Outcome, Decimal]:
	"""What the plan does with carry and shortfalls when the fiscal year ends; second, what is forfeited."""
	if not task.closes_year or plan.year_end == "roll":
		return outcome, ZERO
	carry = outcome.state.carry
	if plan.year_end == "reset":
		return replace(outcome, state=State()), carry
	if carry < 0:
		# A first quarter that carried refunds: there is nothing to pay out, and nothing is let off.
		return outcome, ZERO
	return replace(outcome, eligible=outcome.eligible + carry, state=replace(outcome.state, carry=ZERO)), ZERO
