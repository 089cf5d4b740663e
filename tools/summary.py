"""The result of a test run: read from JUnit files, written to .test-report/summary.json, told in one line."""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAYERS = ("unit", "site v15", "site v16", "browser")


@dataclass(frozen=True)
class Result:
	"""How many tests of a layer passed, failed and were skipped, and what went wrong outside of a test."""

	passed: int = 0
	failed: int = 0
	skipped: int = 0
	error: str = ""

	def __add__(self, other: Result) -> Result:
		return Result(
			self.passed + other.passed,
			self.failed + other.failed,
			self.skipped + other.skipped,
			" ".join(filter(None, (self.error, other.error))),
		)

	def __str__(self) -> str:
		counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
		return f"{counts} ({self.error})" if self.error else counts

	def as_json(self) -> dict:
		"""The counts, and the error only where there is one."""
		counts = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
		return {**counts, "error": self.error} if self.error else counts


def result_of(junit: Path, exit_code: int) -> Result | None:
	"""The result of the pytest run that wrote `junit`; None where it found no test at all.

	A run that ended badly counts as a failure whatever its file says.
	"""
	passed = failed = skipped = 0
	try:
		cases = list(ElementTree.parse(junit).iter("testcase"))
	except (OSError, ElementTree.ParseError):
		cases = []
	for case in cases:
		if case.find("failure") is not None or case.find("error") is not None:
			failed += 1
		elif case.find("skipped") is not None:
			skipped += 1
		else:
			passed += 1
	if exit_code == 5 and not cases:
		return None
	if exit_code not in (0, 1, 5) or (exit_code == 1 and not failed):
		return Result(passed, max(failed, 1), skipped, f"pytest ended with exit code {exit_code}")
	return Result(passed, failed, skipped)


def failure(sentence: str) -> Result:
	"""The result of a layer that the code under test kept from running."""
	return Result(failed=1, error=sentence)


def together(outcomes: Sequence[Result | str]) -> Result | str:
	"""Several runs of a layer as one: the sum of those that ran, else the first reason why none did."""
	results = [outcome for outcome in outcomes if isinstance(outcome, Result)]
	return sum(results, Result()) if results else outcomes[0]


def outcome_as_json(outcome: Result | str) -> dict:
	"""The object that stands for a layer in a file: its counts, or why it did not run."""
	return outcome.as_json() if isinstance(outcome, Result) else {"not run": outcome}


def write_outcomes(path: Path, outcomes: Mapping[str, Result | str]) -> None:
	"""Write the outcome of each layer to `path`, for `read_outcomes`."""
	_write_json(path, {layer: outcome_as_json(outcome) for layer, outcome in outcomes.items()})


def read_outcomes(path: Path) -> dict[str, Result | str]:
	"""What `write_outcomes` wrote to `path`; nothing where it was not reached."""
	try:
		read = json.loads(path.read_text())
	except FileNotFoundError:
		return {}
	return {layer: said.get("not run") or Result(**said) for layer, said in read.items()}


def _write_json(path: Path, content: dict) -> None:
	"""Write `content` to `path` at once, so that a reader never sees half of it."""
	path.parent.mkdir(parents=True, exist_ok=True)
	new = path.with_suffix(".new")
	new.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
	os.replace(new, path)


@dataclass
class Summary:
	"""The layers of one run: a Result each, or the reason why it did not run."""

	commit: str
	changed: bool
	layers: dict[str, Result | str] = field(default_factory=dict)

	@property
	def total(self) -> Result:
		return sum((r for r in self.layers.values() if isinstance(r, Result)), Result())

	@property
	def exit_code(self) -> int:
		"""1 where a test failed or none ran, else 0."""
		return 1 if self.total.failed or not (self.total.passed + self.total.skipped) else 0

	def as_json(self) -> dict:
		"""The object written to summary.json."""
		outcome: dict = {"commit": self.commit, "uncommitted changes": self.changed}
		for layer in LAYERS:
			outcome[layer] = outcome_as_json(self.layers.get(layer, "not reached"))
		return outcome

	def write(self, path: Path) -> None:
		"""Write summary.json."""
		_write_json(path, self.as_json())

	def text(self) -> str:
		"""A line per layer, then the counts of all in a line of their own."""
		width = max(map(len, LAYERS))
		lines = [f"{layer:{width}}  {self._told(layer)}" for layer in LAYERS]
		total = self.total
		lines += ["", f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped"]
		return "\n".join(lines)

	def _told(self, layer: str) -> str:
		result = self.layers.get(layer, "not reached")
		return str(result) if isinstance(result, Result) else f"not run: {result}"


def of_checkout(checkout: Path, environ: Mapping[str, str]) -> Summary:
	"""An empty summary of the commit `checkout` is at."""
	commit = _git(checkout, "rev-parse", "HEAD") or environ.get("GITHUB_SHA") or "unknown"
	return Summary(commit, bool(_git(checkout, "status", "--porcelain")))


def _git(checkout: Path, *arguments: str) -> str:
	try:
		answer = subprocess.run(["git", *arguments], cwd=checkout, capture_output=True, text=True)
	except OSError:
		return ""
	return answer.stdout.strip() if answer.returncode == 0 else ""
