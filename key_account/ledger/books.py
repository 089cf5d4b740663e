"""One company's books: its ledger with the calendar, people, targets, plans and settings around it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from key_account.bonus.errors import PlanError, TargetError
from key_account.bonus.handover import Handover, Handovers
from key_account.bonus.money import HUNDRED, ZERO, round_money
from key_account.bonus.periods import FiscalYear, Quarter, all_quarters
from key_account.bonus.plan import DEFAULT_PLAN, Plan, check_overlaps, plan_for
from key_account.bonus.quarter import OpeningState
from key_account.bonus.receipts import Receipt
from key_account.bonus.settlement import SalesPerson, States, Totals, payable_people, total_receipts
from key_account.bonus.sharing import Rules
from key_account.ledger import queries
from key_account.ledger.cash import CashRules
from key_account.ledger.receipts import Collection, LedgerContext, read_collections, read_receipts
from key_account.ledger.sales_force import SalesForce
from key_account.ledger.source import Source, as_date, to_decimal
from key_account.ledger.tie_out import ledger_total
from key_account.marks import N_


@dataclass(frozen=True, slots=True)
class GivenTargets:
	"""Targets given from outside, in place of those of the ledger; amounts for one quarter.

	for_all     every salesperson's, or None
	single      (sales person, quarter) or (sales person, None for every quarter) -> target
	"""

	for_all: Decimal | None = None
	single: Mapping[tuple[str, str | None], Decimal] = field(default_factory=dict)

	def of(self, person: str, quarter: Quarter, *, is_group: bool = False) -> Decimal | None:
		found = self.single.get((person, quarter.key), self.single.get((person, None)))
		return self.for_all if found is None and not is_group else found


@dataclass(frozen=True, slots=True)
class BooksConfig:
	"""What the company has set, and what is not in ERPNext's tables.

	plans       all versions of its Bonus Plan
	cash_rules  what counts as collected
	go_live     deals ordered before it need no registration
	start       quarters before the one that holds this day are not computed
	precision   decimals of the company's currency
	opening     states that persons bring along from before
	targets     targets to go by instead of the ledger's own, or None
	handovers   clients that went from one salesperson to another
	"""

	plans: tuple[Plan, ...] = (DEFAULT_PLAN,)
	cash_rules: CashRules = field(default_factory=CashRules)
	go_live: dt.date | None = None
	start: dt.date | None = None
	currency: str = ""
	precision: int = 2
	opening: tuple[OpeningState, ...] = ()
	targets: GivenTargets | None = None
	handovers: tuple[Handover, ...] = ()


@dataclass(frozen=True, slots=True)
class Targets:
	"""Targets of one quarter in company currency: each person's own, and those of groups as departments."""

	own: Mapping[str, Decimal]
	department: Mapping[str, Decimal]


class Books:
	"""Reads one company's figures from a source. What is small and asked for often is read once.

	raises     PlanError where plans overlap, PeriodError where fiscal years do
	"""

	def __init__(self, source: Source, company: str, config: BooksConfig | None = None) -> None:
		self.source = source
		self.company = company
		self.config = config or BooksConfig()
		check_overlaps(self.config.plans)

	def _rows(self, sql: str) -> Iterator[tuple]:
		return self.source.rows(sql, {"company": self.company})

	@cached_property
	def quarters(self) -> list[Quarter]:
		"""All quarters of the company's fiscal years, in order of time."""
		return all_quarters(
			FiscalYear(name, as_date(start), as_date(end))
			for name, start, end in self._rows(
				"""SELECT year.name, year.year_start_date, year.year_end_date FROM `tabFiscal Year` year
				WHERE year.disabled = 0 AND (
					NOT EXISTS (SELECT 1 FROM `tabFiscal Year Company` restricted WHERE restricted.parent = year.name)
					OR EXISTS (SELECT 1 FROM `tabFiscal Year Company` mine
						WHERE mine.parent = year.name AND mine.company = %(company)s)
				) ORDER BY year.year_start_date"""
			)
		)

	@cached_property
	def first_quarter(self) -> Quarter | None:
		"""Where computing begins: as set, else at the first posted document; None in an empty ledger."""
		start = self.config.start
		if start is None:
			((first_day,),) = self._rows(queries.FIRST_DAY)
			if first_day is None:
				return None
			start = as_date(first_day)
		return next((quarter for quarter in self.quarters if quarter.end >= start), None)

	@cached_property
	def _sales_force(self) -> SalesForce:
		return SalesForce(self.source)

	@property
	def people(self) -> dict[str, SalesPerson]:
		"""The Sales Person tree."""
		return self._sales_force.people

	@property
	def user_sales_persons(self) -> dict[str, str]:
		"""User -> the Sales Person of their employee; an enabled one goes before one that is not."""
		return self._sales_force.user_sales_persons

	def ledger_context(self) -> LedgerContext:
		((exchange_account,),) = self._rows(
			"SELECT exchange_gain_loss_account FROM `tabCompany` WHERE name = %(company)s"
		)
		handovers = Handovers(self.config.handovers) if self.config.handovers else None
		return LedgerContext(exchange_account, self.user_sales_persons, self.config.precision, handovers)

	@cached_property
	def _context(self) -> LedgerContext:
		return self.ledger_context()

	@cached_property
	def item_group_parents(self) -> dict[str, str | None]:
		return {
			name: parent or None
			for name, parent in self._rows("SELECT name, parent_item_group FROM `tabItem Group`")
		}

	def plan(self, quarter: Quarter) -> Plan | None:
		"""The plan in force when the quarter begins, or from within it where it is the first of all."""
		return plan_for(quarter.start, self.config.plans, self.company) or plan_for(
			quarter.end, self.config.plans, self.company
		)

	def required_plan(self, quarter: Quarter) -> Plan:
		plan = self.plan(quarter)
		if plan is None:
			raise PlanError(
				N_(
					"No Bonus Plan of {company} is in force in {quarter} ({start} to {end}): "
					"enter one, or extend the dates of an existing one."
				),
				company=self.company,
				quarter=quarter,
				start=quarter.start,
				end=quarter.end,
			)
		return plan

	@cached_property
	def _target_rows(self) -> dict[tuple[str, str], list[tuple[Decimal, str | None]]]:
		rows = defaultdict(list)
		for person, year, amount, distribution in self._rows(
			"""SELECT parent, fiscal_year, target_amount, distribution_id FROM `tabTarget Detail`
			WHERE parenttype = 'Sales Person' ORDER BY name"""
		):
			rows[person, year].append((to_decimal(amount), distribution or None))
		return dict(rows)

	@cached_property
	def _distributions(self) -> dict[str, dict[str, Decimal]]:
		found: dict[str, dict[str, Decimal]] = defaultdict(dict)
		for distribution, month, percent in self._rows(
			"SELECT parent, month, percentage_allocation FROM `tabMonthly Distribution Percentage`"
		):
			found[distribution][month] = to_decimal(percent)
		return dict(found)

	def targets(self, quarter: Quarter, plan: Plan) -> Targets:
		"""Targets of a quarter: the plan's own table first, then ERPNext's Sales Person targets.

		The targets of a group are the department's. Its head's own are in the plan's table; without a row
		there they are what the department's leave after its members' (bonus.md, Target breakdown).

		raises     TargetError naming person and record where a target is zero or below
		"""
		if self.config.targets is not None:
			return self._given_targets(self.config.targets, quarter)
		override = {
			row.sales_person: row.amount
			for row in plan.target
			if row.fiscal_year == quarter.fiscal_year and row.quarter == quarter.number
		}
		entered = {
			person: self._target_of(person, rows, quarter)
			for (person, year), rows in self._target_rows.items()
			if year == quarter.fiscal_year and (person not in override or self._is_group(person))
		}
		own = {**{name: amount for name, amount in entered.items() if not self._is_group(name)}, **override}
		department = {name: amount for name, amount in entered.items() if self._is_group(name)}
		for group, amount in department.items():
			left = amount - self._borne_below(group, own, department)
			if group not in own and left > 0:
				own[group] = left
		return Targets(own, department)

	def _borne_below(
		self, group: str, own: Mapping[str, Decimal], department: Mapping[str, Decimal]
	) -> Decimal:
		"""Targets of a group's members; a subgroup without a target of its own bears its members'."""
		borne = ZERO
		for name, person in self.people.items():
			if person.parent != group:
				continue
			if name in department:
				borne += department[name]
			else:
				borne += own.get(name, ZERO) + self._borne_below(name, own, department)
		return borne

	def _given_targets(self, given: GivenTargets, quarter: Quarter) -> Targets:
		"""A target for all is for those who are no group; one by name is for whoever is named."""
		found = {name: given.of(name, quarter, is_group=self._is_group(name)) for name in self.people}
		return Targets({name: amount for name, amount in found.items() if amount is not None}, {})

	def _is_group(self, name: str) -> bool:
		return name in self.people and self.people[name].is_group

	def _target_of(
		self, person: str, rows: Sequence[tuple[Decimal, str | None]], quarter: Quarter
	) -> Decimal:
		months_of_year = sum(len(q.months) for q in self.quarters if q.fiscal_year == quarter.fiscal_year)
		total = ZERO
		for amount, distribution in rows:
			if distribution is None:
				total += amount * len(quarter.months) / months_of_year
				continue
			percentages = self._distributions.get(distribution)
			if percentages is None:
				raise TargetError(
					N_(
						"Sales Person {sales_person}: Monthly Distribution {distribution} of the target for "
						"{fiscal_year} does not exist; choose another."
					),
					sales_person=person,
					distribution=distribution,
					fiscal_year=quarter.fiscal_year,
				)
			total += amount * sum(percentages.get(month, ZERO) for month in quarter.months) / HUNDRED
		total = round_money(total, self.config.precision)
		if total <= 0:
			raise TargetError(
				N_(
					"Sales Person {sales_person}: the target in {quarter} is {target}; enter one above 0 for "
					"{fiscal_year}, or remove the row."
				),
				sales_person=person,
				quarter=quarter,
				target=total,
				fiscal_year=quarter.fiscal_year,
			)
		return total

	def rules(self, quarter: Quarter, plan: Plan, targets: Targets) -> Rules:
		return Rules(
			plan,
			plan.category_map(self.item_group_parents),
			self.config.go_live,
			payable_people(targets.own, self.people, quarter),
			self.config.precision,
		)

	def receipts(self, start: dt.date, end: dt.date) -> Iterator[Receipt]:
		"""Receipts of a period, unsorted."""
		return read_receipts(self.source, self.company, start, end, self.config.cash_rules, self._context)

	def collections(self, start: dt.date, end: dt.date) -> Iterator[Collection]:
		"""The money of the receipts of a period, in the order of its days, without whose it is."""
		return read_collections(self.source, self.company, start, end, self.config.cash_rules, self._context)

	def totals(self, quarter: Quarter, rules: Rules) -> Totals:
		"""What a quarter's receipts add up to, read afresh."""
		return total_receipts(self.receipts(quarter.start, quarter.end), rules)

	def earlier_totals(self, quarter: Quarter, rules: Rules) -> Totals:
		"""The same for a quarter before the one that is asked for; a source may keep them."""
		return self.totals(quarter, rules)

	def opening_states(self, quarter: Quarter) -> States:
		"""States that start the machine after `quarter`, which was settled elsewhere."""
		return {
			given.sales_person: given.state for given in self.config.opening if given.quarter == quarter.key
		}

	def ledger_total(self, quarter: Quarter) -> Decimal:
		return ledger_total(self.source, self.company, quarter.start, quarter.end, self.config.cash_rules)
