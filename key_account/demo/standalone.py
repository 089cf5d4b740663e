"""The demo without ERPNext: the story in a ledger file, the same queries and rules, the same table."""

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.command_parser import CommandParser, language_wanted
from key_account.demo.ledger_file import write_ledger
from key_account.demo.model import Story
from key_account.demo.story import STORY
from key_account.language import _, reason_of, speaking
from key_account.ledger.file_books import ledger_quarters, open_ledger
from key_account.ledger.schema import LedgerFileError
from key_account.marks import N_
from key_account.output import BonusReport, render
from key_account.output.text import display_width
from key_account.whole_file import write_whole

ORIGIN = N_("Demo company, everything in it is made up")


def main(argv: Sequence[str] | None = None) -> int:
	"""`python -m key_account.demo`: returns the exit code, 2 where nothing can be written."""
	argv = sys.argv[1:] if argv is None else argv
	with speaking(language_wanted(argv, os.environ)):
		return _run(argv)


def _run(argv: Sequence[str]) -> int:
	folder = _parser().parse_args(argv).out
	ledger, page = folder / "ledger.sqlite", folder / "statement.html"
	try:
		folder.mkdir(parents=True, exist_ok=True)
		write_ledger(STORY, ledger)
		report = demo_report(STORY, ledger)
		write_whole(page, render(report, "html"))
	except (OSError, sqlite3.OperationalError, LedgerFileError) as error:
		reason = reason_of(error) if isinstance(error, OSError) else error
		sentence = _("{folder}: the demo cannot be written there ({reason}).")
		print(sentence.format(folder=folder, reason=reason), file=sys.stderr)
		return 2
	sys.stdout.reconfigure(errors="backslashreplace")
	print(render(report, "table", shutil.get_terminal_size((120, 24)).columns))
	_print_places({_("Ledger file"): str(ledger.resolve()), _("Bonus statement"): page.resolve().as_uri()})
	return 0


def _print_places(places: Mapping[str, str]) -> None:
	width = max(map(display_width, places))
	for name, place in places.items():
		print(f"{name}{' ' * (width - display_width(name))}  {place}")


def demo_report(story: Story, ledger: Path) -> BonusReport:
	"""All quarters of the story from its ledger file."""
	with open_ledger(ledger) as books:
		tables: list[QuarterTable] = list(bonus_tables(books, ledger_quarters(books)))
		return BonusReport(story.company, story.currency, books.config.precision, tables, _(ORIGIN))


def _parser() -> argparse.ArgumentParser:
	parser = CommandParser(
		prog="python -m key_account.demo",
		description=_(
			"The bonus table of a demo company, without ERPNext, and a statement to open in a browser."
		),
	)
	parser.add_argument(
		"--out",
		type=Path,
		default=Path("demo-output"),
		metavar="FOLDER",
		help=_("where ledger.sqlite and statement.html are written (default: %(default)s)"),
	)
	return parser
