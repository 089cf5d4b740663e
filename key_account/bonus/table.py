"""The bonus table of a company: quarters settled one after the other, held against the ledger."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from key_account.bonus.periods import Quarter
from key_account.bonus.plan import Plan
from key_account.bonus.settlement import QuarterTask, Row, SalesPerson, States, Totals, settle
from key_account.bonus.sharing import Rules
from key_account.bonus.tie_out import TieOut


class Books(Protocol):
	"""What a table is made from; key_account.ledger.books.Books is one."""

	quarters: list[Quarter]
	first_quarter: Quarter | None
	people: Mapping[str, SalesPerson]

	def plan(self, quarter: Quarter) -> Plan | None: ...
	def required_plan(self, quarter: Quarter) -> Plan: ...
	def targets(self, quarter: Quarter, plan: Plan) -> "Targets": ...
	def rules(self, quarter: Quarter, plan: Plan, targets: "Targets") -> Rules: ...
	def totals(self, quarter: Quarter, rules: Rules) -> Totals: ...
	def earlier_totals(self, quarter: Quarter, rules: Rules) -> Totals: ...
	def ledger_total(self, quarter: Quarter) -> Decimal: ...
	def opening_states(self, quarter: Quarter) -> States: ...


class Targets(Protocol):
	own: Mapping[str, Decimal]
	department: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class QuarterTable:
	"""A settled quarter.

	rows        one per person and department
	totals      credited and excluded money
	ledger      what the ledger moved in the quarter, summed by the database on its own
	idle        persons with a carry or open shortfalls but no target: their state waits
	"""

	quarter: Quarter
	plan: Plan
	rows: list[Row]
	totals: Totals
	ledger: Decimal
	idle: tuple[str, ...] = ()

	@property
	def tie_out(self) -> TieOut:
		return TieOut(self.ledger, self.totals.credited, self.totals.excluded)


def bonus_tables(books: Books, quarters: Collection[Quarter]) -> Iterator[QuarterTable]:
	"""Settle `quarters`, and before them those whose state they need.

	quarters    the wanted ones; quarters before the books' first, or without a plan, leave no state
	yields      their tables, in order of time
	raises      PlanError where a wanted quarter has no plan; TargetError, TeamError as the rules say
	"""
	wanted = set(quarters)
	if not wanted:
		return
	states: States = {}
	first = books.first_quarter
	for quarter in books.quarters:
		if quarter > max(wanted):
			return
		before_start = first is None or quarter < first
		if quarter not in wanted and (before_start or books.plan(quarter) is None):
			states = {**states, **books.opening_states(quarter)}
			continue
		plan = books.required_plan(quarter)
		targets = books.targets(quarter, plan)
		rules = books.rules(quarter, plan, targets)
		totals = (books.totals if quarter in wanted else books.earlier_totals)(quarter, rules)
		task = QuarterTask(quarter, plan, targets.own, totals, targets.department)
		before = states
		rows, after = settle(task, books.people, before, rules.precision)
		states = {**after, **books.opening_states(quarter)}
		if quarter in wanted:
			settled = {row.sales_person for row in rows if not row.department}
			idle = tuple(sorted(name for name, state in before.items() if state and name not in settled))
			yield QuarterTable(quarter, plan, rows, totals, books.ledger_total(quarter), idle)
