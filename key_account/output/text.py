"""The bonus table for a terminal."""

import unicodedata
from collections.abc import Sequence

from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable
from key_account.language import _, listed
from key_account.output import BonusReport
from key_account.output.columns import BY_NAME, Column, Kind, Value, money, number, total_of, value_of
from key_account.output.words import name_of, plan_name, remarks, tie_out_sentence, within

# From left to right as the machine goes, and how soon a column gives way where the terminal is too narrow.
SHOWN = {
	"sales_person": 0,
	"target": 0,
	"base": 5,
	"credited": 0,
	"carry_in": 3,
	"attainment": 0,
	"case": 0,
	"made_up_base": 2,
	"eligible": 0,
	"carry_out": 1,
	"open_shortfall": 1,
	"own_rate_bonus": 4,
	"accrued": 6,
	"kpi_factor": 7,
	"bonus": 0,
	"floating_wage_due": 8,
	"wage_deduction": 2,
}
GAP = "  "


def text_table(report: BonusReport, width: int = 120) -> str:
	"""One block for each quarter: rows, total, whether it ties out, what to know about it.

	width      columns of the terminal; the least telling columns are left out where it is too narrow
	"""
	if not report.tables:
		return _("There is no quarter with posted documents.") + "\n"
	columns = _fitting(report, width)
	left_out = [within(BY_NAME[name].heading) for name in SHOWN if BY_NAME[name] not in columns]
	title = _("Quarterly bonus of {company}").format(company=report.company)
	if report.currency:
		title += _(", amounts in {currency}").format(currency=report.currency)
	blocks = [title]
	blocks += [_block(report, table, columns) for table in report.tables]
	if left_out:
		blocks.append(
			_("Left out for want of room: {columns}. All figures: --format json, csv, xlsx or html.").format(
				columns=listed(left_out)
			)
		)
	return "\n\n".join(blocks) + "\n"


def _fitting(report: BonusReport, width: int) -> list[Column]:
	columns = [BY_NAME[name] for name in SHOWN]
	for name in sorted(SHOWN, key=SHOWN.__getitem__, reverse=True):
		if not SHOWN[name] or max(_width(report, table, columns) for table in report.tables) <= width:
			break
		columns.remove(BY_NAME[name])
	return columns


def _width(report: BonusReport, table: QuarterTable, columns: Sequence[Column]) -> int:
	widths = _widths(_cells(report, table, columns))
	return sum(widths) + len(GAP) * (len(widths) - 1)


def _block(report: BonusReport, table: QuarterTable, columns: Sequence[Column]) -> str:
	quarter = table.quarter
	title = _("{quarter}  {start} to {end}, plan: {plan}").format(
		quarter=quarter.key, start=quarter.start, end=quarter.end, plan=plan_name(table.plan)
	)
	cells = _cells(report, table, columns)
	widths = _widths(cells)
	rule = "-" * (sum(widths) + len(GAP) * (len(widths) - 1))
	lines = [_line(row, widths, columns) for row in cells]
	body = [*lines[:2], rule, *lines[2:-1], rule, lines[-1]] if table.rows else []
	notes = [_tie_out(table, report.precision), *remarks(table)]
	return "\n".join([title, *body, *notes])


def _tie_out(table: QuarterTable, precision: int) -> str:
	sentence = tie_out_sentence(table.tie_out, precision)
	return sentence + (_(" - IT DOES NOT TIE OUT") if table.tie_out.difference else "")


def _cells(report: BonusReport, table: QuarterTable, columns: Sequence[Column]) -> list[list[str]]:
	"""Two lines of headings, the rows, the total."""
	headings = [_heading(column) for column in columns]
	rows = [
		[_cell(row, before, column, report.precision) for column in columns]
		for before, row in zip([None, *table.rows], table.rows, strict=False)
	]
	totals = [_total(table.rows, column, report.precision) for column in columns]
	return [[first for first, _ in headings], [second for _, second in headings], *rows, totals]


def _heading(column: Column) -> tuple[str, str]:
	first, space, second = column.heading.partition(" ")
	return (first, second) if space else ("", first)


def _cell(row: Row, before: Row | None, column: Column, precision: int) -> str:
	value = value_of(row, column)
	if column.name == "sales_person" and row.department:
		own_row_before = before is not None and before.sales_person == row.sales_person
		return "  " + within(_("Department")) if own_row_before else name_of(row)
	return _shown(value, column, precision)


def _shown(value: Value, column: Column, precision: int) -> str:
	if value is None:
		return ""
	if column.kind is Kind.MONEY:
		return money(value, precision)
	if column.kind is Kind.NUMBER:
		return number(value)
	if column.kind is Kind.FLAG:
		return _("yes") if value else _("no")
	return _(str(value)) if column.name == "case" else str(value)


def _total(rows: Sequence[Row], column: Column, precision: int) -> str:
	if column.name == "sales_person":
		return _("Total")
	return _shown(total_of(rows, column), column, precision)


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
	return [max(map(display_width, column)) for column in zip(*cells, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
	padded = []
	for cell, width, column in zip(cells, widths, columns, strict=True):
		space = " " * (width - display_width(cell))
		padded.append(cell + space if column.kind is Kind.TEXT else space + cell)
	return GAP.join(padded).rstrip()


def display_width(text: str) -> int:
	"""Columns that a text takes in a terminal: Chinese characters take two, combining and invisible marks none."""
	return sum(
		0
		if unicodedata.category(letter) in ("Mn", "Me", "Cf")
		else 2
		if unicodedata.east_asian_width(letter) in "WF"
		else 1
		for letter in text
	)
