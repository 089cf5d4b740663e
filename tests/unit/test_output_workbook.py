"""The bonus table as a workbook."""

import io

import openpyxl
import pytest
from reports import report, settled

from key_account.bonus.settlement import SalesPerson
from key_account.output import render


@pytest.fixture
def book():
	return openpyxl.load_workbook(io.BytesIO(render(report(settled(missing="0.01")), "xlsx")))


def by_heading(sheet):
	headings, *rows = sheet.values
	return [dict(zip(headings, row, strict=True)) for row in rows]


def test_figures_are_numbers_and_names_are_texts(book):
	rows = {(row["Sales Person"], row["Department"]): row for row in by_heading(book["Quarterly Bonus"])}
	row = rows["张伟", None]
	assert (row["Quarter"], row["Target"], row["Attainment"]) == ("2026-Q1", 100000, 130000.10)
	assert (row["Case"], row["KPI Score"], row["KPI Factor"]) == ("at target", None, 1)
	assert (row["Floating Wage Due"], row["Bonus"]) == ("yes", 4000)
	assert rows["Head", "yes"]["Target"] == 300000


def test_money_is_shown_with_the_decimals_of_the_currency(book):
	sheet = book["Quarterly Bonus"]
	assert {sheet.cell(row, 3).number_format for row in range(2, sheet.max_row + 1)} == {"#,##0.00"}
	whole = openpyxl.load_workbook(io.BytesIO(render(report(precision=0), "xlsx")))["Quarterly Bonus"]
	assert whole.cell(2, 3).number_format == "#,##0"


def test_a_name_that_begins_like_a_formula_stays_a_name(book):
	cells = [row[0] for row in book["Quarterly Bonus"].iter_rows(min_row=2)]
	assert {cell.data_type for cell in cells} == {"s"}
	assert "=Ann & <Co>" in {cell.value for cell in cells}


def test_a_name_with_a_control_character_is_written_without_it(monkeypatch):
	import reports

	monkeypatch.setitem(reports.PEOPLE, "张伟", SalesPerson("张\x07伟", "Head"))
	table = settled()
	table.rows[0] = type(table.rows[0])("张\x07伟", table.quarter, table.rows[0].result, "default")
	sheet = openpyxl.load_workbook(io.BytesIO(render(report(table), "xlsx")))["Quarterly Bonus"]
	assert sheet.cell(2, 1).value == "张伟"


def test_the_second_sheet_ties_each_quarter_out(book):
	(row,) = by_heading(book["Tie-out"])
	assert (row["Quarter"], row["Ledger Total"], row["Credited"]) == ("2026-Q1", 193235.12, 171000.10)
	assert (row["Tax"], row["No salesperson"], row["Difference to Ledger"]) == (22230.01, 5, 0.01)
