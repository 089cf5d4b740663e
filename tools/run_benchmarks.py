"""`make benchmark`: run benchmarks/ on a site of its own, or its part without a site where there is no bench.

Options for `python -m benchmarks` are passed on: `python3 -m tools.run_benchmarks --sizes 30000`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import link, locks, services, sites, venv
from tools.bench import CHECKOUT, Bench, find_bench
from tools.console import ToolError, kill_group, raise_on_terminate, say, start_in_own_group

SITE = "benchmark.localhost"


def main(options: Sequence[str], environ: Mapping[str, str]) -> int:
	"""Run the benchmarks with `options`; returns their exit code."""
	raise_on_terminate()
	bench = find_bench(environ, CHECKOUT, Path.home())
	if bench:
		return on_bench(bench, environ.get("BENCHMARK_SITE") or SITE, options)
	say("no bench was found: only what needs no site is measured")
	python = venv.ensure_venv(["test"], CHECKOUT / ".test-report" / "venv.log")
	env = {k: v for k, v in environ.items() if k not in {"SITE", "BENCH_PATH"}}
	return _run(python, options, CHECKOUT, env)


def on_bench(bench: Bench, site: str, options: Sequence[str]) -> int:
	"""Run the benchmarks on `site`, which is made where it is missing, with $SITE and $BENCH_PATH set."""
	with locks.only_one(bench.notes / "lock", str(bench.path)), services.running(bench):
		link.link_checkout(bench)
		sites.ensure_site(bench, site)
		say(f"benchmarks on {site} of {bench.path}")
		env = {**bench.environment, "BENCH_PATH": str(bench.path), "SITE": site}
		return _run(bench.python, options, CHECKOUT, env)


def _run(python: Path, options: Sequence[str], directory: Path, env: Mapping[str, str]) -> int:
	env = {**env}
	process = start_in_own_group([python, "-m", "benchmarks", *options], cwd=directory, env=env)
	try:
		return process.wait()
	except BaseException:
		kill_group(process)
		raise


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:], os.environ))
	except ToolError as error:
		sys.exit(f"{error}")
	except KeyboardInterrupt:
		sys.exit(130)
