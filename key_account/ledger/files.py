"""Writing ledger files: whole or not at all."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from key_account.language import _, reason_of
from key_account.ledger.schema import (
	META,
	SCHEMA_VERSION,
	TABLES,
	LedgerFileError,
	create_indexes,
	create_schema,
)
from key_account.ledger.sqlite import open_existing
from key_account.whole_file import replaced_file


class LedgerWriter:
	"""Fills a new ledger file table by table."""

	def __init__(self, connection: sqlite3.Connection) -> None:
		self.connection = connection

	def write(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
		"""Rows as dicts of columns; columns left out are NULL. Returns how many were written."""
		columns = TABLES[table]
		return self.write_tuples(table, (tuple(row.get(column) for column in columns) for row in rows))

	def write_tuples(self, table: str, rows: Iterable[Iterable[Any]]) -> int:
		"""Rows with the columns in the order of schema.TABLES. Returns how many were written."""
		columns = TABLES[table]
		names = ", ".join(f'"{column}"' for column in columns)
		marks = ", ".join("?" * len(columns))
		return self.connection.executemany(
			f'INSERT INTO "{table}" ({names}) VALUES ({marks})', (tuple(map(plain, row)) for row in rows)
		).rowcount

	def set_meta(self, **values: Any) -> None:
		self.connection.executemany(
			f"INSERT INTO {META} (key, value) VALUES (?, ?)",
			[(key, json.dumps(value, ensure_ascii=False)) for key, value in values.items()],
		)


def plain(value: Any) -> Any:
	"""A value as SQLite keeps it: numbers as numbers, dates as ISO text."""
	convert = _CONVERSIONS.get(type(value))
	return value if convert is None else convert(value)


# By exact type, because a ledger has millions of values.
_CONVERSIONS = {
	Decimal: float,
	dt.date: dt.date.isoformat,
	dt.datetime: lambda moment: moment.date().isoformat(),
}


@contextmanager
def new_ledger_file(path: str | Path) -> Iterator[LedgerWriter]:
	"""A new ledger file at `path`: it takes the place of an older one when all is written, else nothing changes.

	raises     LedgerFileError where it cannot be written, or another kind of file is in its place
	"""
	path = Path(path)
	_refuse_other_files(path)
	try:
		with replaced_file(path) as temporary:
			connection = sqlite3.connect(temporary)
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
	except OSError as error:
		raise _unwritable(path, reason_of(error)) from error
	except sqlite3.OperationalError as error:
		raise _unwritable(path, error) from error


def _unwritable(path: Path, reason: object) -> LedgerFileError:
	return LedgerFileError(_("{path}: it cannot be written ({reason}).").format(path=path, reason=reason))


def _refuse_other_files(path: Path) -> None:
	"""Only a ledger file may be replaced: a list given as the target by mistake is not."""
	if not path.exists() or (path.is_file() and not path.stat().st_size):
		return
	connection = open_existing(path)
	try:
		connection.execute(f"SELECT key FROM {META}").fetchone()
	except sqlite3.DatabaseError:
		what = _("{path}: another kind of file is there already; name another one to write to.")
		raise LedgerFileError(what.format(path=path)) from None
	finally:
		connection.close()
