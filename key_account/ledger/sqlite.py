"""An exported ledger file as a source of ledger rows."""

import math
import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from key_account.ledger.schema import LedgerFileError, read_meta


class SQLiteSource:
	"""Reads a ledger file; opening it refuses what is no ledger of this version.

	meta       what the file says of itself: company, currency, precision, where it is from
	raises     LedgerFileError naming the file
	"""

	def __init__(self, path: str | Path) -> None:
		self.path = Path(path)
		self.connection = open_existing(self.path)
		try:
			self.meta = read_meta(self.connection, self.path)
		except LedgerFileError:
			self.connection.close()
			raise

	def rows(self, sql: str, params: Mapping[str, Any]) -> Iterator[tuple]:
		sql, bound = for_sqlite(sql, params)
		try:
			# Not `yield from`: a reader that stops half way would close the cursor after its connection.
			for row in self.connection.execute(sql, bound):  # noqa: UP028
				yield row
		except sqlite3.DatabaseError as error:
			raise LedgerFileError(
				f"{self.path}: the ledger cannot be read ({error}); export it again."
			) from error

	def close(self) -> None:
		self.connection.close()


def open_existing(path: Path) -> sqlite3.Connection:
	"""Open a file for reading only.

	raises     LedgerFileError where there is none, or it cannot be opened
	"""
	if not path.is_file():
		what = "this is no file" if path.exists() else "there is no such file"
		raise LedgerFileError(f"{path}: {what}.")
	try:
		with path.open("rb"):
			connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
	except (OSError, sqlite3.Error) as error:
		reason = getattr(error, "strerror", None) or error
		raise LedgerFileError(f"{path}: it cannot be opened ({reason}).") from error
	connection.create_aggregate("SUM", 1, _ExactSum)
	return connection


class _ExactSum:
	"""SUM without the noise that binary fractions gather over many rows: the sum itself, rounded once."""

	def __init__(self) -> None:
		self.amounts: list[float] = []

	def step(self, amount: float | None) -> None:
		if amount is not None:
			self.amounts.append(amount)

	def finalize(self) -> float | None:
		return math.fsum(self.amounts) if self.amounts else None


def for_sqlite(sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
	"""MariaDB's words that SQLite has others for; lists become one parameter for each value."""
	bound: dict[str, Any] = {}

	def bind(match: re.Match) -> str:
		name = match[1]
		value = params[name]
		if not isinstance(value, tuple):
			bound[name] = value if value is None or isinstance(value, int | float | str) else str(value)
			return f":{name}"
		names = [f"{name}_{i}" for i in range(len(value))]
		bound.update(zip(names, value, strict=True))
		return "(" + ", ".join(f":{n}" for n in names) + ")"

	return re.sub(r"%\((\w+)\)s", bind, _translated(sql)), bound


@lru_cache(maxsize=64)
def _translated(sql: str) -> str:
	sql = sql.replace("GREATEST(", "MAX(").replace("STRAIGHT_JOIN", "CROSS JOIN")
	sql = re.sub(r"\s+SEPARATOR\s+", ", ", sql)
	while (start := sql.find("CONCAT_WS(")) >= 0:
		arguments, end = _arguments(sql, start + len("CONCAT_WS("))
		sql = sql[:start] + _concatenation(*arguments) + sql[end:]
	return sql


def _concatenation(separator: str, *values: str) -> str:
	"""CONCAT_WS in operators: SQLite has the function from 3.44 on only, and one in Python is slow."""
	joined = " || ".join(f"COALESCE({separator} || ({value}), '')" for value in values)
	return f"SUBSTR({joined}, LENGTH({separator}) + 1)"


def _arguments(sql: str, start: int) -> tuple[list[str], int]:
	"""The arguments of a call whose parenthesis opens before `start`, and where the text goes on behind it."""
	arguments, depth, begin = [], 0, start
	for position in range(start, len(sql)):
		letter = sql[position]
		if letter == "(":
			depth += 1
		elif letter == ")" and depth:
			depth -= 1
		elif letter in ",)" and not depth:
			arguments.append(sql[begin:position].strip())
			begin = position + 1
			if letter == ")":
				return arguments, begin
	raise ValueError(f"a parenthesis is not closed: {sql[start:]}")
