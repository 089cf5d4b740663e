"""Targets of a quarter: the plan's table, ERPNext's Sales Person targets, those given from outside (bonus.md)."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import dec
from ledger_builder import COMPANY, Ledger

from key_account.bonus.errors import TargetError
from key_account.bonus.plan import DEFAULT_PLAN, Plan, TargetOverride
from key_account.ledger.books import Books, BooksConfig, GivenTargets, Targets

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
MONTHS += ("november", "december")
Reading = Callable[..., Targets]


def monthly(*quarters: Any) -> dict[str, Decimal]:
	"""Percentages by month, a third of the quarter's for each."""
	return {month: dec(quarters[number // 3]) / 3 for number, month in enumerate(MONTHS)}


@pytest.fixture
def targets(ledger: Ledger, tmp_path: Path) -> Iterator[Reading]:
	"""Targets of a quarter under a plan, with fields of BooksConfig."""
	opened = []

	def reading(key: str = "2026-Q1", plan: Plan = DEFAULT_PLAN, **config: Any) -> Targets:
		opened.append(ledger.open(tmp_path))
		books = Books(opened[-1], COMPANY, BooksConfig(**config))
		return books.targets(next(q for q in books.quarters if q.key == key), plan)

	yield reading
	for source in opened:
		source.close()


def override(person: str, quarter: int, amount: Any, year: str = "2026") -> TargetOverride:
	return TargetOverride(person, year, quarter, dec(amount))


class TestSalesPersonTargets:
	def test_without_a_distribution_a_year_has_four_equal_quarters(
		self, ledger: Ledger, targets: Reading
	) -> None:
		ledger.target("Ann", "2026", 400_000)
		for key in ("2026-Q1", "2026-Q4"):
			assert targets(key) == Targets({"Ann": dec(100_000)}, {})

	def test_are_those_of_their_fiscal_year(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("Ann", "2026", 400_000)
		ledger.target("Ann", "2025", 200_000)
		assert targets("2025-Q2").own == {"Ann": 50_000}

	def test_go_by_their_monthly_distribution(self, ledger: Ledger, targets: Reading) -> None:
		ledger.distribution("Seasonal", **monthly(20, 30, 30, 20))
		ledger.target("Ann", "2026", 1_000_000, "Seasonal")
		assert [targets(f"2026-Q{n}").own["Ann"] for n in (1, 2, 3, 4)] == [
			200_000,
			300_000,
			300_000,
			200_000,
		]

	def test_of_several_item_groups_are_added_up(self, ledger: Ledger, targets: Reading) -> None:
		ledger.distribution("Late", **monthly(10, 20, 30, 40))
		ledger.target("Ann", "2026", 400_000)
		ledger.target("Ann", "2026", 100_000, "Late")
		assert targets("2026-Q4").own == {"Ann": 140_000}

	def test_are_rounded_half_up_to_the_currency(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("Ann", "2026", "100.02")
		assert targets().own == {"Ann": dec("25.01")}  # 25.005
		assert targets(precision=0).own == {"Ann": 25}

	def test_a_short_year_shares_by_its_months(self, ledger: Ledger, targets: Reading) -> None:
		"""Four months: three in its first quarter, one in its last."""
		ledger.fiscal_year("2027 short", "2027-01-01", "2027-04-30")
		ledger.target("Ann", "2027 short", 400)
		assert targets("2027 short-Q1").own == {"Ann": 300}
		assert targets("2027 short-Q2").own == {"Ann": 100}

	def test_a_year_from_april(self, ledger: Ledger, targets: Reading) -> None:
		ledger.rows["tabFiscal Year"].clear()
		ledger.fiscal_year("2025-2026", "2025-04-01", "2026-03-31")
		ledger.distribution("Seasonal", **monthly(10, 20, 30, 40))
		ledger.target("Ann", "2025-2026", 1_000, "Seasonal")
		found = [targets(f"2025-2026-Q{n}").own["Ann"] for n in (1, 2, 3, 4)]
		assert found == [200, 300, 400, 100]

	def test_of_a_year_that_begins_within_a_month_add_up(self, ledger: Ledger, targets: Reading) -> None:
		"""From 6 April: the year's 1,200 are still 1,200."""
		ledger.rows["tabFiscal Year"].clear()
		ledger.fiscal_year("odd", "2025-04-06", "2026-04-05")
		ledger.distribution("Even", **monthly(25, 25, 25, 25))
		ledger.target("Ann", "odd", 1_200, "Even")
		assert sum(targets(f"odd-Q{n}").own["Ann"] for n in (1, 2, 3, 4)) == 1_200

	def test_rows_of_other_doctypes_are_none(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("Ann", "2026", 400_000, parenttype="Territory")
		assert targets().own == {}

	@pytest.mark.parametrize("amount", [0, -400])
	def test_of_zero_or_below_are_refused_by_person_and_quarter(
		self, ledger: Ledger, targets: Reading, amount: int
	) -> None:
		ledger.target("Ann", "2026", amount)
		with pytest.raises(TargetError, match=r"Sales Person Ann: .*2026-Q1.*above 0"):
			targets()

	def test_a_quarter_that_a_distribution_leaves_empty_is_refused(
		self, ledger: Ledger, targets: Reading
	) -> None:
		ledger.distribution("Never first", **monthly(0, 40, 40, 20))
		ledger.target("Ann", "2026", 400, "Never first")
		with pytest.raises(TargetError, match=r"Sales Person Ann: .*2026-Q1"):
			targets()

	def test_a_distribution_that_is_not_there_is_named(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("Ann", "2026", 400, "Gone")
		with pytest.raises(TargetError, match=r"Sales Person Ann: Monthly Distribution Gone .*2026"):
			targets()


class TestPlanTable:
	def test_goes_before_erpnext_s(self, ledger: Ledger, targets: Reading) -> None:
		ledger.person("Bob")
		ledger.target("Ann", "2026", 400_000)
		plan = Plan(target=(override("Ann", 1, 5), override("Ann", 2, 6, "2025"), override("Bob", 2, 7)))
		assert targets("2026-Q1", plan).own == {"Ann": 5}
		assert targets("2026-Q2", plan).own == {"Ann": 100_000, "Bob": 7}
		assert targets("2025-Q2", plan).own == {"Ann": 6}

	def test_stands_in_for_one_that_makes_no_sense(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("Ann", "2026", 0)
		assert targets(plan=Plan(target=(override("Ann", 1, 5),))).own == {"Ann": 5}


class TestDepartments:
	@pytest.fixture(autouse=True)
	def tree(self, ledger: Ledger) -> None:
		ledger.person("Director", is_group=1)
		ledger.person("North", "Director", is_group=1)
		ledger.person("Nora", "North")
		ledger.person("Ned", "North")
		ledger.person("South", "Director")

	def test_a_group_s_targets_are_its_department_s_and_its_head_s_what_is_left(
		self, ledger: Ledger, targets: Reading
	) -> None:
		"""The director bears the department's and their own: 300 less North's 120 less South's 60."""
		for name, amount in {"Director": 1_200, "North": 480, "Nora": 200, "Ned": 240, "South": 240}.items():
			ledger.target(name, "2026", amount)
		found = targets()
		assert found.department == {"Director": 300, "North": 120}
		assert found.own == {"Nora": 50, "Ned": 60, "South": 60, "North": 10, "Director": 120}

	def test_the_head_s_own_may_be_in_the_plan_s_table(self, ledger: Ledger, targets: Reading) -> None:
		ledger.target("North", "2026", 480)
		ledger.target("Nora", "2026", 200)
		found = targets(plan=Plan(target=(override("North", 1, 33), override("Ned", 1, 44))))
		assert found.own == {"Nora": 50, "North": 33, "Ned": 44}
		assert found.department == {"North": 120}

	@pytest.mark.parametrize("members", [480, 600])
	def test_a_head_whose_members_take_all_has_none(
		self, ledger: Ledger, targets: Reading, members: int
	) -> None:
		ledger.target("North", "2026", 480)
		ledger.target("Nora", "2026", members)
		assert targets().own == {"Nora": dec(members) / 4}

	def test_a_head_in_the_plan_s_table_alone_has_no_department(self, targets: Reading) -> None:
		found = targets(plan=Plan(target=(override("North", 1, 33),)))
		assert found == Targets({"North": dec(33)}, {})

	def test_members_below_a_group_without_a_target_are_taken_off(
		self, ledger: Ledger, targets: Reading
	) -> None:
		"""North has no target of its own; Nora's 50 are part of the director's 300 all the same."""
		ledger.target("Director", "2026", 1_200)
		ledger.target("Nora", "2026", 200)
		assert targets().own == {"Nora": 50, "Director": 250}


class TestGiven:
	def test_one_for_all(self, ledger: Ledger, targets: Reading) -> None:
		ledger.person("Sales", is_group=1)
		ledger.person("Bob", "Sales")
		ledger.target("Ann", "2026", 400_000)
		given = GivenTargets(for_all=dec(3_500))
		assert targets(targets=given) == Targets({"Ann": dec(3_500), "Bob": dec(3_500)}, {})

	def test_single_ones_by_quarter_or_for_every_quarter(self, ledger: Ledger, targets: Reading) -> None:
		ledger.person("Bob")
		ledger.person("Cid")
		single = {("Ann", "2026-Q1"): dec(1), ("Ann", None): dec(2), ("Bob", "2026-Q2"): dec(3)}
		alone, besides = GivenTargets(single=single), GivenTargets(dec(9), single)
		assert targets("2026-Q1", targets=alone).own == {"Ann": 1}
		assert targets("2026-Q2", targets=alone).own == {"Ann": 2, "Bob": 3}
		assert targets("2026-Q1", targets=besides).own == {"Ann": 1, "Bob": 9, "Cid": 9}

	def test_go_before_the_plan_s_table(self, targets: Reading) -> None:
		plan = Plan(target=(override("Ann", 1, 5),))
		assert targets(plan=plan, targets=GivenTargets(dec(7))).own == {"Ann": 7}

	def test_one_named_for_a_group_head_is_theirs(self, ledger: Ledger, targets: Reading) -> None:
		"""Whoever writes `Director,2026-Q1,50000` into targets.csv means the director."""
		ledger.person("Director", is_group=1)
		given = GivenTargets(single={("Director", "2026-Q1"): dec(50_000)})
		assert targets(targets=given).own == {"Director": 50_000}
