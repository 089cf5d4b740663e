"""`key-account`: the quarterly bonus from a ledger file, without a site. Needs nothing but Python.

Exit codes: 0 all is well, 1 receipts and ledger differ, 2 bad input (one sentence on standard error). With
KEY_ACCOUNT_DEBUG set, a refusal shows where in the program it came from.
"""

import argparse
import io
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import key_account
from key_account.bonus.errors import BonusError
from key_account.bonus.periods import Quarter, find_quarter
from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.command_parser import CommandParser, language_wanted
from key_account.input_file import InputError, parse_amount
from key_account.language import _, reason_of, speaking, told
from key_account.ledger.books import Books, GivenTargets
from key_account.ledger.csv_import import CsvColumns, import_csv
from key_account.ledger.file_books import (
	has_targets,
	ledger_quarters,
	money_outside_quarters,
	open_ledger,
	origin,
	quarter_tie_out,
	shown_company,
	with_targets,
)
from key_account.ledger.schema import LedgerFileError
from key_account.marks import N_
from key_account.output import FORMATS, BonusReport, OutputError, render
from key_account.output.columns import money
from key_account.output.words import tie_out_sentence
from key_account.plan_file import read_plan
from key_account.targets_file import read_targets
from key_account.whole_file import write_whole

OK, DIFFERS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

# Below the help of a command: prose, which is translated, and examples, which are not.
IMPORT_EPILOG = (
	N_("example:"),
	"""\
  key-account ledger import receivables.csv --out ledger.sqlite --customer customerID \\
    --salesperson region --invoice invoiceNumber --invoice-date InvoiceDate \\
    --gross InvoiceAmount --tax-rate 13 --paid-on SettledDate --date-format M/D/YYYY
""",
	N_(
		"The list is a CSV file in UTF-8 or GB 18030, one line for each invoice. Every customer counts as a registered\n"
		"key account, and fiscal years are calendar years."
	),
)
BONUS_EPILOG = (
	N_("examples:"),
	"""\
  key-account bonus ledger.sqlite --target 3500
  key-account bonus ledger.sqlite --plan plan.toml --targets targets.csv --quarter 2026-Q1 --out q1.xlsx
""",
	N_("plan.toml holds the fields of a Bonus Plan by name; those left out take the default plan's value:"),
	"""\
  rate = 0.04                       [[category]]
  base_ratio = 0.5                  name = "Services"
  no_carry_threshold = 300000       item_groups = ["Training", "Maintenance"]
  registered_only = true            rate = 0.06""",
	N_(
		"A plan with [[category]] tables has only those. An item group that none of them names is of its\n"
		'default_category; where that is not set, "Product" if there is one, else the first. A plan may have\n'
		"[[rate_step]] tables (attainment, rate) and [[target]] tables (sales_person, fiscal_year, quarter, amount)."
	),
	"",
	N_(
		"targets.csv has the columns sales_person, quarter (empty: every quarter) and target. Whoever is not in it has\n"
		"none. A director, who is a group, has a target of their own only by it, not by --target."
	),
	"",
	N_(
		"JSON is a list of objects: money as texts with the currency's decimals, kpi_score a text or null, kpi_factor a\n"
		'text such as "0.98", floating_wage_due true or false; a department\'s row has "department": true.'
	),
)


def main(argv: Sequence[str] | None = None) -> int:
	"""Run a command, in the language of --language or of the environment. Returns the exit code."""
	argv = sys.argv[1:] if argv is None else argv
	with speaking(language_wanted(argv, os.environ)):
		return _main(argv)


def _main(argv: Sequence[str]) -> int:
	args = _parser().parse_args(argv)
	if isinstance(sys.stdout, io.TextIOWrapper):
		# A terminal that lacks a letter shows its number; no name may stop the output.
		sys.stdout.reconfigure(errors="backslashreplace")
	signal.signal(signal.SIGTERM, _end)
	try:
		code = args.run(args)
		sys.stdout.flush()
		return code
	except (BonusError, InputError, LedgerFileError, OutputError) as error:
		if os.environ.get("KEY_ACCOUNT_DEBUG"):
			raise
		print(told(error) if isinstance(error, BonusError) else error, file=sys.stderr)
		return BAD_INPUT
	except BrokenPipeError:
		# Whoever read our output has seen enough; Python would complain again when it flushes at exit.
		os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
		return OK
	except KeyboardInterrupt:
		print(_("Interrupted; nothing was written."), file=sys.stderr)
		return INTERRUPTED


def _end(number: int, _frame: object) -> NoReturn:
	"""So that temporary files are removed when the program is told to end."""
	sys.exit(128 + number)


def _parser() -> argparse.ArgumentParser:
	parser = CommandParser(
		prog="key-account",
		description=_("Quarterly bonuses on collected money, from a ledger file."),
	)
	parser.add_argument("--version", action="version", version=f"%(prog)s {key_account.__version__}")
	commands = parser.add_subparsers(metavar="COMMAND", required=True)
	_add_bonus(commands)
	ledger = commands.add_parser("ledger", help=_("make or check a ledger file"))
	ledger_commands = ledger.add_subparsers(metavar="COMMAND", required=True)
	_add_import(ledger_commands)
	_add_check(ledger_commands)
	return parser


def _add_command(
	commands, name: str, run, summary: str, epilog: Sequence[str] = ()
) -> argparse.ArgumentParser:
	parser = commands.add_parser(
		name,
		help=summary,
		description=_("{summary}.").format(summary=summary[0].upper() + summary[1:]),
		epilog="\n".join(map(_, epilog)),
	)
	parser.set_defaults(run=run)
	return parser


def _add_bonus(commands) -> None:
	parser = _add_command(commands, "bonus", _bonus, _("the bonus table of a ledger file"), BONUS_EPILOG)
	parser.add_argument("ledger", type=Path, metavar="LEDGER", help=_("ledger file, exported or imported"))
	parser.add_argument(
		"--plan",
		type=Path,
		action="append",
		default=[],
		metavar="TOML",
		help=_("Bonus Plan to go by in place of the ledger's own; again for each version of it"),
	)
	targets = parser.add_mutually_exclusive_group()
	targets.add_argument(
		"--target", type=_target, metavar="AMOUNT", help=_("each salesperson's target per quarter")
	)
	targets.add_argument(
		"--targets", type=Path, metavar="CSV", help=_("list of targets; it replaces the ledger's own")
	)
	parser.add_argument(
		"--quarter",
		action="append",
		metavar="QUARTER",
		help=_("a quarter to show, such as 2013-Q3; may be given again; all where none is named"),
	)
	parser.add_argument(
		"--format",
		choices=FORMATS,
		help=_("how to write it; by the ending of --out, or table, where not given"),
	)
	parser.add_argument("--out", type=Path, metavar="FILE", help=_("where to write it; xlsx needs it"))


def _add_import(commands) -> None:
	parser = _add_command(
		commands,
		"import",
		_import,
		_("a ledger file from a list of invoices with settlement dates"),
		IMPORT_EPILOG,
	)
	parser.add_argument("list", type=Path, metavar="CSV", help=_("the list"))
	parser.add_argument("--out", type=Path, required=True, metavar="LEDGER", help=_("ledger file to write"))
	for name, meaning in (
		("customer", _("column of the customer")),
		("salesperson", _("column of the salesperson")),
		("invoice", _("column of the invoice number")),
		("invoice-date", _("column of the day of the invoice")),
		("paid-on", _("column of the day it was settled, empty where it was not")),
	):
		parser.add_argument(f"--{name}", required=True, metavar="COLUMN", help=meaning)
	amount = parser.add_mutually_exclusive_group(required=True)
	amount.add_argument("--gross", metavar="COLUMN", help=_("column of the amount with tax"))
	amount.add_argument("--net", metavar="COLUMN", help=_("column of the amount without tax"))
	parser.add_argument(
		"--tax-rate",
		required=True,
		metavar="RATE",
		help=_("the tax rate (13, 13%% or 0.13), or its column"),
	)
	parser.add_argument(
		"--paid-amount", metavar="COLUMN", help=_("column of what was paid; else all of it was")
	)
	parser.add_argument(
		"--category", metavar="COLUMN", help=_('column of the item group; else it is "Product"')
	)
	parser.add_argument(
		"--date-format",
		default="YYYY-MM-DD",
		metavar="FORM",
		help=_("form of the dates, such as M/D/YYYY or %%d.%%m.%%Y (default: %(default)s)"),
	)
	parser.add_argument(
		"--currency", default="", metavar="CODE", help=_("currency of the amounts, to be shown")
	)


def _add_check(commands) -> None:
	parser = _add_command(
		commands,
		"check",
		_check,
		_("whether a ledger file's receipts and ledger agree, quarter by quarter"),
	)
	parser.add_argument("ledger", type=Path, metavar="LEDGER", help=_("ledger file"))


def _target(text: str) -> Decimal:
	try:
		amount = parse_amount(text)
	except ValueError as error:
		what = _("{text!r} is not {wanted}").format(text=text, wanted=error)
		raise argparse.ArgumentTypeError(what) from None
	if amount <= 0:
		raise argparse.ArgumentTypeError(_("{text} is not above 0").format(text=text))
	return amount


def _import(args: argparse.Namespace) -> int:
	try:
		columns = CsvColumns(
			customer=args.customer,
			salesperson=args.salesperson,
			invoice=args.invoice,
			invoice_date=args.invoice_date,
			paid_on=args.paid_on,
			tax_rate=args.tax_rate,
			gross=args.gross,
			net=args.net,
			paid_amount=args.paid_amount,
			category=args.category,
			date_format=args.date_format,
		)
	except ValueError as error:
		raise InputError(args.list, _("{reason}.").format(reason=error)) from error
	_refuse_overwriting(args.out, args.list)
	counted = _("{count:,} invoices")
	count = import_csv(
		args.list, args.out, columns, args.currency, lambda count: _say(counted.format(count=count))
	)
	_say("")
	print(_("{path}: {count:,} invoices.").format(path=args.out, count=count))
	return OK


def _check(args: argparse.Namespace) -> int:
	with _damage_named(args.ledger), open_ledger(args.ledger) as books:
		precision = books.config.precision
		quarters = ledger_quarters(books)
		differing = 0
		for quarter in quarters:
			tie = quarter_tie_out(books, quarter)
			differing += tie.difference != 0
			print(f"{quarter.key}  {tie_out_sentence(tie, precision)}")
		outside, company = money_outside_quarters(books), shown_company(books)
	if outside:
		sentence = _("Outside all quarters  Ledger {amount}: its days are in no fiscal year")
		print(sentence.format(amount=money(outside, precision)))
	if differing or outside:
		sentence = _("{path}: the receipts of {company} do not agree with the ledger.")
		print(sentence.format(path=args.ledger, company=company))
		return DIFFERS
	sentence = _("{path}: {count} quarters of {company} agree to the cent.")
	print(sentence.format(path=args.ledger, count=len(quarters), company=company))
	return OK


def _bonus(args: argparse.Namespace) -> int:
	form = _format(args)
	if args.out:
		_refuse_overwriting(args.out, args.ledger, *args.plan, *([args.targets] if args.targets else []))
	plans = [read_plan(path) for path in args.plan]
	with _damage_named(args.ledger), open_ledger(args.ledger, plans) as own:
		books = _targeted(own, args)
		tables = list(_with_progress(bonus_tables(books, _wanted(args.quarter, books))))
		report = BonusReport(
			shown_company(books), books.config.currency, books.config.precision, tables, origin(books)
		)
	_write(render(report, form, _terminal_width()), args.out)
	if any(table.tie_out.difference for table in tables):
		sentence = _("{path}: the receipts do not agree with the ledger; see the difference.")
		print(sentence.format(path=args.ledger), file=sys.stderr)
		return DIFFERS
	return OK


def _format(args: argparse.Namespace) -> str:
	ending = args.out.suffix.lower().removeprefix(".") if args.out else ""
	form = args.format or (ending if ending in FORMATS else "table")
	if form == "xlsx" and not args.out:
		raise OutputError(_("A workbook is written to a file: add --out FILE.xlsx."))
	return form


def _targeted(books: Books, args: argparse.Namespace) -> Books:
	"""The books with the targets that were given, or their own where there are any."""
	if args.target:
		return with_targets(books, GivenTargets(for_all=args.target))
	if args.targets:
		quarters = [quarter.key for quarter in books.quarters]
		return with_targets(books, GivenTargets(single=read_targets(args.targets, books.people, quarters)))
	if not has_targets(books):
		what = _("there are no targets in it: give them by --target or --targets.")
		raise InputError(args.ledger, what)
	return books


def _wanted(keys: Sequence[str] | None, books: Books) -> list[Quarter]:
	if not keys:
		return ledger_quarters(books)
	return [find_quarter(key, books.quarters) for key in keys]


def _with_progress(tables: Iterator[QuarterTable]) -> Iterator[QuarterTable]:
	for table in tables:
		_say(_("{quarter} settled").format(quarter=table.quarter.key))
		yield table
	_say("")


def _say(progress: str) -> None:
	"""On a terminal, how far it is: a large ledger takes a while. The line is written over by the next."""
	if sys.stderr.isatty():
		print(f"\r{progress}\x1b[K", end="", file=sys.stderr, flush=True)


def _terminal_width() -> int:
	return shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 120


def _write(content: str | bytes, out: Path | None) -> None:
	if out is None:
		sys.stdout.write(content)
		return
	try:
		write_whole(out, content)
	except OSError as error:
		what = _("it cannot be written ({reason}).").format(reason=reason_of(error))
		raise InputError(out, what) from error


def _refuse_overwriting(out: Path, *inputs: Path) -> None:
	for path in inputs:
		if out.exists() and path.exists() and out.samefile(path):
			raise InputError(out, _("it is read from; name another file to write to."))


@contextmanager
def _damage_named(ledger: Path) -> Iterator[None]:
	"""Refusals while a ledger is read name its file; figures that make no sense are damage to it."""
	try:
		yield
	except BonusError as error:
		raise InputError(ledger, told(error)) from error
	except (InputError, LedgerFileError):
		raise
	except (ArithmeticError, LookupError, TypeError, ValueError, sqlite3.Error) as error:
		what = _("{path}: something in it cannot be read ({reason}); export it again.")
		reason = f"{type(error).__name__}: {error}"
		raise LedgerFileError(what.format(path=ledger, reason=reason)) from error


if __name__ == "__main__":
	sys.exit(main())
