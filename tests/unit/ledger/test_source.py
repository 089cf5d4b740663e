"""Reading values and packed rows, and MariaDB's words in SQLite's (key_account/ledger/source.py, sqlite.py)."""

import datetime as dt
import sqlite3
from decimal import Decimal
from typing import Any

import pytest

from key_account.ledger import queries
from key_account.ledger.dialects import for_postgres, for_sqlite
from key_account.ledger.source import FIELD, ROW, SEPARATORS, as_date, to_decimal, unpack


class TestNumbers:
	@pytest.mark.parametrize(
		("value", "number"),
		[
			(None, "0"),
			("", "0"),
			(0, "0"),
			(12, "12"),
			(-0.1, "-0.1"),
			(0.1 + 0.2, "0.3"),
			(1130.4499999999998, "1130.45"),
			(123456789012.34, "123456789012.34"),
			("9999999999.99", "9999999999.99"),
			(Decimal("1.005"), "1.005"),
			("-3.50", "-3.5"),
		],
	)
	def test_are_read_without_binary_noise(self, value: Any, number: str) -> None:
		assert to_decimal(value) == Decimal(number)


class TestDates:
	@pytest.mark.parametrize("value", ["2026-02-28", dt.date(2026, 2, 28)])
	def test_come_as_text_or_as_dates(self, value: Any) -> None:
		assert as_date(value) == dt.date(2026, 2, 28)


class TestPackedRows:
	def test_are_several_rows_in_one_text(self) -> None:
		packed = ROW.join([FIELD.join(["Ann", "60"]), FIELD.join(["Bob & Co, Ltd.", ""])])
		assert unpack(packed) == [["Ann", "60"], ["Bob & Co, Ltd.", ""]]

	@pytest.mark.parametrize("packed", [None, ""])
	def test_of_nothing_are_none(self, packed: str | None) -> None:
		assert unpack(packed) == []

	def test_separators_are_no_characters_that_names_have(self) -> None:
		assert set(SEPARATORS.values()) == {"\x1d", "\x1e", "\x1f"}


def run(sql: str, **params: Any) -> list[tuple]:
	translated, bound = for_sqlite(sql, params)
	connection = sqlite3.connect(":memory:")
	connection.execute("CREATE TABLE `tabTeam` (parent TEXT, person TEXT, percent NUMERIC, note TEXT)")
	connection.executemany(
		"INSERT INTO `tabTeam` VALUES (?, ?, ?, ?)",
		[("I1", "Ann", 60, None), ("I1", "Bob", 39.95, "x"), ("I2", "Cid", 100.0, "")],
	)
	try:
		return connection.execute(translated, bound).fetchall()
	finally:
		connection.close()


class TestTranslation:
	def test_values_are_bound_and_never_written_into_the_query(self) -> None:
		sql, bound = for_sqlite("SELECT %(name)s, %(name)s", {"name": "x'; DROP TABLE y; --"})
		assert (sql, bound) == ("SELECT :name, :name", {"name": "x'; DROP TABLE y; --"})

	def test_a_value_is_found_as_it_is(self) -> None:
		assert run("SELECT person FROM `tabTeam` WHERE person = %(who)s", who="Ann' OR '1'='1") == []
		assert run("SELECT person FROM `tabTeam` WHERE person = %(who)s", who="Bob") == [("Bob",)]

	def test_dates_are_texts(self) -> None:
		assert run("SELECT %(day)s", day=dt.date(2026, 3, 1)) == [("2026-03-01",)]
		assert run("SELECT %(none)s", none=None) == [(None,)]

	@pytest.mark.parametrize(("names", "found"), [(("Ann", "Cid"), ["Ann", "Cid"]), (("Bob",), ["Bob"])])
	def test_a_list_is_one_parameter_for_each_value(self, names: tuple, found: list[str]) -> None:
		rows = run("SELECT person FROM `tabTeam` WHERE person IN %(names)s ORDER BY person", names=names)
		assert [name for (name,) in rows] == found

	def test_what_is_not_asked_for_is_not_bound(self) -> None:
		assert for_sqlite("SELECT 1", {"company": "Acme"}) == ("SELECT 1", {})

	def test_a_parameter_that_is_not_given_is_an_error_of_the_program(self) -> None:
		with pytest.raises(KeyError, match="company"):
			for_sqlite("SELECT %(company)s", {})

	def test_greatest_of_two(self) -> None:
		assert run("SELECT GREATEST(%(a)s, %(b)s)", a="2026-01-31", b="2026-02-01") == [("2026-02-01",)]
		assert run("SELECT GREATEST(%(a)s, %(b)s)", a="2026-01-31", b=None) == [(None,)]

	def test_rows_of_a_child_table_are_packed_into_one_text(self) -> None:
		((packed,),) = run(
			"""SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, member.person, COALESCE(member.percent, 0))
			SEPARATOR %(row_separator)s) FROM `tabTeam` member WHERE member.parent = 'I1'""",
			**SEPARATORS,
		)
		assert [[name, to_decimal(percent)] for name, percent in unpack(packed)] == [
			["Ann", 60],
			["Bob", Decimal("39.95")],
		]

	def test_an_empty_field_stays_and_a_null_is_left_out_as_in_mariadb(self) -> None:
		rows = run(
			"SELECT CONCAT_WS(%(field_separator)s, person, note, percent) FROM `tabTeam` ORDER BY person",
			**SEPARATORS,
		)
		fields = [unpack(packed)[0] for (packed,) in rows]
		assert [len(row) for row in fields] == [2, 3, 3]
		assert [row[1] for row in fields[1:]] == ["x", ""]


def test_the_queries_have_no_word_left_that_only_mariadb_knows() -> None:
	for sql in (
		queries.RECEIPTS,
		queries.COLLECTIONS,
		queries.LEDGER_TOTAL,
		queries.FIRST_DAY,
		queries.EARLIEST_CHANGE,
	):
		translated = for_postgres(sql)
		for word in ("GROUP_CONCAT", "SEPARATOR", "STRAIGHT_JOIN", "IFNULL", "DATE_FORMAT"):
			assert f" {word} " not in translated and f"{word}(" not in translated
	assert "STRING_AGG(CONCAT_WS(" in for_postgres(queries.RECEIPTS)


def test_members_of_a_list_are_bound_as_single_values_are() -> None:
	day = dt.date(2026, 1, 31)
	_, bound = for_sqlite("SELECT 1 WHERE %(day)s IN %(days)s", {"day": day, "days": (day, Decimal("1.5"))})
	assert bound == {"day": "2026-01-31", "days_0": "2026-01-31", "days_1": "1.5"}
