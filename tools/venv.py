"""The checkout's private Python environment `.venv` and the test tools for the Python of a bench."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools import locks, system
from tools.bench import CHECKOUT
from tools.console import CannotRun, ToolError, run_step, say

VENV = CHECKOUT / ".venv"
STAMP = "key_account.json"


def requirements(pyproject: str, extras: Sequence[str]) -> list[str]:
	"""What the optional dependencies `extras` in the text of a pyproject.toml ask for.

	Read without a TOML parser, which Python 3.10 lacks: the lists hold nothing but strings. Raises KeyError
	for an extra that is not there.
	"""
	section = re.search(
		r"^\[project\.optional-dependencies\]$(.*?)(?=^\[)", pyproject, re.MULTILINE | re.DOTALL
	)
	lists = re.findall(
		r"^([\w-]+)\s*=\s*(\[.*?\]$)", section.group(1) if section else "", re.MULTILINE | re.DOTALL
	)
	by_extra = {name: ast.literal_eval(items) for name, items in lists}
	return [requirement for extra in extras for requirement in by_extra[extra]]


def fingerprint(*parts: str) -> str:
	"""A short hash of `parts`, to tell whether something was made from the same."""
	return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def files_fingerprint(root: Path, files: Iterable[Path]) -> str:
	"""A short hash of the names (below `root`) and the contents of `files`."""
	digest = hashlib.sha256()
	for path in files:
		digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
		digest.update(path.read_bytes())
	return digest.hexdigest()[:16]


def ensure_venv(extras: Sequence[str], log: Path) -> Path:
	"""The Python of `.venv` with this checkout (editable) and `extras` installed in it.

	Made or brought up to date only where pyproject.toml, the Python or the extras changed. Raises CannotRun
	where that fails and what is there does not suffice.
	"""
	with locks.only_one(CHECKOUT / ".test-report" / "venv.lock", f"{VENV}"):
		return _ensure_venv(extras, log)


def _ensure_venv(extras: Sequence[str], log: Path) -> Path:
	python = VENV / "bin" / "python"
	made_from = fingerprint((CHECKOUT / "pyproject.toml").read_text(), sys.version, str(CHECKOUT))
	stamp = VENV / STAMP
	known = json.loads(stamp.read_text()) if stamp.exists() else {}
	installed = set(known.get("extras", [])) if known.get("made from") == made_from else set()
	if python.exists() and installed.issuperset(extras):
		return python
	_ensure_pip(python, known.get("python") == sys.version, log)
	wanted = sorted(installed.union(extras))
	try:
		target = f"{CHECKOUT}[{','.join(wanted)}]"
		pip(python, "install", "--editable", target, title=f".venv: {', '.join(wanted)} from PyPI", log=log)
	except ToolError as error:
		if not _is_there(python, extras):
			raise CannotRun(f".venv could not be made ready: {error} Is PyPI within reach?") from error
		say(f"  going on with the packages that are there: {error}")
		return python
	stamp.write_text(json.dumps({"made from": made_from, "extras": wanted, "python": sys.version}))
	return python


def _ensure_pip(python: Path, same_python: bool, log: Path) -> None:
	"""Make the environment anew unless it works and is of the Python that runs this program."""
	if same_python and has_pip(python):
		return
	if importlib.util.find_spec("ensurepip") is None:
		system.ensure_packages(["python3-venv"], "a Python environment", log)
	run_step("making .venv", [sys.executable, "-m", "venv", "--clear", VENV], log)


def has_pip(python: Path) -> bool:
	"""Whether `python` runs and has pip."""
	try:
		return not subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode
	except OSError:
		return False


def _is_there(python: Path, extras: Sequence[str]) -> bool:
	names = requirements((CHECKOUT / "pyproject.toml").read_text(), extras)
	modules = [re.split(r"[^\w-]", name)[0] for name in names]
	ask = "import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]"
	return not subprocess.run([python, "-c", ask, *modules], capture_output=True).returncode


def pip(python: Path, *arguments: str | Path, title: str, log: Path) -> None:
	"""Run pip for `python`, with its own or, where it has none, with that of the Python running this."""
	own = [python, "-m", "pip"] if has_pip(python) else [sys.executable, "-m", "pip", "--python", python]
	env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
	env.pop("PYTHONPATH", None)
	run_step(title, [*own, "--no-input", *arguments], log, env=env)


def ensure_test_tools(python: Path, target: Path, log: Path) -> Path:
	"""The directory `target` with pytest, hypothesis and playwright for `python`, which itself is left alone.

	A bench's own packages win over those in it: the directory is put at the end of the path. Raises CannotRun
	where PyPI does not give them.
	"""
	wanted = requirements((CHECKOUT / "pyproject.toml").read_text(), ["test", "browser"])
	made_from = fingerprint(str(python), python.resolve().as_posix(), *wanted)
	stamp = target / STAMP
	if stamp.exists() and stamp.read_text() == made_from:
		return target
	half_made = target.with_name(f"{target.name}.new")
	for directory in (half_made, target):
		shutil.rmtree(directory, ignore_errors=True)
	try:
		pip(
			python,
			*("install", "--target", half_made, *wanted),
			title="test tools for the bench's Python from PyPI",
			log=log,
		)
	except ToolError as error:
		raise CannotRun(f"the test tools could not be installed: {error} Is PyPI within reach?") from error
	(half_made / STAMP).write_text(made_from)
	half_made.rename(target)
	return target
