"""A flat list of invoices with settlement dates -> a ledger file."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from key_account.bonus.money import HUNDRED, ONE, ZERO, round_money
from key_account.input_file import CsvRow, InputError, parse_amount, parse_number, read_csv
from key_account.language import _
from key_account.ledger.files import LedgerWriter, new_ledger_file
from key_account.marks import N_

# A list names no company.
COMPANY = N_("Imported")
DEFAULT_ITEM_GROUP = "Product"
BATCH = 5000
TAX_RATE = N_("a tax rate of 0 or more")
# Days that tell year, month and day apart in whatever order a format has them.
SAMPLE_DAYS = (dt.date(2011, 12, 13), dt.date(2024, 2, 29))


@dataclass(frozen=True, slots=True)
class CsvColumns:
	"""Which column of the list holds what.

	gross, net    one of them: the invoice's amount with or without tax
	tax_rate      a column, or the rate itself: 13, 13% or 0.13 (below 1 it is a fraction)
	paid_on       the day it was settled; empty where it was not
	paid_amount   what was paid then, with tax; the whole invoice where there is no such column
	category      the item group; "Product" where there is no such column
	date_format   as strptime has it (%m/%d/%Y), or in letters: MM/DD/YYYY

	raises        ValueError where the format lacks day, month or year, the rate is negative, or not exactly one
	              of gross and net is given
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

	def __post_init__(self) -> None:
		if (self.gross is None) == (self.net is None):
			raise ValueError(_("name the column of the amounts with tax or the one of those without"))
		strptime_format(self.date_format)
		if _is_rate(self.tax_rate) and parse_number(self.tax_rate.rstrip("% "), "") < 0:
			raise ValueError(_("{text!r} is not {wanted}").format(text=self.tax_rate, wanted=_(TAX_RATE)))

	@property
	def named(self) -> list[str]:
		"""The columns that the list must have; the tax rate need not be one."""
		every = (
			self.customer,
			self.salesperson,
			self.invoice,
			self.invoice_date,
			self.paid_on,
			self.gross,
			self.net,
			self.paid_amount,
			self.category,
			None if _is_rate(self.tax_rate) else self.tax_rate,
		)
		return [name for name in every if name is not None]


@dataclass(frozen=True, slots=True)
class ListedInvoice:
	"""One line of the list; amounts rounded to cents."""

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


def import_csv(
	path: str | Path,
	out: str | Path,
	columns: CsvColumns,
	currency: str = "",
	progress: Callable[[int], None] | None = None,
) -> int:
	"""Write a ledger file from a list; every customer counts as registered, fiscal years are calendar years.

	currency   name of the list's currency, where it is to be shown
	progress   told now and then how many invoices are written
	returns    the number of invoices
	raises     InputError naming file, line and column; LedgerFileError where `out` cannot be written;
	           nothing is left behind then
	"""
	masters = _Masters()
	with new_ledger_file(out) as writer:
		invoices = read_list(Path(path), columns)
		while batch := list(islice(invoices, BATCH)):
			masters.add(batch)
			_write_documents(writer, batch)
			if progress:
				progress(masters.invoices)
		if not masters.invoices:
			raise InputError(path, _("there is no invoice in it."))
		masters.write(writer, currency)
	return masters.invoices


def read_list(path: Path, columns: CsvColumns) -> Iterator[ListedInvoice]:
	"""The lines of a list, checked."""
	seen: dict[str, int] = {}
	for row in read_csv(path, columns.named):
		invoice = _listed_invoice(row, columns)
		if invoice.number in seen:
			what = _("invoice {invoice} is already on line {line}.")
			raise row.error(columns.invoice, what.format(invoice=invoice.number, line=seen[invoice.number]))
		seen[invoice.number] = invoice.line
		yield invoice


def _listed_invoice(row: CsvRow, columns: CsvColumns) -> ListedInvoice:
	def day(text: str) -> dt.date:
		return parse_day(text, columns.date_format)

	rate = _rate(row, columns.tax_rate)
	if columns.gross is not None:
		gross = round_money(row.read(columns.gross, parse_amount))
		net = round_money(gross / (ONE + rate))
	else:
		net = round_money(row.read(columns.net or "", parse_amount))
		gross = round_money(net * (ONE + rate))
	paid_on = row.read(columns.paid_on, day) if row.text(columns.paid_on) else None
	return ListedInvoice(
		line=row.number,
		number=row.required(columns.invoice),
		customer=row.required(columns.customer),
		salesperson=row.required(columns.salesperson),
		day=row.read(columns.invoice_date, day),
		net=net,
		gross=gross,
		category=(row.text(columns.category) if columns.category else "") or DEFAULT_ITEM_GROUP,
		paid_on=paid_on,
		paid=_paid(row, columns, gross, paid_on),
	)


def _paid(row: CsvRow, columns: CsvColumns, gross: Decimal, paid_on: dt.date | None) -> Decimal:
	if columns.paid_amount is None:
		return gross if paid_on else ZERO
	if paid_on is None:
		if row.text(columns.paid_amount) and row.read(columns.paid_amount, parse_amount):
			raise row.error(columns.paid_on, _("it is empty, though an amount was paid."))
		return ZERO
	paid = round_money(row.read(columns.paid_amount, parse_amount))
	if paid * gross < 0:
		what = _("{paid} has another sign than the invoice's {gross}.").format(paid=paid, gross=gross)
		raise row.error(columns.paid_amount, what)
	# What was paid beyond the invoice stays on account and collects nothing.
	return min(paid, gross, key=abs)


def parse_day(text: str, date_format: str) -> dt.date:
	"""A date in that form.

	raises     ValueError saying what it ought to be
	"""
	day = _parsed_day(text, date_format)
	if day is None:
		raise ValueError(_("a date in the form {form}").format(form=date_format))
	return day


@lru_cache(maxsize=8192)
def _parsed_day(text: str, date_format: str) -> dt.date | None:
	try:
		return dt.datetime.strptime(text, strptime_format(date_format)).date()
	except ValueError:
		return None


@lru_cache(maxsize=16)
def strptime_format(text: str) -> str:
	"""%m/%d/%Y as it is, or MM/DD/YYYY put into that form.

	raises     ValueError where a date written so would not be read back
	"""
	letters = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "M": "%m", "DD": "%d", "D": "%d"}
	form = (
		text
		if "%" in text
		else re.sub("Y{4}|Y{2}|M{1,2}|D{1,2}", lambda m: letters[m[0]], text, flags=re.ASCII)
	)
	try:
		readable = all(dt.datetime.strptime(day.strftime(form), form).date() == day for day in SAMPLE_DAYS)
	except ValueError:
		readable = False
	if not readable:
		what = _("{text!r} is not the form of a date; write it as YYYY-MM-DD or %d.%m.%Y")
		raise ValueError(what.format(text=text))
	return form


def parse_rate(text: str) -> Decimal:
	"""A tax rate as a fraction: 13, 13% and 0.13 are the same.

	raises     ValueError saying what it ought to be
	"""
	rate = parse_number(text.removesuffix("%").strip(), TAX_RATE)
	if rate < 0:
		raise ValueError(_(TAX_RATE))
	return rate / HUNDRED if text.endswith("%") or rate >= 1 else rate


def _is_rate(text: str) -> bool:
	"""Whether the tax rate is given itself; a column cannot be called by a number then."""
	try:
		parse_number(text.removesuffix("%").strip(), "")
	except ValueError:
		return False
	return True


def _rate(row: CsvRow, given: str) -> Decimal:
	return parse_rate(given) if _is_rate(given) else row.read(given, parse_rate)


@dataclass(slots=True)
class _Masters:
	"""What the invoices' documents refer to, gathered while they are read."""

	invoices: int = 0
	first: dt.date = dt.date.max
	last: dt.date = dt.date.min
	customers: set[str] = field(default_factory=set)
	salespersons: set[str] = field(default_factory=set)
	item_groups: set[str] = field(default_factory=set)

	def add(self, batch: Iterable[ListedInvoice]) -> None:
		for invoice in batch:
			self.invoices += 1
			self.first = min(self.first, invoice.day)
			self.last = max(self.last, invoice.day, invoice.paid_on or invoice.day)
			self.customers.add(invoice.customer)
			self.salespersons.add(invoice.salesperson)
			self.item_groups.add(invoice.category)

	def write(self, writer: LedgerWriter, currency: str) -> None:
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
				for year in range(self.first.year, self.last.year + 1)
			),
		)
		writer.write("tabItem Group", ({"name": name} for name in sorted(self.item_groups)))
		writer.write(
			"tabSales Person",
			({"name": name, "is_group": 0, "enabled": 1} for name in sorted(self.salespersons)),
		)
		writer.write(
			"tabCustomer",
			(
				{"name": name, "customer_name": name, "ka_registered_on": self.first.isoformat()}
				for name in sorted(self.customers)
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
	paid = [invoice for invoice in invoices if invoice.paid]
	writer.write("tabPayment Entry", map(_payment_row, paid))
	writer.write("tabPayment Ledger Entry", (row for invoice in invoices for row in _ledger_rows(invoice)))


def _invoice_row(invoice: ListedInvoice) -> dict[str, Any]:
	return {
		"name": invoice.number,
		"company": COMPANY,
		"customer": invoice.customer,
		"posting_date": invoice.day,
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
		"posting_date": invoice.paid_on,
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
		"name": f"I {invoice.number}",
		"posting_date": invoice.day,
		"voucher_type": "Sales Invoice",
		"voucher_no": invoice.number,
		"amount": invoice.gross,
	}
	if invoice.paid:
		yield {
			**row,
			"name": f"P {invoice.number}",
			"posting_date": invoice.paid_on,
			"voucher_type": "Payment Entry",
			"voucher_no": _payment_name(invoice),
			"amount": -invoice.paid,
		}
