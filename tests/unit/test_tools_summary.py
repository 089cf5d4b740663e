"""What `make test` says at its end and writes to summary.json."""

import json
from pathlib import Path

import pytest

from tools.summary import Result, Summary, failure, read_outcomes, result_of, together, write_outcomes

JUNIT = """<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="5">
<testcase classname="a" name="good"/><testcase classname="a" name="good too"><system-out>x</system-out></testcase>
<testcase classname="a" name="bad"><failure message="no">no</failure></testcase>
<testcase classname="a" name="broken"><error message="no">no</error></testcase>
<testcase classname="a" name="left out"><skipped message="why">why</skipped></testcase>
</testsuite></testsuites>"""
GOOD = '<testsuites><testsuite><testcase name="good"/></testsuite></testsuites>'


@pytest.fixture
def junit(tmp_path: Path) -> Path:
	return tmp_path / "junit.xml"


def test_junit_counts_failures_and_errors_as_failed(junit: Path) -> None:
	junit.write_text(JUNIT)
	assert result_of(junit, 1) == Result(passed=2, failed=2, skipped=1)


def test_a_run_that_broke_off_failed_whatever_its_file_says(junit: Path) -> None:
	junit.write_text(GOOD)
	assert result_of(junit, 0) == Result(passed=1)
	assert result_of(junit, -9) == Result(passed=1, failed=1, error="pytest ended with exit code -9")
	assert result_of(junit, 1) == Result(passed=1, failed=1, error="pytest ended with exit code 1")


@pytest.mark.parametrize("text", [None, "<testsuites><testsuite", ""])
def test_a_run_without_a_readable_file_failed(junit: Path, text: str | None) -> None:
	if text is not None:
		junit.write_text(text)
	assert result_of(junit, 4) == failure("pytest ended with exit code 4")


def test_no_tests_at_all_is_no_result(junit: Path) -> None:
	junit.write_text("<testsuites><testsuite/></testsuites>")
	assert result_of(junit, 5) is None


def test_summary_names_every_layer(tmp_path: Path) -> None:
	run = Summary("abc123", False)
	run.layers = {"unit": Result(7, 0, 1), "site v15": "no bench", "browser": Result(2)}
	run.write(tmp_path / "report" / "summary.json")
	assert json.loads((tmp_path / "report" / "summary.json").read_text()) == {
		"commit": "abc123",
		"uncommitted changes": False,
		"unit": {"passed": 7, "failed": 0, "skipped": 1},
		"site v15": {"not run": "no bench"},
		"site v16": {"not run": "not reached"},
		"browser": {"passed": 2, "failed": 0, "skipped": 0},
	}
	assert [path.name for path in (tmp_path / "report").iterdir()] == ["summary.json"]


def test_the_last_line_has_the_counts_of_all_layers() -> None:
	run = Summary(
		"abc123", False, {"unit": Result(7, 1, 1), "site v15": "no bench", "browser": Result(2, 0, 3)}
	)
	assert run.text().splitlines()[-1] == "9 passed, 1 failed, 4 skipped"
	assert "site v15  not run: no bench" in run.text()


@pytest.mark.parametrize(
	("layers", "code"),
	[
		({"unit": Result(7)}, 0),
		({"unit": Result(7), "site v15": "no bench"}, 0),
		({"unit": Result(7), "site v15": failure("migrating failed")}, 1),
		({"unit": "no PyPI", "site v15": "no bench"}, 1),
		({}, 1),
	],
)
def test_exit_code_tells_of_failures_and_of_nothing_having_run(layers: dict, code: int) -> None:
	assert Summary("abc123", False, layers).exit_code == code


def test_outcomes_of_a_bench_come_back_as_they_were_written(tmp_path: Path) -> None:
	outcomes = {"site": Result(7, 1, 2, "broke off"), "browser": "no Chromium"}
	write_outcomes(tmp_path / "bench.json", outcomes)
	assert read_outcomes(tmp_path / "bench.json") == outcomes
	assert read_outcomes(tmp_path / "never written.json") == {}


def test_runs_of_a_layer_on_several_benches_are_added_up() -> None:
	assert together(["no bench", Result(2, 0, 1), Result(3, 1)]) == Result(5, 1, 1)
	assert together(["no bench", "no Chromium"]) == "no bench"
