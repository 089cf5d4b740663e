"""Commands of the bench: `bench --site S key-account …`. Whoever may run them administers the server."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
import frappe
from frappe.commands import get_site, pass_context


class Refusal(click.ClickException):
	"""One sentence on standard error, exit code 2."""

	exit_code = 2

	def show(self, file: object = None) -> None:
		click.echo(self.message, err=True)


@click.group("key-account")
def key_account() -> None:
	"""Key Account: ledger files, demo company."""


@key_account.command("export-ledger")
@click.argument("ledger")
@click.option("--company", required=True, help="The company whose ledger it is.")
@pass_context
def export_ledger(context: frappe._dict, ledger: str, company: str) -> None:
	"""Write a company's ledger to a file for `key-account bonus`, reading only.

	LEDGER is the file to write; an older ledger of that name is replaced when all is written.
	"""
	from frappe.utils import now_datetime

	from key_account.bonus.errors import BonusError
	from key_account.language import _, told
	from key_account.ledger.export import UnknownCompanyError, consistent_snapshot
	from key_account.ledger.export import export_ledger as export
	from key_account.ledger.schema import LedgerFileError

	path = _from_callers_directory(ledger)
	signal.signal(signal.SIGTERM, _end)
	with _connected(get_site(context)), consistent_snapshot():
		try:
			rows = export(company, path, now_datetime(), _say)
		except BonusError as error:
			raise Refusal(told(error)) from error
		except (LedgerFileError, UnknownCompanyError) as error:
			raise Refusal(str(error)) from error
		sentence = _("{file}: {number} rows of {company}.")
		click.echo(sentence.format(file=path, number=f"{rows:,}", company=company))


@key_account.command("demo")
@click.option("--remove", is_flag=True, help="Take the demo company and all that is its own away again.")
@pass_context
def demo(context: frappe._dict, remove: bool) -> None:
	"""Make the demo company with two fiscal years of documents, and print its Quarterly Bonus.

	May be started again: what is there stays, what is missing is made.
	"""
	from frappe.utils import strip_html
	from frappe.utils.file_lock import LockTimeoutError

	from key_account.demo.site import remove_demo, run_demo
	from key_account.language import _

	with _connected(get_site(context)):
		try:
			(remove_demo if remove else run_demo)()
		except LockTimeoutError as error:
			raise Refusal(
				_("The demo company is being made or removed by another process; wait for it.")
			) from error
		except frappe.ValidationError as error:
			raise Refusal(strip_html(str(error))) from error


@contextmanager
def _connected(site: str) -> Iterator[None]:
	"""The site, speaking the language of the environment."""
	from key_account.language import language_of, speaking

	language = language_of(os.environ)
	frappe.init(site)
	frappe.connect()
	# Frappe writes zh-TW where catalogues are named zh_TW.
	frappe.local.lang = language.replace("_", "-")
	try:
		with speaking(language):
			yield
	finally:
		frappe.destroy()


def _from_callers_directory(path: str) -> Path:
	"""The bench runs its commands in its sites directory; a path is meant from where the caller stands."""
	return Path(os.environ.get("PWD") or Path.cwd()) / path


def _say(table: str, rows: int) -> None:
	"""One line for each table, counting on a terminal."""
	label = f"{table.removeprefix('tab')}: {rows:,}"
	if sys.stderr.isatty():
		click.echo(f"\r\x1b[K{label}", err=True, nl=False)
	else:
		click.echo(label, err=True)


def _end(number: int, _frame: object) -> NoReturn:
	"""So that the half-written file is removed when the command is told to end."""
	sys.exit(128 + number)


commands = [key_account]
