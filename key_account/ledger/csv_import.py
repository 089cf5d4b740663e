"""A flat list of invoices with settlement dates -> a ledger file."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from key_account.bonus.money import HUNDRED, ONE, round_money
from key_account.ledger.files import LedgerWriter, new_ledger_file

COMPANY = "Imported"
DEFAULT_ITEM_GROUP = "Product"


class InputError(ValueError):
	"""Something in an input file; the message names the file, the line and the column."""

	def __init__(
		self, path: Path | str, message: str, line: int | None = None, column: str | None = None
	) -> None:
		where = str(path)
		if line is not None:
			where += f", line {line}"
		if column is not None:
			where += f", column {column}"
		super().__init__(f"{where}: {message}")


@dataclass(frozen=True, slots=True)
class CsvColumns:
	"""Which column of the list holds what.

	gross, net    one of them: the invoice's amount with or without tax
	tax_rate      a column, or the rate itself: 13, 13% or 0.13 (below 1 it is a fraction)
	paid_on       the day it was settled; empty where it was not
	paid_amount   what was paid then, with tax; the whole invoice where there is no such column
	category      the item group; "Product" where there is no such column
	"""

	customer: str
	salesperson: str
	invoice: str
	invoice_date: str
	paid_on: str
	tax_rate: str
	gross: str | None = None
	net: str | None = None
	paid_amount: str | None = None
	category: str | None = None
	date_format: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class ListedInvoice:
	"""One line of the list."""

	line: int
	number: str
	customer: str
	salesperson: str
	day: dt.date
	net: Decimal
	gross: Decimal
	category: str
	paid_on: dt.date | None
	paid: Decimal


def import_csv(path: str | Path, out: str | Path, columns: CsvColumns, currency: str = "") -> int:
	"""Write a ledger file from a list; every customer counts as registered, fiscal years are calendar years.

	returns    the number of invoices
	raises     InputError naming file, line and column; nothing is left behind then
	"""
	invoices = list(read_list(Path(path), columns))
	if not invoices:
		raise InputError(path, "there is no invoice in it.")
	with new_ledger_file(out) as writer:
		_write_masters(writer, invoices, currency)
		_write_documents(writer, invoices)
	return len(invoices)


def read_list(path: Path, columns: CsvColumns) -> Iterator[ListedInvoice]:
	"""The lines of a list, checked."""
	reader = csv.DictReader(_text_lines(path), restkey="")
	header = [name.strip() for name in reader.fieldnames or ()]
	reader.fieldnames = header
	wanted = (columns.customer, columns.salesperson, columns.invoice, columns.invoice_date, columns.paid_on)
	optional = (columns.gross, columns.net, columns.paid_amount, columns.category)
	for name in (*wanted, *(name for name in optional if name is not None)):
		if name not in header:
			raise InputError(path, f"there is no such column; it has {', '.join(header) or 'none'}.", 1, name)
	seen: dict[str, int] = {}
	try:
		for row in reader:
			invoice = _Line(path, reader.line_num, row, columns).invoice()
			if invoice.number in seen:
				raise InputError(
					path,
					f"invoice {invoice.number} is already on line {seen[invoice.number]}.",
					invoice.line,
					columns.invoice,
				)
			seen[invoice.number] = invoice.line
			yield invoice
	except csv.Error as error:
		raise InputError(path, f"this is not a line of a CSV file ({error}).", reader.line_num) from error


def _text_lines(path: Path) -> list[str]:
	"""Lines of a file in UTF-8, or in GB 18030 as spreadsheets in China write it."""
	try:
		content = path.read_bytes()
	except OSError as error:
		raise InputError(path, f"it cannot be read ({error.strerror}).") from error
	for encoding in ("utf-8-sig", "gb18030"):
		try:
			return content.decode(encoding).splitlines(keepends=True)
		except UnicodeDecodeError:
			continue
	raise InputError(path, "it is neither UTF-8 nor GB 18030 text.")


class _Line:
	def __init__(self, path: Path, number: int, row: dict[str, Any], columns: CsvColumns) -> None:
		self.path, self.number, self.row, self.columns = path, number, row, columns

	def invoice(self) -> ListedInvoice:
		columns = self.columns
		rate = self.tax_rate()
		if columns.gross is not None:
			gross = round_money(self.read(columns.gross, self.amount))
			net = round_money(gross / (ONE + rate))
		else:
			net = round_money(self.read(columns.net or "", self.amount))
			gross = round_money(net * (ONE + rate))
		paid_on = self.read(columns.paid_on, self.day) if self.text(columns.paid_on) else None
		paid = gross if paid_on else Decimal(0)
		if paid_on and columns.paid_amount is not None:
			# What was paid beyond the invoice stays on account and collects nothing.
			paid = min(round_money(self.read(columns.paid_amount, self.amount)), gross, key=abs)
		return ListedInvoice(
			line=self.number,
			number=self.required(columns.invoice),
			customer=self.required(columns.customer),
			salesperson=self.required(columns.salesperson),
			day=self.read(columns.invoice_date, self.day),
			net=net,
			gross=gross,
			category=(self.text(columns.category) if columns.category else "") or DEFAULT_ITEM_GROUP,
			paid_on=paid_on,
			paid=paid,
		)

	def text(self, column: str) -> str:
		return (self.row.get(column) or "").strip()

	def required(self, column: str) -> str:
		text = self.text(column)
		if not text:
			raise InputError(self.path, "it is empty.", self.number, column)
		return text

	def read(self, column: str, convert: Callable[[str], Any]) -> Any:
		text = self.required(column)
		try:
			return convert(text)
		except (ValueError, InvalidOperation) as error:
			raise InputError(self.path, f"{text!r} is not {error}.", self.number, column) from None

	def day(self, text: str) -> dt.date:
		try:
			return dt.datetime.strptime(text, strptime_format(self.columns.date_format)).date()
		except ValueError:
			raise ValueError(f"a date in the form {self.columns.date_format}") from None

	def amount(self, text: str) -> Decimal:
		if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", text):
			text = text.replace(",", "")
		return _number(text)

	def tax_rate(self) -> Decimal:
		column = self.columns.tax_rate
		if column in self.row:
			return self.read(column, parse_rate)
		try:
			return parse_rate(column)
		except ValueError as error:
			raise InputError(
				self.path, f"{column!r} is neither a column nor {error}.", column="--tax-rate"
			) from None


def strptime_format(text: str) -> str:
	"""%m/%d/%Y as it is, or MM/DD/YYYY put into that form."""
	if "%" in text:
		return text
	for word, code in (("YYYY", "%Y"), ("YY", "%y"), ("MM", "%m"), ("M", "%m"), ("DD", "%d"), ("D", "%d")):
		text = (
			re.sub(rf"(?<!%){word}(?![a-z])", code, text, flags=re.IGNORECASE) if code not in text else text
		)
	return text


def parse_rate(text: str) -> Decimal:
	"""A tax rate as a fraction: 13, 13% and 0.13 are the same."""
	rate = _number(text.removesuffix("%").strip(), "a tax rate of 0 or more")
	if rate < 0:
		raise ValueError("a tax rate of 0 or more")
	return rate / HUNDRED if text.endswith("%") or rate >= 1 else rate


def _number(text: str, wanted: str = "an amount") -> Decimal:
	try:
		number = Decimal(text)
	except InvalidOperation:
		raise ValueError(wanted) from None
	if not number.is_finite():
		raise ValueError(wanted)
	return number


def _write_masters(writer: LedgerWriter, invoices: list[ListedInvoice], currency: str) -> None:
	first = min(invoice.day for invoice in invoices)
	last = max(invoice.paid_on or invoice.day for invoice in invoices)
	last = max(last, max(invoice.day for invoice in invoices))
	writer.write("tabCompany", [{"name": COMPANY, "default_currency": currency}])
	writer.write(
		"tabFiscal Year",
		(
			{
				"name": str(year),
				"year_start_date": f"{year:04}-01-01",
				"year_end_date": f"{year:04}-12-31",
				"disabled": 0,
			}
			for year in range(min(first.year, last.year), last.year + 1)
		),
	)
	writer.write("tabItem Group", ({"name": name} for name in sorted({i.category for i in invoices})))
	writer.write(
		"tabSales Person",
		({"name": name, "is_group": 0, "enabled": 1} for name in sorted({i.salesperson for i in invoices})),
	)
	writer.write(
		"tabCustomer",
		(
			{"name": name, "customer_name": name, "ka_registered_on": first.isoformat()}
			for name in sorted({invoice.customer for invoice in invoices})
		),
	)
	writer.set_meta(company=COMPANY, currency=currency, precision=2, origin="list")


def _write_documents(writer: LedgerWriter, invoices: list[ListedInvoice]) -> None:
	writer.write("tabSales Invoice", map(_invoice_row, invoices))
	child = [{"parent": i.number, "name": i.number, "parenttype": "Sales Invoice"} for i in invoices]
	writer.write(
		"tabSales Invoice Item",
		(
			{**row, "item_group": invoice.category, "base_net_amount": invoice.net}
			for row, invoice in zip(child, invoices, strict=True)
		),
	)
	writer.write(
		"tabSales Team",
		(
			{**row, "sales_person": invoice.salesperson, "allocated_percentage": 100}
			for row, invoice in zip(child, invoices, strict=True)
		),
	)
	paid = [invoice for invoice in invoices if invoice.paid_on and invoice.paid]
	writer.write("tabPayment Entry", map(_payment_row, paid))
	writer.write("tabPayment Ledger Entry", (row for invoice in invoices for row in _ledger_rows(invoice)))


def _invoice_row(invoice: ListedInvoice) -> dict[str, Any]:
	return {
		"name": invoice.number,
		"company": COMPANY,
		"customer": invoice.customer,
		"posting_date": invoice.day.isoformat(),
		"docstatus": 1,
		"is_return": 0,
		"is_opening": "No",
		"is_pos": 0,
		"update_outstanding_for_self": 0,
		"base_net_total": invoice.net,
		"base_grand_total": invoice.gross,
		"base_rounded_total": 0,
		"base_rounding_adjustment": 0,
		"base_change_amount": 0,
	}


def _payment_name(invoice: ListedInvoice) -> str:
	return f"{invoice.number} paid"


def _payment_row(invoice: ListedInvoice) -> dict[str, Any]:
	return {
		"name": _payment_name(invoice),
		"company": COMPANY,
		"posting_date": invoice.paid_on.isoformat() if invoice.paid_on else None,
		"docstatus": 1,
		"payment_type": "Receive" if invoice.paid > 0 else "Pay",
		"base_total_allocated_amount": abs(invoice.paid),
		"unallocated_amount": 0,
		"source_exchange_rate": 1,
		"target_exchange_rate": 1,
		"book_advance_payments_in_separate_party_account": 0,
	}


def _ledger_rows(invoice: ListedInvoice) -> Iterator[dict[str, Any]]:
	row = {
		"company": COMPANY,
		"account_type": "Receivable",
		"party_type": "Customer",
		"against_voucher_type": "Sales Invoice",
		"against_voucher_no": invoice.number,
		"delinked": 0,
	}
	yield {
		**row,
		"name": invoice.number,
		"posting_date": invoice.day.isoformat(),
		"voucher_type": "Sales Invoice",
		"voucher_no": invoice.number,
		"amount": invoice.gross,
	}
	if invoice.paid_on and invoice.paid:
		yield {
			**row,
			"name": _payment_name(invoice),
			"posting_date": invoice.paid_on.isoformat(),
			"voucher_type": "Payment Entry",
			"voucher_no": _payment_name(invoice),
			"amount": -invoice.paid,
		}
