"""A bonus table with a row of every kind, made without any ledger."""

import datetime as dt
from decimal import Decimal

from builders import dec

from key_account.bonus.periods import FiscalYear, Quarter, quarters_of
from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Collected, Shortfall, State
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import QuarterTask, SalesPerson, Totals, settle
from key_account.bonus.table import QuarterTable
from key_account.output import BonusReport

QUARTERS = quarters_of(FiscalYear("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
PEOPLE = {
	"Head": SalesPerson("Head", is_group=True),
	"张伟": SalesPerson("张伟", "Head"),
	"=Ann & <Co>": SalesPerson("=Ann & <Co>", "Head"),
	"New": SalesPerson("New", "Head", joined=dt.date(2026, 2, 1)),
}


def settled(
	quarter: Quarter = QUARTERS[0],
	*,
	plan: Plan = DEFAULT_PLAN,
	collected: dict[str, object] | None = None,
	states: dict[str, State] | None = None,
	scores: dict[str, Decimal] | None = None,
	missing: object = 0,
	idle: tuple[str, ...] = (),
) -> QuarterTable:
	"""A quarter of the people above; `missing` is what the ledger has and the receipts have not."""
	given = {"张伟": "130000.10", "=Ann & <Co>": "40000", "New": "1000"} if collected is None else collected
	money = {
		name: amount if isinstance(amount, Collected) else Collected(dec(amount))
		for name, amount in given.items()
	}
	credited = sum((amount.credited for amount in money.values()), Decimal(0))
	totals = Totals(
		collected=money,
		by_category={(name, "Product"): amount.credited for name, amount in money.items()},
		excluded={Reason.TAX: dec("22230.01"), Reason.NO_SALESPERSON: dec("5")},
		ledger=credited + dec("22235.01"),
	)
	targets = {"张伟": dec(100000), "=Ann & <Co>": dec(100000)}
	task = QuarterTask(quarter, plan, targets, totals, {"Head": dec(300000)}, scores or {})
	rows, _ = settle(task, PEOPLE, states or {})
	return QuarterTable(quarter, plan, rows, totals, totals.ledger + dec(missing), idle)


def report(*tables: QuarterTable, precision: int = 2) -> BonusReport:
	return BonusReport("Acme 有限公司", "CNY", precision, tables or (settled(),), "From the tests")


def shortfall_of(gap: object) -> Shortfall:
	return Shortfall("2026-Q1", dec(50000), dec(gap), dec("0.04"))
