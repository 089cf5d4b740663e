"""Ledger files are written whole or not at all, and anything else is refused by name."""

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import COLUMNS, HEADER, SALES, import_list, ledger_in, made_ledger, names_in, run, write

from key_account.ledger.cash import CashRules
from key_account.ledger.csv_import import COMPANY
from key_account.ledger.dialects import for_sqlite
from key_account.ledger.files import new_ledger_file
from key_account.ledger.queries import COLLECTIONS, LEDGER_TOTAL, RECEIPTS
from key_account.ledger.receipts import period_params
from key_account.ledger.schema import META, SCHEMA_VERSION, TABLES
from key_account.ledger.sqlite import SQLiteSource
from key_account.whole_file import write_whole

CHECKOUT = Path(__file__).resolve().parents[2]


def change(ledger: Path, statement: str) -> Path:
	connection = sqlite3.connect(ledger)
	with connection:
		connection.execute(statement)
	connection.close()
	return ledger


def refusal(ledger: Path) -> str:
	"""What both commands that read a ledger say."""
	checked, paid = run("ledger", "check", ledger).sentence, run("bonus", ledger, "--target", 1).sentence
	assert checked == paid
	assert checked.startswith(f"{ledger}: ")
	return checked


def test_a_file_that_is_not_there_is_refused(tmp_path):
	assert "no such file" in refusal(tmp_path / "none.sqlite")


def test_a_folder_is_refused(tmp_path):
	assert "no file" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path):
	assert "not a ledger file" in refusal(write(tmp_path / "empty.sqlite", ""))


def test_a_file_of_another_kind_is_refused(tmp_path):
	assert "not a ledger file" in refusal(write(tmp_path / "list.csv", SALES))


def test_a_database_of_another_kind_is_refused(tmp_path):
	other = tmp_path / "other.sqlite"
	assert "not a ledger file" in refusal(change(other, "CREATE TABLE x (y)"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_ledger_cut_short_is_refused(tmp_path, share):
	ledger = made_ledger(
		tmp_path, HEADER + "".join(f"A,Ann,{n},2026-01-05,113,2026-02-01\n" for n in range(500))
	)
	content = ledger.read_bytes()
	ledger.write_bytes(content[: int(len(content) * share)])
	assert "cut short" in refusal(ledger) or "damaged" in refusal(ledger)


def test_a_ledger_with_bytes_overwritten_is_refused(tmp_path):
	ledger = made_ledger(tmp_path)
	content = bytearray(ledger.read_bytes())
	content[4096:8192] = b"\xff" * 4096
	ledger.write_bytes(content)
	assert refusal(ledger)


@pytest.mark.parametrize("version", ["2", "0", '"1"', "null"])
def test_a_ledger_of_another_version_is_refused(tmp_path, version):
	ledger = change(
		made_ledger(tmp_path), f"UPDATE {META} SET value = '{version}' WHERE key = 'schema_version'"
	)
	assert f"this program reads version {SCHEMA_VERSION}" in refusal(ledger)


def test_a_ledger_without_its_last_entry_is_refused(tmp_path):
	ledger = change(made_ledger(tmp_path), f"DELETE FROM {META} WHERE key = 'schema_version'")
	assert "was not written to its end" in refusal(ledger)


def test_a_ledger_that_lacks_a_table_is_refused_naming_it(tmp_path):
	assert "tabSales Team" in refusal(change(made_ledger(tmp_path), 'DROP TABLE "tabSales Team"'))


def test_a_ledger_without_a_company_is_refused(tmp_path):
	assert "no company" in refusal(change(made_ledger(tmp_path), f"DELETE FROM {META} WHERE key = 'company'"))


@pytest.mark.parametrize(
	"settings", ['{"plans": [{"rates": 1}]}', '{"plans": 5}', '{"unheard": 1}', '{"go_live": "soon"}', "[]"]
)
def test_a_ledger_with_settings_that_make_no_sense_is_refused(tmp_path, settings):
	ledger = change(made_ledger(tmp_path), f"INSERT INTO {META} VALUES ('config', '{settings}')")
	assert "the plans and settings in it cannot be read" in refusal(ledger)


@pytest.mark.parametrize(
	"statement",
	[
		"""UPDATE "tabSales Invoice" SET base_net_total = 'much'""",
		"""UPDATE "tabFiscal Year" SET year_start_date = 'spring'""",
		"""UPDATE "tabSales Team" SET allocated_percentage = 'all'""",
		"""UPDATE "tabSales Invoice" SET base_net_total = NULL""",
	],
)
def test_a_ledger_with_values_that_make_no_sense_is_refused(tmp_path, statement):
	refused = run("bonus", change(made_ledger(tmp_path), statement), "--target", 100).sentence
	assert refused.startswith(f"{ledger_in(tmp_path)}: ")


def test_a_team_over_100_per_cent_is_refused_naming_the_invoice(tmp_path):
	ledger = change(
		made_ledger(tmp_path), """UPDATE "tabSales Team" SET allocated_percentage = 120 WHERE parent = '3'"""
	)
	refused = run("bonus", ledger, "--target", 100).sentence
	assert refused.startswith(f"{ledger}: Sales Invoice 3: ")


def test_a_target_of_zero_in_the_ledger_is_refused_naming_the_person(tmp_path):
	ledger = change(
		made_ledger(tmp_path),
		"""INSERT INTO "tabTarget Detail" VALUES ('t', 'Ann', 'Sales Person', '2026', 0, NULL)""",
	)
	refused = run("bonus", ledger).sentence
	assert refused.startswith(f"{ledger}: Sales Person Ann: ")


def test_what_is_read_is_never_written(tmp_path):
	ledger = made_ledger(tmp_path)
	before = ledger.read_bytes()
	assert run("bonus", ledger, "--target", 1000).code == 0
	assert run("ledger", "check", ledger).code == 0
	assert ledger.read_bytes() == before
	assert names_in(tmp_path) == {"sales.csv", "ledger.sqlite"}


def test_a_failed_import_leaves_the_older_ledger_as_it_was(tmp_path):
	before = made_ledger(tmp_path).read_bytes()
	import_list(tmp_path, SALES + "Beta,Bob,9,2026-03-05,zero,2026-04-01\n").sentence  # noqa: B018 (it asserts)
	assert ledger_in(tmp_path).read_bytes() == before
	assert names_in(tmp_path) == {"sales.csv", "ledger.sqlite"}


def test_an_import_does_not_replace_what_is_no_ledger(tmp_path):
	precious = write(tmp_path / "ledger.sqlite", "precious")
	assert "another kind of file" in import_list(tmp_path).sentence
	assert precious.read_text() == "precious"


def test_an_import_does_not_replace_its_own_list(tmp_path):
	listed = write(tmp_path / "sales.csv", SALES)
	options = [part for pair in COLUMNS.items() for part in pair]
	assert "read from" in run("ledger", "import", listed, "--out", listed, *options).sentence
	assert listed.read_text() == SALES


def test_a_ledger_is_not_written_where_there_is_no_folder(tmp_path):
	listed = write(tmp_path / "sales.csv", SALES)
	options = [part for pair in COLUMNS.items() for part in pair]
	out = tmp_path / "none" / "ledger.sqlite"
	assert run("ledger", "import", listed, "--out", out, *options).sentence.startswith(
		f"{out}: it cannot be written"
	)


def test_a_new_ledger_can_be_read_by_those_the_user_allows(tmp_path):
	old = os.umask(0o027)
	try:
		assert made_ledger(tmp_path).stat().st_mode & 0o777 == 0o640
	finally:
		os.umask(old)


def test_a_link_stays_a_link(tmp_path):
	target = made_ledger(tmp_path)
	link = tmp_path / "link.sqlite"
	link.symlink_to(target)
	with new_ledger_file(link) as writer:
		writer.set_meta(company="Other")
	assert link.is_symlink() and link.resolve() == target
	assert SQLiteSource(target).meta["company"] == "Other"


def test_an_exception_while_writing_leaves_nothing(tmp_path):
	with pytest.raises(KeyboardInterrupt), new_ledger_file(tmp_path / "new.sqlite") as writer:
		writer.write("tabItem Group", [{"name": "Product"}])
		raise KeyboardInterrupt
	assert names_in(tmp_path) == set()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_ended_leaves_nothing(tmp_path, end):
	rows = "".join(f"A,Ann,{number},2026-01-05,113,2026-02-01\n" for number in range(60_000))
	listed = write(tmp_path / "sales.csv", HEADER + rows)
	options = [part for pair in COLUMNS.items() for part in pair]
	command = [
		sys.executable,
		"-m",
		"key_account.cli",
		"ledger",
		"import",
		listed,
		"--out",
		ledger_in(tmp_path),
	]
	running = subprocess.Popen(
		[*command, *options],
		cwd=CHECKOUT,
		stdout=subprocess.PIPE,
		stderr=subprocess.PIPE,
		text=True,
		# Where the tests run in the background, SIGINT is ignored, and would be in their children.
		preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
	)
	while running.poll() is None and not any(name.startswith(".ledger") for name in names_in(tmp_path)):
		time.sleep(0.005)
	running.send_signal(end)
	_out, err = running.communicate(timeout=60)
	assert running.returncode not in (0, 2), err
	assert "Traceback" not in err
	assert names_in(tmp_path) == {"sales.csv"}


def test_output_is_written_whole_or_not_at_all(tmp_path):
	out = write(tmp_path / "out.json", "before")
	with pytest.raises(TypeError):
		write_whole(out, 5)
	assert out.read_text() == "before"
	assert names_in(tmp_path) == {"out.json"}


def test_what_is_no_ordinary_file_is_written_to_and_not_replaced():
	write_whole(Path(os.devnull), "gone")
	assert not Path(os.devnull).is_file()


def test_every_column_that_the_queries_read_is_in_the_file(tmp_path):
	source = SQLiteSource(made_ledger(tmp_path))
	found = {
		table: [row[1] for row in source.connection.execute(f'PRAGMA table_info("{table}")')]
		for table in TABLES
	}
	assert found == {table: list(columns) for table, columns in TABLES.items()}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
	"""A ledger of 2,000 invoices, enough for SQLite's planner to care."""
	days = [f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in range(1, 29)]
	rows = (f"C{n % 50},P{n % 9},{n},{days[n % 280]},113,{days[(n + 31) % 280]}\n" for n in range(2000))
	return made_ledger(tmp_path_factory.mktemp("year"), HEADER + "".join(rows))


@pytest.mark.parametrize("query", [RECEIPTS, COLLECTIONS, LEDGER_TOTAL])
def test_a_quarter_is_found_by_index(year, query):
	source = SQLiteSource(year)
	params = period_params(COMPANY, dt.date(2026, 4, 1), dt.date(2026, 6, 30), CashRules())
	sql, bound = for_sqlite(query, params)
	steps = [row[3].split() for row in source.connection.execute(f"EXPLAIN QUERY PLAN {sql}", bound)]
	subqueries = {name for verb, name, *_ in steps if verb in ("MATERIALIZE", "CO-ROUTINE")}
	assert {name for verb, name, *_ in steps if verb == "SCAN"} <= subqueries
	assert ["SEARCH", "ple"] in [step[:2] for step in steps]


def concatenated(*values: str) -> str:
	connection = sqlite3.connect(":memory:")
	sql, bound = for_sqlite(
		f"SELECT CONCAT_WS(%(field_separator)s, {', '.join(values)})", {"field_separator": "|"}
	)
	return connection.execute(sql, bound).fetchone()[0]


@pytest.mark.parametrize(
	"values, text",
	[
		(("'a'", "'b'"), "a|b"),
		(("NULL", "'b'", "NULL", "'c'"), "b|c"),
		(("NULL", "NULL"), ""),
		(("''", "''"), "|"),
		(("1", "2.5", "COALESCE(NULL, 0)", "MAX(1, 2)"), "1|2.5|0|2"),
		(("0.1 + 0.2", "1130.0", "1e15 + 0.5"), "0.3|1130.0|1.0e+15"),
	],
)
def test_concatenation_leaves_out_what_is_null_as_mariadb_does(values, text):
	assert concatenated(*values) == text


def test_many_amounts_add_up_to_the_cent(tmp_path):
	"""Ten thousand cents of 0.1 are no 1000.0000000001588."""
	rows = "".join(f"A,Ann,{n},2026-01-05,0.10,2026-02-01\n" for n in range(10_000))
	ledger = made_ledger(tmp_path, HEADER + rows, tax_rate="0")
	outcome = run("ledger", "check", ledger)
	assert outcome.out.startswith("2026-Q1  Ledger 1,000.00 = credited 1,000.00; difference 0.00\n"), outcome


def test_meta_holds_json(tmp_path):
	with new_ledger_file(tmp_path / "new.sqlite") as writer:
		writer.set_meta(company="甲", precision=0, config={"plans": []})
	rows = dict(sqlite3.connect(tmp_path / "new.sqlite").execute(f"SELECT key, value FROM {META}"))
	assert json.loads(rows["company"]) == "甲"
	assert SQLiteSource(tmp_path / "new.sqlite").meta["precision"] == 0
