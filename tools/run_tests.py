"""`make test`: all the tests this machine can run, and what it could not run and why.

`python3 -m tools.run_tests [unit] [site] [browser]` runs the layers named, all without a name. Options for pytest
come from $PYTEST_ARGS. The result of a whole run, all layers without such options, is written to
.test-report/summary.json; the exit code is 0 where nothing failed.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tools import link, locks, services, sites, summary, system, venv, web
from tools.bench import CHECKOUT, SUPPORTED_VERSIONS, Bench, find_benches
from tools.console import CannotRun, ToolError, kill_group, raise_on_terminate, say, start_in_own_group
from tools.summary import Result, Summary

REPORT = CHECKOUT / ".test-report"
GROUPS = ("unit", "site", "browser")
NOT_ASKED_FOR = "not asked for"


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
	"""Run the layers named in `arguments`; returns the exit code."""
	asked = set(arguments) or set(GROUPS)
	if unknown := asked.difference(GROUPS):
		print(f"There is no layer {sorted(unknown)[0]}: name some of {', '.join(GROUPS)}.", file=sys.stderr)
		return 2
	raise_on_terminate()
	with locks.only_one(REPORT / "lock", str(CHECKOUT)):
		run = summary.of_checkout(CHECKOUT, environ)
		benches = find_benches(environ, CHECKOUT, Path.home()) if asked != {"unit"} else {}
		run.layers["unit"] = guarded(unit_tests, environ) if "unit" in asked else NOT_ASKED_FOR
		on_benches(benches, asked, environ, run)
		if asked == set(GROUPS) and not environ.get("PYTEST_ARGS"):
			run.write(REPORT / "summary.json")
	print(f"\n{run.text()}", flush=True)
	return run.exit_code


def guarded(layer: Callable[..., Result | str], *arguments: object) -> Result | str:
	"""What `layer` returns; the reason where it could not run, a failure where the code kept it from running."""
	try:
		return layer(*arguments)
	except CannotRun as reason:
		return str(reason)
	except ToolError as error:
		say(str(error))
		return summary.failure(str(error))


def unit_tests(environ: Mapping[str, str]) -> Result | str:
	"""Run tests/unit with the private .venv."""
	python = venv.ensure_venv(["test"], REPORT / "venv.log")
	say("unit tests")
	return pytest([python, "-m", "pytest"], "unit", "tests/unit", {**environ})


def on_benches(
	benches: Mapping[int, Bench | str], asked: set[str], environ: Mapping[str, str], run: Summary
) -> None:
	"""Run the site tests on each bench and the browser tests on each, and add up the latter."""
	browser: dict[int, Result | str] = {}
	for version in sorted(SUPPORTED_VERSIONS, key=list(benches).index) if benches else ():
		found = benches[version]
		if isinstance(found, Bench):
			site, browser[version] = on_bench(found, asked, environ)
		else:
			site = browser[version] = found
		run.layers[f"site v{version}"] = site if "site" in asked else NOT_ASKED_FOR
	run.layers["browser"] = together(browser) if "browser" in asked else NOT_ASKED_FOR
	for version in SUPPORTED_VERSIONS:
		run.layers.setdefault(f"site v{version}", NOT_ASKED_FOR)


def together(browser: Mapping[int, Result | str]) -> Result | str:
	"""The browser tests of all versions as one layer: the sum of those that ran, else the first reason."""
	results = [result for result in browser.values() if isinstance(result, Result)]
	return sum(results, Result()) if results else next(iter(browser.values()))


def on_bench(bench: Bench, asked: set[str], environ: Mapping[str, str]) -> tuple[Result | str, Result | str]:
	"""The results of the site and the browser tests on `bench`, which is left with the services it had."""
	log = REPORT / f"bench-v{bench.version}.log"
	with ExitStack() as stack:
		try:
			stack.enter_context(locks.only_one(bench.notes / "lock", str(bench.path)))
			stack.enter_context(services.running(bench))
			link.link_checkout(bench)
			site = sites.test_site(bench, environ)
			sites.ensure_site(bench, site)
			sites.purge_jobs(bench, site)
			link.compile_translations(bench)
			tools = REPORT / f"site-packages-v{bench.version}"
			venv.ensure_test_tools(bench.python, tools, log)
		except CannotRun as reason:
			return str(reason), str(reason)
		except ToolError as error:
			say(str(error))
			return summary.failure(str(error)), summary.failure(str(error))
		command = [bench.python, CHECKOUT / "tools" / "pytest_in_bench.py", tools, CHECKOUT]
		env = {**bench.environment, "BENCH_PATH": str(bench.path), "SITE": site}
		site_result = browser_result = NOT_ASKED_FOR
		if "site" in asked:
			say(f"site tests on v{bench.version}: {site} of {bench.path}")
			site_result = pytest(command, f"site v{bench.version}", "tests/site", env, bench.sites)
		if "browser" in asked:
			browser_result = guarded(browser_tests, bench, environ, command, env, log)
		return site_result, browser_result


def browser_tests(
	bench: Bench, environ: Mapping[str, str], command: Sequence[str | Path], env: Mapping[str, str], log: Path
) -> Result | str:
	"""Run tests/browser on a site of their own, which keeps the demo company they look at.

	They find a web server for it and its browser by $SITE, $BASE_URL, $CHROMIUM and $ADMIN_PASSWORD.
	"""
	name = f"browser v{bench.version}"
	if not any((CHECKOUT / "tests" / "browser").rglob("test_*.py")):
		return "there are no tests in tests/browser"
	chromium = system.ensure_browser(os.environ, log)
	site = environ.get("BROWSER_SITE") or sites.BROWSER_SITE
	sites.ensure_site(bench, site)
	sites.purge_jobs(bench, site)
	link.build_bundles(bench)
	with web.serving(bench, site, REPORT / f"web-v{bench.version}.log") as address:
		say(f"browser tests on v{bench.version}: {address}")
		more = {
			"SITE": site,
			"BASE_URL": address,
			"CHROMIUM": str(chromium),
			"ADMIN_PASSWORD": sites.ADMIN_PASSWORD,
		}
		return pytest(command, name, "tests/browser", {**env, **more}, bench.sites)


def pytest(
	command: Sequence[str | Path], layer: str, tests: str, env: Mapping[str, str], directory: Path = CHECKOUT
) -> Result | str:
	"""Run pytest in `directory` on the tests below `tests`, its output shown as it comes.

	Returns what its JUnit file says. Frappe, imported by site tests, wants to be in a bench's `sites`.
	"""
	junit = REPORT / f"{layer.replace(' ', '-')}.xml"
	junit.unlink(missing_ok=True)
	options = ["-c", CHECKOUT / "pyproject.toml", "--rootdir", CHECKOUT, "-q", f"--junitxml={junit}"]
	options += [CHECKOUT / tests, *shlex.split(os.environ.get("PYTEST_ARGS", ""))]
	env = {**env, "HYPOTHESIS_STORAGE_DIRECTORY": str(CHECKOUT / ".hypothesis"), "PYTHONUNBUFFERED": "1"}
	# The tests read what commands say.
	env["LANGUAGE"] = "en"
	process = start_in_own_group([*command, *options], cwd=directory, env=env)
	try:
		code = process.wait()
	except BaseException:
		kill_group(process)
		raise
	return summary.result_of(junit, code) or f"no test in {tests} was found or selected"


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:], os.environ))
	except ToolError as error:
		sys.exit(f"{error}")
	except KeyboardInterrupt:
		sys.exit(130)
