"""An exported ledger file as a source of ledger rows."""

import math
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from key_account.language import _, reason_of
from key_account.ledger.dialects import for_sqlite
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
			what = _("{path}: the ledger cannot be read ({reason}); export it again.")
			raise LedgerFileError(what.format(path=self.path, reason=error)) from error

	def close(self) -> None:
		self.connection.close()


def open_existing(path: Path) -> sqlite3.Connection:
	"""Open a file for reading only.

	raises     LedgerFileError where there is none, or it cannot be opened
	"""
	if not path.is_file():
		what = _("{path}: this is no file.") if path.exists() else _("{path}: there is no such file.")
		raise LedgerFileError(what.format(path=path))
	try:
		with path.open("rb"):
			connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
	except (OSError, sqlite3.Error) as error:
		reason = reason_of(error) if isinstance(error, OSError) else error
		what = _("{path}: it cannot be opened ({reason}).")
		raise LedgerFileError(what.format(path=path, reason=reason)) from error
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
