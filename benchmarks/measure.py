"""Measure one subject in this process: `python -m benchmarks.measure SUBJECT SIZE` prints one JSON object."""

import gc
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.environment import bench_path, connect, disconnect, site_name
from benchmarks.rows import Names
from benchmarks.subjects import ENGINE, SITE, Subject, engine_subjects, subjects


def measure(subject: Subject, names: Names) -> dict[str, Any]:
	"""Seconds of a warm run, its queries, the highest memory of the process in MB, and what came out."""
	on_site = subject.where == SITE
	if subject.where != ENGINE:
		with _request(on_site):
			subject.prepare(names, subject.period)
			subject.run(names, subject.period)
	with _request(on_site):
		subject.prepare(names, subject.period)
	with _request(on_site), _counted_queries(on_site) as queries:
		gc.collect()
		idle = _memory()
		started = time.perf_counter()
		outcome = subject.run(names, subject.period)
		seconds = time.perf_counter() - started
	return {
		"seconds": seconds,
		"queries": len(queries) if on_site else None,
		"idle_mb": idle,
		"peak_mb": _memory(),
		"outcome": outcome,
	}


@contextmanager
def _request(on_site: bool) -> Iterator[None]:
	"""A connection of its own for each run, as a web request has: nothing is left over from the run before."""
	if not on_site:
		yield
		return
	connect(bench_path(os.environ), site_name(os.environ))
	try:
		yield
	finally:
		disconnect()


@contextmanager
def _counted_queries(on_site: bool) -> Iterator[list[str]]:
	queries: list[str] = []
	if on_site:
		import frappe

		run = frappe.local.db.sql

		def counted(query: Any, *args: Any, **kwargs: Any) -> Any:
			queries.append(str(query))
			return run(query, *args, **kwargs)

		frappe.local.db.sql = counted
	yield queries


def _memory() -> int:
	"""The highest memory of this process so far, in MB."""
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(name: str, size: str) -> None:
	known = {subject.name: subject for subject in (*subjects(), *engine_subjects(int(size)))}
	print(json.dumps(measure(known[name], Names(int(size)))))


if __name__ == "__main__":
	main(*sys.argv[1:])
