"""The books of a ledger file."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from key_account.bonus.money import ONE, ZERO
from key_account.bonus.periods import Quarter, quarter_of_day
from key_account.bonus.plan import Plan
from key_account.bonus.receipts import Reason
from key_account.bonus.tie_out import TieOut
from key_account.language import _
from key_account.ledger.books import Books, BooksConfig, GivenTargets
from key_account.ledger.config import config_from_json
from key_account.ledger.schema import LedgerFileError
from key_account.ledger.source import as_date
from key_account.ledger.sqlite import SQLiteSource
from key_account.ledger.tie_out import ledger_total, tie_out
from key_account.marks import N_

_LAST_DAY = """
	SELECT MAX(day) FROM (
		SELECT MAX(posting_date) AS day FROM `tabPayment Ledger Entry` WHERE company = %(company)s
		UNION ALL SELECT MAX(posting_date) FROM `tabSales Invoice` WHERE company = %(company)s
		UNION ALL SELECT MAX(posting_date) FROM `tabPayment Entry` WHERE company = %(company)s
		UNION ALL SELECT MAX(clearance_date) FROM `tabPayment Entry` WHERE company = %(company)s
		UNION ALL SELECT MAX(posting_date) FROM `tabJournal Entry` WHERE company = %(company)s
	) last_days
"""

ORIGINS = {"list": N_("Imported from a list of invoices"), "demo": N_("A demo company")}


@contextmanager
def open_ledger(path: str | Path, plans: Sequence[Plan] = ()) -> Iterator[Books]:
	"""The books of a ledger file, with the plans and settings that were exported into it.

	plans      to go by in place of the file's own, or none
	raises     LedgerFileError naming the file; PlanError where plans overlap
	"""
	source = SQLiteSource(path)
	try:
		config = _config(source)
		if plans:
			config = replace(config, plans=tuple(plans))
		yield Books(source, source.meta["company"], config)
	finally:
		source.close()


def with_targets(books: Books, targets: GivenTargets) -> Books:
	"""The same books with other targets than their own."""
	return Books(books.source, books.company, replace(books.config, targets=targets))


def _config(source: SQLiteSource) -> BooksConfig:
	meta = source.meta
	if "config" in meta:
		try:
			return config_from_json(meta["config"])
		except (ArithmeticError, LookupError, TypeError, ValueError) as error:
			what = _("{path}: the plans and settings in it cannot be read ({reason}); export it again.")
			raise LedgerFileError(what.format(path=source.path, reason=error)) from error
	return BooksConfig(currency=meta.get("currency") or "", precision=int(meta.get("precision", 2)))


def ledger_quarters(books: Books) -> list[Quarter]:
	"""The quarters of a ledger: from the books' first to the one of its last document."""
	first = books.first_quarter
	if first is None:
		return []
	((last_day,),) = books.source.rows(_LAST_DAY, {"company": books.company})
	last = (quarter_of_day(as_date(last_day), books.quarters) if last_day else None) or books.quarters[-1]
	return [quarter for quarter in books.quarters if first <= quarter <= last]


def has_targets(books: Books) -> bool:
	"""Whether anybody has a target, entered for the salesperson or in a plan."""
	((entered,),) = books.source.rows(
		"SELECT COUNT(*) FROM `tabTarget Detail` WHERE parenttype = 'Sales Person'", {}
	)
	return bool(entered) or any(plan.target for plan in books.config.plans)


def shown_company(books: Books) -> str:
	"""What to call the company; that of a list has no name of its own."""
	return _(books.company) if books.source.meta.get("origin") == "list" else books.company


def origin(books: Books) -> str:
	"""Where a ledger file is from, for the reader of its figures."""
	meta = books.source.meta
	if meta.get("origin") == "site":
		what = _("Exported from {site} on {moment}")
		return what.format(site=meta["site"], moment=meta["exported_at"])
	known = ORIGINS.get(meta.get("origin"))
	return _(known) if known else ""


def quarter_tie_out(books: Books, quarter: Quarter) -> TieOut:
	"""Hold a quarter against the ledger, every cent credited or with its reason (ledger.md, Tie-out).

	In a ledger without any targets, such as one made from a list, everybody's money is credited; in a quarter
	without a plan it is all outside the plan.
	"""
	plan = books.plan(quarter)
	if plan is None:
		tie = tie_out(books.source, books.company, quarter.start, quarter.end, books.config.cash_rules)
		return TieOut(tie.ledger, ZERO, {**tie.excluded, Reason.OUTSIDE_PLAN: tie.credited})
	if not has_targets(books):
		books = with_targets(books, GivenTargets(for_all=ONE))
	rules = books.rules(quarter, plan, books.targets(quarter, plan))
	totals = books.totals(quarter, rules)
	return TieOut(books.ledger_total(quarter), totals.credited, totals.excluded)


def money_outside_quarters(books: Books) -> Decimal:
	"""What the ledger moved on days that no fiscal year holds."""
	rules = books.config.cash_rules
	whole = ledger_total(books.source, books.company, dt.date.min, dt.date.max, rules)
	return whole - sum((books.ledger_total(quarter) for quarter in books.quarters), ZERO)
