"""The columns of the bonus table: names as in JSON and in the report "Quarterly Bonus", headings, kinds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.bonus.money import ZERO, round_money
from key_account.bonus.settlement import Row


class Kind(Enum):
	TEXT = "text"
	MONEY = "money"
	NUMBER = "number"
	FLAG = "flag"


PEOPLE, EVERYBODY = "people", "everybody"


@dataclass(frozen=True, slots=True)
class Column:
	"""A column of the table.

	total   whose sum says something: PEOPLE for figures that a department's row shows again, EVERYBODY for
	        money to be paid, which a department's row has of its own
	"""

	name: str
	heading: str
	kind: Kind = Kind.MONEY
	total: str = ""


COLUMNS = (
	Column("sales_person", "Salesperson", Kind.TEXT),
	Column("quarter", "Quarter", Kind.TEXT),
	Column("target", "Target", total=PEOPLE),
	Column("base", "Base", total=PEOPLE),
	Column("credited", "Collected", total=PEOPLE),
	Column("carry_in", "Carried in", total=PEOPLE),
	Column("attainment", "Attainment", total=PEOPLE),
	Column("case", "Case", Kind.TEXT),
	Column("made_up", "Made up", total=PEOPLE),
	Column("made_up_base", "Made-up base", total=PEOPLE),
	Column("eligible", "Eligible", total=PEOPLE),
	Column("carry_out", "Carried out", total=PEOPLE),
	Column("open_shortfall", "Open shortfall", total=PEOPLE),
	Column("plan_amount", "Plan amount", total=PEOPLE),
	Column("plan_bonus", "Plan bonus", total=EVERYBODY),
	Column("own_rate_bonus", "Own-rate bonus", total=EVERYBODY),
	Column("accrued", "Accrued", total=EVERYBODY),
	Column("kpi_score", "KPI score", Kind.NUMBER),
	Column("kpi_factor", "KPI factor", Kind.NUMBER),
	Column("bonus", "Bonus", total=EVERYBODY),
	Column("floating_wage_due", "Floating wage", Kind.FLAG),
	Column("wage_deduction", "Wage deduction", total=PEOPLE),
)

BY_NAME = {column.name: column for column in COLUMNS}

Value = str | Decimal | bool | None


def value_of(row: Row, column: Column) -> Value:
	"""A figure of a row, unrounded as it was settled."""
	if column.name == "sales_person":
		return row.sales_person
	if column.name == "quarter":
		return row.quarter.key
	value = getattr(row.result, column.name)
	return value.value if isinstance(value, Enum) else value


def total_of(rows: Iterable[Row], column: Column) -> Decimal | None:
	"""The sum of a column, or None where it has none."""
	if not column.total:
		return None
	counted = (row for row in rows if column.total == EVERYBODY or not row.department)
	return sum((getattr(row.result, column.name) for row in counted), ZERO)


def plain_money(amount: Decimal, precision: int) -> str:
	"""1234.50, for programs."""
	return f"{round_money(amount, precision):f}"


def money(amount: Decimal, precision: int) -> str:
	"""1,234.50, for people."""
	return f"{round_money(amount, precision):,f}"


def number(value: Decimal) -> str:
	"""A score, factor or rate without trailing zeros: 92.5, 0.98, 1."""
	return f"{value.normalize():f}"


def percent(fraction: Decimal) -> str:
	"""4 % for 0.04."""
	return f"{number(fraction * 100)} %"
