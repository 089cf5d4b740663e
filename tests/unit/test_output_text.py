"""The bonus table for a terminal."""

import pytest
from builders import dec
from reports import QUARTERS, report, settled

from key_account.bonus.plan import Plan
from key_account.bonus.quarter import State
from key_account.bonus.settlement import Row
from key_account.output import render
from key_account.output.text import display_width


def lines(given, width=120):
	return render(given, "table", width).splitlines()


def test_figures_stand_in_columns_with_chinese_names_among_them():
	found = lines(report())
	(heading,) = [line for line in found if line.startswith("Person")]
	ends = [heading.index(name) + len(name) for name in ("Target", "Credited", "Attainment")]
	for name, *figures in (
		("张伟", "100,000.00", "130,000.10", "130,000.10"),
		("=Ann & <Co>", "100,000.00", "40,000.00", "40,000.00"),
		("Head (department)", "300,000.00", "171,000.10", "171,000.10"),
		("Total", "200,000.00", "171,000.10", "171,000.10"),
	):
		(line,) = [line for line in found if line.startswith(name)]
		before = 0
		for figure, end in zip(figures, ends, strict=True):
			before = line.index(figure, before) + len(figure)
			assert display_width(line[:before]) == end


def test_the_total_leaves_departments_out():
	(total,) = [line for line in lines(report(), 300) if line.startswith("Total")]
	assert total.split()[:3] == ["Total", "200,000.00", "100,000.00"]


@pytest.mark.parametrize("width", [100, 120, 200])
def test_no_row_is_wider_than_the_terminal(width):
	table = [line for line in lines(report(), width) if line.startswith(("张伟", "Head", "---", "Total"))]
	assert max(map(display_width, table)) <= width


def test_columns_left_out_are_named():
	assert lines(report(), 100)[-1].startswith("Left out for want of room: ")
	assert "KPI factor" in lines(report(), 100)[-1]
	assert not any("Left out" in line for line in lines(report(), 300))


def test_the_main_figures_are_never_left_out():
	found = "\n".join(lines(report(), 20))
	assert all(heading in found for heading in ("Target", "Attainment", "Eligible", "Bonus"))


def test_the_tie_out_stands_below_each_quarter():
	assert (
		"Ledger 193,235.11 = credited 171,000.10 + no salesperson 5.00 + tax 22,230.01; difference 0.00"
		in lines(report())
	)


def test_a_department_stands_below_its_heads_own_row():
	table = settled()
	own = Row("Head", table.quarter, table.rows[0].result, "default")
	table.rows.insert(next(i for i, row in enumerate(table.rows) if row.department), own)
	names = [line[:12] for line in lines(report(table)) if line.startswith(("Head", "  department"))]
	assert names == ["Head        ", "  department"]


def test_pay_of_a_department_is_part_of_the_total():
	table = settled(plan=Plan(department_override_rate=dec("0.01")))
	(total,) = [line for line in lines(report(table), 300) if line.startswith("Total")]
	# 4,000.00 and 40.00 of the persons, 1 % of 171,000.10 for the department.
	assert "5,750.00" in total


def test_a_difference_is_shouted():
	(line,) = [line for line in lines(report(settled(missing="0.01"))) if line.startswith("Ledger")]
	assert line.endswith("difference 0.01 - IT DOES NOT TIE OUT")


def test_rows_without_a_kpi_sheet_are_called_provisional():
	assert "Provisional: no KPI sheet of anybody, the factor counts as 1." in lines(report())
	some = settled(scores={"张伟": dec(90), "New": dec(100)})
	assert "Provisional: no KPI sheet of =Ann & <Co>, the factor counts as 1." in lines(report(some))
	every = settled(scores={"张伟": dec(90), "New": dec(100), "=Ann & <Co>": dec(80)})
	assert not any("Provisional" in line for line in lines(report(every)))


def test_persons_whose_state_waits_are_named():
	assert any(line.startswith("Gone has a carry") for line in lines(report(settled(idle=("Gone",)))))


def test_each_quarter_has_a_block_of_its_own():
	found = lines(report(settled(), settled(QUARTERS[1], states={"张伟": State(carry=dec(30000))})))
	assert [line.split()[0] for line in found if "2026-0" in line] == ["2026-Q1", "2026-Q2"]


def test_a_report_without_quarters_says_so():
	from key_account.output import BonusReport

	assert lines(BonusReport("Acme", "CNY", 2, [])) == ["There is no quarter with posted documents."]


@pytest.mark.parametrize("text, width", [("abc", 3), ("张伟", 4), ("（华东）", 8), ("é", 1), ("e\u0301", 1)])
def test_chinese_letters_take_two_columns(text, width):
	assert display_width(text) == width
