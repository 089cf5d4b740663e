"""A source of ledger rows, and the reading of numbers from one."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

# Separators where a query returns several columns as one text, and among them rows of a child table.
COLUMN = "\x1d"
ROW = "\x1e"
FIELD = "\x1f"
SEPARATORS = {"column_separator": COLUMN, "row_separator": ROW, "field_separator": FIELD}


class Source(Protocol):
	"""Something that answers the queries of queries.py, written in MariaDB's words."""

	def rows(self, sql: str, params: Mapping[str, Any]) -> Iterator[tuple]:
		"""The rows of a query; `params` are bound, a tuple among them stands for a list."""
		...


def to_decimal(value: Any) -> Decimal:
	"""A number as the database driver gave it (Decimal, float, int, text or None), without binary noise.

	Frappe's drivers hand decimals over as floats; fifteen digits are what a float holds for certain.
	"""
	if value is None or value == "":
		return Decimal(0)
	if isinstance(value, float):
		return Decimal(format(value, ".15g"))
	return Decimal(value)


def as_date(value: dt.date | str) -> dt.date:
	"""A date as MariaDB (date) or SQLite (text) gives it."""
	return value if isinstance(value, dt.date) else parse_date(value)


@lru_cache(maxsize=8192)
def parse_date(text: str) -> dt.date:
	return dt.date.fromisoformat(text)


def unpack(packed: str | None) -> list[list[str]]:
	"""Rows of a packed column."""
	return [row.split(FIELD) for row in packed.split(ROW)] if packed else []
