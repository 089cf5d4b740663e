"""Everybody's quarter: totals of receipts, rows, first quarters, departments (bonus.md section 2)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from builders import dec, line, receipt, rules, shortfall, team

from key_account.bonus.errors import TargetError, TeamError
from key_account.bonus.periods import FiscalYear, quarters_of
from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Collected, State
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import (
	QuarterTask,
	Row,
	SalesPerson,
	States,
	Totals,
	is_first_quarter,
	members,
	payable_people,
	settle,
	total_receipts,
)

Q1, Q2, Q3, Q4 = quarters_of(FiscalYear("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)))


def people(*persons: SalesPerson) -> dict[str, SalesPerson]:
	return {person.name: person for person in persons}


def collected(**amounts: Any) -> Totals:
	"""Totals in which each person has so much plan-rate money."""
	return Totals(collected={name: Collected(dec(amount)) for name, amount in amounts.items()})


def settled(
	persons: Iterable[SalesPerson],
	targets: Mapping[str, Any],
	totals: Totals,
	states: States | None = None,
	plan: Plan = DEFAULT_PLAN,
	**changes: Any,
) -> tuple[list[Row], States]:
	task = QuarterTask(
		changes.pop("quarter", Q1),
		plan,
		{name: dec(target) for name, target in targets.items()},
		totals,
		**changes,
	)
	return settle(task, people(*persons), states or {})


ANN, BOB = SalesPerson("Ann", "Sales"), SalesPerson("Bob", "Sales")
SALES = SalesPerson("Sales", is_group=True)


class TestTotals:
	def test_of_a_quarter_s_receipts(self) -> None:
		"""1,130 with 130 tax, split 60/40 over two categories; 100 written off; 50 of nobody; −200 refunded."""
		lines = (line("Product", 700), line("Training", 300))
		totals = total_receipts(
			[
				receipt(1_000, cash=1_130, amount=1_230, lines=lines, team=team(("Ann", 60), ("Bob", 40))),
				receipt(50, team=()),
				receipt(-200, team=team(("Bob", 100))),
			],
			rules(),
		)
		assert totals.collected == {
			"Ann": Collected(dec(420), dec(0), dec("10.80")),
			"Bob": Collected(dec(80), dec(0), dec("7.20")),
		}
		assert totals.by_category == {
			("Ann", "Product"): 420,
			("Ann", "Training"): 180,
			("Bob", "Product"): 80,
			("Bob", "Training"): 120,
		}
		assert totals.excluded == {Reason.TAX: 130, Reason.NO_CASH: 100, Reason.NO_SALESPERSON: 50}
		assert (totals.receipts, totals.credited, totals.ledger) == (3, 800, 1_080)
		assert totals.credited + sum(totals.excluded.values()) == totals.ledger

	def test_a_bill_that_is_not_cashed_is_nobody_s_yet(self) -> None:
		held = receipt(1_000, cash=1_130, held=Reason.BILL_NOT_CASHED)
		totals = total_receipts([held], rules())
		assert (totals.collected, totals.excluded) == ({}, {Reason.BILL_NOT_CASHED: 1_130})

	def test_of_no_receipts(self) -> None:
		assert total_receipts([], rules()) == Totals()

	def test_moved_money_is_in_its_category_and_earns_the_plan_rate(self) -> None:
		lines = (line("Product", 900), line("Implementation", 100, standard=250))
		totals = total_receipts([receipt(1_000, lines=lines)], rules())
		assert totals.by_category == {("Ann", "Product"): 750, ("Ann", "Implementation"): 250}
		assert totals.collected == {"Ann": Collected(dec(900), dec(100), dec(6))}

	def test_receipts_are_read_one_by_one(self) -> None:
		"""A stream that is gone once read: nothing is kept or read twice."""
		assert total_receipts((receipt(1) for _ in range(3)), rules()).credited == 3

	def test_an_invoice_shared_out_twice_is_named(self) -> None:
		with pytest.raises(TeamError, match="INV-7"):
			total_receipts([receipt(), receipt(original="INV-7", team=team(("Ann", 101)))], rules())


class TestRows:
	def test_one_per_person_with_a_target_by_name(self) -> None:
		rows, after = settled([BOB, ANN], {"Ann": 100_000, "Bob": 40_000}, collected(Ann=60_000, Bob=10_000))
		assert [(row.sales_person, row.result.case.value, row.result.bonus) for row in rows] == [
			("Ann", "between", 2_400),
			("Bob", "below base", 0),
		]
		assert {row.plan for row in rows} == {"default"}
		assert after["Ann"] == State()
		assert after["Bob"] == State(shortfalls=(shortfall(10_000, 20_000, quarter="2026-Q1"),))

	def test_a_person_who_collected_nothing_is_below_base(self) -> None:
		((row,), _) = settled([ANN], {"Ann": 100_000}, Totals())
		assert (row.result.case.value, row.result.wage_deduction) == ("below base", 600)

	def test_a_person_without_a_target_has_no_row_and_their_state_waits(self) -> None:
		states = {"Ann": State(dec(30_000)), "Bob": State(dec(5))}
		rows, after = settled([ANN, BOB], {"Ann": 100_000}, collected(Ann=20_000), states)
		assert [row.sales_person for row in rows] == ["Ann"]
		assert after == {"Ann": State(), "Bob": State(dec(5))}

	def test_the_states_before_are_left_as_they_were(self) -> None:
		states = {"Ann": State(dec(30_000))}
		settled([ANN], {"Ann": 100_000}, Totals(), states)
		assert states == {"Ann": State(dec(30_000))}

	def test_kpi_scores(self) -> None:
		scores = {"Ann": dec(90)}
		rows, _ = settled(
			[ANN, BOB],
			{"Ann": 100_000, "Bob": 100_000},
			collected(Ann=60_000, Bob=60_000),
			kpi_scores=scores,
		)
		assert [(row.result.bonus, row.result.provisional) for row in rows] == [
			(2_352, False),
			(2_400, True),
		]

	def test_the_last_quarter_closes_the_year(self) -> None:
		plan = Plan(year_end="reset")
		for quarter, carry in ((Q3, 30_000), (Q4, 0)):
			_, after = settled([ANN], {"Ann": 100_000}, collected(Ann=130_000), plan=plan, quarter=quarter)
			assert after["Ann"].carry == carry

	def test_a_reset_drops_the_state_of_a_head_without_a_target_too(self) -> None:
		plan, department = Plan(year_end="reset"), {"Sales": dec(100_000)}
		_, after = settled(
			[SALES], {}, Totals(), {"Sales": State(dec(5))}, plan, quarter=Q4, department_targets=department
		)
		assert not any(after.values())

	@pytest.mark.parametrize("year_end", ["roll", "pay"])
	def test_what_waits_is_not_lost_at_year_end(self, year_end: str) -> None:
		states = {"Ann": State(dec(30_000), (shortfall(10),))}
		_, after = settled([ANN], {}, Totals(), states, Plan(year_end=year_end), quarter=Q4)
		assert after == states

	@pytest.mark.parametrize("target", [0, -1])
	def test_a_target_of_zero_or_below_is_refused_by_person_and_quarter(self, target: int) -> None:
		with pytest.raises(TargetError, match=r"Sales Person Ann: .*2026-Q1.*above 0"):
			settled([ANN], {"Ann": target}, Totals())


class TestFirstQuarter:
	@pytest.mark.parametrize(
		("joined", "first"),
		[
			(dt.date(2026, 4, 1), True),
			(dt.date(2026, 5, 17), True),
			(dt.date(2026, 6, 30), True),
			(dt.date(2026, 3, 31), False),
			(dt.date(2026, 7, 1), False),
			(None, False),
		],
	)
	def test_is_that_of_the_joining_date(self, joined: dt.date | None, first: bool) -> None:
		assert is_first_quarter(SalesPerson("Ann", joined=joined), Q2) is first

	@pytest.mark.parametrize("targets", [{}, {"New": 100_000}, {"New": 0}])
	def test_has_no_task_whatever_the_target(self, targets: dict[str, int]) -> None:
		new = SalesPerson("New", joined=dt.date(2026, 2, 1))
		((row,), after) = settled([new], targets, collected(New=20_000))
		assert (row.result.target, row.result.bonus, row.result.wage_deduction) == (0, 800, 0)
		assert after["New"] == State()

	def test_the_quarter_after_has_a_task(self) -> None:
		new = SalesPerson("New", joined=dt.date(2026, 2, 1))
		((row,), _) = settled([new], {"New": 100_000}, collected(New=20_000), quarter=Q2)
		assert (row.result.case.value, row.result.wage_deduction) == ("below base", 600)

	def test_money_is_payable_to_those_with_a_target_and_to_newcomers(self) -> None:
		new = SalesPerson("New", joined=dt.date(2026, 2, 1))
		old = SalesPerson("Old", joined=dt.date(2025, 2, 1))
		assert payable_people({"Ann": dec(1)}, people(ANN, BOB, new, old), Q1) == {"Ann", "New"}


class TestDepartment:
	"""The attainment of everyone below against the department's target."""

	TREE = (
		SalesPerson("Director", is_group=True),
		SalesPerson("North", "Director", is_group=True),
		SalesPerson("South", "Director"),
		SalesPerson("Nora", "North"),
		SalesPerson("Ned", "North"),
	)

	def rows(
		self,
		department: Mapping[str, Any],
		totals: Totals,
		own: Mapping[str, Any] | None = None,
		**changes: Any,
	) -> list[Row]:
		targets = {name: dec(target) for name, target in department.items()}
		return settled(self.TREE, own or {}, totals, department_targets=targets, **changes)[0]

	def test_members_are_the_group_and_all_below(self) -> None:
		tree = people(*self.TREE)
		assert members("North", tree) == {"North", "Nora", "Ned"}
		assert members("Director", tree) == set(tree)
		assert members("Nora", tree) == {"Nora"}

	def test_a_tree_that_bites_its_tail_ends(self) -> None:
		assert members("a", people(SalesPerson("a", "b"), SalesPerson("b", "a"))) == {"a", "b"}

	def test_row_comes_after_the_head_s_own(self) -> None:
		rows = self.rows(
			{"Director": 300_000},
			collected(Director=60_000, Nora=70_000, Ned=10_000, South=20_000),
			own={"Director": 100_000, "Nora": 100_000},
		)
		assert [(row.sales_person, row.department, row.result.attainment) for row in rows] == [
			("Director", False, 60_000),
			("Director", True, 160_000),
			("Nora", False, 70_000),
		]

	@pytest.mark.parametrize(
		("credited", "case"),
		[(149_999, "below base"), (150_000, "between"), (299_999, "between"), (300_000, "at target")],
	)
	def test_case(self, credited: int, case: str) -> None:
		(row,) = self.rows({"Director": 300_000}, collected(Nora=credited))
		assert (row.result.target, row.result.base) == (300_000, 150_000)
		assert (row.result.credited, row.result.case.value) == (credited, case)

	def test_counts_money_with_its_own_rate_too(self) -> None:
		totals = Totals(collected={"Ned": Collected(dec(100), dec(50), dec(3))})
		(row,) = self.rows({"North": 100}, totals)
		assert row.result.attainment == 150

	def test_pays_nothing_by_default_and_carries_nothing(self) -> None:
		(row,) = self.rows({"Director": 100_000}, collected(Nora=130_000), plan=DEFAULT_PLAN)
		result = row.result
		assert (result.bonus, result.carry_out, result.open_shortfall, result.wage_deduction) == (0, 0, 0, 0)
		assert not result.floating_wage_due

	def test_owes_nothing_below_base(self) -> None:
		(row,) = self.rows({"Director": 100_000}, collected(Nora=-10_000))
		result = row.result
		assert (result.bonus, result.carry_out, result.open_shortfall, result.wage_deduction) == (0, 0, 0, 0)

	def test_override(self) -> None:
		"""0.5 % of 160,000, × 0.98; nothing below the department's base."""
		plan = Plan(department_override_rate=dec("0.005"))
		scores = {"Director": dec(90)}
		(row,) = self.rows({"Director": 300_000}, collected(Nora=160_000), plan=plan, kpi_scores=scores)
		assert (row.result.accrued, row.result.bonus) == (800, 784)
		(row,) = self.rows({"Director": 300_000}, collected(Nora=149_999), plan=plan)
		assert (row.result.accrued, row.result.bonus) == (0, 0)

	def test_leaves_no_state(self) -> None:
		targets = {"Director": dec(100_000)}
		_, after = settled(self.TREE, {}, collected(Nora=130_000), department_targets=targets)
		assert after == {}

	def test_a_department_s_target_of_zero_is_refused_by_name(self) -> None:
		with pytest.raises(TargetError, match=r"Director: the department's target in 2026-Q1.*above 0"):
			self.rows({"Director": 0}, Totals())

	def test_a_person_who_is_no_group_has_no_department(self) -> None:
		assert self.rows({"Nora": 100_000}, collected(Nora=1)) == []


def test_the_rules_hold_for_yen() -> None:
	task = QuarterTask(Q1, DEFAULT_PLAN, {"Ann": Decimal(1_000)}, collected(Ann=513))
	((row,), _) = settle(task, people(ANN), {}, precision=0)
	assert str(row.result.bonus) == "21"
