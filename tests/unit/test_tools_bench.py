"""Which bench the tools use, and which they pass over."""

import json
from pathlib import Path

import pytest

from tools import bench
from tools.console import ToolError


@pytest.fixture
def home(tmp_path: Path) -> Path:
	return tmp_path / "home"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
	path = tmp_path / "work" / "key_account"
	path.mkdir(parents=True)
	return path


def make_bench(
	path: Path, version: str = "15.99.1", apps: tuple[str, ...] = ("erpnext",), **settings
) -> Path:
	"""The files by which a bench is known, and nothing else."""
	for app in apps:
		(path / "apps" / app).mkdir(parents=True)
	init = path / "apps" / "frappe" / "frappe" / "__init__.py"
	init.parent.mkdir(parents=True)
	init.write_text(f'import os\n\n__version__ = "{version}"\n')
	(path / "sites").mkdir()
	(path / "sites" / "common_site_config.json").write_text(json.dumps(settings))
	python = path / "env" / "bin" / "python"
	python.parent.mkdir(parents=True)
	python.touch(mode=0o755)
	return path


def test_no_bench_anywhere(checkout: Path, home: Path) -> None:
	assert bench.find_bench({}, checkout, home) is None


def test_the_bench_named_comes_before_all_others(checkout: Path, home: Path, tmp_path: Path) -> None:
	make_bench(checkout / ".bench")
	make_bench(home / "frappe-bench")
	named = make_bench(tmp_path / "named", version="16.0.0-dev")
	assert bench.find_bench({"BENCH": str(named)}, checkout, home) == bench.Bench(named, 16)


def test_then_the_bench_the_checkout_stands_in(home: Path, tmp_path: Path) -> None:
	around = make_bench(tmp_path / "around", apps=("erpnext", "key_account"))
	checkout = around / "apps" / "key_account"
	make_bench(checkout / ".bench")
	assert bench.find_bench({}, checkout, home) == bench.Bench(around, 15)


def test_a_bench_entered_through_its_link_counts_as_stood_in(
	checkout: Path, home: Path, tmp_path: Path
) -> None:
	around = make_bench(tmp_path / "around")
	link = around / "apps" / "key_account"
	link.symlink_to(checkout)
	make_bench(checkout / ".bench")
	assert bench.find_bench({"PWD": str(link)}, checkout, home) == bench.Bench(around, 15)
	assert bench.find_bench({"PWD": str(tmp_path)}, checkout, home) == bench.Bench(checkout / ".bench", 15)


def test_then_the_checkouts_own_then_the_one_in_the_home_directory(checkout: Path, home: Path) -> None:
	in_home = make_bench(home / "frappe-bench")
	assert bench.find_bench({"BENCH": ""}, checkout, home) == bench.Bench(in_home, 15)
	own = make_bench(checkout / ".bench")
	assert bench.find_bench({}, checkout, home) == bench.Bench(own, 15)


def test_a_half_built_bench_is_passed_over_until_it_is_complete(checkout: Path, home: Path) -> None:
	own = make_bench(checkout / ".bench")
	setup = own / bench.SETUP_DIRECTORY
	setup.mkdir()
	assert bench.find_bench({}, checkout, home) is None
	(setup / "complete").touch()
	assert bench.find_bench({}, checkout, home) == bench.Bench(own, 15)


@pytest.mark.parametrize(
	("make", "reason"),
	[
		(lambda path: None, "no such directory"),
		(lambda path: path.mkdir(), "it is no bench"),
		(lambda path: make_bench(path, version="14.5.0"), "version 14"),
		(lambda path: make_bench(path, apps=()), "no ERPNext"),
		(lambda path: (make_bench(path) / "env" / "bin" / "python").unlink(), "env/bin/python"),
		(lambda path: (make_bench(path) / bench.SETUP_DIRECTORY).mkdir(), "half built"),
	],
)
def test_an_unusable_bench_named_is_refused_by_name(make, reason, checkout, home, tmp_path) -> None:
	named = tmp_path / "named"
	make(named)
	with pytest.raises(ToolError, match=f"BENCH=.*named.*{reason}"):
		bench.find_bench({"BENCH": str(named)}, checkout, home)


def test_the_other_version_is_found_in_the_home_directory(checkout: Path, home: Path) -> None:
	v15 = make_bench(home / "frappe-bench")
	v16 = make_bench(home / "frappe-bench-16", version="16.1.0")
	found = bench.find_benches({}, checkout, home)
	assert found == {15: bench.Bench(v15, 15), 16: bench.Bench(v16, 16)}
	assert list(found) == [15, 16]
	assert list(bench.find_benches({"BENCH": str(v16)}, checkout, home)) == [16, 15]


def test_the_other_version_can_be_named_and_switched_off(checkout: Path, home: Path, tmp_path: Path) -> None:
	make_bench(home / "frappe-bench")
	make_bench(home / "frappe-bench-16", version="16.1.0")
	named = make_bench(tmp_path / "named", version="16.2.0")
	assert bench.find_benches({"BENCH_V16": str(named)}, checkout, home)[16] == bench.Bench(named, 16)
	assert bench.find_benches({"BENCH_V16": "none"}, checkout, home)[16] == "switched off by BENCH_V16=none"
	with pytest.raises(ToolError, match=r"version 15, not 16"):
		bench.find_benches({"BENCH_V16": str(home / "frappe-bench")}, checkout, home)


def test_a_version_without_a_bench_has_a_reason(checkout: Path, home: Path) -> None:
	# It stands where a v16 one is looked for.
	make_bench(home / "frappe-bench-16", version="15.0.0")
	found = bench.find_benches({}, checkout, home)
	assert "no bench with Frappe v15" in str(found[15])
	assert "no bench with Frappe v16" in str(found[16])


def test_addresses_come_from_the_settings_of_the_bench(tmp_path: Path) -> None:
	path = make_bench(tmp_path / "b", redis_cache="redis://10.0.0.1:13020", db_host="db", db_port=3307)
	found = bench.open_bench(path)
	assert found.redis_address("redis_cache") == ("10.0.0.1", 13020)
	assert found.redis_address("redis_queue") == ("127.0.0.1", 11000)
	assert found.database_address == ("db", 3307)
	(path / "config").mkdir()
	found.own_database.write_text("[mariadbd]\nport = 13326\n")
	assert found.database_address == ("127.0.0.1", 13326)
