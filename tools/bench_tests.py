"""The site and browser tests on one bench: a program of its own, so that two benches work side by side.

`python3 -m tools.bench_tests PATH RESULT LAYER…`: the bench at PATH, whose servers run; the outcome of each layer
(site, browser) is written to the file RESULT. `make test` calls it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import link, locks, sites, summary, system, venv, web
from tools.bench import CHECKOUT, Bench, open_bench
from tools.console import CannotRun, ToolError, raise_on_terminate, say
from tools.layers import REPORT, guarded, pytest
from tools.summary import Result


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
	"""Run the layers named after the bench and the file; returns 0 whatever came out, for the file has it."""
	path, result, *layers = arguments
	raise_on_terminate()
	summary.write_outcomes(Path(result), on_bench(open_bench(Path(path)), layers, environ))
	return 0


def on_bench(bench: Bench, layers: Sequence[str], environ: Mapping[str, str]) -> dict[str, Result | str]:
	"""The outcome of each of `layers` on `bench`, which is linked to this checkout and given a site first."""
	log = REPORT / f"bench-v{bench.version}.log"
	try:
		link.link_checkout(bench)
		link.compile_translations(bench)
		tools = REPORT / f"site-packages-v{bench.version}"
		venv.ensure_test_tools(bench.python, tools, log)
	except CannotRun as reason:
		return dict.fromkeys(layers, str(reason))
	except ToolError as error:
		say(str(error))
		return dict.fromkeys(layers, summary.failure(str(error)))
	command = [bench.python, CHECKOUT / "tools" / "pytest_in_bench.py", tools, CHECKOUT]
	tests = {"site": site_tests, "browser": browser_tests}
	return {layer: guarded(tests[layer], bench, environ, command, log) for layer in layers}


def site_tests(
	bench: Bench, environ: Mapping[str, str], command: Sequence[str | Path], log: Path
) -> Result | str:
	"""Run tests/site on the bench's site for tests, which they find by $SITE and $BENCH_PATH."""
	site = sites.test_site(bench, environ)
	prepare(bench, site)
	install_site = environ.get("INSTALL_SITE") or sites.INSTALL_SITE
	if (bench.sites / install_site / "site_config.json").exists():
		# What a run that was broken off left there stands in the way of every other site's jobs.
		sites.purge_jobs(bench, install_site)
	say(f"site tests: {site} of {bench.path}")
	return pytest(command, f"site v{bench.version}", "tests/site", environment_of(bench, site), bench.sites)


def browser_tests(
	bench: Bench, environ: Mapping[str, str], command: Sequence[str | Path], log: Path
) -> Result | str:
	"""Run tests/browser on a site of their own, which keeps the demo company they look at.

	They find a web server for it and its browser by $SITE, $BASE_URL, $CHROMIUM and $ADMIN_PASSWORD.
	"""
	if not any((CHECKOUT / "tests" / "browser").rglob("test_*.py")):
		return "there are no tests in tests/browser"
	with locks.only_one(REPORT / "packages.lock", "the packages of this machine"):
		chromium = system.ensure_browser(environ, log)
	site = environ.get("BROWSER_SITE") or sites.BROWSER_SITE
	prepare(bench, site)
	link.build_bundles(bench)
	with web.serving(bench, site, REPORT / f"web-v{bench.version}.log") as address:
		say(f"browser tests: {address}")
		more = {"BASE_URL": address, "CHROMIUM": str(chromium), "ADMIN_PASSWORD": sites.ADMIN_PASSWORD}
		env = {**environment_of(bench, site), **more}
		return pytest(command, f"browser v{bench.version}", "tests/browser", env, bench.sites)


def prepare(bench: Bench, site: str) -> None:
	"""Make `site` or bring it up to date, and drop the background jobs that earlier tests left on it."""
	sites.ensure_site(bench, site)
	sites.purge_jobs(bench, site)


def environment_of(bench: Bench, site: str) -> dict[str, str]:
	"""The variables by which tests find the bench and the site."""
	return {**bench.environment, "BENCH_PATH": str(bench.path), "SITE": site}


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:], os.environ))
	except ToolError as error:
		sys.exit(f"{error}")
	except KeyboardInterrupt:
		sys.exit(130)
