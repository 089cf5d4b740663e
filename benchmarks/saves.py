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

from benchmarks.rows import (
	CURRENCY,
	ITEM_PREFIX,
	PERSON_NAMES,
	PRICE_LIST,
	Names,
)
from benchmarks.story import TEAM_SHARES, is_registered, year_of

ROUNDS = 15
WARM_UP = 2
COUNTS = 3
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
	registered, limited, *_ = (
		names.client(number) for number in names.client_numbers if is_registered(number)
	)
	other = next(names.client(number) for number in names.client_numbers if not is_registered(number))
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
	"""Save what `prepare` gives, with the hooks and without in turn.

	hooks_ms is the time within the hooks themselves: on a busy machine whole saves differ by more than that.
	"""
	with_hooks, without, within = [], [], []
	for number in range(WARM_UP + ROUNDS):
		# Whatever the first of a pair leaves behind for the second, is left as often for the one as for the other.
		for left_out in (False, True) if number % 2 else (True, False):
			document = prepare()
			if left_out:
				without.append(_seconds(document, act, left_out))
				continue
			with timed_hooks(document.doctype) as spent:
				with_hooks.append(_seconds(document, act, left_out))
			within.append(sum(spent))
	return {
		"with_ms": median(with_hooks[WARM_UP:]) * 1000,
		"without_ms": median(without[WARM_UP:]) * 1000,
		"hooks_ms": median(within[WARM_UP:]) * 1000,
		"hooks_best_ms": min(within[WARM_UP:]) * 1000,
		"queries": median(queries_of(prepare(), act) for _ in range(COUNTS)),
		"queries_without": median(queries_of(prepare(), act, left_out=True) for _ in range(COUNTS)),
	}


@contextmanager
def timed_hooks(doctype: str) -> Iterator[list[float]]:
	"""Seconds spent in each call of this app's document events of a doctype."""
	spent: list[float] = []
	handlers = {
		handler
		for of_event in frappe.get_doc_hooks().get(doctype, {}).values()
		for handler in of_event
		if handler.startswith(APP)
	}
	originals = {handler: frappe.get_attr(handler) for handler in handlers}
	for handler, function in originals.items():
		_put(handler, _timed(function, spent))
	try:
		yield spent
	finally:
		for handler, function in originals.items():
			_put(handler, function)


def _put(handler: str, function: Callable) -> None:
	module, name = handler.rsplit(".", 1)
	setattr(frappe.get_module(module), name, function)


def _timed(function: Callable, spent: list[float]) -> Callable:
	def run(*args: Any, **kwargs: Any) -> Any:
		started = time.perf_counter()
		try:
			return function(*args, **kwargs)
		finally:
			spent.append(time.perf_counter() - started)

	return run


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
