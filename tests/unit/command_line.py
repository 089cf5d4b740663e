"""Runs `key-account` in the tests' own process, and writes the small lists that it reads."""

import contextlib
import io
from pathlib import Path
from typing import NamedTuple

from key_account.cli import main

HEADER = "customer,person,number,day,gross,paid\n"
#: Two salespersons, 13 % tax in the amounts: Ann collects 1,000.00 net in 2026-Q1 and 2,000.00 in Q2, Bob 500.00 in Q2.
SALES = (
	HEADER
	+ "Alpha,Ann,1,2026-01-05,1130.00,2026-02-01\n"
	+ "Beta,Bob,2,2026-03-05,565.00,2026-04-01\n"
	+ "Alpha,Ann,3,2026-03-06,2260.00,2026-05-01\n"
	+ "Alpha,Ann,4,2026-03-07,1130.00,\n"
)
COLUMNS = {
	"--customer": "customer",
	"--salesperson": "person",
	"--invoice": "number",
	"--invoice-date": "day",
	"--gross": "gross",
	"--tax-rate": "13",
	"--paid-on": "paid",
}


class Outcome(NamedTuple):
	code: int
	out: str
	err: str

	@property
	def sentence(self) -> str:
		"""What a refusal says, after making sure that it is one line with exit code 2 and nothing else."""
		assert self.code == 2, self
		assert self.out == ""
		assert self.err.endswith("\n") and self.err.count("\n") == 1
		return self.err.rstrip("\n")


class _Stream(io.TextIOWrapper):
	def __init__(self) -> None:
		super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

	def text(self) -> str:
		return self.buffer.getvalue().decode()


def run(*arguments: object) -> Outcome:
	"""Run a command; arguments are turned into texts."""
	out, err = _Stream(), _Stream()
	with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
		try:
			code = main([str(argument) for argument in arguments])
		except SystemExit as end:
			code = end.code
	return Outcome(code, out.text(), err.text())


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
	path.write_text(text, encoding=encoding)
	return path


def import_list(folder: Path, text: str = SALES, encoding: str = "utf-8", **options: str | None) -> Outcome:
	"""Import a list into folder/ledger.sqlite; `tax_rate="rate"` changes an option, None takes it away."""
	given = {**COLUMNS, **{f"--{name.replace('_', '-')}": value for name, value in options.items()}}
	arguments = [part for name, value in given.items() if value is not None for part in (name, value)]
	return run(
		"ledger",
		"import",
		write(folder / "sales.csv", text, encoding),
		"--out",
		ledger_in(folder),
		*arguments,
	)


def ledger_in(folder: Path) -> Path:
	return folder / "ledger.sqlite"


def made_ledger(folder: Path, text: str = SALES, **options: str | None) -> Path:
	"""The ledger of a list that is in order."""
	outcome = import_list(folder, text, **options)
	assert outcome.code == 0, outcome
	return ledger_in(folder)


def names_in(folder: Path) -> set[str]:
	"""All files in a folder, hidden ones too."""
	return {path.name for path in folder.iterdir()}
