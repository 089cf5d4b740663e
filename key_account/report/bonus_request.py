"""What the bonus reports have in common: their filters, checked, and what the reader may see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from key_account.bonus.errors import BonusError
from key_account.bonus.periods import Quarter, find_quarter, quarter_of_day
from key_account.ledger.kept_totals import SiteBooks
from key_account.permissions.sales_people import check_company, permitted, visible_people


@dataclass(frozen=True, slots=True)
class BonusRequest:
	"""A company's quarter as the reader asked for it.

	visible     Sales Persons the reader may see, None for everybody
	customers   customers their User Permissions leave them, None for all
	chosen      Sales Person they want to see alone, or None
	"""

	books: SiteBooks
	quarter: Quarter
	visible: set[str] | None
	customers: set[str] | None
	chosen: str | None

	@property
	def sees_all(self) -> bool:
		"""Whether company-wide figures (tie-out, money of nobody) may be shown."""
		return self.visible is None and self.customers is None

	def shows(self, sales_person: str | None) -> bool:
		if self.chosen and sales_person != self.chosen:
			return False
		return self.visible is None or sales_person in self.visible


def bonus_request(filters: Mapping[str, Any] | None) -> BonusRequest:
	"""Check a report's filters.

	filters    company, quarter (2026-Q1), and optionally sales_person
	raises     ValidationError or PermissionError with a sentence that says what to choose
	"""
	filters = frappe._dict(filters or {})
	company = check_company(filters.company)
	if not filters.quarter:
		frappe.throw(_("Choose a quarter, for example 2026-Q1."), title=_("Quarter Missing"))
	with readable_errors():
		books = SiteBooks(company, now_datetime())
		quarter = find_quarter(filters.quarter, books.quarters)
	visible = visible_people(books.people, books.user_sales_persons)
	chosen = filters.sales_person or None
	if chosen and visible is not None and chosen not in visible:
		frappe.throw(
			_("You may not see the bonus of {0}.").format(frappe.bold(chosen)), frappe.PermissionError
		)
	return BonusRequest(books, quarter, visible, permitted("Customer"), chosen)


@contextmanager
def readable_errors() -> Iterator[None]:
	"""Show a refusal of the bonus rules as a message in the reader's language."""
	try:
		yield
	except BonusError as error:
		frappe.throw(error.told(_), title=_("Bonus Cannot Be Computed"))


@frappe.whitelist()
def choices(company: str) -> dict[str, list[str]]:
	"""What the reports' filters offer.

	Sales Persons are offered by this and not by a link, because finance has no right on that doctype in ERPNext.

	company    a company the user may see
	returns    quarters: of its fiscal years up to the present one, latest first
	           sales_persons: those whose figures the user may see, by name
	"""
	frappe.has_permission("Bonus Plan", "report", throw=True)
	check_company(company)
	with readable_errors():
		books = SiteBooks(company, now_datetime())
		today = quarter_of_day(getdate(), books.quarters)
	visible = visible_people(books.people, books.user_sales_persons)
	return {
		"quarters": [q.key for q in reversed(books.quarters) if today is None or q <= today],
		"sales_persons": [name for name in books.people if visible is None or name in visible],
	}
