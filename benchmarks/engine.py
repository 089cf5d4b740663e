"""The bonus engine alone: receipts that are made up on the way, added up and settled. No database."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

from key_account.bonus.periods import FiscalYear, Quarter, all_quarters
from key_account.bonus.plan import DEFAULT_PLAN
from key_account.bonus.receipts import Line, Receipt
from key_account.bonus.settlement import QuarterTask, SalesPerson, States, settle, total_receipts
from key_account.bonus.sharing import Rules

PEOPLE = 200
QUARTERS = 8
PERCENT = Decimal(60), Decimal(40)
NET_RATIO = 1 / Decimal("1.13")


def quarters() -> list[Quarter]:
	years = range(2024, 2024 + QUARTERS // 4)
	return all_quarters(FiscalYear(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years)


def receipts(quarter: Quarter, count: int) -> Iterator[Receipt]:
	"""`count` receipts of a quarter, each with two lines of different categories and a team of two."""
	chance = random.Random(quarter.key)
	people = [f"Person {number}" for number in range(PEOPLE)]
	days = (quarter.end - quarter.start).days + 1
	for number in range(count):
		cash = Decimal(chance.randint(10_000, 10_000_000)).scaleb(-2)
		net = (cash * NET_RATIO).quantize(Decimal("0.01"))
		product = (net * 3 / 5).quantize(Decimal("0.01"))
		first = chance.randrange(PEOPLE)
		second = (first + chance.randint(1, PEOPLE - 1)) % PEOPLE
		day = quarter.start + dt.timedelta(days=number * days // count)
		invoice = f"INV-{number}"
		yield Receipt(
			day=day,
			voucher_type="Payment Entry",
			voucher_no=f"PAY-{number}",
			invoice=invoice,
			original=invoice,
			customer="Client",
			amount=cash,
			cash_factor=Decimal(1),
			cash=cash,
			net_ratio=NET_RATIO,
			net=net,
			lines=(Line("Implementation", net - product), Line("Product", product)),
			team=((people[first], PERCENT[0]), (people[second], PERCENT[1])),
			account_manager=None,
			deal_date=day,
			registered_on=quarter.start,
		)


def make_only(count: int) -> int:
	"""Make `count` receipts and drop them: what of `settle_all` is not the engine's work."""
	return sum(1 for quarter in quarters() for _receipt in receipts(quarter, count // QUARTERS))


def settle_all(count: int) -> int:
	"""Add up `count` receipts over the quarters and settle everybody in each; returns the rows settled."""
	people = {f"Person {number}": SalesPerson(f"Person {number}") for number in range(PEOPLE)}
	targets = {name: Decimal(count * 50_000 // PEOPLE // QUARTERS) for name in people}
	rules = Rules(DEFAULT_PLAN, DEFAULT_PLAN.category_map({}), payable=frozenset(people))
	states: States = {}
	settled = 0
	for quarter in quarters():
		totals = total_receipts(receipts(quarter, count // QUARTERS), rules)
		rows, states = settle(QuarterTask(quarter, DEFAULT_PLAN, targets, totals), people, states)
		settled += len(rows)
	return settled
