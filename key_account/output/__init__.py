"""The bonus table in the forms that people and programs read.

columns.py     its columns: name, heading, kind of figure
text.py        for a terminal
data.py        JSON and CSV
workbook.py    a workbook for spreadsheets
statement.py   a page for a browser or printer: tables, charts, and every figure in words
chart.py       its bar charts
words.py       its sentences
"""

from collections.abc import Sequence
from dataclasses import dataclass

from key_account.bonus.table import QuarterTable

FORMATS = ("table", "json", "csv", "xlsx", "html")


class OutputError(ValueError):
	"""A form that cannot be written here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class BonusReport:
	"""What is rendered.

	tables      settled quarters, in order of time
	currency    of all amounts; may be empty
	precision   its decimals
	origin      where the figures are from, for the reader: a file, a site, a day
	"""

	company: str
	currency: str
	precision: int
	tables: Sequence[QuarterTable]
	origin: str = ""


def render(report: BonusReport, form: str, width: int = 120) -> str | bytes:
	"""The table in one of FORMATS: bytes for a workbook, text else.

	width      columns of the terminal, for "table"
	raises     OutputError where openpyxl, which workbooks need, is not installed
	"""
	if form == "xlsx":
		from key_account.output.workbook import workbook

		return workbook(report)
	if form == "html":
		from key_account.output.statement import statement

		return statement(report)
	if form in ("json", "csv"):
		from key_account.output import data

		return data.as_json(report) if form == "json" else data.as_csv(report)
	from key_account.output.text import text_table

	return text_table(report, width)
