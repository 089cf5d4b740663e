"""The layers of tests, and one run of pytest: what `make test` and its parts on the benches share."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools import summary
from tools.bench import CHECKOUT
from tools.console import CannotRun, ToolError, kill_group, say, start_in_own_group
from tools.summary import Result

REPORT = CHECKOUT / ".test-report"
GROUPS = ("unit", "site", "browser")
NOT_ASKED_FOR = "not asked for"


def guarded(layer: Callable[..., Result | str], *arguments: object) -> Result | str:
	"""What `layer` returns; the reason where it could not run, a failure where the code kept it from running."""
	try:
		return layer(*arguments)
	except CannotRun as reason:
		return str(reason)
	except ToolError as error:
		say(str(error))
		return summary.failure(str(error))


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
