"""What the figures of a bonus table say, in sentences."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from key_account.bonus.money import HUNDRED, ZERO
from key_account.bonus.plan import Plan
from key_account.bonus.quarter import Case, QuarterResult
from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable
from key_account.bonus.tie_out import TieOut
from key_account.output.columns import money, number, percent


def tie_out_sentence(tie: TieOut, precision: int) -> str:
	"""The tie-out of a period (ledger.md): what the ledger moved, what became of it, and the difference."""
	parts = [f"credited {money(tie.credited, precision)}"]
	parts += [
		f"{within(reason.value)} {money(amount, precision)}"
		for reason, amount in sorted(tie.excluded.items())
		if amount
	]
	return (
		f"Ledger {money(tie.ledger, precision)} = {' + '.join(parts)}; "
		f"difference {money(tie.difference, precision)}"
	)


def within(heading: str) -> str:
	"""A heading as it stands within a sentence: "Tax" as "tax", "KPI factor" as it is."""
	return heading if heading[:2].isupper() else heading[:1].lower() + heading[1:]


def remarks(table: QuarterTable) -> list[str]:
	"""What a reader of the quarter has to know besides its figures."""
	found = []
	people = [row for row in table.rows if not row.department]
	if not people:
		found.append("Nobody has a target in this quarter, so nothing is credited.")
	provisional = [row.sales_person for row in people if row.result.provisional]
	if provisional:
		who = "anybody" if len(provisional) == len(people) else ", ".join(provisional)
		found.append(f"Provisional: no KPI sheet of {who}, the factor counts as 1.")
	for name in table.idle:
		found.append(f"{name} has a carry or open shortfalls but no target in this quarter: they wait.")
	return found


def explanation(row: Row, plan: Plan, by_category: Mapping[str, Decimal], precision: int) -> Iterator[str]:
	"""How the figures of one row came about, sentence by sentence (bonus.md section 2).

	by_category    the person's credited money of the quarter by bonus category, counted or not
	"""

	def say(amount: Decimal) -> str:
		return money(amount, precision)

	result = row.result
	yield _task(row, plan, say)
	yield _collected(result, by_category, say)
	yield from _outcome(row, plan, say)
	yield from _pay(row, plan, say)


def _task(row: Row, plan: Plan, say) -> str:
	result = row.result
	if not result.target:
		return "There is no task in a new salesperson's first quarter: no base, no shortfall, no deduction."
	return f"The target is {say(result.target)}; its base is {percent(plan.base_ratio)} of that, {say(result.base)}."


def _collected(result: QuarterResult, by_category: Mapping[str, Decimal], say) -> str:
	collected = f"{say(result.credited)} collected counts toward the target"
	if len(by_category) > 1 or sum(by_category.values()) not in (result.credited, 0):
		categories = ", ".join(f"{name} {say(by_category[name])}" for name in sorted(by_category))
		collected += f" (credited in all: {categories})"
	carried = f", and {say(result.carry_in)} was carried in" if result.carry_in else ""
	share = (
		f", {number(round(result.attainment * HUNDRED / result.target, 1))} % of the target"
		if result.target
		else ""
	)
	return f"{collected}{carried}: the attainment is {say(result.attainment)}{share}."


def _outcome(row: Row, plan: Plan, say) -> Iterator[str]:
	result = row.result
	if row.department:
		yield f"A department carries nothing and owes no wage; the attainment is {result.case.value}."
		return
	if result.case is Case.BELOW_BASE:
		gap = say(result.base - result.attainment)
		yield f"That is below the base: nothing is eligible, and the gap of {gap} joins the open shortfalls."
		deducted = (
			f", and {say(result.wage_deduction)} is taken off the fixed wage" if result.wage_deduction else ""
		)
		yield f"No floating wage is due{deducted}."
	else:
		if result.made_up:
			made = (
				f", and completes those whose bases are {say(result.made_up_base)}"
				if result.made_up_base
				else ""
			)
			yield (
				f"Of the {say(result.attainment - result.base)} above the base, {say(result.made_up)} "
				f"fills open shortfalls, oldest first{made}."
			)
		yield _eligible(result, plan, say)
	if result.open_shortfall:
		yield f"Shortfalls of {say(result.open_shortfall)} stay open."
	if row.quarter.closes_year and plan.year_end == "reset":
		yield (
			f"The fiscal year ends: open shortfalls are let off, and {say(result.forfeited)} to be carried "
			"is forfeited."
		)


def _eligible(result: QuarterResult, plan: Plan, say) -> str:
	wage = "floating wage is due" if result.floating_wage_due else "no floating wage is due"
	if not result.target and result.carry_out:
		return f"The plan carries it all into the next quarter: {say(result.carry_out)}; {wage}."
	if not result.target:
		return f"Of it {say(result.eligible)} is eligible; {wage}."
	if result.case is Case.ACCELERATED:
		reached = f"reaches {say(plan.no_carry_threshold)}, from where on nothing is carried"
	elif result.case is Case.AT_TARGET:
		reached = "reaches the target"
	else:
		reached = "lies between base and target"
	carried = f" and {say(result.carry_out)} is carried into the next quarter" if result.carry_out else ""
	counts = f"That leaves {say(result.attainment - result.made_up)}, which" if result.made_up else "That"
	return f"{counts} {reached}: {say(result.eligible)} is eligible{carried}; {wage}."


def _pay(row: Row, plan: Plan, say) -> Iterator[str]:
	result = row.result
	rate = plan.rate_at(result.attainment / result.target) if result.target else plan.rate
	if row.department:
		rate = plan.department_override_rate
	if result.plan_bonus:
		own = result.eligible - result.plan_amount
		without = f" without the {say(own)} that has a rate of its own" if own > ZERO else ""
		made = (
			f" and the made-up base {say(result.made_up_base)} at the rate of its own quarter"
			if result.made_up_base
			else ""
		)
		yield (
			f"Plan bonus: {say(result.plan_amount)}{without} × {percent(rate)}{made} = {say(result.plan_bonus)}."
		)
	if result.own_rate_bonus:
		yield f"Categories with a rate of their own add {say(result.own_rate_bonus)}."
	yield _bonus(result, plan, say)


def _bonus(result: QuarterResult, plan: Plan, say) -> str:
	if not result.accrued:
		return f"No bonus: {say(result.bonus)}."
	if result.kpi_score is None:
		return (
			f"There is no KPI sheet yet, so the factor counts as 1: {say(result.accrued)} accrued, "
			f"bonus {say(result.bonus)}, provisional."
		)
	return (
		f"The KPI score {number(result.kpi_score)} weighs {percent(plan.kpi_weight)}: "
		f"{say(result.accrued)} accrued × {number(result.kpi_factor)} = bonus {say(result.bonus)}."
	)
