"""`make demo`: the Quarterly Bonus of a demo company, on a bench where one is to be had, else without one.

`python3 -m tools.demo [--standalone | --stop]`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import create_bench, link, locks, services, sites, venv, web
from tools.bench import APP, CHECKOUT, Bench, find_bench, is_half_built
from tools.console import CannotRun, ToolError, kill_group, raise_on_terminate, say, start_in_own_group

SITE = "demo.localhost"
REPORT_ADDRESS = "/app/query-report/Quarterly%20Bonus"


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
	"""Show the demo, or stop what it left running; returns the exit code."""
	raise_on_terminate()
	if "--stop" in arguments:
		return stop(environ)
	if "--standalone" in arguments:
		return standalone()
	bench = find_bench(environ, CHECKOUT, Path.home())
	if bench and environ.get("FRAPPE_BRANCH"):
		say(f"FRAPPE_BRANCH is not used: there is a bench already, {bench.path}")
	try:
		bench = bench or new_bench(environ)
		return on_bench(bench, environ)
	except CannotRun as reason:
		say(f"no bench to be had: {reason} Showing the demo without one.")
		return standalone()


def new_bench(environ: Mapping[str, str]) -> Bench:
	"""Make the bench `.bench/`, or go on with it. Raises CannotRun where its sources are out of reach."""
	sources = create_bench.Sources.of(environ)
	path = CHECKOUT / ".bench"
	if reason := create_bench.why_out_of_reach(sources, path):
		raise CannotRun(f"none was found, and {reason}.")
	say(f"{'going on with' if is_half_built(path) else 'making'} a bench in {path}: this takes a while, once")
	return create_bench.create_bench(path, sources)


def standalone() -> int:
	"""The demo on the ledger that comes with the app, with nothing but Python."""
	python = Path(sys.executable)
	if sys.version_info < (3, 11):
		# Its standard library cannot read TOML yet.
		python = venv.ensure_venv([], CHECKOUT / ".test-report" / "venv.log")
	return subprocess.run([python, "-m", f"{APP}.demo"], cwd=CHECKOUT).returncode


def on_bench(bench: Bench, environ: Mapping[str, str]) -> int:
	"""The demo company on a site of `bench`, its report printed, and a web server to look at it."""
	site = environ.get("DEMO_SITE") or SITE
	with locks.only_one(bench.notes / "lock", str(bench.path)):
		say(f"using the bench {bench.path} (Frappe v{bench.version})")
		services.start_all(bench)
		link.link_checkout(bench)
		sites.ensure_site(bench, site)
		link.compile_translations(bench)
		link.build_bundles(bench)
		say(f"the demo company on {site}")
		code, output = run_shown(bench, "--site", site, APP.replace("_", "-"), "demo")
		if code:
			say(f"the demo company could not be made (exit code {code})")
			return code
		port = web.ensure_background_server(bench, site)
	print(
		f"\nOpen    http://{site}:{port}{address_in(output)}"
		f"\nLog in  Administrator / {sites.ADMIN_PASSWORD}"
		"\nStop    make stop",
		flush=True,
	)
	return 0


def run_shown(bench: Bench, *arguments: str) -> tuple[int, str]:
	"""Run a command on the bench, its output shown as it comes; returns the exit code and the output."""
	env = bench.environment
	if sys.stdout.isatty():
		# The command writes into a pipe and cannot see how wide the terminal is.
		env["COLUMNS"] = str(shutil.get_terminal_size().columns)
	process = start_in_own_group(
		bench.command(*arguments), cwd=bench.sites, env=env, stdout=subprocess.PIPE, text=True
	)
	lines = []
	try:
		for line in process.stdout or ():
			print(line, end="", flush=True)
			lines.append(line)
		return process.wait(), "".join(lines)
	except BaseException:
		kill_group(process)
		raise


def address_in(output: str) -> str:
	"""The last address within Desk (/app/… or /desk/…) that the demo command printed, else the report's."""
	found = re.findall(r"(?<![\w.])/(?:app|desk)/\S+", output)
	return found[-1] if found else REPORT_ADDRESS


def stop(environ: Mapping[str, str]) -> int:
	"""End the web server, MariaDB and Redis that these tools started and left running."""
	bench = find_bench(environ, CHECKOUT, Path.home())
	if bench is None:
		say("no bench was found, so nothing of the demo runs")
		return 0
	with locks.only_one(bench.notes / "lock", str(bench.path)):
		if web.stop_background_server(bench):
			say("stopped the web server")
		services.stop_left_running(bench)
	return 0


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:], os.environ))
	except ToolError as error:
		sys.exit(f"{error}")
	except KeyboardInterrupt:
		sys.exit(130)
