"""Quarters: three months of the company's Fiscal Year (bonus.md, first paragraph)."""

import datetime as dt
import itertools

import pytest

from key_account.bonus.errors import PeriodError
from key_account.bonus.periods import (
	FiscalYear,
	add_months,
	all_quarters,
	find_quarter,
	quarter_of_day,
	quarters_of,
)

YEAR_2025 = FiscalYear("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
YEAR_2026 = FiscalYear("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
FROM_APRIL = FiscalYear("2025-2026", dt.date(2025, 4, 1), dt.date(2026, 3, 31))


def test_calendar_year() -> None:
	found = [(q.key, q.start, q.end, q.closes_year) for q in quarters_of(YEAR_2026)]
	assert found == [
		("2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31), False),
		("2026-Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30), False),
		("2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30), False),
		("2026-Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31), True),
	]


def test_year_that_begins_in_april() -> None:
	first, *_, last = quarters_of(FROM_APRIL)
	assert (str(first), first.months) == ("2025-2026-Q1", ("April", "May", "June"))
	assert (str(last), last.months) == ("2025-2026-Q4", ("January", "February", "March"))
	assert (last.start, last.end) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


def test_short_year_has_fewer_quarters_and_its_last_closes_the_year() -> None:
	short = FiscalYear("2026 short", dt.date(2026, 1, 1), dt.date(2026, 4, 30))
	first, second = quarters_of(short)
	assert (first.closes_year, second.closes_year) == (False, True)
	assert (second.start, second.end, second.months) == (
		dt.date(2026, 4, 1),
		dt.date(2026, 4, 30),
		("April",),
	)


def test_fifteen_months_have_five_quarters() -> None:
	long = FiscalYear("long", dt.date(2026, 1, 1), dt.date(2027, 3, 31))
	assert [q.number for q in quarters_of(long)] == [1, 2, 3, 4, 5]
	assert [q.closes_year for q in quarters_of(long)] == [False, False, False, False, True]


@pytest.mark.parametrize(
	"start", [dt.date(2024, 11, 30), dt.date(2025, 8, 31), dt.date(2024, 2, 29), dt.date(2026, 4, 6)]
)
def test_quarters_cover_every_day_of_the_year_once(start: dt.date) -> None:
	year = FiscalYear("odd", start, add_months(start, 12) - dt.timedelta(days=1))
	quarters = quarters_of(year)
	assert len(quarters) == 4
	assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
	for before, after in itertools.pairwise(quarters):
		assert after.start == before.end + dt.timedelta(days=1)


def test_quarters_of_several_years_come_in_order_of_time() -> None:
	keys = [quarter.key for quarter in all_quarters([YEAR_2026, YEAR_2025])]
	assert keys == [f"{year}-Q{number}" for year in (2025, 2026) for number in (1, 2, 3, 4)]
	assert all_quarters([YEAR_2026, YEAR_2025]) == sorted(all_quarters([YEAR_2026, YEAR_2025]))


def test_fiscal_years_that_share_a_day_are_refused_by_name() -> None:
	touching = FiscalYear("2025 late", dt.date(2025, 12, 31), dt.date(2026, 12, 30))
	with pytest.raises(PeriodError, match="Fiscal Years 2025 and 2025 late overlap"):
		all_quarters([touching, YEAR_2025])


def test_a_quarter_is_found_by_its_name() -> None:
	quarters = all_quarters([YEAR_2025, FiscalYear("FY-Q1 odd", dt.date(2026, 1, 1), dt.date(2026, 12, 31))])
	assert find_quarter("2025-Q3", quarters).start == dt.date(2025, 7, 1)
	assert find_quarter("FY-Q1 odd-Q2", quarters).start == dt.date(2026, 4, 1)


@pytest.mark.parametrize("key", ["2027-Q1", "2025-Q5", "2025-Q0", "2025-q3", "Q3 2025", ""])
def test_an_unknown_quarter_is_refused_by_name_with_those_there_are(key: str) -> None:
	with pytest.raises(PeriodError) as refused:
		find_quarter(key, all_quarters([YEAR_2025, YEAR_2026]))
	assert "There is no quarter " + (key or "''") in str(refused.value)
	assert "2025-Q1" in str(refused.value)
	assert "2026-Q4" in str(refused.value)


def test_an_unknown_quarter_of_empty_books_names_the_remedy() -> None:
	with pytest.raises(PeriodError, match=r"There is no quarter 2025-Q1: .* Fiscal Year"):
		find_quarter("2025-Q1", [])


def test_the_quarter_of_a_day_holds_both_its_ends() -> None:
	quarters = all_quarters([YEAR_2025])
	for day in (dt.date(2025, 4, 1), dt.date(2025, 5, 17), dt.date(2025, 6, 30)):
		assert quarter_of_day(day, quarters) == quarters[1]
	assert quarter_of_day(dt.date(2024, 12, 31), quarters) is None
	assert quarter_of_day(dt.date(2026, 1, 1), quarters) is None


@pytest.mark.parametrize(
	("day", "months", "moved"),
	[
		(dt.date(2025, 1, 31), 1, dt.date(2025, 2, 28)),
		(dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
		(dt.date(2025, 11, 30), 3, dt.date(2026, 2, 28)),
		(dt.date(2025, 12, 1), 1, dt.date(2026, 1, 1)),
		(dt.date(2025, 3, 31), -1, dt.date(2025, 2, 28)),
	],
)
def test_a_day_the_month_does_not_have_becomes_its_last(day: dt.date, months: int, moved: dt.date) -> None:
	assert add_months(day, months) == moved
