"""Fill the benchmark site's tables, and a ledger file, with the story's rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from benchmarks.client_rows import rows_of_client
from benchmarks.environment import fingerprint, ledger_file
from benchmarks.rows import (
	CURRENCY,
	GROUP,
	PERSON_NAMES,
	Names,
	Row,
	registered_on,
	rows_of,
)
from benchmarks.story import plan, sales, year_of, yearly_target
from key_account.ledger.books import BooksConfig
from key_account.ledger.config import config_to_json
from key_account.ledger.files import new_ledger_file
from key_account.ledger.schema import TABLES

ROWS_PER_STATEMENT = 500
SALES_PER_COMMIT = 5000
ROWS_PER_DELETE = 20_000

Say = Callable[[str], None]


def fill_site(names: Names, say: Say, *, refill: bool = False) -> None:
	"""Masters and rows of one company; a filled company is used as it is unless `refill`.

	A fill that was broken off is begun anew.
	"""
	import frappe

	from benchmarks.masters import ensure_masters
	from benchmarks.specimens import post_specimens

	filled = f"benchmark_filled_{names.size}"
	if frappe.db.get_default(filled) == fingerprint() and not refill:
		return
	say(f"{names.company}: company, people and customers")
	ensure_masters(names)
	frappe.db.commit()
	_empty(names, say)
	specimens = post_specimens(names)
	for part in _chunks(names.client_numbers, SALES_PER_COMMIT):
		_insert(specimens, (row for number in part for row in rows_of_client(number, names)))
		frappe.db.commit()
	say(f"{names.company}: {len(names.client_numbers)} clients")
	for done, part in enumerate(_chunks(sales(names.size), SALES_PER_COMMIT)):
		_insert(specimens, (row for sale in part for row in rows_of(sale, names)))
		frappe.db.commit()
		say(f"{names.company}: {done * SALES_PER_COMMIT + len(part)} invoices")
	_analyze({table for table, _kind in specimens})
	frappe.db.set_default(filled, fingerprint())
	frappe.db.commit()


def _empty(names: Names, say: Say) -> None:
	import frappe

	if not frappe.db.exists("Customer", {"name": ("like", f"{names.abbr}-%")}):
		return
	say(f"{names.company}: emptying its tables")

	from benchmarks.specimens import CHILDREN

	columns = {"Payment Ledger Entry": "name"}
	for doctype, children in CHILDREN.items():
		columns.update(dict.fromkeys(children, "parent"))
		columns[doctype] = "name"
	for doctype, column in columns.items():
		# In parts, or the undo log grows beyond all bounds.
		delete = f"DELETE FROM `tab{doctype}` WHERE {column} LIKE %s LIMIT {ROWS_PER_DELETE}"
		while frappe.db.sql(delete, f"{names.abbr}-%") is not None and frappe.db._cursor.rowcount:
			frappe.db.commit()


def _insert(specimens: dict[tuple[str, str], list[dict[str, Any]]], rows: Iterable[Row]) -> None:
	"""Insert rows in bulk, the columns that a row does not name being those of its specimen."""
	batches: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
	for table, kind, row in rows:
		batches[table, kind].append(row)
	for (table, kind), batch in batches.items():
		specimen = specimens[table, kind][0]
		for part in _chunks(batch, ROWS_PER_STATEMENT):
			_insert_part(table, specimen, part)


def _insert_part(table: str, specimen: dict[str, Any], rows: list[dict[str, Any]]) -> None:
	import frappe

	given = [column for column in rows[0] if column in specimen]
	constant = {column: value for column, value in specimen.items() if column not in rows[0]}
	columns = ", ".join(f"`{column}`" for column in (*given, *constant))
	constants = "".join(", " + _literal(value) for value in constant.values())
	marks = "(" + ", ".join(["%s"] * len(given)) + constants + ")"
	values = [row[column] for row in rows for column in given]
	frappe.db.sql(f"INSERT INTO `{table}` ({columns}) VALUES {', '.join([marks] * len(rows))}", values)


def _literal(value: Any) -> str:
	"""A specimen's value as SQL text, once for all rows of a statement; percent signs doubled for the driver."""
	import frappe

	if value is None:
		return "NULL"
	return str(value) if isinstance(value, int | float) else frappe.db.escape(str(value))


def _analyze(tables: Iterable[str]) -> None:
	"""Statistics as a site has them that grew slowly; without, the plans depend on when they were last made."""
	import frappe

	for table in sorted(tables):
		frappe.db.sql_ddl(f"ANALYZE TABLE `{table}`")


def fill_ledger_file(names: Names, say: Say, *, refill: bool = False) -> None:
	"""The same rows as a ledger file, of the form that exports have; one that is there is used as it is."""
	path = ledger_file(names)
	made_from = path.with_suffix(".made-from")
	if path.exists() and made_from.exists() and made_from.read_text() == fingerprint() and not refill:
		return
	say(f"{names.company}: {path}")
	path.parent.mkdir(parents=True, exist_ok=True)
	with new_ledger_file(path) as writer:
		for table, rows in _ledger_masters(names).items():
			writer.write(table, rows)
		for part in _chunks(sales(names.size), SALES_PER_COMMIT):
			batches: dict[str, list[dict[str, Any]]] = defaultdict(list)
			for sale in part:
				for table, _kind, row in rows_of(sale, names):
					batches[table].append(row)
			for table, batch in batches.items():
				if table in TABLES:
					writer.write(table, batch)
		writer.set_meta(
			company=names.company, currency=CURRENCY, precision=2, config=config_to_json(ledger_config(names))
		)
	made_from.write_text(fingerprint())


def ledger_config(names: Names) -> BooksConfig:
	return BooksConfig(plans=(plan(names.company),), currency=CURRENCY)


def _ledger_masters(names: Names) -> dict[str, list[dict[str, Any]]]:
	year = str(year_of(names.size))
	accounts = {"Bank": "Bank", "Debtors": "Receivable", "Bank Charges": "Expense Account"}
	categories = plan(names.company).category
	return {
		"tabCompany": [{"name": names.company, "default_currency": CURRENCY}],
		"tabFiscal Year": [
			{
				"name": year,
				"year_start_date": f"{year}-01-01",
				"year_end_date": f"{year}-12-31",
				"disabled": 0,
			}
		],
		"tabItem Group": [{"name": category.name} for category in categories],
		"tabAccount": [
			{"name": names.account(label), "account_type": kind} for label, kind in accounts.items()
		],
		"tabCustomer": [
			{
				"name": names.client(number),
				"customer_name": names.client(number),
				"ka_registered_on": registered_on(number),
			}
			for number in names.client_numbers
		],
		"tabSales Person": [
			{"name": GROUP, "is_group": 1, "enabled": 1},
			*(
				{"name": name, "parent_sales_person": GROUP, "is_group": 0, "enabled": 1}
				for name in PERSON_NAMES.values()
			),
		],
		"tabTarget Detail": [
			{
				"name": f"{name}-{year}",
				"parent": name,
				"parenttype": "Sales Person",
				"fiscal_year": year,
				"target_amount": yearly_target(number, names.size),
			}
			for number, name in PERSON_NAMES.items()
		],
	}


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
	remaining = iter(items)
	while part := list(islice(remaining, size)):
		yield part
