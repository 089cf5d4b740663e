"""What the app's hooks add to saving Customers and Sales Orders: the same saves with them and without, side by side.

Without, the site runs as one where the app is not installed, but for its custom fields.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import frappe
from frappe.model.document import Document

from benchmarks.rows import CURRENCY, CUSTOMER_NAMES, ITEM_PREFIX, PERSON_NAMES, PRICE_LIST, Names
from benchmarks.story import CUSTOMERS, TEAM_SHARES, is_registered, year_of

ROUNDS = 25
WARM_UP = 3
#: What a client with a credit limit has in the ledger; the bulk rows of the benchmark's companies have no GL Entries.
LEDGER_ROWS = 2000
LIMIT = 1_000_000_000

APP = "key_account."


@contextmanager
def hooks_left_out() -> Iterator[None]:
	"""Let documents be saved without this app's document events."""
	events = frappe.get_doc_hooks()
	frappe.local.doc_events_hooks = {
		doctype: {
			event: [handler for handler in handlers if not handler.startswith(APP)]
			for event, handlers in of_doctype.items()
		}
		for doctype, of_doctype in events.items()
	}
	try:
		yield
	finally:
		frappe.local.doc_events_hooks = events


@contextmanager
def counted_queries() -> Iterator[list[str]]:
	queries: list[str] = []
	run = frappe.local.db.sql

	def counted(query: Any, *args: Any, **kwargs: Any) -> Any:
		queries.append(str(query))
		return run(query, *args, **kwargs)

	frappe.local.db.sql = counted
	try:
		yield queries
	finally:
		frappe.local.db.sql = run


def measure(names: Names, period: object = None) -> list[dict[str, Any]]:
	"""For each kind of save and client: median milliseconds and queries with the hooks and without."""
	registered = next(name for number, name in CUSTOMER_NAMES.items() if is_registered(number))
	limited = [name for number, name in CUSTOMER_NAMES.items() if is_registered(number)][1]
	other = CUSTOMER_NAMES[CUSTOMERS]
	_give_limit(limited, names)
	rows = []
	for what, prepare, act in (
		("Customer, saved", lambda customer: frappe.get_doc("Customer", customer), Document.save),
		("Sales Order, saved", lambda customer: _order(customer, names), Document.save),
		("Sales Order, submitted", lambda customer: _order(customer, names), Document.submit),
	):
		for client, customer in (
			("other", other),
			("registered", registered),
			("registered, with a credit limit", limited),
		):
			found = compare(lambda prepare=prepare, customer=customer: prepare(customer), act)
			rows.append({"what": what, "client": client, **found})
	return rows


def compare(prepare: Callable[[], Document], act: Callable[[Document], object]) -> dict[str, Any]:
	"""Save what `prepare` gives, with the hooks and without in turn; the difference is the median of the pairs'."""
	with_hooks, without = [], []
	for number in range(WARM_UP + ROUNDS):
		pair = [(with_hooks, False), (without, True)]
		# Whatever the first of a pair leaves behind for the second, is left as often for the one as for the other.
		for times, left_out in pair if number % 2 else reversed(pair):
			document = prepare()
			times.append(_seconds(document, act, left_out))
	with_hooks, without = with_hooks[WARM_UP:], without[WARM_UP:]
	return {
		"with_ms": median(with_hooks) * 1000,
		"without_ms": median(without) * 1000,
		"added_ms": median(a - b for a, b in zip(with_hooks, without, strict=True)) * 1000,
		"queries": queries_of(prepare(), act),
		"queries_without": queries_of(prepare(), act, left_out=True),
	}


def queries_of(document: Document, act: Callable[[Document], object], *, left_out: bool = False) -> int:
	with counted_queries() as queries:
		_seconds(document, act, left_out)
	return len(queries)


def _seconds(document: Document, act: Callable[[Document], object], left_out: bool) -> float:
	if left_out:
		with hooks_left_out():
			return _seconds(document, act, False)
	started = time.perf_counter()
	act(document)
	return time.perf_counter() - started


def _order(customer: str, names: Names) -> Document:
	"""A draft of five lines, 4 % below the price list, read from the database."""
	doc = frappe.new_doc("Sales Order")
	day = f"{year_of(names.size)}-06-15"
	doc.update(
		{
			"company": names.company,
			"customer": customer,
			"transaction_date": day,
			"delivery_date": day,
			"currency": CURRENCY,
			"conversion_rate": 1,
			"selling_price_list": PRICE_LIST,
			"price_list_currency": CURRENCY,
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
		}
	)
	for number in range(5):
		category = "Maintenance" if number % 2 else "Product"
		doc.append(
			"items", {"item_code": ITEM_PREFIX + category, "qty": 1, "price_list_rate": 100, "rate": 96}
		)
	for number, percent in enumerate(TEAM_SHARES, 1):
		doc.append("sales_team", {"sales_person": PERSON_NAMES[number], "allocated_percentage": percent})
	doc.insert()
	return frappe.get_doc("Sales Order", doc.name)


def _give_limit(customer: str, names: Names) -> None:
	"""A credit limit, and so many ledger rows that counting against it is some work. Nothing of it is committed."""
	doc = frappe.get_doc("Customer", customer)
	doc.credit_limits = []
	doc.append("credit_limits", {"company": names.company, "credit_limit": LIMIT})
	doc.save()
	fields = ["name", "company", "party_type", "party", "debit", "credit", "is_cancelled", "posting_date"]
	day = f"{year_of(names.size)}-01-15"
	rows = [
		(f"{names.abbr}-GLE-{number:05d}", names.company, "Customer", customer, 113, 100, 0, day)
		for number in range(LEDGER_ROWS)
	]
	frappe.db.bulk_insert("GL Entry", fields, rows)
