"""What is measured. A subject is prepared, which is not timed, and run, which is."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks import engine
from benchmarks.client_subjects import client_subjects
from benchmarks.environment import ledger_file
from benchmarks.rows import Names
from benchmarks.story import year_of

SITE, LEDGER_FILE, ENGINE = "site", "ledger file", "engine"


@dataclass(frozen=True, slots=True)
class Period:
	"""A quarter, or the whole year where `quarter` is empty."""

	quarter: str
	first_month: int
	last_day: tuple[int, int]

	def dates(self, names: Names) -> tuple[dt.date, dt.date]:
		year = year_of(names.size)
		return dt.date(year, self.first_month, 1), dt.date(year, *self.last_day)

	def key(self, names: Names) -> str:
		return f"{year_of(names.size)}-{self.quarter}"


Q1, Q3, Q4 = Period("Q1", 1, (3, 31)), Period("Q3", 7, (9, 30)), Period("Q4", 10, (12, 31))
YEAR = Period("", 1, (12, 31))


@dataclass(frozen=True, slots=True)
class Subject:
	"""One thing that is measured over one period.

	run       gives something that tells what came out: a number of rows, or sums to be compared
	prepare   brings about what the run is to find
	"""

	name: str
	label: str
	where: str
	period: Period
	run: Callable[[Names, Period], Any]
	prepare: Callable[[Names, Period], None] = lambda names, period: None


def subjects() -> list[Subject]:
	found = []
	for period in (Q1, Q4):
		quarter = period.quarter
		for name, label, where, run, prepare in (
			("commission", "Sales Person Commission Summary (ERPNext)", SITE, commission, nothing),
			("receivable", "Accounts Receivable (ERPNext)", SITE, receivable, nothing),
			("aggregate", "the bare aggregate query", SITE, aggregate, nothing),
			("bonus-first", "Quarterly Bonus, nothing kept", SITE, bonus, forget),
			("bonus-next", "Quarterly Bonus, earlier quarters kept", SITE, bonus, keep_earlier),
			("bonus-again", "Quarterly Bonus, opened again", SITE, bonus, keep),
			(
				"bonus-next-day",
				"Quarterly Bonus, after a day's payments",
				SITE,
				bonus_next_day,
				keep_day_before,
			),
			("receipts", "Bonus Receipts", SITE, bonus_receipts, nothing),
			("totals", "reading and adding up, on the site", SITE, site_totals, nothing),
			("ledger-file", "reading and adding up, from a ledger file", LEDGER_FILE, file_totals, nothing),
		):
			# There is nothing before the first quarter; and what comes after a day has been written after it.
			if name not in ("bonus-next", "bonus-next-day") or period is Q4:
				found.append(Subject(f"{name}-{quarter.lower()}", label, where, period, run, prepare))
	found.append(
		Subject("commission-year", "Sales Person Commission Summary (ERPNext)", SITE, YEAR, commission)
	)
	found.append(Subject("owed-year", "what clients owe, all of them", SITE, YEAR, owed))
	found += [
		Subject(name, label, SITE, YEAR, run, prepare) for name, label, run, prepare in client_subjects()
	]
	found.append(Subject("saves", "saving Customers and Sales Orders", SITE, YEAR, saved))
	return found


def nothing(names: Names, period: Period) -> None:
	"""Nothing to prepare."""


def forget(names: Names, period: Period) -> None:
	"""As after a clear-cache: nothing is kept."""
	from key_account.ledger.kept_totals import forget

	forget(names.company)


def keep(names: Names, period: Period) -> None:
	"""Somebody opened the quarter before."""
	bonus(names, period)


def keep_earlier(names: Names, period: Period) -> None:
	"""Somebody opened the quarter before this one, and nobody this one."""
	forget(names, period)
	bonus(names, Q3)


def bonus(names: Names, period: Period) -> int:
	from key_account.report.quarterly_bonus.quarterly_bonus import execute

	return len(execute({"company": names.company, "quarter": period.key(names)})[1])


def keep_day_before(names: Names, period: Period) -> None:
	"""Somebody opened the quarter in the evening of its last day but one."""
	forget(names, period)
	with _evening(period.dates(names)[1] - dt.timedelta(days=1)):
		bonus(names, period)


def bonus_next_day(names: Names, period: Period) -> int:
	with _evening(period.dates(names)[1]):
		return bonus(names, period)


@contextmanager
def _evening(day: dt.date) -> Iterator[None]:
	"""The report takes it for the evening of `day`: the rows' times are those of the days they are posted on."""
	from key_account.report import bonus_request

	now = bonus_request.now_datetime
	bonus_request.now_datetime = lambda: dt.datetime.combine(day, dt.time(18))
	try:
		yield
	finally:
		bonus_request.now_datetime = now


def bonus_receipts(names: Names, period: Period) -> int:
	from key_account.report.bonus_receipts.bonus_receipts import execute

	return len(execute({"company": names.company, "quarter": period.key(names)})[1])


def commission(names: Names, period: Period) -> int:
	from erpnext.selling.report.sales_person_commission_summary.sales_person_commission_summary import execute

	start, end = period.dates(names)
	filters = {"doc_type": "Sales Invoice", "company": names.company, "from_date": start, "to_date": end}
	return len(execute(filters)[1])


def receivable(names: Names, period: Period) -> int:
	import frappe
	from erpnext.accounts.report.accounts_receivable.accounts_receivable import execute

	_, end = period.dates(names)
	filters = {"company": names.company, "report_date": end, "party_type": "Customer"}
	return len(execute(frappe._dict(filters))[1])


def owed(names: Names, period: Period) -> int:
	from key_account.ledger.receivables import receivables
	from key_account.ledger.site import SiteSource

	return len(receivables(SiteSource(), names.company, period.dates(names)[1]))


def saved(names: Names, period: Period) -> list[dict[str, Any]]:
	from benchmarks.saves import measure

	return measure(names)


# Money collected on the quarter's payments, net of tax, by salesperson and item group: what any report of
# bonuses has to touch at the least. No returns, no fees, no write-offs, no rounding, no day but the row's own.
AGGREGATE = """
	SELECT team.sales_person, item.item_group, SUM(
		-ple.amount * invoice.base_net_total / invoice.base_grand_total
		* item.base_net_amount / invoice.base_net_total * team.allocated_percentage / 100
	)
	FROM `tabPayment Ledger Entry` ple
	JOIN `tabSales Invoice` invoice ON invoice.name = ple.against_voucher_no
	JOIN `tabSales Invoice Item` item ON item.parent = invoice.name AND item.parenttype = 'Sales Invoice'
	JOIN `tabSales Team` team ON team.parent = invoice.name AND team.parenttype = 'Sales Invoice'
	WHERE ple.company = %(company)s AND ple.posting_date BETWEEN %(start)s AND %(end)s AND ple.delinked = 0
	AND ple.account_type = 'Receivable' AND ple.party_type = 'Customer'
	AND ple.voucher_type IN ('Payment Entry', 'Journal Entry') AND ple.against_voucher_type = 'Sales Invoice'
	GROUP BY team.sales_person, item.item_group
"""


def aggregate(names: Names, period: Period) -> int:
	import frappe

	start, end = period.dates(names)
	return len(frappe.db.sql(AGGREGATE, {"company": names.company, "start": start, "end": end}))


def site_totals(names: Names, period: Period) -> dict[str, str]:
	from key_account.ledger.books import Books
	from key_account.ledger.site import SiteSource, site_config

	return _totals(Books(SiteSource(), names.company, site_config(names.company)), names, period)


def file_totals(names: Names, period: Period) -> dict[str, str]:
	from key_account.ledger.file_books import open_ledger

	with open_ledger(ledger_file(names)) as books:
		return _totals(books, names, period)


def _totals(books: Any, names: Names, period: Period) -> dict[str, str]:
	"""What was read, in figures that two sources of the same rows have to agree on."""
	from key_account.bonus.periods import find_quarter

	quarter = find_quarter(period.key(names), books.quarters)
	plan = books.required_plan(quarter)
	totals = books.totals(quarter, books.rules(quarter, plan, books.targets(quarter, plan)))
	excluded = sum(totals.excluded.values())
	return {
		"receipts": str(totals.receipts),
		"ledger": f"{totals.ledger:.2f}",
		"credited": f"{totals.credited:.2f}",
		"excluded": f"{excluded:.2f}",
	}


def engine_subjects(receipts: int) -> list[Subject]:
	"""The engine alone over that many receipts, and what of it is the making of them."""
	return [
		Subject("engine-make", "making the receipts", ENGINE, YEAR, lambda *_: engine.make_only(receipts)),
		Subject(
			"engine",
			"making, adding up and settling them",
			ENGINE,
			YEAR,
			lambda *_: engine.settle_all(receipts),
		),
	]
