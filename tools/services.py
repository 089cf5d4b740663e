"""MariaDB and Redis of a bench: started where they do not answer, and only those started here are ended."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.bench import Bench, option_of, read_json
from tools.console import CannotRun, say, tail

#: A MariaDB that was killed first recovers what it had not written.
START_SECONDS = 120
ANSWER_SECONDS = 3


@dataclass(frozen=True)
class Service:
	"""One server of a bench. `command` is None where it is not the bench's own to start.

	`answers` tells whether it runs; it raises CannotRun where another bench's server sits at the address.
	"""

	name: str
	address: tuple[str, int]
	answers: Callable[[], bool]
	command: list[str] | None
	pid_file: Path | None
	log: Path


def mariadb_answers(address: tuple[str, int], own_socket: Path | None) -> bool:
	"""Whether the MariaDB at `address` greets; a bench's own is known by its socket, which greets too."""
	greets = len(_exchange(address, b"")) > 4
	if greets and own_socket and not _exchange(str(own_socket), b""):
		raise CannotRun(
			f"Another MariaDB than that of {own_socket.parents[1]} listens at {_text(address)}: stop it."
		)
	return greets


def redis_answers(address: tuple[str, int], conf: Path) -> bool:
	"""Whether the Redis at `address` answers, be it to ask for a password; the bench's was started with `conf`."""
	answer = _exchange(address, b"INFO server\r\n").decode("utf-8", "replace")
	started_with = re.search(r"^config_file:(\S+)", answer, re.MULTILINE)
	if started_with and conf.exists() and Path(started_with.group(1)).resolve() != conf.resolve():
		raise CannotRun(f"Another Redis, of {started_with.group(1)}, listens at {_text(address)}: stop it.")
	return bool(answer)


def _text(address: tuple[str, int]) -> str:
	return f"{address[0]}:{address[1]}"


def flush_cache(bench: Bench) -> None:
	"""Empty the bench's cache Redis, which remembers hooks and modules of the app linked before."""
	_exchange(bench.redis_address("redis_cache"), b"FLUSHALL\r\n")


def _exchange(address: tuple[str, int] | str, request: bytes) -> bytes:
	"""What the server at `address`, a host and port or the path of a socket, says to `request`."""
	family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
	try:
		with socket.socket(family) as connection:
			connection.settimeout(ANSWER_SECONDS)
			connection.connect(address)
			connection.sendall(request)
			return connection.recv(8192)
	except OSError:
		return b""


def program(*names: str) -> str:
	"""The path of the first of `names` that is installed; servers may stand outside a user's PATH."""
	path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
	for name in names:
		if found := shutil.which(name, path=path):
			return found
	raise CannotRun(f"{names[0]} is not installed: install it (Debian and Ubuntu: `make demo` as root does).")


def services_of(bench: Bench) -> list[Service]:
	"""The servers that the sites of `bench` need."""
	return [database_of(bench), *(_redis_of(bench, name) for name in ("redis_cache", "redis_queue"))]


def database_of(bench: Bench) -> Service:
	"""The MariaDB of `bench`: its own where config/mariadb.cnf stands, else the machine's."""
	command = pid_file = own_socket = None
	if bench.own_database.exists():
		command = [program("mariadbd", "mysqld"), f"--defaults-file={bench.own_database}"]
		pid_file = Path(option_of(bench.own_database, "pid-file"))
		own_socket = Path(option_of(bench.own_database, "socket"))
	address = bench.database_address
	return Service(
		"MariaDB",
		address,
		lambda: mariadb_answers(address, own_socket),
		command,
		pid_file,
		bench.logs / "mariadb.log",
	)


def _redis_of(bench: Bench, name: str) -> Service:
	conf = bench.path / "config" / f"{name}.conf"
	address = bench.redis_address(name)
	return Service(
		name,
		address,
		lambda: redis_answers(address, conf),
		[program("redis-server"), str(conf)] if conf.exists() else None,
		bench.path / "config" / "pids" / f"{name}.pid",
		bench.logs / f"{name}.log",
	)


def start(service: Service, bench: Bench) -> bool:
	"""Start `service` unless it answers already; True where it was started here.

	Raises CannotRun, saying how to start it by hand, where it does not come up.
	"""
	if service.answers():
		return False
	say(f"starting {service.name} of {bench.path}")
	if service.command is None:
		_start_of_machine(service)
		process = None
	else:
		with service.log.open("ab") as output:
			process = subprocess.Popen(
				service.command,
				cwd=bench.path,
				start_new_session=True,
				stdin=subprocess.DEVNULL,
				stdout=output,
				stderr=output,
			)
	try:
		_await_answer(service, process)
	except BaseException:
		if process:
			process.terminate()
		raise
	return True


def _await_answer(service: Service, process: subprocess.Popen | None) -> None:
	deadline = time.monotonic() + START_SECONDS
	while not service.answers():
		died = process is not None and process.poll() is not None
		if died or time.monotonic() > deadline:
			last = (tail(service.log, 1) or ["no message"])[0]
			raise CannotRun(f"{service.name} does not start: {last} (log: {service.log}).")
		time.sleep(0.3)


def _start_of_machine(service: Service) -> None:
	host, port = service.address
	hint = f"{service.name} does not answer at {host}:{port}: start it (`sudo service mariadb start`, for example)"
	may_start = service.name == "MariaDB" and host in {"127.0.0.1", "localhost"} and os.geteuid() == 0
	if not (may_start and shutil.which("service") and Path("/etc/init.d/mariadb").exists()):
		raise CannotRun(f"{hint}.")
	if subprocess.run(["service", "mariadb", "start"], stdin=subprocess.DEVNULL).returncode:
		raise CannotRun(f"{hint}; `service mariadb start` failed.")


def stop(service: Service) -> None:
	"""End `service`, which was started by `start`, and wait until it has gone."""
	if service.command is None:
		subprocess.run(["service", "mariadb", "stop"], stdin=subprocess.DEVNULL)
	elif service.pid_file and (pid := running_pid(service.pid_file, Path(service.command[0]).name)):
		end_process(pid)


def running_pid(pid_file: Path, program_name: str) -> int | None:
	"""The process in `pid_file` if it runs and is `program_name`: numbers are used again by other programs."""
	try:
		pid = int(pid_file.read_text())
		command = Path(f"/proc/{pid}/cmdline").read_bytes()
	except (OSError, ValueError):
		return None
	return pid if program_name.encode() in command else None


def end_process(pid: int, seconds: float = 60) -> None:
	"""Ask process `pid` to end and wait for it, at most `seconds`."""
	deadline = time.monotonic() + seconds
	try:
		os.kill(pid, signal.SIGTERM)
		while time.monotonic() < deadline and not _is_zombie(pid):
			os.kill(pid, 0)
			time.sleep(0.2)
	except ProcessLookupError:
		return


def _is_zombie(pid: int) -> bool:
	"""Whether `pid` has ended and only waits for its parent, this program, to take note."""
	try:
		return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
	except (OSError, IndexError):
		return True


def start_all(bench: Bench) -> list[Service]:
	"""Start what does not answer of the servers of `bench`; returns those started here.

	Where one does not come up, those started before it are ended again. What runs is noted, so that
	`stop_left_running` ends it where this program is killed.
	"""
	started: list[Service] = []
	try:
		for service in services_of(bench):
			if start(service, bench):
				started.append(service)
				_note_running(bench, _running_by_note(bench) | {service.name})
	except BaseException:
		stop_all(bench, started)
		raise
	return started


def stop_all(bench: Bench, services: list[Service]) -> None:
	"""End `services` of `bench` in the reverse order of their start."""
	for service in reversed(services):
		say(f"stopping {service.name}")
		stop(service)
		_note_running(bench, _running_by_note(bench) - {service.name})


def stop_left_running(bench: Bench) -> None:
	"""End all servers of `bench` that these tools ever started and that still run."""
	names = _running_by_note(bench)
	stop_all(bench, [service for service in services_of(bench) if service.name in names])


def _running_by_note(bench: Bench) -> set[str]:
	return set(read_json(bench.notes / "running.json").get("services", []))


def _note_running(bench: Bench, names: set[str]) -> None:
	bench.notes.mkdir(parents=True, exist_ok=True)
	(bench.notes / "running.json").write_text(json.dumps({"services": sorted(names)}))


@contextmanager
def running(bench: Bench) -> Iterator[None]:
	"""The servers of `bench` run inside the block; those started for it are ended after it."""
	started = start_all(bench)
	try:
		yield
	finally:
		stop_all(bench, started)
