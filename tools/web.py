"""The development web server of a bench: for browser tests, and in the background for the demo."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import services
from tools.bench import Bench, read_json
from tools.console import ToolError, kill_group, say, tail

START_SECONDS = 90
#: How many ports after the bench's own are tried when that is taken by something else.
PORTS_TRIED = 20


def serves(port: int, site: str) -> bool:
	"""Whether a Frappe at `port` of this machine answers for `site`."""
	request = urllib.request.Request(f"http://127.0.0.1:{port}/api/method/ping", headers={"Host": site})
	opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
	try:
		with opener.open(request, timeout=20) as answer:
			return b"pong" in answer.read()
	except OSError:
		return False


def is_free(port: int) -> bool:
	"""Whether nothing listens at `port` of this machine."""
	with socket.socket() as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind(("127.0.0.1", port))
		except OSError:
			return False
	return True


def any_free_port() -> int:
	"""A port of this machine at which nothing listens."""
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


def _start(bench: Bench, arguments: list[str], log: Path) -> subprocess.Popen:
	log.parent.mkdir(parents=True, exist_ok=True)
	with log.open("wb") as output:
		# No lock is handed on: the server of the demo outlives this program.
		return subprocess.Popen(
			bench.command(*arguments),
			cwd=bench.sites,
			env=bench.environment,
			start_new_session=True,
			stdin=subprocess.DEVNULL,
			stdout=output,
			stderr=subprocess.STDOUT,
		)


def _await_site(process: subprocess.Popen, port: int, site: str, log: Path) -> None:
	deadline = time.monotonic() + START_SECONDS
	while not serves(port, site):
		if process.poll() is not None or time.monotonic() > deadline:
			last = (tail(log, 1) or ["no message"])[0]
			raise ToolError(f"The web server for {site} does not answer: {last} (log: {log}).")
		time.sleep(0.5)


@contextmanager
def serving(bench: Bench, site: str, log: Path) -> Iterator[str]:
	"""A web server for `site` alone; the block gets its address."""
	port = any_free_port()
	process = _start(bench, ["--site", site, "serve", "--port", str(port), "--noreload"], log)
	try:
		_await_site(process, port, site, log)
		yield f"http://127.0.0.1:{port}"
	finally:
		kill_group(process)


def _note(bench: Bench) -> Path:
	return bench.notes / "web.json"


def ensure_background_server(bench: Bench, site: str) -> int:
	"""The port of a web server of `bench` that runs in the background, started anew if it is ours.

	A server that somebody else started (`bench start`) is used as it is.
	"""
	stop_background_server(bench)
	if serves(bench.web_port, site):
		say(f"a web server already answers at port {bench.web_port}; restart it to see changed code")
		return bench.web_port
	port = next(
		(p for p in range(bench.web_port, bench.web_port + PORTS_TRIED) if is_free(p)), any_free_port()
	)
	log = bench.logs / "key_account_web.log"
	say(f"starting the web server at port {port}")
	process = _start(bench, ["serve", "--port", str(port), "--noreload"], log)
	try:
		_note(bench).write_text(json.dumps({"pid": process.pid}))
		_await_site(process, port, site, log)
	except BaseException:
		kill_group(process)
		raise
	return port


def stop_background_server(bench: Bench) -> bool:
	"""End the web server that `ensure_background_server` started; returns whether one ran."""
	pid = read_json(_note(bench)).get("pid")
	_note(bench).unlink(missing_ok=True)
	if not pid or not _is_server(pid):
		return False
	services.end_process(pid, seconds=10)
	return True


def _is_server(pid: int) -> bool:
	try:
		return b"frappe.utils.bench_helper" in Path(f"/proc/{pid}/cmdline").read_bytes()
	except OSError:
		return False
