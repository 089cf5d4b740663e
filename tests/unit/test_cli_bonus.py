"""`key-account bonus`: which figures come out, and what is refused."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import HEADER, SALES, ledger_in, made_ledger, names_in, run, write

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ledger(tmp_path):
	return made_ledger(tmp_path)


def figures(*arguments, names=("attainment", "case", "bonus")):
	"""(sales person, quarter) -> the named figures of the JSON output."""
	outcome = run("bonus", *arguments, "--format", "json")
	assert (outcome.code, outcome.err) == (0, ""), outcome
	rows = json.loads(outcome.out)
	return {(row["sales_person"], row["quarter"]): tuple(row[name] for name in names) for row in rows}


def test_all_quarters_with_documents_are_settled_where_none_is_named(ledger):
	assert figures(ledger, "--target", "1000") == {
		("Ann", "2026-Q1"): ("1000.00", "at target", "40.00"),
		("Bob", "2026-Q1"): ("0.00", "below base", "0.00"),
		("Ann", "2026-Q2"): ("2000.00", "at target", "40.00"),
		("Bob", "2026-Q2"): ("500.00", "between", "20.00"),
	}


def test_a_named_quarter_is_settled_on_the_state_of_those_before_it(ledger):
	found = figures(ledger, "--target", "900", "--quarter", "2026-Q2", names=("carry_in", "open_shortfall"))
	assert found == {("Ann", "2026-Q2"): ("100.00", "0.00"), ("Bob", "2026-Q2"): ("0.00", "400.00")}


def test_quarters_may_be_named_again_and_come_in_order_of_time(ledger):
	found = figures(ledger, "--target", "900", "--quarter", "2026-Q3", "--quarter", "2026-Q1")
	assert [quarter for _, quarter in found] == ["2026-Q1", "2026-Q1", "2026-Q3", "2026-Q3"]


def test_targets_may_differ_by_person_and_quarter(ledger, tmp_path):
	listed = write(
		tmp_path / "t.csv",
		'sales_person,quarter,target\nAnn,,800\nAnn,2026-Q2,"1,600.00"\nBob,2026-Q2,500\n',
	)
	assert figures(ledger, "--targets", listed, names=("target",)) == {
		("Ann", "2026-Q1"): ("800.00",),
		("Ann", "2026-Q2"): ("1600.00",),
		("Bob", "2026-Q2"): ("500.00",),
	}


def test_a_director_may_have_a_target_of_their_own(ledger, tmp_path):
	connection = sqlite3.connect(ledger)
	with connection:
		connection.execute(
			"""INSERT INTO "tabSales Person" (name, is_group, enabled) VALUES ('Director', 1, 1)"""
		)
	listed = write(tmp_path / "t.csv", "sales_person,quarter,target\nDirector,2026-Q1,500\n")
	assert figures(ledger, "--targets", listed, "--quarter", "2026-Q1") == {
		("Director", "2026-Q1"): ("0.00", "below base", "0.00")
	}


def test_money_of_somebody_without_a_target_is_listed_as_such(ledger, tmp_path):
	listed = write(tmp_path / "t.csv", "sales_person,quarter,target\nAnn,,800\n")
	outcome = run("bonus", ledger, "--targets", listed, "--quarter", "2026-Q2")
	assert "= credited 2,000.00 + no target 500.00 + tax 325.00; difference 0.00" in outcome.out


def test_a_plan_file_takes_the_place_of_the_default_plan(ledger, tmp_path):
	plan = write(tmp_path / "plan.toml", "rate = 0.1\nwage_deduction = 50\n")
	found = figures(ledger, "--target", "1000", "--plan", plan, names=("bonus", "wage_deduction"))
	assert found["Ann", "2026-Q1"] == ("100.00", "0.00")
	assert found["Bob", "2026-Q1"] == ("0.00", "50.00")


def test_versions_of_a_plan_follow_one_another(ledger, tmp_path):
	first = write(tmp_path / "first.toml", "rate = 0.1\nvalid_to = 2026-03-31\n")
	second = write(tmp_path / "second.toml", "rate = 0.2\nvalid_from = 2026-04-01\n")
	found = figures(ledger, "--target", "1000", "--plan", first, "--plan", second, names=("bonus",))
	assert (found["Ann", "2026-Q1"], found["Ann", "2026-Q2"]) == (("100.00",), ("200.00",))


def test_the_form_goes_by_the_ending_of_the_file(ledger, tmp_path):
	for name, beginning in (
		("t.json", b"["),
		("t.csv", b"sales_person,"),
		("t.html", b"<!doctype"),
		("t.xlsx", b"PK"),
	):
		assert run("bonus", ledger, "--target", "1000", "--out", tmp_path / name).code == 0
		assert (tmp_path / name).read_bytes().startswith(beginning)
	assert run("bonus", ledger, "--target", "1000", "--out", tmp_path / "t").code == 0
	assert (tmp_path / "t").read_text().startswith("Quarterly bonus of Imported")


def test_output_in_a_file_is_what_would_have_been_printed(ledger, tmp_path):
	for form in ("table", "json", "csv", "html"):
		printed = run("bonus", ledger, "--target", "1000", "--format", form).out
		written = run("bonus", ledger, "--target", "1000", "--format", form, "--out", tmp_path / "out")
		assert (written.code, written.out, (tmp_path / "out").read_text()) == (0, "", printed)


def test_a_ledger_without_money_has_no_quarters(tmp_path):
	ledger = made_ledger(tmp_path)
	connection = sqlite3.connect(ledger)
	with connection:
		for table in ("tabPayment Ledger Entry", "tabSales Invoice"):
			connection.execute(f'DELETE FROM "{table}"')
	assert run("bonus", ledger, "--target", "5", "--format", "json").out == "[]\n"
	assert "no quarter with posted documents" in run("bonus", ledger, "--target", "5").out
	assert run("bonus", ledger, "--target", "5", "--format", "html").code == 0


@pytest.mark.parametrize(
	"arguments, said",
	[
		(["--quarter", "2019-Q9"], "There is no quarter 2019-Q9"),
		(["--quarter", "Q1"], "choose one from 2026-Q1"),
		(["--quarter", ""], "There is no quarter ''"),
	],
)
def test_an_unknown_quarter_is_refused_naming_the_ledger(ledger, arguments, said):
	refused = run("bonus", ledger, "--target", "5", *arguments).sentence
	assert refused.startswith(f"{ledger}: ") and said in refused


@pytest.mark.parametrize("target", ["0", "-5", "abc", "1e3", "NaN", ""])
def test_a_target_that_is_none_is_refused(ledger, target):
	assert "--target" in run("bonus", ledger, f"--target={target}").sentence


@pytest.mark.parametrize(
	"listed, place, said",
	[
		("", ", line 1", "empty"),
		("sales_person,quarter\nAnn,\n", ", line 1, column target", "no such column"),
		("sales_person,quarter,target\n", "", "no target in it"),
		("sales_person,quarter,target\nAnn,,0\n", ", line 2, column target", "0 is not above 0"),
		("sales_person,quarter,target\nAnn,,-3\n", ", line 2, column target", "not above 0"),
		("sales_person,quarter,target\nAnn,,much\n", ", line 2, column target", "'much' is not an amount"),
		("sales_person,quarter,target\nAnn,,\n", ", line 2, column target", "empty"),
		("sales_person,quarter,target\n,,5\n", ", line 2, column sales_person", "empty"),
		(
			"sales_person,quarter,target\nAnn,,5\nCid,,5\n",
			", line 3, column sales_person",
			"no salesperson Cid",
		),
		(
			"sales_person,quarter,target\nAnn,2026Q1,5\n",
			", line 2, column quarter",
			"there are 2026-Q1 to 2026-Q4",
		),
		("sales_person,quarter,target\nAnn,,5\nAnn,,6\n", ", line 3, column quarter", "on line 2 already"),
	],
)
def test_bad_targets_are_refused_by_file_line_and_column(ledger, tmp_path, listed, place, said):
	path = write(tmp_path / "t.csv", listed)
	refused = run("bonus", ledger, "--targets", path).sentence
	assert refused.startswith(f"{path}{place}: ") and said in refused


def test_a_ledger_without_targets_wants_some(ledger):
	assert run("bonus", ledger).sentence == (
		f"{ledger}: there are no targets in it: give them by --target or --targets."
	)


@pytest.mark.parametrize("text", ["rate = 4\n", "rates = 1\n", "rate =\n"])
def test_a_bad_plan_is_refused_naming_its_file_and_line(ledger, tmp_path, text):
	plan = write(tmp_path / "plan.toml", text)
	assert run("bonus", ledger, "--target", "5", "--plan", plan).sentence.startswith(
		f"{plan}, line 1, column "
	)


def test_a_plan_that_is_not_there_is_refused(ledger, tmp_path):
	plan = tmp_path / "none.toml"
	assert run("bonus", ledger, "--target", "5", "--plan", plan).sentence.startswith(
		f"{plan}: it cannot be read"
	)


def test_a_quarter_without_a_plan_is_refused(ledger, tmp_path):
	plan = write(tmp_path / "plan.toml", "valid_from = 2026-04-01\n")
	refused = run("bonus", ledger, "--target", "5", "--plan", plan, "--quarter", "2026-Q1").sentence
	assert "No Bonus Plan of Imported is in force in 2026-Q1" in refused


def test_plans_in_force_at_the_same_time_are_refused(ledger, tmp_path):
	plans = [write(tmp_path / name, "rate = 0.1\n") for name in ("a.toml", "b.toml")]
	refused = run("bonus", ledger, "--target", "5", "--plan", plans[0], "--plan", plans[1]).sentence
	assert "a and b" in refused and "both in force" in refused


@pytest.mark.parametrize(
	"arguments, said",
	[
		([], "COMMAND"),
		(["ledger"], "COMMAND"),
		(["pay"], "pay"),
		(["bonus"], "LEDGER"),
		(["bonus", "l", "--format", "pdf"], "pdf"),
		(["bonus", "l", "--target", "5", "--targets", "t.csv"], "--targets"),
		(["bonus", "l", "--quarters", "2026-Q1"], "--quarters"),
		(["ledger", "import", "l.csv"], "--out"),
	],
)
def test_wrong_usage_is_refused_in_one_sentence(arguments, said):
	assert said in run(*arguments).sentence


def test_gross_and_net_exclude_each_other(tmp_path):
	given = [
		"--customer",
		"c",
		"--salesperson",
		"s",
		"--invoice",
		"i",
		"--invoice-date",
		"d",
		"--paid-on",
		"p",
	]
	listed = write(tmp_path / "l.csv", SALES)
	both = run(
		"ledger",
		"import",
		listed,
		"--out",
		ledger_in(tmp_path),
		*given,
		"--tax-rate",
		"13",
		"--gross",
		"g",
		"--net",
		"n",
	)
	neither = run("ledger", "import", listed, "--out", ledger_in(tmp_path), *given, "--tax-rate", "13")
	assert "--net" in both.sentence
	assert "--gross" in neither.sentence and "--net" in neither.sentence


def test_a_workbook_needs_a_file(ledger):
	assert "--out" in run("bonus", ledger, "--target", "5", "--format", "xlsx").sentence


def test_a_workbook_without_openpyxl_says_how_to_get_it(ledger, tmp_path, monkeypatch):
	monkeypatch.setitem(sys.modules, "openpyxl", None)
	out = tmp_path / "out.xlsx"
	assert (
		"pip install 'key_account[standalone]'"
		in run("bonus", ledger, "--target", "5", "--out", out).sentence
	)
	assert not out.exists()


def test_output_does_not_replace_what_is_read(ledger, tmp_path):
	plan = write(tmp_path / "plan.toml", "")
	before = ledger.read_bytes()
	for out in (ledger, plan):
		refused = run("bonus", ledger, "--target", "5", "--plan", plan, "--out", out).sentence
		assert refused.startswith(f"{out}: it is read from")
	assert (ledger.read_bytes(), plan.read_text()) == (before, "")


def test_output_that_cannot_be_written_is_refused(ledger, tmp_path):
	out = tmp_path / "none" / "out.json"
	assert run("bonus", ledger, "--target", "5", "--out", out).sentence.startswith(
		f"{out}: it cannot be written"
	)
	assert run("bonus", ledger, "--target", "5", "--out", tmp_path).sentence.startswith(f"{tmp_path}: ")
	assert names_in(tmp_path) == {"sales.csv", "ledger.sqlite"}


@pytest.mark.parametrize(
	"command", [["--help"], ["bonus", "--help"], ["ledger", "import", "--help"], ["--version"]]
)
def test_help_is_there_for_every_command(command):
	outcome = run(*command)
	assert outcome.code == 0 and outcome.err == ""
	assert "key-account" in outcome.out


def test_a_reader_that_goes_away_is_no_fault(ledger):
	"""As in `key-account bonus … | head -1`."""
	many = made_ledger(
		ledger.parent, HEADER + "".join(f"A,P{n},{n},2026-01-05,113,2026-02-01\n" for n in range(3000))
	)
	command = [sys.executable, "-m", "key_account.cli", "bonus", many, "--target", "5", "--format", "json"]
	read, written = os.pipe()
	running = subprocess.Popen(command, cwd=CHECKOUT, stdout=written, stderr=subprocess.PIPE, text=True)
	os.close(written)
	os.read(read, 1)
	os.close(read)
	assert running.communicate(timeout=60)[1] == ""
	assert running.returncode == 0
