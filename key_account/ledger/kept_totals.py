"""Totals of earlier quarters, kept so that the state before a quarter does not mean reading all history.

A quarter's table needs what the quarters before it left. Their totals are kept in the site's cache with
the time they are good for, and what was posted, cancelled, reconciled or edited since then is looked for by
its `modified`: from the earliest day that such a change can touch on, quarters are read afresh. Anything
else that decides on a receipt (plan, settings, people, registrations) is part of a fingerprint. Losing the
cache loses nothing but time.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

import frappe

import key_account
from key_account.bonus.periods import Quarter
from key_account.bonus.receipts import Rules
from key_account.bonus.settlement import Totals
from key_account.ledger import queries
from key_account.ledger.books import Books
from key_account.ledger.receipts import period_params
from key_account.ledger.site import SiteSource, site_config
from key_account.ledger.source import as_date

CACHE_KEY = "key_account:quarter_totals"

# A transaction that is still open may commit rows with an older `modified`; none runs longer than this.
LONGEST_TRANSACTION = dt.timedelta(hours=1)


@dataclass(slots=True)
class KeptTotals:
	"""quarter -> (fingerprint of what decided, totals); what changed before `good_until` is in them."""

	good_until: dt.datetime
	quarters: dict[str, tuple[str, Totals]] = field(default_factory=dict)


class SiteBooks(Books):
	"""Books of a company on this site; totals of earlier quarters are kept between readings.

	now        the present time in the site's time zone
	"""

	def __init__(self, company: str, now: dt.datetime) -> None:
		super().__init__(SiteSource(), company, site_config(company))
		self.now = now
		self._kept: KeptTotals | None = None
		self._customers: str | None = None

	def earlier_totals(self, quarter: Quarter, rules: Rules) -> Totals:
		kept = self._still_good()
		fingerprint = self._fingerprint(rules)
		found = kept.quarters.get(quarter.key)
		if found and found[0] == fingerprint:
			return found[1]
		totals = self.totals(quarter, rules)
		kept.quarters[quarter.key] = (fingerprint, totals)
		frappe.cache.hset(CACHE_KEY, self.company, kept)
		return totals

	def _still_good(self) -> KeptTotals:
		"""What was kept, without the quarters that anything changed since can touch on."""
		if self._kept is None:
			good_until = self.now - LONGEST_TRANSACTION
			kept: KeptTotals | None = frappe.cache.hget(CACHE_KEY, self.company)
			if kept is None or kept.good_until > good_until:
				kept = KeptTotals(good_until)
			touched = self._earliest_change(kept.good_until) if kept.quarters else None
			if touched is not None:
				ends = {quarter.key: quarter.end for quarter in self.quarters}
				kept.quarters = {
					key: found for key, found in kept.quarters.items() if key in ends and ends[key] < touched
				}
			kept.good_until = good_until
			self._kept = kept
		return self._kept

	def _earliest_change(self, since: dt.datetime) -> dt.date | None:
		params: dict[str, Any] = period_params(self.company, dt.date.min, dt.date.max, self.config.cash_rules)
		((day,),) = self.source.rows(
			queries.EARLIEST_CHANGE, {**params, "since": since, "cancelled": '%"docstatus": 2%'}
		)
		return as_date(day) if day else None

	def _fingerprint(self, rules: Rules) -> str:
		if self._customers is None:
			self._customers = _digest(list(self._rows(queries.CUSTOMERS_THAT_DECIDE)))
		return _digest(
			(
				key_account.__version__,
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


def _digest(value: Any) -> str:
	return hashlib.sha256(repr(value).encode()).hexdigest()


def forget(company: str | None = None) -> None:
	"""Drop what is kept, of one company or of all; the next opening reads it again."""
	if company:
		frappe.cache.hdel(CACHE_KEY, company)
	else:
		frappe.cache.delete_value(CACHE_KEY)
