"""What an exported ledger file holds: ERPNext's own tables, with the columns that the queries read."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from key_account.language import _, listed

SCHEMA_VERSION = 1

# table -> column -> SQLite type; the first column is the primary key where `name` is one
TABLES: dict[str, dict[str, str]] = {
	"tabCompany": {"name": "TEXT", "default_currency": "TEXT", "exchange_gain_loss_account": "TEXT"},
	"tabFiscal Year": {
		"name": "TEXT",
		"year_start_date": "TEXT",
		"year_end_date": "TEXT",
		"disabled": "INTEGER",
	},
	"tabFiscal Year Company": {"name": "TEXT", "parent": "TEXT", "company": "TEXT"},
	"tabItem Group": {"name": "TEXT", "parent_item_group": "TEXT"},
	"tabAccount": {"name": "TEXT", "account_type": "TEXT"},
	"tabCustomer": {
		"name": "TEXT",
		"customer_name": "TEXT",
		"ka_registered_on": "TEXT",
		"account_manager": "TEXT",
	},
	"tabEmployee": {"name": "TEXT", "user_id": "TEXT", "date_of_joining": "TEXT"},
	"tabSales Person": {
		"name": "TEXT",
		"parent_sales_person": "TEXT",
		"is_group": "INTEGER",
		"enabled": "INTEGER",
		"employee": "TEXT",
	},
	"tabTarget Detail": {
		"name": "TEXT",
		"parent": "TEXT",
		"parenttype": "TEXT",
		"fiscal_year": "TEXT",
		"target_amount": "NUMERIC",
		"distribution_id": "TEXT",
	},
	"tabMonthly Distribution Percentage": {
		"name": "TEXT",
		"parent": "TEXT",
		"month": "TEXT",
		"percentage_allocation": "NUMERIC",
	},
	"tabSales Order": {"name": "TEXT", "transaction_date": "TEXT"},
	"tabSales Order Item": {
		"name": "TEXT",
		"base_net_amount": "NUMERIC",
		"ka_cost_amount": "NUMERIC",
		"ka_standard_amount": "NUMERIC",
	},
	"tabSales Invoice": {
		"name": "TEXT",
		"company": "TEXT",
		"customer": "TEXT",
		"posting_date": "TEXT",
		"docstatus": "INTEGER",
		"is_return": "INTEGER",
		"return_against": "TEXT",
		"update_outstanding_for_self": "INTEGER",
		"is_opening": "TEXT",
		"is_pos": "INTEGER",
		"base_net_total": "NUMERIC",
		"base_grand_total": "NUMERIC",
		"base_rounded_total": "NUMERIC",
		"base_rounding_adjustment": "NUMERIC",
		"base_change_amount": "NUMERIC",
		"base_paid_amount": "NUMERIC",
	},
	"tabSales Invoice Item": {
		"name": "TEXT",
		"parent": "TEXT",
		"parenttype": "TEXT",
		"item_group": "TEXT",
		"base_net_amount": "NUMERIC",
		"ka_cost_amount": "NUMERIC",
		"ka_standard_amount": "NUMERIC",
		"so_detail": "TEXT",
		"sales_order": "TEXT",
	},
	"tabSales Invoice Payment": {
		"name": "TEXT",
		"parent": "TEXT",
		"parenttype": "TEXT",
		"base_amount": "NUMERIC",
	},
	"tabSales Team": {
		"name": "TEXT",
		"parent": "TEXT",
		"parenttype": "TEXT",
		"sales_person": "TEXT",
		"allocated_percentage": "NUMERIC",
	},
	"tabPayment Entry": {
		"name": "TEXT",
		"company": "TEXT",
		"posting_date": "TEXT",
		"docstatus": "INTEGER",
		"payment_type": "TEXT",
		"paid_to": "TEXT",
		"clearance_date": "TEXT",
		"base_total_allocated_amount": "NUMERIC",
		"unallocated_amount": "NUMERIC",
		"source_exchange_rate": "NUMERIC",
		"target_exchange_rate": "NUMERIC",
		"book_advance_payments_in_separate_party_account": "INTEGER",
	},
	"tabPayment Entry Deduction": {
		"name": "TEXT",
		"parent": "TEXT",
		"account": "TEXT",
		"amount": "NUMERIC",
		"is_exchange_gain_loss": "INTEGER",
	},
	"tabAdvance Taxes and Charges": {
		"name": "TEXT",
		"parent": "TEXT",
		"parenttype": "TEXT",
		"account_head": "TEXT",
		"add_deduct_tax": "TEXT",
		"base_tax_amount": "NUMERIC",
	},
	"tabJournal Entry": {
		"name": "TEXT",
		"company": "TEXT",
		"posting_date": "TEXT",
		"docstatus": "INTEGER",
		"clearance_date": "TEXT",
		"multi_currency": "INTEGER",
	},
	"tabJournal Entry Account": {
		"name": "TEXT",
		"parent": "TEXT",
		"account": "TEXT",
		"party_type": "TEXT",
		"reference_type": "TEXT",
		"debit": "NUMERIC",
		"credit": "NUMERIC",
	},
	"tabPayment Ledger Entry": {
		"name": "TEXT",
		"company": "TEXT",
		"posting_date": "TEXT",
		"account_type": "TEXT",
		"party_type": "TEXT",
		"voucher_type": "TEXT",
		"voucher_no": "TEXT",
		"against_voucher_type": "TEXT",
		"against_voucher_no": "TEXT",
		"amount": "NUMERIC",
		"delinked": "INTEGER",
	},
}


@dataclass(frozen=True, slots=True)
class Index:
	"""An index; `where` leaves out rows that no query looks for by it.

	Without it, a column that is mostly empty looks useless to SQLite's planner, which then reads all of the table.
	"""

	table: str
	column: str
	where: str = ""

	@property
	def sql(self) -> str:
		where = f" WHERE {self.where}" if self.where else ""
		return f'CREATE INDEX "{self.table} {self.column}" ON "{self.table}" ("{self.column}"){where}'


INDEXES = (
	Index("tabPayment Ledger Entry", "posting_date"),
	Index("tabPayment Ledger Entry", "against_voucher_no"),
	Index("tabPayment Ledger Entry", "voucher_no"),
	Index("tabSales Invoice", "posting_date"),
	Index("tabSales Invoice", "return_against", "return_against IS NOT NULL"),
	Index("tabSales Invoice Item", "parent"),
	Index("tabSales Invoice Payment", "parent"),
	Index("tabSales Team", "parent"),
	Index("tabPayment Entry", "posting_date", "book_advance_payments_in_separate_party_account = 1"),
	Index("tabPayment Entry", "clearance_date", "clearance_date IS NOT NULL"),
	Index("tabPayment Entry Deduction", "parent"),
	Index("tabAdvance Taxes and Charges", "parent"),
	Index("tabJournal Entry", "clearance_date", "clearance_date IS NOT NULL"),
	Index("tabJournal Entry Account", "parent"),
)

# What is no table of ERPNext's: version, company, currency, precision, plans and settings, as JSON texts.
META = "ka_meta"


class LedgerFileError(ValueError):
	"""A file that is no ledger, is cut short, or is of another version; the message names it."""


def create_schema(connection: sqlite3.Connection) -> None:
	"""Tables and indexes of an empty ledger file; the version is written last, by `finish`."""
	connection.execute(f"CREATE TABLE {META} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
	for table, columns in TABLES.items():
		declared = ", ".join(
			f'"{column}" {kind}{" PRIMARY KEY" if column == "name" else ""}'
			for column, kind in columns.items()
		)
		connection.execute(f'CREATE TABLE "{table}" ({declared}) WITHOUT ROWID')


def create_indexes(connection: sqlite3.Connection) -> None:
	for index in INDEXES:
		connection.execute(index.sql)
	connection.execute("ANALYZE")


def read_meta(connection: sqlite3.Connection, path: Path) -> dict[str, Any]:
	"""What the file says of itself, after making sure that it is a whole ledger of this version.

	raises     LedgerFileError naming the file and what is wrong with it
	"""
	try:
		meta = {key: json.loads(value) for key, value in connection.execute(f"SELECT key, value FROM {META}")}
		tables = {
			name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
		}
		damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
	except (sqlite3.DatabaseError, ValueError) as error:
		what = _("{path}: this is not a ledger file, or it is cut short ({reason}).")
		raise LedgerFileError(what.format(path=path, reason=error)) from error
	version = meta.get("schema_version")
	if version != SCHEMA_VERSION:
		what = (
			_(
				"{path}: the ledger is of version {version}, this program reads version {ours}; export it again."
			)
			if version
			else _(
				"{path}: the ledger was not written to its end, this program reads version {ours}; "
				"export it again."
			)
		)
		raise LedgerFileError(what.format(path=path, version=version, ours=SCHEMA_VERSION))
	missing = sorted(set(TABLES) - tables)
	if missing or damage != "ok" or not meta.get("company"):
		reason = listed(missing) or (damage if damage != "ok" else _("it names no company"))
		what = _("{path}: the ledger is damaged ({reason}); export it again.")
		raise LedgerFileError(what.format(path=path, reason=reason))
	return meta
