"""The bonus table as a workbook for spreadsheets; needs openpyxl."""

import io
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from key_account.bonus.money import round_money
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import Row
from key_account.language import _
from key_account.output import BonusReport, OutputError
from key_account.output.columns import COLUMNS, Column, Kind, value_of

# What a workbook may not hold: control characters.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(report: BonusReport) -> bytes:
	"""Two sheets: the table with all columns, figures as numbers, and the tie-out of each quarter.

	raises     OutputError where openpyxl is not installed
	"""
	try:
		from openpyxl import Workbook
	except ImportError:
		raise OutputError(
			_(
				"A workbook needs openpyxl, which is not installed: pip install 'key_account[standalone]', "
				"or choose another --format."
			)
		) from None
	book = Workbook()
	_fill(book.active, _("Quarterly Bonus"), _headings(), _rows(report), report.precision)
	headings, rows = _tie_out(report)
	_fill(book.create_sheet(), _("Tie-out"), headings, rows, report.precision)
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def _headings() -> list[str]:
	return [*(column.heading for column in COLUMNS), _("Department")]


def _rows(report: BonusReport) -> Iterable[list[Any]]:
	for table in report.tables:
		for row in table.rows:
			values = [_value(row, column, report.precision) for column in COLUMNS]
			yield [*values, _("yes") if row.department else None]


def _value(row: Row, column: Column, precision: int) -> Any:
	value = value_of(row, column)
	if column.kind is Kind.FLAG:
		return _("yes") if value else _("no")
	if column.kind is Kind.MONEY:
		return round_money(value, precision)
	return _(value) if column.name == "case" else value


def _tie_out(report: BonusReport) -> tuple[list[str], Iterable[list[Any]]]:
	reasons = [_(reason.value) for reason in Reason]
	headings = [_("Quarter"), _("Ledger Total"), _("Credited"), *reasons, _("Difference to Ledger")]
	rows = (
		[
			table.quarter.key,
			table.ledger,
			table.totals.credited,
			*(table.totals.excluded.get(reason, Decimal(0)) for reason in Reason),
			table.tie_out.difference,
		]
		for table in report.tables
	)
	return headings, rows


def _fill(sheet: Any, title: str, headings: list[str], rows: Iterable[list[Any]], precision: int) -> None:
	from openpyxl.styles import Alignment, Font

	money_format = "#,##0" + ("." + "0" * precision if precision else "")
	scores = [column.heading for column in COLUMNS if column.kind is Kind.NUMBER]
	sheet.title = title
	sheet.append(headings)
	for values in rows:
		sheet.append([None] * len(values))
		for cell, value in zip(sheet[sheet.max_row], values, strict=False):
			if isinstance(value, str):
				# A name that begins with = is no formula.
				cell.value = FORBIDDEN.sub("", value)
				cell.data_type = "s"
			elif value is not None:
				cell.value = value
				is_score = headings[cell.column - 1] in scores
				cell.number_format = "General" if is_score else money_format
	for cell in sheet[1]:
		cell.font = Font(bold=True)
		cell.alignment = Alignment(wrap_text=True, vertical="top")
		sheet.column_dimensions[cell.column_letter].width = 14
	sheet.freeze_panes = "C2"
	sheet.auto_filter.ref = sheet.dimensions
