"""A company's ledger on a site -> a ledger file: read only, as it is at one moment."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import frappe
from frappe import _

import key_account
from key_account.ledger.books import Books, BooksConfig
from key_account.ledger.config import config_to_json
from key_account.ledger.files import new_ledger_file
from key_account.ledger.schema import TABLES
from key_account.ledger.site import SiteSource, site_config

Progress = Callable[[str, int], None]

# Rows are counted out loud this often.
STEP = 10_000


def _posted(invoice: str) -> str:
	"""Invoices of the company: drafts are not posted, cancelled ones keep rows in immutable ledgers."""
	return f"{invoice}.company = %(company)s AND {invoice}.docstatus IN (1, 2)"


def _claim(row: str) -> str:
	"""Rows of the Payment Ledger that moved a claim of the company on a customer."""
	return f"""{row}.company = %(company)s AND {row}.delinked = 0 AND {row}.account_type = 'Receivable'
		AND {row}.party_type = 'Customer' AND {row}.against_voucher_type = 'Sales Invoice'"""


def _ordered(column: str) -> str:
	"""Orders, or their lines, that the company's invoices come from."""
	return f"""WHERE EXISTS (SELECT 1 FROM `tabSales Invoice Item` item
		JOIN `tabSales Invoice` invoice ON invoice.name = item.parent
		WHERE item.{column} = exported.name AND {_posted("invoice")})"""


def _collecting(voucher_type: str, key: str) -> str:
	"""Vouchers that moved such a claim, and their rows; salaries and purchases stay where they are."""
	return f"""WHERE EXISTS (SELECT 1 FROM `tabPayment Ledger Entry` entry
		WHERE entry.voucher_type = '{voucher_type}' AND entry.voucher_no = exported.{key} AND {_claim("entry")})"""


_CHILD_OF_INVOICE = f"""JOIN `tabSales Invoice` invoice ON invoice.name = exported.parent
	WHERE exported.parenttype = 'Sales Invoice' AND {_posted("invoice")}"""

# table -> which of its rows; the table itself is `exported`, its columns are those of schema.TABLES
ROWS = {
	"tabCompany": "WHERE exported.name = %(company)s",
	"tabFiscal Year": """WHERE
		NOT EXISTS (SELECT 1 FROM `tabFiscal Year Company` other WHERE other.parent = exported.name)
		OR EXISTS (SELECT 1 FROM `tabFiscal Year Company` mine
			WHERE mine.parent = exported.name AND mine.company = %(company)s)""",
	"tabFiscal Year Company": "WHERE exported.company = %(company)s",
	"tabItem Group": "",
	"tabAccount": "WHERE exported.company = %(company)s",
	"tabCustomer": f"""WHERE EXISTS (SELECT 1 FROM `tabSales Invoice` invoice
		WHERE invoice.customer = exported.name AND {_posted("invoice")})""",
	"tabEmployee": "WHERE EXISTS (SELECT 1 FROM `tabSales Person` person WHERE person.employee = exported.name)",
	"tabSales Person": "",
	"tabTarget Detail": "WHERE exported.parenttype = 'Sales Person'",
	"tabMonthly Distribution Percentage": """WHERE EXISTS (SELECT 1 FROM `tabTarget Detail` target
		WHERE target.distribution_id = exported.parent AND target.parenttype = 'Sales Person')""",
	"tabSales Order": _ordered("sales_order"),
	"tabSales Order Item": _ordered("so_detail"),
	"tabSales Invoice": f"WHERE {_posted('exported')}",
	"tabSales Invoice Item": _CHILD_OF_INVOICE,
	"tabSales Invoice Payment": _CHILD_OF_INVOICE,
	"tabSales Team": _CHILD_OF_INVOICE,
	"tabPayment Entry": _collecting("Payment Entry", "name"),
	"tabPayment Entry Deduction": _collecting("Payment Entry", "parent"),
	# Taxes of Purchase Orders and the like have names of their own, no Payment Entry's.
	"tabAdvance Taxes and Charges": _collecting("Payment Entry", "parent"),
	"tabJournal Entry": _collecting("Journal Entry", "name"),
	"tabJournal Entry Account": _collecting("Journal Entry", "parent"),
	"tabPayment Ledger Entry": f"WHERE {_claim('exported')}",
}


class UnknownCompanyError(ValueError):
	"""There is no such company on the site; the message names both."""


@contextmanager
def consistent_snapshot() -> Iterator[None]:
	"""All that is read within is of one moment, and nothing can be written. Ends the transaction there was."""
	frappe.db.rollback()
	if frappe.db.db_type == "mariadb":
		frappe.db.sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
	else:
		frappe.db.sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
	try:
		yield
	finally:
		frappe.db.rollback()


def export_ledger(
	company: str, path: str | Path, exported_at: dt.datetime, progress: Progress | None = None
) -> int:
	"""Write what bonuses are computed from, with the plans and settings, to a ledger file.

	Reads within the transaction there is; permissions are the caller's affair.

	exported_at   time of the site, written into the file
	progress      told the table and how many of its rows are written
	returns       the number of rows
	raises        UnknownCompanyError; LedgerFileError where the file cannot be written; PlanError where a
	              Bonus Plan makes no sense
	"""
	if not frappe.db.exists("Company", company):
		raise UnknownCompanyError(
			_("There is no company {0} on {1}; there are: {2}.").format(
				company,
				frappe.local.site,
				", ".join(frappe.get_all("Company", pluck="name", order_by="name")),
			)
		)
	config = _with_start(company, site_config(company))
	written = 0
	with new_ledger_file(path) as writer:
		for table in ROWS:
			written += writer.write_tuples(table, _counted(table, _rows(table, company), progress))
		writer.set_meta(
			company=company,
			currency=config.currency,
			precision=config.precision,
			origin="site",
			site=frappe.local.site,
			exported_at=str(exported_at.replace(microsecond=0)),
			app_version=key_account.__version__,
			config=config_to_json(config),
		)
	return written


def _with_start(company: str, config: BooksConfig) -> BooksConfig:
	"""The site's first quarter stays the first: what it begins with may not be in the file."""
	first = Books(SiteSource(), company, config).first_quarter
	return replace(config, start=first.start) if first else config


def _rows(table: str, company: str) -> Iterator[Any]:
	columns = ", ".join(f"exported.{column}" for column in TABLES[table])
	query = f"SELECT {columns} FROM `{table}` exported {ROWS[table]}"
	if frappe.db.db_type != "mariadb":
		yield from frappe.db.sql(query, {"company": company})
		return
	with frappe.db.unbuffered_cursor():
		yield from frappe.db.sql(query, {"company": company}, as_list=True, as_iterator=True)


def _counted(table: str, rows: Iterator[Any], progress: Progress | None) -> Iterator[Any]:
	count = 0
	for count, row in enumerate(rows, 1):
		if progress and not count % STEP:
			progress(table, count)
		yield row
	if progress:
		progress(table, count)
