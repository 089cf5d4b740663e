"""One at a time: two runs on the same checkout or the same bench wait for each other."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_held: list[int] = []


def held() -> tuple[int, ...]:
	"""The file descriptors of the locks this program holds, to be handed on to commands it waits for."""
	return tuple(_held)


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
	"""Hold the lock `path`, waiting for whoever holds it; `what` names the thing locked in the message.

	The lock belongs to the open file, so it goes with the process however that ends.
	"""
	from tools.console import say

	path.parent.mkdir(parents=True, exist_ok=True)
	descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
	try:
		try:
			fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			say(f"waiting: another run (process {_owner(descriptor)}) is at work on {what}")
			fcntl.flock(descriptor, fcntl.LOCK_EX)
		os.ftruncate(descriptor, 0)
		os.pwrite(descriptor, str(os.getpid()).encode(), 0)
		_held.append(descriptor)
		try:
			yield
		finally:
			_held.remove(descriptor)
	finally:
		os.close(descriptor)


def _owner(descriptor: int) -> str:
	return os.pread(descriptor, 32, 0).decode() or "unknown"
