"""What the measured companies sell and collect: one fiscal year each, the same in every run. Pure Python."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from key_account.bonus.plan import DEFAULT_PLAN, Plan

#: Clients grow with the invoices: 10,000 of them buy 300,000 times a year.
INVOICES_PER_CLIENT = 30
FEWEST_CLIENTS = 40
INVOICES_PER_ORDER = 3

PEOPLE = 60
#: Who looks after the clients.
MANAGERS = 20
TEAM_SHARES = (60, 40)
TAX_RATE = Decimal("0.13")
BANK_FEE = Decimal("0.01")

#: Net amounts of an invoice's two lines for one unit; odd cents, so that shares have to be rounded.
LINE_AMOUNTS = (Decimal("71.37"), Decimal("28.66"))
HIGHEST_UNITS = 99

#: Categories of the two lines, taken in turn; item groups have the categories' names.
LINE_CATEGORIES = (
	("Product", "Implementation"),
	("Product", "Maintenance"),
	("Product", "Training"),
	("Product", "Custom Development"),
)

#: How a paid invoice is paid; the rest of a hundred is paid at once by a Payment Entry.
UNPAID_OF_100 = 3
JOURNAL_OF_100 = 2
FEE_OF_100 = 5
TWO_PARTS_OF_100 = 15
RETURNED_OF_100 = 2

LONGEST_CREDIT_DAYS = 40


@dataclass(frozen=True, slots=True)
class Payment:
	"""Money on an invoice: `amount` is what the receivable loses, `fee` what the bank kept of it."""

	day: dt.date
	amount: Decimal
	fee: Decimal = Decimal(0)
	by_journal: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
	"""One invoice and what became of it. Amounts in company currency.

	number      counts from 1 in the order of days
	people      the two salespeople, by number
	returned    day on which the second line came back and was refunded, or None
	"""

	number: int
	day: dt.date
	customer: int
	people: tuple[int, int]
	categories: tuple[str, str]
	lines: tuple[Decimal, Decimal]
	payments: tuple[Payment, ...]
	returned: dt.date | None

	@property
	def net(self) -> Decimal:
		return sum(self.lines, Decimal(0))

	@property
	def gross(self) -> Decimal:
		return with_tax(self.net)


def clients(size: int) -> int:
	"""How many clients a company of `size` invoices has; they are numbered from 1."""
	return max(size // INVOICES_PER_CLIENT, FEWEST_CLIENTS)


def with_tax(net: Decimal) -> Decimal:
	return net + (net * TAX_RATE).quantize(Decimal("0.01"))


def year_of(size: int) -> int:
	"""The fiscal year of a company with `size` invoices.

	Companies of different sizes stand in different years, so that one's rows do not lie between the other's
	in indexes by date, which would slow down the reports that look for a company's rows by date alone. The
	larger a company, the earlier its year: of what was written later there is little.
	"""
	return 2028 - len(str(size))


def plan(company: str) -> Plan:
	"""The default Bonus Plan, its item groups being those of the categories' names."""
	return Plan(name=f"{company} Plan", company=company, category=DEFAULT_PLAN.category)


def is_registered(customer: int) -> bool:
	"""One client in twenty was never registered: their money pays nothing."""
	return customer % 20 != 0


def yearly_target(person: int, size: int) -> int:
	"""Targets around what a person can be expected to collect, from 60 % to 140 % of it."""
	expected = size * (HIGHEST_UNITS + 1) // 2 * 100 // PEOPLE
	return expected * (60 + person * 80 // PEOPLE) // 100


def sales(size: int) -> Iterator[Sale]:
	"""`size` invoices, spread evenly over the year, and their payments up to the year's end."""
	chance = random.Random(size)
	first, last = dt.date(year_of(size), 1, 1), dt.date(year_of(size), 12, 31)
	days = (last - first).days + 1
	for index in range(size):
		day = first + dt.timedelta(days=index * days // size)
		units = chance.randint(1, HIGHEST_UNITS)
		lines = (LINE_AMOUNTS[0] * units, LINE_AMOUNTS[1] * units)
		payments = tuple(p for p in _payments(index, day, lines, chance) if p.day <= last)
		yield Sale(
			index + 1,
			day,
			chance.randint(1, clients(size)),
			tuple(chance.sample(range(1, PEOPLE + 1), 2)),
			LINE_CATEGORIES[index % len(LINE_CATEGORIES)],
			lines,
			payments,
			_returned(index, payments, last),
		)


def _payments(
	index: int, day: dt.date, lines: tuple[Decimal, Decimal], chance: random.Random
) -> Iterator[Payment]:
	gross = with_tax(sum(lines, Decimal(0)))
	paid_on = day + dt.timedelta(days=chance.randint(0, LONGEST_CREDIT_DAYS))
	kind = index % 100
	if kind < UNPAID_OF_100:
		return
	kind -= UNPAID_OF_100
	if kind < JOURNAL_OF_100:
		yield Payment(paid_on, gross, by_journal=True)
		return
	kind -= JOURNAL_OF_100
	if kind < FEE_OF_100:
		yield Payment(paid_on, gross, fee=(gross * BANK_FEE).quantize(Decimal("0.01")))
		return
	kind -= FEE_OF_100
	if kind < TWO_PARTS_OF_100:
		part = (gross / 3).quantize(Decimal("0.01"))
		yield Payment(paid_on, part)
		yield Payment(paid_on + dt.timedelta(days=chance.randint(1, LONGEST_CREDIT_DAYS)), gross - part)
		return
	yield Payment(paid_on, gross)


def _returned(index: int, payments: tuple[Payment, ...], last: dt.date) -> dt.date | None:
	if index % 100 < 100 - RETURNED_OF_100 or not payments:
		return None
	day = payments[-1].day + dt.timedelta(days=10)
	return day if day <= last else None
