"""Writing ledger files: whole or not at all."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from key_account.ledger.schema import META, SCHEMA_VERSION, TABLES, create_indexes, create_schema
from key_account.ledger.sqlite import connect


class LedgerWriter:
	"""Fills a new ledger file table by table."""

	def __init__(self, connection: sqlite3.Connection) -> None:
		self.connection = connection

	def write(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
		"""Rows as dicts of columns; columns left out are NULL. Returns how many were written."""
		columns = TABLES[table]
		names = ", ".join(f'"{column}"' for column in columns)
		marks = ", ".join("?" for _ in columns)
		return self.write_tuples(
			f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
			(tuple(plain(row.get(column)) for column in columns) for row in rows),
		)

	def write_tuples(self, statement: str, rows: Iterable[tuple]) -> int:
		return self.connection.executemany(statement, rows).rowcount

	def set_meta(self, **values: Any) -> None:
		self.connection.executemany(
			f"INSERT INTO {META} (key, value) VALUES (?, ?)",
			[(key, json.dumps(value, ensure_ascii=False, default=str)) for key, value in values.items()],
		)


def plain(value: Any) -> Any:
	"""A value as SQLite keeps it: numbers as numbers, dates as ISO text."""
	if value is None or isinstance(value, int | float | str):
		return value
	text = str(value)
	try:
		return float(text)
	except ValueError:
		return text


@contextmanager
def new_ledger_file(path: str | Path) -> Iterator[LedgerWriter]:
	"""A new ledger file at `path`: it takes the place of an older one when all is written, else nothing changes."""
	path = Path(path)
	handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
	os.close(handle)
	temporary = Path(name)
	try:
		connection = connect(temporary)
		try:
			connection.execute("PRAGMA journal_mode = OFF")
			connection.execute("PRAGMA synchronous = OFF")
			create_schema(connection)
			writer = LedgerWriter(connection)
			yield writer
			create_indexes(connection)
			writer.set_meta(schema_version=SCHEMA_VERSION)
			connection.commit()
		finally:
			connection.close()
		os.replace(temporary, path)
	finally:
		temporary.unlink(missing_ok=True)
