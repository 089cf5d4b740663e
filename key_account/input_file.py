"""Reading files that people hand in: CSV lists, line by line, with refusals that name the place."""

import codecs
import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from key_account.language import _, listed, reason_of
from key_account.marks import N_

# GB 18030 is what spreadsheets in China write.
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = (",", ";", "\t")
CHUNK = 1 << 20
# With cents that is as much as databases keep exactly.
LARGEST_AMOUNT = 10**13


class InputError(ValueError):
	"""Something in an input file; the message names the file, the line and the column.

	message    the rest of the sentence, in the language in force
	"""

	def __init__(
		self, path: Path | str, message: str, line: int | None = None, column: str | None = None
	) -> None:
		where = str(path)
		if line is not None:
			where += _(", line {line}").format(line=line)
		if column is not None:
			where += _(", column {column}").format(column=column)
		super().__init__(_("{where}: {message}").format(where=where, message=message))


@dataclass(frozen=True, slots=True)
class CsvRow:
	"""One line of a list with a header; `number` is its line in the file."""

	path: Path
	number: int
	values: Mapping[str, str]

	def text(self, column: str) -> str:
		return self.values[column].strip()

	def required(self, column: str) -> str:
		text = self.text(column)
		if not text:
			raise self.error(column, _("it is empty."))
		return text

	def read(self, column: str, convert: Callable[[str], Any]) -> Any:
		"""What `convert` makes of a cell; its ValueError says what the text ought to be."""
		text = self.required(column)
		try:
			return convert(text)
		except ValueError as error:
			raise self.error(column, _("{text!r} is not {wanted}.").format(text=text, wanted=error)) from None

	def error(self, column: str, message: str) -> InputError:
		return InputError(self.path, message, self.number, column)


def read_csv(path: Path, wanted: Collection[str]) -> Iterator[CsvRow]:
	"""The lines of a list, in UTF-8 or GB 18030, separated by comma, semicolon or tab; empty ones are left out.

	wanted     columns that have to be there; others may be
	raises     InputError naming file, line and column
	"""
	try:
		encoding = _encoding(path)
		with path.open(encoding=encoding, newline="") as stream:
			first = stream.readline()
			stream.seek(0)
			reader = csv.reader(stream, delimiter=_delimiter(first, wanted), strict=True)
			try:
				yield from _rows(path, reader, wanted)
			except csv.Error as error:
				what = _("this is not a line of a CSV file ({reason}).").format(reason=error)
				raise InputError(path, what, reader.line_num) from error
	except OSError as error:
		raise InputError(path, _("it cannot be read ({reason}).").format(reason=reason_of(error))) from error


def _rows(path: Path, reader: Any, wanted: Collection[str]) -> Iterator[CsvRow]:
	header = [name.strip() for name in next(reader, ())]
	if not header:
		raise InputError(path, _("it is empty."), 1)
	for name in wanted:
		if name not in header:
			what = _("there is no such column; there are {columns}.").format(columns=listed(header))
			raise InputError(path, what, 1, name)
		if header.count(name) > 1:
			raise InputError(path, _("there is more than one such column."), 1, name)
	for cells in reader:
		if not any(cells):
			continue
		if any(cells[len(header) :]):
			what = _(
				"it has {values} values for {columns} columns; put a value that holds the separator into "
				"quotation marks."
			)
			raise InputError(path, what.format(values=len(cells), columns=len(header)), reader.line_num)
		cells += [""] * (len(header) - len(cells))
		yield CsvRow(path, reader.line_num, dict(zip(header, cells, strict=False)))


def _encoding(path: Path) -> str:
	for encoding in ENCODINGS:
		decoder = codecs.getincrementaldecoder(encoding)()
		try:
			with path.open("rb") as stream:
				while chunk := stream.read(CHUNK):
					decoder.decode(chunk)
				decoder.decode(b"", final=True)
		except UnicodeDecodeError:
			continue
		return encoding
	raise InputError(path, _("it is neither UTF-8 nor GB 18030 text."))


def _delimiter(header: str, wanted: Collection[str]) -> str:
	"""The separator that finds most of the wanted columns."""

	def found(delimiter: str) -> int:
		names = {name.strip(' "\r\n') for name in header.split(delimiter)}
		return len(names.intersection(wanted))

	return max(DELIMITERS, key=found)


def parse_amount(text: str) -> Decimal:
	"""An amount of money, thousands separated or not.

	raises     ValueError saying what it ought to be
	"""
	amount = parse_number(_without_thousands(text), N_("an amount"))
	if abs(amount) >= LARGEST_AMOUNT:
		raise ValueError(_("an amount below {largest:,}").format(largest=LARGEST_AMOUNT))
	return amount


def _without_thousands(text: str) -> str:
	whole, point, decimals = text.partition(".")
	groups = whole.lstrip("+-").split(",")
	if len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]):
		return whole.replace(",", "") + point + decimals
	return text


def parse_number(text: str, wanted: str) -> Decimal:
	"""A number in ordinary digits.

	wanted     what the text ought to be, for the refusal; in English
	raises     ValueError of `wanted`, in the language in force
	"""
	if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
		raise ValueError(_(wanted))
	return Decimal(text)
