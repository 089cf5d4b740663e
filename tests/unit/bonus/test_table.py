"""Quarters settled one after the other: whose state is needed, which are read (bonus.md section 2; product.md)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from builders import dec, receipt, rules, shortfall, team

from key_account.bonus.errors import PlanError
from key_account.bonus.periods import FiscalYear, Quarter, all_quarters
from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Collected, State
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import SalesPerson, States, Totals, total_receipts
from key_account.bonus.sharing import Rules
from key_account.bonus.table import QuarterTable, bonus_tables

QUARTERS = all_quarters(
	FiscalYear(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2025, 2026)
)
BY_KEY = {quarter.key: quarter for quarter in QUARTERS}


@dataclass
class GivenTargets:
	own: dict[str, Decimal]
	department: dict[str, Decimal] = field(default_factory=dict)


class GivenBooks:
	"""Books in which everybody's target is 100,000 and collected money is given by quarter."""

	def __init__(
		self,
		money: dict[str, dict[str, int]],
		*,
		first: str | None = "2025-Q1",
		plans: dict[str, Plan] | None = None,
		without_target: Iterable[tuple[str, str]] = (),
		opening: dict[str, States] | None = None,
	) -> None:
		self.opening = opening or {}
		self.money = money
		self.quarters = QUARTERS
		self.first_quarter = BY_KEY[first] if first else None
		self.plans = plans or {quarter.key: DEFAULT_PLAN for quarter in QUARTERS}
		self.without_target = set(without_target)
		self.people = {name: SalesPerson(name) for amounts in money.values() for name in amounts}
		self.read: list[str] = []

	def plan(self, quarter: Quarter) -> Plan | None:
		return self.plans.get(quarter.key)

	def required_plan(self, quarter: Quarter) -> Plan:
		if quarter.key not in self.plans:
			raise PlanError("no plan in {quarter}", quarter=quarter)
		return self.plans[quarter.key]

	def targets(self, quarter: Quarter, plan: Plan) -> GivenTargets:
		return GivenTargets(
			{name: dec(100_000) for name in self.people if (name, quarter.key) not in self.without_target}
		)

	def rules(self, quarter: Quarter, plan: Plan, targets: GivenTargets) -> Rules:
		return rules(plan, payable=set(targets.own))

	def totals(self, quarter: Quarter, the_rules: Rules) -> Totals:
		self.read.append(quarter.key)
		amounts = self.money.get(quarter.key, {})
		return total_receipts(
			[receipt(amount, team=team((name, 100))) for name, amount in amounts.items()], the_rules
		)

	def earlier_totals(self, quarter: Quarter, the_rules: Rules) -> Totals:
		self.read.append("earlier")
		return self.totals(quarter, the_rules)

	def opening_states(self, quarter: Quarter) -> States:
		return self.opening.get(quarter.key, {})

	def ledger_total(self, quarter: Quarter) -> Decimal:
		return dec(sum(self.money.get(quarter.key, {}).values()))

	def table(self, *keys: str) -> list[QuarterTable]:
		return list(bonus_tables(self, [BY_KEY[key] for key in keys]))


EXAMPLE = {
	"2025-Q1": {"Ann": 40_000},
	"2025-Q2": {"Ann": 80_000},
	"2025-Q3": {"Ann": 130_000},
	"2025-Q4": {"Ann": 20_000},
}


def bonuses(tables: Iterable[QuarterTable]) -> dict[str, Any]:
	return {table.quarter.key: table.rows[0].result.bonus for table in tables}


def test_all_quarters_of_the_worked_example() -> None:
	tables = GivenBooks(EXAMPLE).table(*EXAMPLE)
	assert bonuses(tables) == {"2025-Q1": 0, "2025-Q2": 4_800, "2025-Q3": 4_000, "2025-Q4": 2_000}


@pytest.mark.parametrize(
	("key", "bonus"), [("2025-Q1", 0), ("2025-Q2", 4_800), ("2025-Q3", 4_000), ("2025-Q4", 2_000)]
)
def test_one_quarter_is_settled_with_the_state_of_those_before(key: str, bonus: int) -> None:
	books = GivenBooks(EXAMPLE)
	assert bonuses(books.table(key)) == {key: bonus}
	assert books.read[-1] == key
	assert books.read.count("earlier") == int(key[-1]) - 1


def test_quarters_are_given_in_order_of_time_and_no_later_one_is_read() -> None:
	books = GivenBooks(EXAMPLE)
	assert list(bonuses(books.table("2025-Q3", "2025-Q1"))) == ["2025-Q1", "2025-Q3"]
	assert "2025-Q4" not in books.read


def test_none_wanted_none_read() -> None:
	books = GivenBooks(EXAMPLE)
	assert books.table() == []
	assert books.read == []


def test_quarters_before_the_first_leave_no_state() -> None:
	"""The shortfall of Q1 lies before the start, so Q2 is paid 80,000 × 4 %."""
	books = GivenBooks(EXAMPLE, first="2025-Q2")
	assert bonuses(books.table("2025-Q2")) == {"2025-Q2": 3_200}
	assert books.read == ["2025-Q2"]


def test_a_quarter_before_the_first_is_shown_where_it_is_asked_for() -> None:
	assert bonuses(GivenBooks(EXAMPLE, first="2025-Q3").table("2025-Q1")) == {"2025-Q1": 0}


def test_state_crosses_the_year() -> None:
	"""Carried in 2025-Q4: 30,000; 30,000 + 40,000 in 2026-Q1."""
	books = GivenBooks({"2025-Q4": {"Ann": 130_000}, "2026-Q1": {"Ann": 40_000}}, first="2025-Q4")
	(table,) = books.table("2026-Q1")
	assert (table.rows[0].result.carry_in, table.rows[0].result.bonus) == (30_000, 2_800)


class TestGoingLiveInMidYear:
	"""An opening state as of a quarter starts the machine in the next."""

	OPENING = State(dec(5_000), (shortfall(10_000, quarter="2024-Q4"),))

	@pytest.mark.parametrize("first", ["2025-Q1", "2025-Q2", "2025-Q3"])
	def test_state_of_a_quarter_settled_elsewhere(self, first: str) -> None:
		"""80,000 + 5,000: E = 35,000 fills 10,000; eff = 75,000, and the made-up base. What was computed for Q1
		itself, a shortfall, gives way to the opening state."""
		books = GivenBooks(EXAMPLE, first=first, opening={"2025-Q1": {"Ann": self.OPENING}})
		(table,) = books.table("2025-Q2")
		result = table.rows[0].result
		assert (result.carry_in, result.eligible, result.made_up_base) == (5_000, 75_000, 50_000)

	def test_reaches_later_quarters_too(self) -> None:
		books = GivenBooks(
			{"2026-Q1": {"Ann": 60_000}}, first="2026-Q1", opening={"2025-Q4": {"Ann": self.OPENING}}
		)
		(table,) = books.table("2026-Q1")
		assert (table.rows[0].result.carry_in, table.rows[0].result.made_up) == (5_000, 10_000)

	def test_is_each_person_s_own(self) -> None:
		money = {"2025-Q1": {"Ann": 130_000, "Bob": 130_000}, "2025-Q2": {"Ann": 60_000, "Bob": 60_000}}
		books = GivenBooks(money, opening={"2025-Q1": {"Bob": State(dec(1_000))}})
		(table,) = books.table("2025-Q2")
		assert [row.result.carry_in for row in table.rows] == [30_000, 1_000]


def test_each_quarter_goes_by_its_own_plan() -> None:
	five = Plan("five", rate=dec("0.05"))
	plans = {"2025-Q1": five, "2025-Q2": DEFAULT_PLAN}
	tables = GivenBooks(EXAMPLE, plans=plans).table("2025-Q1", "2025-Q2")
	assert [table.plan.name for table in tables] == ["five", "default"]
	# 70,000 × 4 % and the made-up base of Q1 at its 5 %
	assert tables[1].rows[0].result.bonus == 2_800 + 2_500


def test_a_quarter_without_a_plan_is_refused_where_it_is_asked_for() -> None:
	books = GivenBooks(EXAMPLE, plans={"2025-Q2": DEFAULT_PLAN})
	assert bonuses(books.table("2025-Q2")) == {"2025-Q2": 3_200}
	with pytest.raises(PlanError, match="2025-Q1"):
		books.table("2025-Q1")


def test_persons_whose_state_waits_are_named() -> None:
	money = {"2025-Q1": {"Ann": 130_000, "Bob": 40_000, "Cid": 60_000}, "2025-Q2": {"Ann": 60_000}}
	gone = {(name, "2025-Q2") for name in ("Ann", "Bob", "Cid")}
	books = GivenBooks(money, without_target=gone)
	first, second = books.table("2025-Q1", "2025-Q2")
	assert first.idle == ()
	assert second.rows == []
	assert second.idle == ("Ann", "Bob")  # Cid has neither carry nor shortfall
	assert second.totals.excluded == {Reason.NO_TARGET: 60_000}
	(third,) = books.table("2025-Q3")
	assert [row.result.carry_in for row in third.rows] == [30_000, 0, 0]


def test_year_end_resets_everybody() -> None:
	plan = Plan(year_end="reset")
	books = GivenBooks(
		{"2025-Q3": {"Ann": 130_000}, "2026-Q1": {"Ann": 60_000}},
		first="2025-Q3",
		plans={quarter.key: plan for quarter in QUARTERS},
		without_target=[("Ann", "2025-Q4")],
	)
	(table,) = books.table("2026-Q1")
	assert table.rows[0].result.carry_in == 0


def test_the_table_ties_out_to_the_ledger() -> None:
	(table,) = GivenBooks(EXAMPLE).table("2025-Q2")
	assert (table.ledger, table.tie_out.explained, table.tie_out.difference) == (80_000, 80_000, 0)


def test_a_difference_is_told() -> None:
	table = QuarterTable(BY_KEY["2025-Q1"], DEFAULT_PLAN, [], Totals(), dec("0.01"))
	assert table.tie_out.difference == dec("0.01")
	other = Totals(by_category={("Ann", "Product"): dec(5)}, excluded={Reason.TAX: dec(2)})
	assert QuarterTable(BY_KEY["2025-Q1"], DEFAULT_PLAN, [], other, dec(6)).tie_out.difference == -1


def test_collected_money_adds_up() -> None:
	assert Collected(dec(1), dec(2), dec(3)) + Collected(dec(10), dec(20), dec(30)) == Collected(
		dec(11), dec(22), dec(33)
	)
