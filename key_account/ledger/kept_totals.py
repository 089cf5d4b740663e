"""Totals of quarters, kept so that a table does not mean reading all history at every opening.

A quarter's table needs what the quarters before it left, and its own receipts. Their totals are kept in the
site's cache by month, those of the last weeks by day, with the time they are good for. What was posted,
cancelled, reconciled or edited since then is looked for by its `modified`: from the month or day of the earliest
day that such a change can touch on, the ledger is read afresh. Anything else that decides on a receipt (plan,
settings, people, registrations) is part of a fingerprint, and the totals of the quarter that is asked for are
held against the ledger's own sum each time. A scheduled job keeps them up to date, and another reads everything
afresh every night. Losing the cache loses nothing but time.
"""

import datetime as dt
import hashlib
from bisect import bisect
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

import frappe
from frappe.utils import now_datetime

import key_account
from key_account.bonus.errors import BonusError
from key_account.bonus.periods import Quarter, add_months, quarter_of_day
from key_account.bonus.settlement import Totals, add_totals, total_receipts
from key_account.bonus.sharing import Rules
from key_account.bonus.table import bonus_tables
from key_account.ledger import queries
from key_account.ledger.books import Books
from key_account.ledger.receipts import period_params
from key_account.ledger.site import SiteSource, site_config
from key_account.ledger.source import as_date

CACHE_KEY = "key_account:kept_totals"

ONE_DAY = dt.timedelta(days=1)

# A transaction that is still open may commit rows with an older `modified`; none runs longer than this.
LONGEST_TRANSACTION = dt.timedelta(hours=1)


# Most of what is posted is dated within the last weeks: it is kept by day, so that little is read again.
KEPT_BY_DAY = dt.timedelta(days=31)


@dataclass(slots=True)
class KeptQuarter:
	"""Totals of a quarter from its first day on, as far as they are good.

	fingerprint   of what decided on them
	until         the first day that is not kept
	starts        the day on which each of `totals` begins; it goes to the next one's, the last to `until`
	"""

	fingerprint: str
	until: dt.date
	starts: list[dt.date] = field(default_factory=list)
	totals: list[Totals] = field(default_factory=list)

	def drop_from(self, day: dt.date) -> None:
		"""Forget the totals of `day` and of what follows it."""
		good = bisect([*self.starts[1:], self.until], day) if self.starts else 0
		if good < len(self.starts):
			self.until = self.starts[good]
			del self.starts[good:], self.totals[good:]

	def merge(self, starts: list[dt.date]) -> None:
		"""Add up the totals of days that no longer are among `starts` to what they follow."""
		merged: dict[dt.date, list[Totals]] = {}
		for start, totals in zip(self.starts, self.totals, strict=True):
			merged.setdefault(starts[bisect(starts, start) - 1], []).append(totals)
		self.starts = list(merged)
		self.totals = [parts[0] if len(parts) == 1 else add_totals(parts) for parts in merged.values()]


@dataclass(slots=True)
class KeptTotals:
	"""What is kept of a company, by quarter; what changed before `good_until` is in it."""

	good_until: dt.datetime
	quarters: dict[str, KeptQuarter] = field(default_factory=dict)


class SiteBooks(Books):
	"""Books of a company on this site; totals are kept between readings.

	now        the present time in the site's time zone
	"""

	def __init__(self, company: str, now: dt.datetime) -> None:
		super().__init__(SiteSource(), company, site_config(company))
		self.now = now
		self._kept: KeptTotals | None = None
		self._customers: str | None = None
		self._ledger_totals: dict[str, Decimal] = {}

	def totals(self, quarter: Quarter, rules: Rules) -> Totals:
		"""What a quarter's receipts add up to; read afresh where what was kept does not agree with the ledger."""
		totals = self.earlier_totals(quarter, rules)
		if totals.ledger != self.ledger_total(quarter):
			del self._still_good().quarters[quarter.key]
			totals = self.earlier_totals(quarter, rules)
		return totals

	def ledger_total(self, quarter: Quarter) -> Decimal:
		if quarter.key not in self._ledger_totals:
			self._ledger_totals[quarter.key] = super().ledger_total(quarter)
		return self._ledger_totals[quarter.key]

	def earlier_totals(self, quarter: Quarter, rules: Rules) -> Totals:
		kept = self._still_good()
		fingerprint = self._fingerprint(quarter, rules)
		found = kept.quarters.get(quarter.key)
		if found is None or found.fingerprint != fingerprint:
			found = kept.quarters[quarter.key] = KeptQuarter(fingerprint, quarter.start)
		if found.until <= quarter.end:
			starts = kept_starts(quarter, self.now.date())
			found.merge(starts)
			missing = [found.until, *(start for start in starts if start > found.until)]
			found.totals += self._read_totals(missing, quarter.end, rules)
			found.starts += missing
			found.until = quarter.end + ONE_DAY
			self._keep(kept)
		return add_totals(found.totals)

	def _read_totals(self, starts: list[dt.date], end: dt.date, rules: Rules) -> list[Totals]:
		"""Totals of the times that begin on `starts`, the last of which goes to `end`, in one reading."""
		read = [Totals() for _ in starts]
		receipts = self.receipts(starts[0], end)
		for number, found in groupby(receipts, lambda receipt: bisect(starts, receipt.day) - 1):
			read[number] = total_receipts(found, rules)
		return read

	def _keep(self, kept: KeptTotals) -> None:
		# What this transaction wrote may still be rolled back, and nothing would tell.
		if not frappe.db.transaction_writes:
			frappe.cache.hset(CACHE_KEY, self.company, kept)

	def _still_good(self) -> KeptTotals:
		"""What was kept, without the days that anything changed since can touch on."""
		if self._kept is None:
			good_until = self.now - LONGEST_TRANSACTION
			kept: KeptTotals | None = frappe.cache.hget(CACHE_KEY, self.company)
			if kept is None or kept.good_until > good_until:
				kept = KeptTotals(good_until)
			touched = self._earliest_change(kept.good_until) if kept.quarters else None
			if touched is not None:
				for quarter in kept.quarters.values():
					quarter.drop_from(touched)
			kept.good_until = good_until
			if touched is not None:
				self._keep(kept)
			self._kept = kept
		return self._kept

	def _earliest_change(self, since: dt.datetime) -> dt.date | None:
		params: dict[str, Any] = period_params(self.company, dt.date.min, dt.date.max, self.config.cash_rules)
		((day,),) = self.source.rows(
			queries.EARLIEST_CHANGE, {**params, "since": since, "cancelled": '%"docstatus": 2%'}
		)
		return as_date(day) if day else None

	def _fingerprint(self, quarter: Quarter, rules: Rules) -> str:
		if self._customers is None:
			self._customers = _digest(list(self._rows(queries.CUSTOMERS_THAT_DECIDE)))
		return _digest(
			(
				key_account.__version__,
				(quarter.start, quarter.end),
				rules.plan,
				sorted((group, category.name) for group, category in rules.categories.items()),
				rules.go_live,
				sorted(rules.payable or ()),
				rules.precision,
				sorted(self.config.cash_rules.fee_accounts),
				sorted(self.config.cash_rules.bill_accounts),
				[getattr(self.config.cash_rules, name) for name in _PLAIN_RULES],
				sorted((self._context.account_managers or {}).items()),
				self._context.exchange_account,
				self.config.handovers,
				self._customers,
			)
		)


_PLAIN_RULES = (
	"fee_is_our_cost",
	"foreign_at_invoice_rate",
	"netting_counts",
	"claw_back_at_return",
	"opening_tax_rate",
	"bill_when_cashed",
)


def kept_starts(quarter: Quarter, today: dt.date) -> list[dt.date]:
	"""The days from which a quarter's totals are kept apart: those its months begin on, and the last weeks' days."""
	starts = {quarter.start}
	while (start := add_months(quarter.start, len(starts))) <= quarter.end:
		starts.add(start)
	day = max(today - KEPT_BY_DAY, quarter.start)
	while day <= min(today + ONE_DAY, quarter.end):
		starts.add(day)
		day += ONE_DAY
	return sorted(starts)


def _digest(value: Any) -> str:
	return hashlib.sha256(repr(value).encode()).hexdigest()


def forget(company: str | None = None) -> None:
	"""Drop what is kept, of one company or of all; the next opening reads it again."""
	if company:
		frappe.cache.hdel(CACHE_KEY, company)
	else:
		frappe.cache.delete_value(CACHE_KEY)


def keep_all() -> None:
	"""Bring what is kept of every company up to today, so that nobody waits for it. A scheduled job."""
	now = now_datetime()
	for company in frappe.get_all("Company", pluck="name", order_by="name"):
		try:
			books = SiteBooks(company, now)
			quarter = quarter_of_day(now.date(), books.quarters)
			if quarter and books.first_quarter and books.plan(quarter):
				list(bonus_tables(books, [quarter]))
		except BonusError:
			# The report says what is wrong, to those who can mend it.
			continue


def read_all_afresh() -> None:
	"""Forget what is kept and read everything: what was changed behind Frappe's back is seen a day later at most."""
	forget()
	keep_all()
