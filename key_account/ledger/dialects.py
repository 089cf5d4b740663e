"""The ledger queries, which are written in MariaDB's words, in those of SQLite and PostgreSQL."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any


def for_mariadb(sql: str) -> str:
	"""A query as MariaDB 10.11 answers it for certain.

	Where it checks the range for each record, its rowid filters stumble over rows that the same transaction has
	deleted, as reconciling does: "Can't find record in 'tabPayment Ledger Entry'" (1032).
	"""
	return f"SET STATEMENT optimizer_switch='rowid_filter=off' FOR {sql}"


def for_postgres(sql: str) -> str:
	"""MariaDB's words that PostgreSQL has others for."""
	sql = sql.replace("GROUP_CONCAT(", "STRING_AGG(").replace("STRAIGHT_JOIN", "JOIN")
	return re.sub(r"\s+SEPARATOR\s+", ", ", sql)


def for_sqlite(sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
	"""MariaDB's words that SQLite has others for; lists become one parameter for each value."""
	bound: dict[str, Any] = {}

	def bind(match: re.Match) -> str:
		name = match[1]
		value = params[name]
		if not isinstance(value, tuple):
			bound[name] = _storable(value)
			return f":{name}"
		names = [f"{name}_{i}" for i in range(len(value))]
		bound.update(zip(names, map(_storable, value), strict=True))
		return "(" + ", ".join(f":{n}" for n in names) + ")"

	return re.sub(r"%\((\w+)\)s", bind, _translated(sql)), bound


def _storable(value: Any) -> Any:
	return value if value is None or isinstance(value, int | float | str) else str(value)


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
	"""The arguments of a call whose parenthesis opens before `start`, and where the text goes on behind it.

	Quotes are not known: a comma or parenthesis within one counts as any other.
	"""
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
