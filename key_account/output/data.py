"""The bonus table for programs: JSON and CSV."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from key_account.bonus.settlement import Row
from key_account.output import BonusReport
from key_account.output.columns import COLUMNS, Kind, number, plain_money, value_of


def as_json(report: BonusReport) -> str:
	"""A list of objects with the columns' names as keys, in their order.

	Money is a text with the currency's decimals, a score or factor a text as short as it can be ("0.98"),
	a missing score null, a yes or no a boolean. A department's row has one more key, "department": true.
	"""
	objects = [_object(row, report.precision) for row in _rows(report)]
	return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def as_csv(report: BonusReport) -> str:
	"""The same as a list; a department's row has "department" in a last column, a missing score is empty."""
	stream = io.StringIO()
	writer = csv.writer(stream, lineterminator="\n")
	writer.writerow([*(column.name for column in COLUMNS), "department"])
	for row in _rows(report):
		values = _object(row, report.precision)
		writer.writerow(
			[*(_cell(values[column.name]) for column in COLUMNS), "true" if row.department else ""]
		)
	return stream.getvalue()


def _rows(report: BonusReport) -> Iterator[Row]:
	for table in report.tables:
		yield from table.rows


def _object(row: Row, precision: int) -> dict[str, Any]:
	found: dict[str, Any] = {}
	for column in COLUMNS:
		value = value_of(row, column)
		if value is not None and column.kind is Kind.MONEY:
			value = plain_money(value, precision)
		elif value is not None and column.kind is Kind.NUMBER:
			value = number(value)
		found[column.name] = value
	if row.department:
		found["department"] = True
	return found


def _cell(value: Any) -> str:
	if value is None:
		return ""
	return str(value).lower() if isinstance(value, bool) else value
