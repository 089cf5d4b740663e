"""An exported ledger file as a source of ledger rows."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from key_account.ledger.schema import LedgerFileError, check_schema


class SQLiteSource:
	"""Reads a ledger file; opening it refuses what is no ledger of this version.

	raises     LedgerFileError naming the file
	"""

	def __init__(self, path: str | Path) -> None:
		self.path = Path(path)
		if not self.path.is_file():
			raise LedgerFileError(f"{self.path}: there is no such file.")
		self.connection = connect(self.path, read_only=True)
		check_schema(self.connection, self.path)

	def rows(self, sql: str, params: Mapping[str, Any]) -> Iterator[tuple]:
		sql, bound = for_sqlite(sql, params)
		try:
			yield from self.connection.execute(sql, bound)
		except sqlite3.DatabaseError as error:
			raise LedgerFileError(
				f"{self.path}: the ledger cannot be read ({error}); export it again."
			) from error

	def close(self) -> None:
		self.connection.close()


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
	"""Open a file with the functions that the queries use."""
	uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
	connection = sqlite3.connect(uri, uri=True)
	connection.create_function("CONCAT_WS", -1, _concat_ws, deterministic=True)
	return connection


def _concat_ws(separator: str, *values: Any) -> str:
	return separator.join([_text(value) for value in values if value is not None])


def _text(value: Any) -> str:
	return format(value, ".15g") if isinstance(value, float) else str(value)


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

	sql = re.sub(r"%\((\w+)\)s", bind, sql)
	sql = re.sub(r"\s+SEPARATOR\s+", ", ", sql.replace("GREATEST(", "MAX("))
	return sql, bound
