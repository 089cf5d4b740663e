"""What the figures of a bonus table say, in sentences of the language in force."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from key_account.bonus.money import ZERO
from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Case, QuarterResult
from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable
from key_account.bonus.tie_out import TieOut
from key_account.language import _, listed
from key_account.marks import N_
from key_account.output.columns import money, number, percent

DEFAULT_NAME = N_("default")


def tie_out_sentence(tie: TieOut, precision: int) -> str:
	"""The tie-out of a period (ledger.md): what the ledger moved, what became of it, and the difference."""
	amounts = [(_("Credited"), tie.credited)]
	amounts += [(_(reason.value), amount) for reason, amount in sorted(tie.excluded.items()) if amount]
	return _("Ledger {ledger} = {parts}; difference {difference}").format(
		ledger=money(tie.ledger, precision),
		parts=" + ".join(f"{within(name)} {money(amount, precision)}" for name, amount in amounts),
		difference=money(tie.difference, precision),
	)


def within(heading: str) -> str:
	"""A heading as it stands within a sentence: "Carried In" as "carried in", "KPI Factor" as "KPI factor"."""
	return " ".join(word if word[:2].isupper() else word.lower() for word in heading.split(" "))


def name_of(row: Row) -> str:
	"""Whose row it is; a department is called by its head."""
	if row.department:
		return _("{sales_person} (department)").format(sales_person=row.sales_person)
	return row.sales_person


def plan_name(plan: Plan) -> str:
	"""What a plan is called; the one that is there where nobody made any has no name of its own."""
	return _(DEFAULT_NAME) if plan.name == DEFAULT_PLAN.name else plan.name


def remarks(table: QuarterTable) -> list[str]:
	"""What a reader of the quarter has to know besides its figures."""
	found = []
	people = [row for row in table.rows if not row.department]
	if not people:
		found.append(_("Nobody has a target in this quarter, so nothing is credited."))
	provisional = [row.sales_person for row in people if row.result.provisional]
	if provisional and len(provisional) == len(people):
		found.append(_("Provisional: no KPI sheet of anybody, the factor counts as 1."))
	elif provisional:
		sentence = _("Provisional: no KPI sheet of {people}, the factor counts as 1.")
		found.append(sentence.format(people=listed(provisional)))
	for name in table.idle:
		sentence = _("{name} has a carry or open shortfalls but no target in this quarter: they wait.")
		found.append(sentence.format(name=name))
	return found


def explanation(row: Row, plan: Plan, by_category: Mapping[str, Decimal], precision: int) -> Iterator[str]:
	"""How the figures of one row came about, sentence by sentence (bonus.md section 2).

	by_category    the person's credited money of the quarter by bonus category, counted or not
	"""

	def say(sentence: str, **amounts: object) -> str:
		"""A sentence with amounts, and what else stands in it as it is."""
		shown = {
			name: money(value, precision) if isinstance(value, Decimal) else value
			for name, value in amounts.items()
		}
		return sentence.format(**shown)

	result = row.result
	yield _task(row, plan, say)
	yield _collected(result, by_category, say)
	yield from _outcome(row, plan, say)
	yield from _pay(row, plan, say)


def _task(row: Row, plan: Plan, say) -> str:
	result = row.result
	if not result.target:
		return _(
			"There is no task in a new salesperson's first quarter: no base, no shortfall, no deduction."
		)
	return say(
		_("The target is {target}; its base is {ratio} of that, {base}."),
		target=result.target,
		ratio=percent(plan.base_ratio),
		base=result.base,
	)


def _collected(result: QuarterResult, by_category: Mapping[str, Decimal], say) -> str:
	categories = carried = share = ""
	if len(by_category) > 1 or sum(by_category.values()) not in (result.credited, 0):
		parts = [say("{name} {amount}", name=name, amount=by_category[name]) for name in sorted(by_category)]
		categories = _(" (credited in all: {categories})").format(categories=listed(parts))
	if result.carry_in:
		carried = say(_(", and {amount} was carried in"), amount=result.carry_in)
	if result.target:
		share = _(", {share} of the target").format(
			share=percent(round(result.attainment / result.target, 3))
		)
	return say(
		_(
			"{amount} collected counts toward the target{categories}{carried}: the attainment is "
			"{attainment}{share}."
		),
		amount=result.credited,
		categories=categories,
		carried=carried,
		attainment=result.attainment,
		share=share,
	)


def _outcome(row: Row, plan: Plan, say) -> Iterator[str]:
	result = row.result
	if row.department:
		sentence = _("A department carries nothing and owes no wage; the attainment is {case}.")
		yield sentence.format(case=_(result.case.value))
		return
	if result.case is Case.BELOW_BASE:
		yield from _below_base(result, say)
	else:
		if result.made_up:
			yield _made_up(result, say)
		yield _eligible(result, plan, say)
	if result.open_shortfall:
		yield say(_("Shortfalls of {amount} stay open."), amount=result.open_shortfall)
	if row.quarter.closes_year and plan.year_end == "reset":
		yield say(
			_("The fiscal year ends: open shortfalls are let off, and {amount} to be carried is forfeited."),
			amount=result.forfeited,
		)


def _below_base(result: QuarterResult, say) -> Iterator[str]:
	yield say(
		_("That is below the base: nothing is eligible, and the gap of {gap} joins the open shortfalls."),
		gap=result.base - result.attainment,
	)
	if result.wage_deduction:
		yield say(
			_("No floating wage is due, and {amount} is taken off the fixed wage."),
			amount=result.wage_deduction,
		)
	else:
		yield _("No floating wage is due.")


def _made_up(result: QuarterResult, say) -> str:
	completed = ""
	if result.made_up_base:
		completed = say(_(", and completes those whose bases are {amount}"), amount=result.made_up_base)
	return say(
		_("Of the {above} above the base, {made_up} fills open shortfalls, oldest first{completed}."),
		above=result.attainment - result.base,
		made_up=result.made_up,
		completed=completed,
	)


def _eligible(result: QuarterResult, plan: Plan, say) -> str:
	wage = _("floating wage is due") if result.floating_wage_due else _("no floating wage is due")
	if not result.target and result.carry_out:
		sentence = _("The plan carries it all into the next quarter: {amount}; {wage}.")
		return say(sentence, amount=result.carry_out, wage=wage)
	if not result.target:
		return say(_("Of it {amount} is eligible; {wage}."), amount=result.eligible, wage=wage)
	if result.case is Case.ACCELERATED:
		reached = _("reaches {threshold}, from where on nothing is carried")
	elif result.case is Case.AT_TARGET:
		reached = _("reaches the target")
	else:
		reached = _("lies between base and target")
	carried = ""
	if result.carry_out:
		carried = say(_(" and {amount} is carried into the next quarter"), amount=result.carry_out)
	sentence = (
		_("That leaves {left}, which {reached}: {eligible} is eligible{carried}; {wage}.")
		if result.made_up
		else _("That {reached}: {eligible} is eligible{carried}; {wage}.")
	)
	return say(
		sentence,
		left=result.attainment - result.made_up,
		reached=say(reached, threshold=plan.no_carry_threshold),
		eligible=result.eligible,
		carried=carried,
		wage=wage,
	)


def _pay(row: Row, plan: Plan, say) -> Iterator[str]:
	result = row.result
	rate = plan.rate_at(result.attainment / result.target) if result.target else plan.rate
	if row.department:
		rate = plan.department_override_rate
	if result.plan_bonus:
		own, without, made = result.eligible - result.plan_amount, "", ""
		if own > ZERO:
			without = say(_(" without the {amount} that has a rate of its own"), amount=own)
		if result.made_up_base:
			made = say(
				_(" and the made-up base {amount} at the rate of its own quarter"), amount=result.made_up_base
			)
		yield say(
			_("Plan bonus: {amount}{without} × {rate}{made_up} = {bonus}."),
			amount=result.plan_amount,
			without=without,
			rate=percent(rate),
			made_up=made,
			bonus=result.plan_bonus,
		)
	if result.own_rate_bonus:
		yield say(_("Categories with a rate of their own add {amount}."), amount=result.own_rate_bonus)
	yield _bonus(result, plan, say)


def _bonus(result: QuarterResult, plan: Plan, say) -> str:
	if not result.accrued:
		return say(_("No bonus: {amount}."), amount=result.bonus)
	if result.kpi_score is None:
		return say(
			_(
				"There is no KPI sheet yet, so the factor counts as 1: {accrued} accrued, bonus {bonus}, "
				"provisional."
			),
			accrued=result.accrued,
			bonus=result.bonus,
		)
	return say(
		_("The KPI score {score} weighs {weight}: {accrued} accrued × {factor} = bonus {bonus}."),
		score=number(result.kpi_score),
		weight=percent(plan.kpi_weight),
		accrued=result.accrued,
		factor=number(result.kpi_factor),
		bonus=result.bonus,
	)
