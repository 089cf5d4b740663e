"""The table that a run of the benchmarks prints."""

from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.subjects import Q1, Q4, YEAR, Period, engine_subjects, subjects

#: (name of the subject, size) -> what each round measured
Results = Mapping[tuple[str, int], list[dict[str, Any]]]

COLUMNS = ("best s", "median s", "× commission", "× aggregate", "queries", "peak MB", "idle MB")

SAVE_COLUMNS = (
	"ms without",
	"ms with",
	"ms in hooks",
	"best",
	"queries without",
	"queries with",
	"queries added",
)


def print_report(results: Results) -> None:
	sizes = sorted({size for name, size in results if not name.startswith("engine")})
	for size in sizes:
		for period in (Q1, Q4, YEAR):
			_print_period(results, size, period)
	if len(sizes) > 1:
		_print_growth(results, sizes[0], sizes[-1])
	_print_agreement(results, sizes)
	for size in sizes:
		_print_saves(results.get(("saves", size)), size)
	_print_engine(results)


def _print_period(results: Results, size: int, period: Period) -> None:
	suffix = period.quarter.lower() or "year"
	rows = []
	for subject in subjects():
		found = results.get((subject.name, size))
		if not found or subject.name == "saves" or subject.period != period:
			continue
		rows.append(
			(
				subject.label,
				f"{_best(found):.3f}",
				f"{median(run['seconds'] for run in found):.3f}",
				_ratio(found, results.get((f"commission-{suffix}", size))),
				_ratio(found, results.get((f"aggregate-{suffix}", size))),
				_plain(found[0]["queries"]),
				_plain(max(run["peak_mb"] for run in found)),
				_plain(max(run["idle_mb"] for run in found)),
			)
		)
	if rows:
		_print_table(f"{size:,} invoices a year, {period.quarter or 'all of it'}", COLUMNS, rows)


def _print_growth(results: Results, small: int, large: int) -> None:
	"""How much longer the larger company takes; as much as it is larger means linear."""
	rows = []
	for subject in subjects():
		few, many = results.get((subject.name, small)), results.get((subject.name, large))
		if few and many and subject.name != "saves":
			label = f"{subject.label}, {subject.period.quarter or 'the whole year'}"
			rows.append((label, f"{_best(many) / _best(few):.1f}"))
	if rows:
		_print_table(f"{large:,} invoices against {small:,}: {large // small} is linear", ("times",), rows)


def _print_agreement(results: Results, sizes: list[int]) -> None:
	for size in sizes:
		for period in (Q1, Q4):
			suffix = period.quarter.lower()
			both = [results.get((f"{name}-{suffix}", size)) for name in ("totals", "ledger-file")]
			if all(both):
				site, file = (found[0]["outcome"] for found in both)
				verdict = (
					"agree to the cent" if site == file else f"DIFFER: {site} on the site, {file} in the file"
				)
				print(
					f"{size:,} invoices, {period.quarter}: site and ledger file {verdict}, {site['receipts']} receipts"
				)
	print()


def _print_saves(found: list[dict[str, Any]] | None, size: int) -> None:
	"""Medians of the rounds; each is a median of many saves itself."""
	rows = []
	for kinds in zip(*(run["outcome"] for run in found or []), strict=True):
		times = [
			f"{median(kind[name] for kind in kinds):.1f}"
			for name in ("without_ms", "with_ms", "hooks_ms", "hooks_best_ms")
		]
		first = kinds[0]
		queries = (first["queries_without"], first["queries"], first["queries"] - first["queries_without"])
		rows.append((f"{first['what']}: {first['client']}", *times, *map(str, queries)))
	if rows:
		_print_table(f"Saves, company of {size:,} invoices", SAVE_COLUMNS, rows)


def _print_engine(results: Results) -> None:
	rows = []
	for (name, size), found in results.items():
		label = {subject.name: subject.label for subject in engine_subjects(size)}.get(name)
		if label:
			rows.append(
				(
					f"{label}, {size:,} receipts",
					f"{_best(found):.2f}",
					f"{median(run['seconds'] for run in found):.2f}",
					_plain(max(run["peak_mb"] for run in found)),
				)
			)
	if rows:
		_print_table("The engine alone", ("best s", "median s", "peak MB"), rows)


def _best(found: list[dict[str, Any]]) -> float:
	return min(run["seconds"] for run in found)


def _ratio(found: list[dict[str, Any]], other: list[dict[str, Any]] | None) -> str:
	"""The median of the rounds' own ratios: both ran one after the other, on a machine as busy."""
	if not other:
		return ""
	pairs = zip(found, other, strict=True)
	return f"{median(run['seconds'] / against['seconds'] for run, against in pairs):.2f}"


def _plain(value: Any) -> str:
	return "" if value is None else str(value)


def _print_table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
	widths = [max(len(row[i]) for row in [(title, *columns), *rows]) for i in range(len(columns) + 1)]
	for row in [(title, *columns), *rows]:
		print(
			"  ".join(
				[row[0].ljust(widths[0]), *(cell.rjust(widths[i + 1]) for i, cell in enumerate(row[1:]))]
			)
		)
		if row[0] == title:
			print("-" * (sum(widths) + 2 * len(columns)))
	print()
