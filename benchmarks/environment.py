"""Where the benchmarks run: the site and its connection, and where ledger files are kept."""

import os
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from benchmarks.rows import Names
from tools.run_benchmarks import SITE as DEFAULT_SITE

CHECKOUT = Path(__file__).resolve().parent.parent
DIRECTORY = CHECKOUT / ".test-report" / "benchmarks"

#: What the rows are made from: where one of these changed, what was filled before is filled anew.
MAKERS = ("story.py", "rows.py", "client_rows.py", "specimens.py", "fill.py", "masters.py")


def bench_path(environ: Mapping[str, str]) -> Path | None:
	"""The bench named by $BENCH_PATH, None where there is none: then only what needs no site is measured."""
	return Path(environ["BENCH_PATH"]).expanduser().resolve() if environ.get("BENCH_PATH") else None


def site_name(environ: Mapping[str, str]) -> str:
	return environ.get("SITE") or DEFAULT_SITE


def ensure_site(bench: Path, site: str) -> None:
	"""Make the site where it is missing. Raises SystemExit where it is not one for benchmarks only."""
	if "bench" not in site:
		sys.exit(
			f"{site}: benchmarks fill a site with companies of their own; name one that has bench in its name."
		)
	if not (bench / "sites" / site / "site_config.json").exists():
		from tools import sites
		from tools.bench import open_bench

		sites.ensure_site(open_bench(bench), site)


def connect(bench: Path, site: str) -> None:
	"""Connect to the site as Administrator, as a request of its own."""
	os.chdir(bench / "sites")
	import frappe

	frappe.init(site=site)
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.local.lang = "en"


def disconnect() -> None:
	import frappe

	frappe.db.rollback()
	frappe.destroy()


def ledger_file(names: Names) -> Path:
	return DIRECTORY / f"{names.size}.sqlite"


def fingerprint() -> str:
	"""A short hash of what the rows are made from."""
	digest = sha256()
	for name in MAKERS:
		digest.update((CHECKOUT / "benchmarks" / name).read_bytes())
	return digest.hexdigest()[:16]
