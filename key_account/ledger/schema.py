"""What an exported ledger file holds: ERPNext's own tables, with the columns that the queries read."""

import sqlite3
from pathlib import Path

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
	"tabJournal Entry": {
		"name": "TEXT",
		"company": "TEXT",
		"posting_date": "TEXT",
		"docstatus": "INTEGER",
		"voucher_type": "TEXT",
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

INDEXES = (
	("tabPayment Ledger Entry", "posting_date"),
	("tabPayment Ledger Entry", "against_voucher_no"),
	("tabPayment Ledger Entry", "voucher_no"),
	("tabSales Invoice", "posting_date"),
	("tabSales Invoice", "return_against"),
	("tabSales Invoice Item", "parent"),
	("tabSales Invoice Payment", "parent"),
	("tabSales Team", "parent"),
	("tabPayment Entry Deduction", "parent"),
	("tabJournal Entry Account", "parent"),
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
	for table, column in INDEXES:
		connection.execute(f'CREATE INDEX "{table} {column}" ON "{table}" ("{column}")')
	connection.execute("ANALYZE")


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
	"""Refuse a file that is no ledger of this version.

	raises     LedgerFileError naming the file and what is wrong with it
	"""
	try:
		found = dict(connection.execute(f"SELECT key, value FROM {META}"))
		tables = {
			name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
		}
		damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
	except sqlite3.DatabaseError as error:
		raise LedgerFileError(f"{path}: this is not a ledger file, or it is cut short ({error}).") from error
	version = found.get("schema_version")
	if version != str(SCHEMA_VERSION):
		was = f"is of version {version}" if version else "was not written to its end"
		raise LedgerFileError(
			f"{path}: the ledger {was}, this program reads version {SCHEMA_VERSION}; export it again."
		)
	missing = sorted(set(TABLES) - tables)
	if missing or damage != "ok":
		raise LedgerFileError(
			f"{path}: the ledger is damaged ({', '.join(missing) or damage}); export it again."
		)
