"""Making a bench: steps that go on where they were cut short, versions, settings; linking a checkout."""

import json
import os
import sys
from pathlib import Path

import pytest

from tools import create_bench, link, locks, private_mariadb, sites, system, venv
from tools.bench import Bench, option_of
from tools.console import CannotRun, ToolError, clock, run_side_by_side, tail
from tools.create_bench import Step
from tools.demo import REPORT_ADDRESS, address_in


def test_a_run_cut_short_goes_on_with_the_step_it_was_in(tmp_path: Path) -> None:
	log: list[str] = []
	power_fails = True

	def second() -> None:
		log.append("do second")
		if power_fails:
			raise KeyboardInterrupt

	def steps() -> list[Step]:
		return [
			Step("first", lambda: log.append("undo first"), lambda: log.append("do first")),
			Step("second", lambda: log.append("undo second"), second),
			Step("third", lambda: log.append("undo third"), lambda: log.append("do third")),
		]

	with pytest.raises(KeyboardInterrupt):
		create_bench.run_steps(tmp_path, steps())
	assert log == ["undo first", "do first", "undo second", "do second"]
	assert not (tmp_path / "complete").exists()

	log.clear()
	power_fails = False
	create_bench.run_steps(tmp_path, steps())
	assert log == ["undo second", "do second", "undo third", "do third"]
	assert (tmp_path / "complete").exists()

	log.clear()
	create_bench.run_steps(tmp_path, steps())
	assert log == []


def test_sources_are_the_official_ones_unless_named() -> None:
	official = create_bench.Sources.of({"FRAPPE_REPO": ""})
	assert official.frappe == "https://github.com/frappe/frappe"
	assert official.erpnext == "https://github.com/frappe/erpnext"
	assert official.branch == "version-15"
	named = create_bench.Sources.of({"ERPNEXT_REPO": "https://git.example/e", "FRAPPE_BRANCH": "version-16"})
	assert named == create_bench.Sources(
		"https://github.com/frappe/frappe", "https://git.example/e", "version-16"
	)


def test_settings_once_written_keep_their_ports(tmp_path: Path) -> None:
	path = tmp_path / "sites" / "common_site_config.json"
	create_bench.write_settings(path)
	settings = json.loads(path.read_text())
	offset = settings["webserver_port"] - 8000
	assert offset in create_bench.OFFSETS
	assert settings["redis_cache"] == f"redis://127.0.0.1:{13000 + offset}"
	assert settings["db_port"] == 14000 + offset
	path.write_text('{"webserver_port": 1}')
	create_bench.write_settings(path)
	assert json.loads(path.read_text()) == {"webserver_port": 1}


@pytest.mark.parametrize(
	("version", "specifier", "fits"),
	[
		((3, 10), ">=3.10,<3.14", True),
		((3, 13), ">=3.10, <3.14", True),
		((3, 14), ">=3.10,<3.14", False),
		((3, 9), ">=3.10,<3.14", False),
		((3, 14), ">=3.14.0", True),
		((3, 11), ">3.11", False),
		((3, 11), "<=3.11,!=3.10", True),
		((18, 20), ">=18", True),
		((16, 0), ">=18", False),
	],
)
def test_version_specifiers(version: tuple[int, int], specifier: str, fits: bool) -> None:
	assert system.satisfies(version, specifier) is fits


def test_a_version_specifier_that_cannot_be_read_is_refused() -> None:
	with pytest.raises(ValueError, match=r"~=3\.10"):
		system.satisfies((3, 10), "~=3.10")


def test_python3_itself_is_taken_where_it_fits_else_the_newest_that_does() -> None:
	own, old, new = (system.Python(Path(f"/python3.{minor}"), (3, minor)) for minor in (11, 10, 13))
	assert system.choose_python([own, old, new], ">=3.10,<3.14") is own
	assert system.choose_python([own, old, new], ">=3.12,<3.14") is new
	assert system.choose_python([own, old, new], ">=3.14") is None
	assert system.choose_python([], ">=3.10") is None


def test_who_may_not_install_packages_is_told_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
	monkeypatch.setattr(system, "may_install", lambda: False)
	monkeypatch.setattr(system, "is_debian", lambda: True)
	with pytest.raises(CannotRun, match=r"For a bench install first: sudo apt-get install git redis-server$"):
		system.ensure_packages(["git", "redis-server"], "a bench", tmp_path / "log")
	system.ensure_packages([], "a bench", tmp_path / "log")


def test_a_package_that_gives_several_programs_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(system, "has_program", lambda name: name == "git")
	monkeypatch.setattr(system, "is_debian", lambda: False)
	programs = {"git": "git", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server"}
	assert system.missing_packages(programs, ["libmariadb-dev"]) == ["mariadb-server"]


def test_python_wanted_is_read_from_pyproject() -> None:
	assert create_bench.python_wanted('[project]\nrequires-python = ">=3.10,<3.14" # why\n') == ">=3.10,<3.14"
	assert create_bench.python_wanted('[project]\nname = "frappe"\n') == ">=3.10"


def test_requirements_are_read_without_a_toml_parser() -> None:
	pyproject = """
[project]
dependencies = ["x"]

[project.optional-dependencies]
test = ["pytest>=8,<9", "hypothesis[cli]>=6"]
browser = [
	"playwright>=1.40",
]

[tool.other]
test = ["y"]
"""
	assert venv.requirements(pyproject, ["test", "browser"]) == [
		"pytest>=8,<9",
		"hypothesis[cli]>=6",
		"playwright>=1.40",
	]
	with pytest.raises(KeyError):
		venv.requirements(pyproject, ["nosuch"])


def test_the_database_listens_on_this_machine_only(tmp_path: Path) -> None:
	cnf = tmp_path / "mariadb.cnf"
	cnf.write_text(private_mariadb.configuration(Path("/b"), 13326))
	assert option_of(cnf, "bind-address") == "127.0.0.1"
	assert option_of(cnf, "port") == "13326"
	assert option_of(cnf, "datadir") == "/b/mariadb"
	with pytest.raises(ToolError, match="nosuch"):
		option_of(cnf, "nosuch")


def test_the_database_password_is_asked_for_where_the_server_is_not_the_benchs_own(tmp_path: Path) -> None:
	bench = Bench(tmp_path, 15)
	with pytest.raises(ToolError, match="DB_ROOT_PASSWORD"):
		sites.database_root_password(bench, {})
	assert sites.database_root_password(bench, {"DB_ROOT_PASSWORD": "secret"}) == "secret"
	bench.own_database.parent.mkdir()
	bench.own_database.touch()
	assert sites.database_root_password(bench, {}) == sites.DATABASE_ROOT_PASSWORD


@pytest.fixture
def place(tmp_path: Path) -> Path:
	(tmp_path / "bench" / "apps").mkdir(parents=True)
	return tmp_path / "bench" / "apps" / "key_account"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
	path = tmp_path / "checkout"
	path.mkdir()
	return path


def test_a_missing_a_foreign_and_a_dangling_link_come_to_point_to_the_checkout(
	place: Path, checkout: Path, tmp_path: Path
) -> None:
	other = tmp_path / "other"
	other.mkdir()
	assert link.link_directory(place, other) is True
	assert link.link_directory(place, checkout) is True
	assert place.resolve() == checkout
	assert link.link_directory(place, checkout) is False
	place.unlink()
	place.symlink_to(tmp_path / "removed")
	assert link.link_directory(place, checkout) is True
	assert place.resolve() == checkout
	assert [path.name for path in place.parent.iterdir()] == ["key_account"]


def test_a_real_directory_is_kept_in_the_archive(place: Path, checkout: Path) -> None:
	place.mkdir()
	(place / "work").write_text("not committed")
	assert link.link_directory(place, checkout) is True
	assert place.resolve() == checkout
	(kept,) = (place.parents[1] / "archived" / "apps").iterdir()
	assert (kept / "work").read_text() == "not committed"


def test_a_checkout_that_stands_in_the_bench_stays(place: Path) -> None:
	place.mkdir()
	assert link.link_directory(place, place) is False
	assert not place.is_symlink()


def test_the_app_is_listed_once(tmp_path: Path) -> None:
	apps = tmp_path / "apps.txt"
	apps.write_text("frappe\nerpnext")
	assert link.list_app(apps) is True
	assert link.list_app(apps) is False
	assert apps.read_text() == "frappe\nerpnext\nkey_account\n"


def test_a_change_to_what_a_migration_carries_over_changes_the_schema(tmp_path: Path) -> None:
	app = tmp_path / "key_account"
	(app / "doctype" / "plan").mkdir(parents=True)
	(app / "setup").mkdir()
	(app / "hooks.py").write_text("app_name = 1")
	definition = app / "doctype" / "plan" / "plan.json"
	definition.write_text("{}")
	before = sites.schema_of(tmp_path)
	(app / "bonus.py").write_text("computes")
	assert sites.schema_of(tmp_path) == before
	seen = {before}
	for path, text in (
		(definition, '{"fields": []}'),
		(app / "hooks.py", "app_name = 2"),
		(app / "setup" / "roles.py", "ROLES = ()"),
		(app / "patches.txt", "key_account.patches.one"),
	):
		path.write_text(text)
		seen.add(sites.schema_of(tmp_path))
	assert len(seen) == 5


def test_the_address_printed_last_is_opened() -> None:
	assert address_in("report in /tmp/app/x\n") == REPORT_ADDRESS
	assert address_in("") == REPORT_ADDRESS
	output = "Open /app/query-report/Quarterly%20Bonus?company=A\nOpen /desk/query-report/B?quarter=Q1\n"
	assert address_in(output) == "/desk/query-report/B?quarter=Q1"


def test_the_end_of_a_log_leaves_out_what_progress_bars_overwrote(tmp_path: Path) -> None:
	log = tmp_path / "log"
	log.write_text("first\n\n10%\r20%\r30%\nlast\n\n")
	assert tail(log) == ["first", "30%", "last"]
	assert tail(log, 1) == ["last"]
	assert tail(tmp_path / "missing") == []


def test_clock_counts_minutes_and_seconds() -> None:
	assert (clock(0), clock(65.9), clock(3600)) == ("0:00", "1:05", "60:00")


def test_a_lock_is_held_to_the_end_of_its_block_and_handed_on(tmp_path: Path) -> None:
	with locks.only_one(tmp_path / "lock", "a thing"):
		assert len(locks.held()) == 1
		assert (tmp_path / "lock").read_text() == str(os.getpid())
	assert locks.held() == ()


def test_commands_run_side_by_side_with_their_names_before_their_lines(
	tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
	meet = "import os, sys, time\nopen(sys.argv[1], 'w')\nwhile not os.path.exists(sys.argv[2]): time.sleep(0.01)\n"
	first, second = str(tmp_path / "first"), str(tmp_path / "second")
	codes = run_side_by_side(
		{
			"a": [sys.executable, "-c", f"{meet}print('one\\ntwo')", first, second],
			"b": [sys.executable, "-c", f"{meet}print('three'); sys.exit(3)", second, first],
		},
		cwd=tmp_path,
	)
	assert codes == {"a": 0, "b": 3}
	assert sorted(capfd.readouterr().out.splitlines()) == ["a | one", "a | two", "b | three"]
