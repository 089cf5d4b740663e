"""A company's books: calendar, people, plans and their rules, read from a ledger file."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import dec
from ledger_builder import COMPANY, Ledger

from key_account.bonus.errors import PeriodError, PlanError
from key_account.bonus.plan import DEFAULT_PLAN, Category, Plan, TargetOverride
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import SalesPerson
from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.ledger.books import Books, BooksConfig
from key_account.ledger.cash import CashRules

Opening = Callable[..., Books]


@pytest.fixture
def books(ledger: Ledger, tmp_path: Path) -> Iterator[Opening]:
	"""Open the ledger's books with fields of BooksConfig."""
	sources = []

	def opening(**config: Any) -> Books:
		sources.append(ledger.open(tmp_path))
		return Books(sources[-1], COMPANY, BooksConfig(**config))

	yield opening
	for source in sources:
		source.close()


def table(found: Books, key: str) -> QuarterTable:
	(quarter,) = (quarter for quarter in found.quarters if quarter.key == key)
	(settled,) = bonus_tables(found, [quarter])
	return settled


class TestCalendar:
	def test_years_of_the_company_in_order_of_time(self, ledger: Ledger, books: Opening) -> None:
		ledger.fiscal_year("2024", "2024-01-01", "2024-12-31")
		ledger.fiscal_year("off", "2023-01-01", "2023-12-31", disabled=1)
		ledger.fiscal_year("other", "2023-04-01", "2024-03-31")
		ledger.add("Fiscal Year Company", parent="other", company="Another Ltd")
		ledger.add("Fiscal Year Company", parent="2024", company="Another Ltd")
		ledger.add("Fiscal Year Company", parent="2024", company=COMPANY)
		years = [quarter.fiscal_year for quarter in books().quarters]
		assert years == ["2024"] * 4 + ["2025"] * 4 + ["2026"] * 4

	def test_years_that_overlap_are_refused(self, ledger: Ledger, books: Opening) -> None:
		ledger.fiscal_year("mixed", "2026-07-01", "2027-06-30")
		with pytest.raises(PeriodError, match="2026 and mixed overlap"):
			_ = books().quarters

	def test_computing_begins_at_the_first_posted_document(self, ledger: Ledger, books: Opening) -> None:
		ledger.invoice("DRAFT", "2025-01-10", docstatus=0)
		ledger.invoice("INV", "2025-08-10")
		ledger.rows["tabPayment Ledger Entry"].pop(0)
		ledger.payment("PAY", "2026-01-01", {"INV": 1})
		assert str(books().first_quarter) == "2025-Q3"

	def test_a_till_has_no_ledger_rows_but_its_invoices_count(self, ledger: Ledger, books: Opening) -> None:
		ledger.invoice("POS", "2025-05-10", payments=[1000])
		ledger.rows["tabPayment Ledger Entry"].clear()
		assert str(books().first_quarter) == "2025-Q2"

	def test_or_at_the_quarter_of_the_day_set(self, ledger: Ledger, books: Opening) -> None:
		ledger.invoice("INV", "2025-08-10")
		assert str(books(start=dt.date(2026, 6, 30)).first_quarter) == "2026-Q2"

	def test_empty_books_have_none(self, books: Opening) -> None:
		assert books().first_quarter is None

	@pytest.mark.parametrize("config", [{}, {"start": dt.date(2020, 1, 1)}])
	def test_a_first_day_before_the_first_fiscal_year_begins_with_that(
		self, ledger: Ledger, books: Opening, config: dict
	) -> None:
		"""An old invoice of a year that is disabled by now: 2025 is still settled before 2026."""
		ledger.invoice("OLD", "2024-12-10", [("Product", 1)])
		assert str(books(**config).first_quarter) == "2025-Q1"


class TestPeople:
	def test_the_tree_with_joining_dates(self, ledger: Ledger, books: Opening) -> None:
		ledger.person("Sales", is_group=1)
		ledger.person("Bob", "Sales", joined="2026-02-01", enabled=0)
		assert books().people == {
			"Ann": SalesPerson("Ann"),
			"Sales": SalesPerson("Sales", None, True),
			"Bob": SalesPerson("Bob", "Sales", False, dt.date(2026, 2, 1)),
		}

	def test_a_user_is_the_salesperson_of_their_employee(self, ledger: Ledger, books: Opening) -> None:
		ledger.person("Max", user="max@acme")
		ledger.person("Old Mia", user="mia@acme", enabled=0)
		ledger.person("Zoe Mia", user="mia@acme")
		assert books().user_sales_persons == {"max@acme": "Max", "mia@acme": "Zoe Mia"}


class TestPlans:
	def quarter(self, found: Books, key: str) -> Any:
		return next(quarter for quarter in found.quarters if quarter.key == key)

	def name(self, found: Books, key: str) -> str | None:
		plan = found.plan(self.quarter(found, key))
		return plan and plan.name

	def test_the_one_in_force_when_the_quarter_begins(self, books: Opening) -> None:
		old = Plan("old", valid_to=dt.date(2026, 5, 14))
		new = Plan("new", valid_from=dt.date(2026, 5, 15))
		found = books(plans=(new, old))
		assert [self.name(found, key) for key in ("2026-Q1", "2026-Q2", "2026-Q3")] == ["old", "old", "new"]

	def test_the_first_of_all_may_begin_within_it(self, books: Opening) -> None:
		found = books(plans=(Plan("first", valid_from=dt.date(2026, 5, 15)),))
		assert [self.name(found, key) for key in ("2026-Q1", "2026-Q2", "2026-Q3")] == [
			None,
			"first",
			"first",
		]

	def test_the_company_s_own_goes_before_the_general_and_another_s_is_none(self, books: Opening) -> None:
		own = Plan("own", COMPANY, dt.date(2026, 4, 1), dt.date(2026, 6, 30))
		found = books(plans=(DEFAULT_PLAN, own, Plan("other", "Another Ltd")))
		names = [self.name(found, key) for key in ("2026-Q1", "2026-Q2", "2026-Q3")]
		assert names == ["default", "own", "default"]

	def test_a_quarter_without_one_is_refused_naming_company_quarter_and_days(self, books: Opening) -> None:
		found = books(plans=(Plan("new", valid_from=dt.date(2026, 4, 1)),))
		with pytest.raises(PlanError) as refused:
			found.required_plan(self.quarter(found, "2026-Q1"))
		for word in (COMPANY, "2026-Q1", "2026-01-01", "2026-03-31"):
			assert word in str(refused.value)

	def test_that_overlap_are_refused_at_once(self, ledger: Ledger, books: Opening) -> None:
		with pytest.raises(PlanError, match="Bonus Plans default and default for all companies"):
			books(plans=(DEFAULT_PLAN, Plan(rate=dec("0.05"))))


class TestRules:
	def test_categories_go_by_the_item_group_tree(self, ledger: Ledger, books: Opening) -> None:
		ledger.add("Item Group", name="All", parent_item_group="")
		ledger.add("Item Group", name="Training", parent_item_group="All")
		ledger.add("Item Group", name="Courses", parent_item_group="Training")
		found = books(go_live=dt.date(2026, 1, 1), precision=0)
		quarter = found.quarters[4]
		rules = found.rules(quarter, DEFAULT_PLAN, found.targets(quarter, DEFAULT_PLAN))
		assert rules.category_of("Courses").name == "Training"
		assert rules.category_of("All").name == "Product"
		assert (rules.go_live, rules.precision, rules.payable) == (dt.date(2026, 1, 1), 0, set())

	def test_newcomers_and_those_with_a_target_are_payable(self, ledger: Ledger, books: Opening) -> None:
		ledger.person("New", joined="2026-03-31")
		ledger.target("Ann", "2026", 4_000)
		found = books()
		payable = [
			found.rules(quarter, DEFAULT_PLAN, found.targets(quarter, DEFAULT_PLAN)).payable
			for quarter in found.quarters[3:6]
		]
		assert payable == [set(), {"Ann", "New"}, {"Ann"}]


class TestTable:
	"""The worked example of bonus.md, collected with 13 % tax, out of a ledger."""

	@pytest.fixture(autouse=True)
	def collect(self, ledger: Ledger) -> None:
		ledger.target("Ann", "2026", 400_000)
		months = {"02": 40_000, "05": 80_000, "08": 130_000, "11": 20_000}
		for month, net in months.items():
			ledger.invoice(f"INV{month}", f"2026-{month}-01", [("Product", net)], dec(net) * dec("0.13"))
			ledger.payment(f"PAY{month}", f"2026-{month}-10", {f"INV{month}": dec(net) * dec("1.13")})

	@pytest.mark.parametrize(
		("key", "case", "bonus"),
		[
			("2026-Q1", "below base", 0),
			("2026-Q2", "between", 4_800),
			("2026-Q3", "at target", 4_000),
			("2026-Q4", "between", 2_000),
		],
	)
	def test_worked_example(self, books: Opening, key: str, case: str, bonus: int) -> None:
		settled = table(books(), key)
		((row,), totals) = (settled.rows, settled.totals)
		assert (row.sales_person, row.result.case.value, row.result.bonus) == ("Ann", case, bonus)
		assert settled.tie_out.difference == 0
		assert settled.ledger == totals.credited + totals.excluded[Reason.TAX]

	def test_from_a_later_start_on(self, books: Opening) -> None:
		"""Without Q1's shortfall: 80,000 × 4 %."""
		found = books(start=dt.date(2026, 4, 1))
		assert table(found, "2026-Q2").rows[0].result.bonus == 3_200

	def test_money_of_nobody_with_a_target_is_listed(self, ledger: Ledger, books: Opening) -> None:
		ledger.person("Bob")
		ledger.invoice("BOB", "2026-02-01", team=[("Bob", 100)])
		ledger.payment("PAYBOB", "2026-02-10", {"BOB": 1000})
		settled = table(books(), "2026-Q1")
		assert settled.totals.excluded == {Reason.TAX: 5_200, Reason.NO_TARGET: 1_000}
		assert settled.tie_out.difference == 0

	def test_cash_rules_hold_for_receipts_and_for_the_ledger_s_sum(
		self, ledger: Ledger, books: Opening
	) -> None:
		ledger.invoice("RET", "2026-02-20", [("Product", -1000)], -130, against="INV02")
		for rules, net in ((CashRules(), 40_000), (CashRules(claw_back_at_return=True), 39_000)):
			settled = table(books(cash_rules=rules), "2026-Q1")
			assert (settled.totals.credited, settled.tie_out.difference) == (net, 0)

	def test_plan_targets_and_categories(self, ledger: Ledger, books: Opening) -> None:
		plan = Plan(
			category=(Category("Product", rate=Decimal("0.1")),),
			target=(TargetOverride("Ann", "2026", 1, dec(40_000)),),
		)
		((row,), _) = (table(books(plans=(plan,)), "2026-Q1").rows, None)
		assert (row.result.target, row.result.own_rate_bonus, row.result.plan_bonus) == (40_000, 4_000, 0)
