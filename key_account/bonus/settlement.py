"""All persons, quarter after quarter: credited money, targets and states in, rows of the bonus table out."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from key_account.bonus.errors import TargetError
from key_account.bonus.money import ZERO, smallest_unit
from key_account.bonus.periods import Quarter
from key_account.bonus.plan import Plan
from key_account.bonus.quarter import Collected, QuarterResult, State, Task, settle_department, settle_quarter
from key_account.bonus.receipts import Reason, Receipt
from key_account.bonus.sharing import Destination, Rules, Sharing, unshared
from key_account.marks import N_


@dataclass(slots=True)
class Totals:
	"""What a quarter's receipts add up to. Amounts in company currency.

	collected   sales person -> credited money as the quarter machine takes it
	by_category (sales person, category) -> credited money, counted or not
	excluded    reason -> money of the ledger that is not credited
	ledger      all that the receipts moved; equals credited + excluded to the cent
	"""

	collected: dict[str, Collected] = field(default_factory=dict)
	by_category: dict[tuple[str, str], Decimal] = field(default_factory=dict)
	excluded: dict[Reason, Decimal] = field(default_factory=dict)
	ledger: Decimal = ZERO
	receipts: int = 0

	@property
	def credited(self) -> Decimal:
		return sum(self.by_category.values(), ZERO)


def total_receipts(receipts: Iterable[Receipt], rules: Rules) -> Totals:
	"""Add up a quarter's receipts; they are read once and not kept.

	raises     TeamError naming an invoice whose team adds up to more than 100 %
	"""
	sharing = Sharing(rules)
	units: dict[Destination, int] = {}
	totals = Totals()
	excluded = totals.excluded
	for receipt in receipts:
		totals.receipts += 1
		totals.ledger += receipt.amount
		for reason, amount in unshared(receipt):
			excluded[reason] = excluded.get(reason, ZERO) + amount
		if receipt.net and not receipt.held:
			for destination, share in zip(*sharing.shares(receipt), strict=True):
				units[destination] = units.get(destination, 0) + share
	unit = smallest_unit(rules.precision)
	for destination, share in units.items():
		if share:
			_enter(totals, destination, share * unit)
	return totals


def _enter(totals: Totals, to: Destination, amount: Decimal) -> None:
	if to.reason is not None:
		totals.excluded[to.reason] = totals.excluded.get(to.reason, ZERO) + amount
		return
	key = (to.sales_person, to.category.name)
	totals.by_category[key] = totals.by_category.get(key, ZERO) + amount
	counted = amount if to.category.counts_toward_target else ZERO
	if to.own_rate is None:
		collected = Collected(plan_rate=counted)
	else:
		collected = Collected(own_rate=counted, own_rate_bonus=amount * to.own_rate)
	totals.collected[to.sales_person] = totals.collected.get(to.sales_person, Collected()) + collected


def add_totals(parts: Iterable[Totals]) -> Totals:
	"""The totals of a quarter whose receipts were added up in parts."""
	whole = Totals()
	for part in parts:
		for person, collected in part.collected.items():
			whole.collected[person] = whole.collected.get(person, Collected()) + collected
		for key, amount in part.by_category.items():
			whole.by_category[key] = whole.by_category.get(key, ZERO) + amount
		for reason, amount in part.excluded.items():
			whole.excluded[reason] = whole.excluded.get(reason, ZERO) + amount
		whole.ledger += part.ledger
		whole.receipts += part.receipts
	return whole


@dataclass(frozen=True, slots=True)
class SalesPerson:
	"""A node of ERPNext's Sales Person tree.

	is_group   has members below: gets a department row besides their own
	joined     date of joining, which makes that quarter the first one; None where not known
	"""

	name: str
	parent: str | None = None
	is_group: bool = False
	joined: dt.date | None = None


@dataclass(frozen=True, slots=True)
class QuarterTask:
	"""One quarter to be settled: its plan, targets, credited money and KPI scores.

	targets      sales person -> own target
	department_targets   group -> the department's target
	kpi_scores   sales person -> final score
	"""

	quarter: Quarter
	plan: Plan
	targets: Mapping[str, Decimal]
	totals: Totals
	department_targets: Mapping[str, Decimal] = field(default_factory=dict)
	kpi_scores: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
	"""A row of the bonus table; `department` marks the row of a group's whole team."""

	sales_person: str
	quarter: Quarter
	result: QuarterResult
	plan: str
	department: bool = False


States = dict[str, State]


def settle(
	task: QuarterTask, people: Mapping[str, SalesPerson], states: States, precision: int = 2
) -> tuple[list[Row], States]:
	"""Settle one quarter for everybody.

	people     the Sales Person tree
	states     what the quarters before have left
	returns    rows by name, departments after their own head's row; and the states for the next quarter
	raises     TargetError naming person and quarter where a target is zero or below
	"""
	rows: list[Row] = []
	after = dict(states)
	for name in sorted(people):
		person = people[name]
		is_first = is_first_quarter(person, task.quarter)
		if is_first or name in task.targets:
			target = task.targets.get(name, ZERO)
			if target <= 0 and not is_first:
				raise TargetError(
					N_(
						"Sales Person {sales_person}: the target in {quarter} is {target:.2f}; it must be above 0."
					),
					sales_person=name,
					quarter=task.quarter,
					target=target,
				)
			result = settle_quarter(
				task.plan,
				Task(
					task.quarter.key,
					target,
					is_first,
					task.quarter.closes_year,
					task.kpi_scores.get(name),
				),
				task.totals.collected.get(name, Collected()),
				states.get(name, State()),
				precision,
			)
			after[name] = result.state
			rows.append(Row(name, task.quarter, result, task.plan.name))
		if person.is_group and name in task.department_targets:
			rows.append(_department_row(name, task, people, precision))
	if task.quarter.closes_year and task.plan.year_end == "reset":
		# Whoever had no task in the last quarter starts the new year afresh like everybody else.
		after = dict.fromkeys(after, State())
	return rows, after


def is_first_quarter(person: SalesPerson, quarter: Quarter) -> bool:
	"""A new salesperson bears no task in the quarter they join (bonus.md section 2, Plan options)."""
	return person.joined is not None and quarter.start <= person.joined <= quarter.end


def payable_people(
	task_targets: Mapping[str, Decimal], people: Mapping[str, SalesPerson], quarter: Quarter
) -> set[str]:
	"""Those whose money can be credited in a quarter: they have a target, or it is their first."""
	return {*task_targets, *(name for name, person in people.items() if is_first_quarter(person, quarter))}


def members(group: str, people: Mapping[str, SalesPerson]) -> set[str]:
	"""The group itself and everyone below it in the tree."""
	below: dict[str | None, list[str]] = {}
	for person in people.values():
		below.setdefault(person.parent, []).append(person.name)
	found, waiting = set(), [group]
	while waiting:
		name = waiting.pop()
		if name not in found:
			found.add(name)
			waiting.extend(below.get(name, ()))
	return found


def _department_row(name: str, task: QuarterTask, people: Mapping[str, SalesPerson], precision: int) -> Row:
	target = task.department_targets[name]
	if target <= 0:
		raise TargetError(
			N_(
				"Sales Person {sales_person}: the department's target in {quarter} is {target:.2f}; it must be above 0."
			),
			sales_person=name,
			quarter=task.quarter,
			target=target,
		)
	credited = sum(
		(
			task.totals.collected[member].credited
			for member in members(name, people)
			if member in task.totals.collected
		),
		ZERO,
	)
	result = settle_department(task.plan, target, credited, task.kpi_scores.get(name), precision)
	return Row(name, task.quarter, result, task.plan.name, department=True)
