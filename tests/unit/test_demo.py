"""The demo without ERPNext: its story holds together, meets every case, and gives the table worked out by hand."""

import dataclasses
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from key_account.bonus.plan import DEFAULT_PLAN
from key_account.bonus.quarter import Case, QuarterResult
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable
from key_account.demo.ledger_file import settings, write_ledger
from key_account.demo.model import steps
from key_account.demo.standalone import demo_report, main
from key_account.demo.story import STORY
from key_account.ledger.file_books import open_ledger
from key_account.ledger.receipts import Receipt

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs" / "demo.md"

# Bills of exchange count when received unless a company sets otherwise, so none waits to be cashed.
ABSENT = {Reason.BILL_NOT_CASHED}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
	path = tmp_path_factory.mktemp("demo") / "ledger.sqlite"
	write_ledger(STORY, path)
	return path


@pytest.fixture(scope="module")
def tables(ledger: Path) -> dict[str, QuarterTable]:
	return {table.quarter.key: table for table in demo_report(STORY, ledger).tables}


@pytest.fixture(scope="module")
def receipts(ledger: Path) -> list[Receipt]:
	with open_ledger(ledger) as books:
		return [
			receipt for quarter in books.quarters for receipt in books.receipts(quarter.start, quarter.end)
		]


def rows(tables: dict[str, QuarterTable], *, department: bool = False) -> Iterator[Row]:
	for table in tables.values():
		yield from (row for row in table.rows if row.department == department)


def results(tables: dict[str, QuarterTable], person: str) -> dict[str, QuarterResult]:
	return {row.quarter.key: row.result for row in rows(tables) if row.sales_person == person}


# The story


def test_story_names_only_what_it_has() -> None:
	people = {person.name for person in STORY.people}
	customers = {customer.name for customer in STORY.customers}
	assert {customer.manager for customer in STORY.customers} <= {*people, None}
	for deal in STORY.deals:
		assert deal.customer in customers, deal.number
		assert set(deal.team) <= people, deal.number
		assert {line.item_group for line in deal.lines} <= set(STORY.item_groups), deal.number
		assert deal.currency == STORY.customer(deal.customer).currency, deal.number
	assert set(customers) == {deal.customer for deal in STORY.deals}


def test_deals_are_numbered_one_by_one() -> None:
	assert [deal.number for deal in STORY.deals] == list(range(1, len(STORY.deals) + 1))


def test_every_document_has_its_own_name_and_a_day_of_the_two_years() -> None:
	documents = [step for step in steps(STORY) if step.kind != "team"]
	assert max(Counter(step.name for step in documents).values()) == 1
	assert {step.on.year for step in documents} == {2025, 2026}


def test_an_invoice_follows_its_order_and_money_an_invoice_or_order() -> None:
	made: set[str] = set()
	for step in steps(STORY):
		if step.kind in ("payment", "journal", "return", "refund", "team"):
			assert {step.invoice, *step.settles} <= made, step.name
		elif step.kind in ("invoice", "advance"):
			assert f"{STORY.abbreviation}-SO-{step.deal.number:03}" in made, step.name
		made.add(step.name)


def test_teams_share_out_all_until_they_are_edited() -> None:
	"""ERPNext refuses anything but 100 % on a document that is not submitted yet."""
	assert {sum(deal.team.values()) for deal in STORY.deals} == {0, 100}


def test_plan_is_the_default_one_with_item_groups_one_category_and_one_target_more() -> None:
	plan = dataclasses.replace(
		STORY.plan,
		name=DEFAULT_PLAN.name,
		company=None,
		valid_from=DEFAULT_PLAN.valid_from,
		target=(),
		category=tuple(
			dataclasses.replace(category, item_groups=default.item_groups)
			for category, default in zip(STORY.plan.category, DEFAULT_PLAN.category, strict=False)
		),
	)
	assert plan == DEFAULT_PLAN
	assert [category.name for category in STORY.plan.category[5:]] == ["Third-party Hardware"]


# What it shows


def test_each_quarter_is_as_its_chapter_tells(tables: dict[str, QuarterTable]) -> None:
	told = {
		(chapter.person, chapter.quarter): (chapter.case, chapter.attainment) for chapter in STORY.chapters
	}
	shown = {
		(row.sales_person, row.quarter.key): (row.result.case.value, row.result.attainment)
		for row in rows(tables)
	}
	assert shown == told


def test_every_case_appears_for_persons_and_all_a_department_can_have(
	tables: dict[str, QuarterTable],
) -> None:
	assert {row.result.case for row in rows(tables)} == set(Case)
	assert {row.result.case for row in rows(tables, department=True)} == set(Case) - {Case.ACCELERATED}


def test_every_reason_that_its_settings_allow_appears(tables: dict[str, QuarterTable]) -> None:
	shown = {
		reason for table in tables.values() for reason, amount in table.totals.excluded.items() if amount
	}
	assert shown == set(Reason) - ABSENT


@pytest.mark.parametrize("quarter", [f"{year}-Q{number}" for year in (2025, 2026) for number in (1, 2, 3, 4)])
def test_every_quarter_ties_out(tables: dict[str, QuarterTable], quarter: str) -> None:
	assert tables[quarter].ledger > 0
	assert tables[quarter].tie_out.difference == 0


def test_carry_is_used_to_reach_base_and_target(tables: dict[str, QuarterTable]) -> None:
	lifted = [row.result for row in rows(tables) if row.result.carry_in]
	assert any(r.credited < r.base <= r.attainment for r in lifted)
	assert any(r.credited < r.target <= r.attainment for r in lifted)
	assert any(r.attainment < r.base for r in lifted), "a carry that is not enough"


def test_shortfalls_are_filled_in_part_wholly_and_two_at_once(tables: dict[str, QuarterTable]) -> None:
	filled = [row.result for row in rows(tables) if row.result.made_up]
	assert any(not r.made_up_base for r in filled)
	assert any(r.made_up_base and not r.open_shortfall for r in filled)
	liu_yang = results(tables, "Liu Yang")["2025-Q4"]
	assert liu_yang.made_up_base == 100_000, "the bases of two quarters, 50,000 each"


def test_filling_a_shortfall_can_keep_a_quarter_below_its_target(tables: dict[str, QuarterTable]) -> None:
	quarter = results(tables, "Wang Wei")["2026-Q3"]
	assert quarter.attainment > quarter.target
	assert quarter.case is Case.BETWEEN
	assert not quarter.floating_wage_due


def test_first_quarter_has_no_task_and_pays_all(tables: dict[str, QuarterTable]) -> None:
	joined = results(tables, "Zhang Min")
	first = joined["2025-Q3"]
	assert min(joined) == "2025-Q3"
	assert (first.target, first.eligible, first.wage_deduction) == (0, 35_000, 0)
	assert first.floating_wage_due


def test_a_leaver_keeps_a_carry_that_waits(tables: dict[str, QuarterTable]) -> None:
	assert max(results(tables, "Liu Yang")) == "2025-Q4"
	assert tables["2026-Q1"].idle == ("Liu Yang",)


@pytest.mark.parametrize(
	("deal", "sign"),
	[
		pytest.param("YF-PE-010", lambda r: r.cash_factor < 1 and r.non_cash == 113, id="bank fee"),
		pytest.param("YF-PE-014-2", lambda r: r.cash_factor == Decimal("0.5"), id="write-off"),
		pytest.param("YF-PE-011", lambda r: str(r.day) == "2025-04-08", id="advance counts with the invoice"),
		pytest.param(
			"YF-JE-016", lambda r: r.voucher_type == "Journal Entry" and r.cash_factor == 1, id="journal"
		),
		pytest.param("YF-RF-040", lambda r: r.net == -103_000 and r.original == "YF-SI-040", id="refund"),
		pytest.param("YF-PE-041", lambda r: r.net == 144_000, id="foreign money for what it brought"),
		pytest.param(
			"YF-SI-038", lambda r: r.voucher_type == "Sales Invoice" and r.net == 5_000, id="counter"
		),
		pytest.param(
			"YF-PE-058", lambda r: [line.item_group for line in r.lines] == ["Software Product"], id="return"
		),
		pytest.param("YF-PE-025", lambda r: len(r.team) == 1 and r.team[0][1] == 70, id="edited team"),
	],
)
def test_money_of_every_kind_is_read_as_it_is_meant(receipts: list[Receipt], deal: str, sign) -> None:
	(receipt,) = [receipt for receipt in receipts if receipt.voucher_no == deal]
	assert sign(receipt)


def test_one_payment_settles_two_invoices(receipts: list[Receipt]) -> None:
	settled = [receipt.invoice for receipt in receipts if receipt.voucher_no == "YF-PE-030"]
	assert sorted(settled) == ["YF-SI-029", "YF-SI-030"]


# Worked out by hand: rate 4 %, base half of the target, 300,000 or more carries nothing.


def test_bonuses_of_li_na(tables: dict[str, QuarterTable]) -> None:
	found = {quarter: result.bonus for quarter, result in results(tables, "Li Na").items()}
	assert found == {
		# T 100,000 (20 % of 500,000), B 50,000: 40,000 is 10,000 short; nothing.
		"2025-Q1": 0,
		# T 150,000, B 75,000: 70,000 − 100 (fee 113 ÷ 1.13) + 40,000 = 109,900; E 34,900 fills 10,000,
		# so 75,000 + 24,900 = 99,900 and the base of 50,000: 149,900 × 4 %.
		"2025-Q2": Decimal("5996.00"),
		# 100,000 + 80,000 = 180,000 ≥ T 150,000: 150,000 × 4 %, 30,000 carried.
		"2025-Q3": Decimal("6000.00"),
		# T 100,000, B 50,000: 20,000 + 30,000 = B: 50,000 × 4 %.
		"2025-Q4": Decimal("2000.00"),
		# T 120,000 (20 % of 600,000): 130,000: 120,000 × 4 %, 10,000 carried.
		"2026-Q1": Decimal("4800.00"),
		# T 180,000, B 90,000: 60,000 + 10,000 is 20,000 short.
		"2026-Q2": 0,
		# B 90,000: 100,000; E 10,000 fills half of 20,000: 90,000 × 4 %.
		"2026-Q3": Decimal("3600.00"),
		# T 120,000, B 60,000: 150,000; E 90,000 fills 10,000, 60,000 + 80,000 = 140,000 ≥ T:
		# (120,000 + made-up base 90,000) × 4 %, 20,000 carried.
		"2026-Q4": Decimal("8400.00"),
	}


def test_bonuses_of_wang_wei(tables: dict[str, QuarterTable]) -> None:
	found = {quarter: result.bonus for quarter, result in results(tables, "Wang Wei").items()}
	assert found == {
		# 100,000 + 50,000 + 60,000 = 210,000 ≥ T 200,000: 200,000 × 4 %, 10,000 carried.
		"2025-Q1": Decimal("8000.00"),
		# 250,000 + 60 % of 100,000 + 10,000 = 320,000 ≥ 300,000: all of it × 4 %.
		"2025-Q2": Decimal("12800.00"),
		# 90,000 + 30,000 + 30,000 = 150,000; 30,000 of it is implementation at 6 %, and of the product's
		# 90,000 the 20,000 below the standard quote stay at 4 %: 120,000 × 4 % + 30,000 × 6 %.
		"2025-Q3": Decimal("6600.00"),
		# 120,000 + 80,000 = T.
		"2025-Q4": Decimal("8000.00"),
		# T 240,000: 206,000 + 20,000 × 7.20 = 350,000 ≥ 300,000.
		"2026-Q1": Decimal("14000.00"),
		# B 120,000: 83,000 − 103,000 = −20,000, 140,000 short.
		"2026-Q2": 0,
		# 260,000; E 140,000 fills all of it: B 120,000 and the made-up base of 120,000.
		"2026-Q3": Decimal("9600.00"),
		# 330,000 ≥ 300,000.
		"2026-Q4": Decimal("13200.00"),
	}


def test_bonuses_with_rates_of_their_own(tables: dict[str, QuarterTable]) -> None:
	zhao_lei, zhang_min = results(tables, "Zhao Lei"), results(tables, "Zhang Min")
	# C = 36,000 product + 24,000 implementation: 36,000 × 4 % + (24,000 + maintenance 30,000) × 6 %.
	assert zhao_lei["2025-Q1"].bonus == Decimal("4680.00")
	# Below base: only training 18,000 × 6 %.
	assert zhao_lei["2025-Q2"].bonus == Decimal("1080.00")
	# Gross profit 40,000 + 30 % of 50,000 = 55,000; 5,000 fills: 50,000 × 4 % + maintenance 36,000 × 6 %.
	assert zhao_lei["2025-Q3"].bonus == Decimal("4160.00")
	# 100,000 × 4 % + the counter's 5,000 × 6 %.
	assert zhang_min["2025-Q4"].bonus == Decimal("4300.00")


# The command


def test_command_prints_the_table_and_writes_a_statement(
	tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
	assert main(["--out", str(tmp_path / "new" / "demo")]) == 0
	printed = capsys.readouterr().out
	page = tmp_path / "new" / "demo" / "statement.html"
	assert page.as_uri() in printed
	assert "5,996.00" in printed
	assert "DOES NOT TIE OUT" not in printed
	assert "Yunfeng Software" in page.read_text(encoding="utf-8")


def test_command_prints_the_same_every_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
	main(["--out", str(tmp_path)])
	first, page = capsys.readouterr().out, (tmp_path / "statement.html").read_bytes()
	main(["--out", str(tmp_path)])
	assert capsys.readouterr().out == first
	assert (tmp_path / "statement.html").read_bytes() == page


def test_command_says_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
	(tmp_path / "taken").write_text("a file")
	assert main(["--out", str(tmp_path / "taken")]) == 2
	error = capsys.readouterr().err
	assert error.startswith(str(tmp_path / "taken"))
	assert error.count("\n") == 1
	assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_demo_needs_nothing_but_python(tmp_path: Path) -> None:
	done = subprocess.run(
		[sys.executable, "-I", "-S", "-c", _WITHOUT_ANYTHING, str(CHECKOUT), str(tmp_path)],
		capture_output=True,
		text=True,
		timeout=60,
	)
	assert done.returncode == 0, done.stderr
	assert (tmp_path / "statement.html").is_file()


_WITHOUT_ANYTHING = """
import sys
sys.path.insert(0, sys.argv[1])
from key_account.demo.standalone import main
sys.exit(main(["--out", sys.argv[2]]))
"""


def test_ledger_carries_plan_and_settings_of_the_story(ledger: Path) -> None:
	with open_ledger(ledger) as books:
		assert books.config == settings(STORY)


# The documentation


def test_documentation_tells_every_row_of_the_table(tables: dict[str, QuarterTable]) -> None:
	text = DOCS.read_text(encoding="utf-8")
	for chapter in STORY.chapters:
		result = results(tables, chapter.person)[chapter.quarter]
		line = (
			f"| {chapter.quarter} | {result.target:,.0f} | {result.attainment:,.0f} | {chapter.case} "
			f"| {result.bonus:,.2f} | {chapter.note} |"
		)
		assert line in text, f"{chapter.person}: {line}"


def test_documentation_tells_every_deal_that_shows_something() -> None:
	text = DOCS.read_text(encoding="utf-8")
	for deal in STORY.deals:
		if deal.note:
			assert f"| {deal.number} | {deal.customer} | {deal.note} |" in text, deal.number
