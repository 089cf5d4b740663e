"""`make test`: all the tests this machine can run, and what it could not run and why.

`python3 -m tools.run_tests [unit] [site] [browser]` runs the layers named, all without a name. Options for pytest
come from $PYTEST_ARGS. The result of a whole run, all layers without such options, is written to
.test-report/summary.json; the exit code is 0 where nothing failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tools import locks, services, summary, venv
from tools.bench import CHECKOUT, SUPPORTED_VERSIONS, Bench, find_benches
from tools.console import CannotRun, ToolError, raise_on_terminate, run_side_by_side, say
from tools.layers import GROUPS, NOT_ASKED_FOR, REPORT, guarded, pytest
from tools.summary import Result, Summary


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
	"""Run the layers in `arguments`; returns the exit code."""
	asked = set(arguments) or set(GROUPS)
	if unknown := asked.difference(GROUPS):
		print(f"There is no layer {sorted(unknown)[0]}: name some of {', '.join(GROUPS)}.", file=sys.stderr)
		return 2
	raise_on_terminate()
	with locks.only_one(REPORT / "lock", str(CHECKOUT)):
		run = summary.of_checkout(CHECKOUT, environ)
		benches = find_benches(environ, CHECKOUT, Path.home()) if asked != {"unit"} else {}
		run.layers["unit"] = guarded(unit_tests, environ) if "unit" in asked else NOT_ASKED_FOR
		on_benches(benches, [layer for layer in ("site", "browser") if layer in asked], run)
		if asked == set(GROUPS) and not environ.get("PYTEST_ARGS"):
			run.write(REPORT / "summary.json")
	print(f"\n{run.text()}", flush=True)
	return run.exit_code


def unit_tests(environ: Mapping[str, str]) -> Result | str:
	"""Run tests/unit with the private .venv."""
	python = venv.ensure_venv(["test"], REPORT / "venv.log")
	say("unit tests")
	return pytest([python, "-m", "pytest"], "unit", "tests/unit", {**environ})


def on_benches(benches: Mapping[int, Bench | str], layers: Sequence[str], run: Summary) -> None:
	"""Run `layers` on the bench of each version, all side by side; the browser tests are added up."""
	outcomes: dict[int, Mapping[str, Result | str]] = {}
	with ExitStack() as stack:
		ready: dict[int, Bench] = {}
		for version, bench in benches.items():
			try:
				ready[version] = open_for_tests(bench, stack)
			except CannotRun as reason:
				outcomes[version] = dict.fromkeys(layers, str(reason))
		outcomes.update(side_by_side(ready, layers) if ready else {})
	browser = [outcomes[version]["browser"] for version in benches if "browser" in layers]
	run.layers["browser"] = summary.together(browser) if browser else NOT_ASKED_FOR
	for version in SUPPORTED_VERSIONS:
		run.layers[f"site v{version}"] = outcomes.get(version, {}).get("site", NOT_ASKED_FOR)


def open_for_tests(bench: Bench | str, stack: ExitStack) -> Bench:
	"""`bench`, locked and with its servers running as long as `stack` is open.

	Raises CannotRun where there is only a reason why there is none, or a server does not start.
	"""
	if isinstance(bench, str):
		raise CannotRun(bench)
	stack.enter_context(locks.only_one(bench.notes / "lock", str(bench.path)))
	stack.enter_context(services.running(bench))
	return bench


def side_by_side(
	benches: Mapping[int, Bench], layers: Sequence[str]
) -> dict[int, Mapping[str, Result | str]]:
	"""For each version the outcome of `layers` on its bench, each bench with a program of its own."""
	results = {version: REPORT / f"bench-v{version}.json" for version in benches}
	for result in results.values():
		result.unlink(missing_ok=True)
	codes = run_side_by_side(
		{
			f"v{version}": [sys.executable, "-m", "tools.bench_tests", bench.path, results[version], *layers]
			for version, bench in benches.items()
		},
		cwd=CHECKOUT,
	)
	return {
		version: summary.read_outcomes(result)
		or dict.fromkeys(
			layers, summary.failure(f"tools.bench_tests ended with exit code {codes[f'v{version}']}")
		)
		for version, result in results.items()
	}


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:], os.environ))
	except ToolError as error:
		sys.exit(f"{error}")
	except KeyboardInterrupt:
		sys.exit(130)
