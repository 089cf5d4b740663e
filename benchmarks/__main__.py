"""`python -m benchmarks`: fill, measure, print. See README.md in this directory."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.environment import CHECKOUT, bench_path, connect, disconnect, ensure_site, site_name
from benchmarks.fill import fill_ledger_file, fill_site
from benchmarks.report import Results, print_report
from benchmarks.rows import Names
from benchmarks.subjects import LEDGER_FILE, SITE, Subject, engine_subjects, subjects

SIZES = (30_000, 300_000)
RECEIPTS = 1_000_000
ROUNDS = 3


def options(arguments: Sequence[str]) -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
	parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="invoices of a company's year")
	parser.add_argument("--subjects", nargs="*", default=[], help="parts of the names of what is measured")
	parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
	parser.add_argument("--receipts", type=int, default=RECEIPTS, help="of the engine alone; 0 leaves it out")
	parser.add_argument("--refill", action="store_true", help="empty and fill the tables anew")
	parser.add_argument("--fill-only", action="store_true", help="fill, and measure nothing")
	parser.add_argument("--json", type=Path, help="write every single measurement to this file")
	return parser.parse_args(arguments)


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
	chosen = options(arguments)
	json_file = chosen.json.resolve() if chosen.json else None
	bench, site = bench_path(environ), site_name(environ)
	if bench:
		ensure_site(bench, site)
	for size in chosen.sizes:
		names = Names(size)
		if bench:
			connect(bench, site)
			fill_site(names, say, refill=chosen.refill)
			disconnect()
		fill_ledger_file(names, say, refill=chosen.refill)
	if chosen.fill_only:
		return
	results = run_all(to_measure(chosen, on_site=bench is not None), chosen.rounds)
	if json_file:
		json_file.write_text(json.dumps([[list(key), found] for key, found in results.items()], indent=1))
	print_report(results)


def to_measure(chosen: argparse.Namespace, *, on_site: bool) -> list[tuple[Subject, int]]:
	def is_chosen(subject: Subject) -> bool:
		return not chosen.subjects or any(part in subject.name for part in chosen.subjects)

	places = (SITE, LEDGER_FILE) if on_site else (LEDGER_FILE,)
	found = [(subject, size) for size in chosen.sizes for subject in subjects() if subject.where in places]
	if chosen.receipts:
		found += [(subject, chosen.receipts) for subject in engine_subjects(chosen.receipts)]
	return [(subject, size) for subject, size in found if is_chosen(subject)]


def run_all(measured: Sequence[tuple[Subject, int]], rounds: int) -> Results:
	"""Measure everything once, then once more, …: what slows the machine down for a while, slows down all."""
	results: Results = defaultdict(list)
	for number in range(1, rounds + 1):
		for subject, size in measured:
			found = run_one(subject, size)
			results[subject.name, size].append(found)
			period = subject.period.quarter
			say(f"round {number}: {size} {subject.label} {period}: {found['seconds']:.3f} s")
	return results


def run_one(subject: Subject, size: int) -> dict[str, Any]:
	"""Measure in a process of its own, whose memory is the subject's alone."""
	answer = subprocess.run(
		[sys.executable, "-m", "benchmarks.measure", subject.name, str(size)],
		cwd=CHECKOUT,
		env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
		stdout=subprocess.PIPE,
		text=True,
		check=True,
	)
	return json.loads(answer.stdout.splitlines()[-1])


STARTED_AT = time.monotonic()


def say(message: str) -> None:
	elapsed = int(time.monotonic() - STARTED_AT)
	print(f"[{elapsed // 60:3}:{elapsed % 60:02}] {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
	main(sys.argv[1:], os.environ)
