"""What the user sees: a line per step with the time since the start, long commands with a sign of life."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import locks

STARTED_AT = time.monotonic()
SIGN_OF_LIFE_SECONDS = 20
TAIL_LINES = 30


class ToolError(Exception):
	"""Something went wrong; the message is one sentence for the user that says what to do."""


class CannotRun(ToolError):
	"""This machine lacks what a layer of tests needs; that is reported and is no failure of the code."""


def clock(seconds: float) -> str:
	"""`seconds` as minutes and seconds: 65 is "1:05"."""
	return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def say(message: str) -> None:
	"""Print one line with the time since the start of the program."""
	print(f"[{clock(time.monotonic() - STARTED_AT):>5}] {message}", flush=True)


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
	"""The last lines of `log` that are not empty; progress bars that redraw a line count once."""
	if not log.exists():
		return []
	with log.open("rb") as file:
		file.seek(max(0, file.seek(0, os.SEEK_END) - 64 * 1024))
		text = file.read().decode("utf-8", "replace")
	found = [line.split("\r")[-1].rstrip() for line in text.replace("\r\n", "\n").split("\n")]
	return [line for line in found if line][-lines:]


def raise_on_terminate() -> None:
	"""Make SIGTERM and a closed terminal end the program as Ctrl-C does: everything started is stopped."""

	def stop(signum: int, frame: object) -> None:
		raise SystemExit(128 + signum)

	for signum in (signal.SIGTERM, signal.SIGHUP):
		signal.signal(signum, stop)


def run_step(
	title: str,
	command: Sequence[str | Path],
	log: Path,
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
) -> None:
	"""Run `command` with its output in `log`, saying what happens and, while it takes long, its last line.

	Raises ToolError, with the end of the log printed before, where the command fails. Whatever ends this
	program ends the command and its children too.
	"""
	say(title)
	log.parent.mkdir(parents=True, exist_ok=True)
	with log.open("wb") as output:
		process = start_in_own_group(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
		try:
			code = _wait_with_sign_of_life(process, log)
		except BaseException:
			kill_group(process)
			raise
	if code:
		for line in tail(log):
			print(f"        | {line}", flush=True)
		raise ToolError(f"{title}: failed with exit code {code}. The whole log is in {log}.")


def _wait_with_sign_of_life(process: subprocess.Popen, log: Path) -> int:
	while True:
		try:
			return process.wait(SIGN_OF_LIFE_SECONDS)
		except subprocess.TimeoutExpired:
			last = tail(log, 1)
			say(f"  ... {last[0][:90] if last else 'working'}")


def start_in_own_group(command: Sequence[str | Path], **options) -> subprocess.Popen:
	"""Start a command that can be ended with all its children; it keeps the locks of this program.

	A command that outlives this program (kill -9) so makes the next run wait instead of working beside it.
	"""
	options.setdefault("stdin", subprocess.DEVNULL)
	return subprocess.Popen(
		[str(part) for part in command], start_new_session=True, pass_fds=locks.held(), **options
	)


def kill_group(process: subprocess.Popen, grace_seconds: float = 10) -> None:
	"""End a command started by `start_in_own_group` and its children: asked first, forced after a while."""
	for signum in (signal.SIGTERM, signal.SIGKILL):
		try:
			os.killpg(process.pid, signum)
			process.wait(grace_seconds)
		except ProcessLookupError:
			break
		except subprocess.TimeoutExpired:
			continue
	process.wait()


def run_side_by_side(commands: Mapping[str, Sequence[str | Path]], cwd: Path) -> dict[str, int]:
	"""Run all of `commands` (name → command line) at once, every line of their output after the name.

	Returns the exit code of each. Whatever ends this program ends them and their children too.
	"""
	processes = {
		name: start_in_own_group(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
		for name, command in commands.items()
	}
	try:
		readers = [
			threading.Thread(target=_show_lines, args=(name, process), daemon=True)
			for name, process in processes.items()
		]
		for reader in readers:
			reader.start()
		codes = {name: process.wait() for name, process in processes.items()}
		for reader in readers:
			# What a command left behind may hold its end of the pipe open.
			reader.join(timeout=10)
		return codes
	except BaseException:
		for process in processes.values():
			# They end commands of their own first.
			kill_group(process, grace_seconds=30)
		raise


def _show_lines(name: str, process: subprocess.Popen) -> None:
	for line in process.stdout or ():
		sys.stdout.write(f"{name} | {line.decode('utf-8', 'replace').rstrip()}\n")
		sys.stdout.flush()
