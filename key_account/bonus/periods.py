"""Quarters: three months of a company's Fiscal Year."""

import datetime as dt
import itertools
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass

from key_account.bonus.errors import PeriodError
from key_account.marks import N_

MONTHS = (
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
)


@dataclass(frozen=True, slots=True)
class FiscalYear:
	"""A Fiscal Year as ERPNext holds it; `end` belongs to it."""

	name: str
	start: dt.date
	end: dt.date


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
	"""Three months of a fiscal year, or what is left of a short one; `end` belongs to it."""

	start: dt.date
	end: dt.date
	fiscal_year: str
	number: int
	closes_year: bool

	@property
	def key(self) -> str:
		"""The quarter's name, for example 2013-Q3, or 2025-2026-Q1 where the fiscal year is so named."""
		return f"{self.fiscal_year}-Q{self.number}"

	@property
	def months(self) -> tuple[str, ...]:
		"""English names of its months, as ERPNext's Monthly Distribution has them."""
		names: list[str] = []
		while (day := add_months(self.start, len(names))) <= self.end:
			names.append(MONTHS[day.month - 1])
		return tuple(names)

	def __str__(self) -> str:
		return self.key


def add_months(day: dt.date, months: int) -> dt.date:
	"""`day` moved by whole months; a day the month does not have becomes its last."""
	month = day.month - 1 + months
	year, month = day.year + month // 12, month % 12 + 1
	return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def quarters_of(year: FiscalYear) -> list[Quarter]:
	"""The quarters of one fiscal year, first to last; a short year has fewer, a long one more."""
	starts, start = [], year.start
	while start <= year.end:
		starts.append(start)
		start = add_months(year.start, 3 * len(starts))
	ends = [following - dt.timedelta(days=1) for following in starts[1:]] + [year.end]
	return [
		Quarter(start, end, year.name, number, closes_year=number == len(starts))
		for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
	]


def all_quarters(years: Iterable[FiscalYear]) -> list[Quarter]:
	"""Quarters of all years in order of time.

	raises     PeriodError where two fiscal years of the company share a day
	"""
	ordered = sorted(years, key=lambda year: year.start)
	for before, after in itertools.pairwise(ordered):
		if after.start <= before.end:
			raise PeriodError(
				N_(
					"Fiscal Years {before} and {after} overlap: assign each to its companies, or mend their dates."
				),
				before=before.name,
				after=after.name,
			)
	return [quarter for year in ordered for quarter in quarters_of(year)]


def find_quarter(key: str, quarters: Iterable[Quarter]) -> Quarter:
	"""The quarter of that name.

	raises     PeriodError naming the key and an example of a right one
	"""
	quarters = list(quarters)
	for quarter in quarters:
		if quarter.key == key:
			return quarter
	if not quarters:
		raise PeriodError(
			N_("There is no quarter {quarter}: the company has no Fiscal Year yet; enter one."), quarter=key
		)
	raise PeriodError(
		N_("There is no quarter {quarter}: choose one from {first} to {last}."),
		quarter=key or "''",
		first=quarters[0].key,
		last=quarters[-1].key,
	)


def quarter_of_day(day: dt.date, quarters: Iterable[Quarter]) -> Quarter | None:
	"""The quarter that holds `day`, or None."""
	return next((quarter for quarter in quarters if quarter.start <= day <= quarter.end), None)
