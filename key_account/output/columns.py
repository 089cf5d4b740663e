"""The columns of the bonus table: names as in JSON and in the report "Quarterly Bonus", headings, kinds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.bonus.money import ZERO, round_money
from key_account.bonus.settlement import Row
from key_account.language import _
from key_account.marks import N_


class Kind(Enum):
	TEXT = "text"
	MONEY = "money"
	NUMBER = "number"
	FLAG = "flag"


PEOPLE, EVERYBODY = "people", "everybody"


@dataclass(frozen=True, slots=True)
class Column:
	"""A column of the table.

	label   its heading in English, the same as in the report; `heading` is it in the language in force
	total   whose sum says something: PEOPLE for figures that a department's row shows again, EVERYBODY for
	        money to be paid, which a department's row has of its own
	"""

	name: str
	label: str
	kind: Kind = Kind.MONEY
	total: str = ""

	@property
	def heading(self) -> str:
		return _(self.label)


COLUMNS = (
	Column("sales_person", N_("Sales Person"), Kind.TEXT),
	Column("quarter", N_("Quarter"), Kind.TEXT),
	Column("target", N_("Target"), total=PEOPLE),
	Column("base", N_("Base"), total=PEOPLE),
	Column("credited", N_("Credited"), total=PEOPLE),
	Column("carry_in", N_("Carried In"), total=PEOPLE),
	Column("attainment", N_("Attainment"), total=PEOPLE),
	Column("case", N_("Case"), Kind.TEXT),
	Column("made_up", N_("Made Up"), total=PEOPLE),
	Column("made_up_base", N_("Made-up Base"), total=PEOPLE),
	Column("eligible", N_("Eligible"), total=PEOPLE),
	Column("carry_out", N_("Carried Out"), total=PEOPLE),
	Column("open_shortfall", N_("Open Shortfall"), total=PEOPLE),
	Column("plan_amount", N_("Plan Amount"), total=PEOPLE),
	Column("plan_bonus", N_("Plan Bonus"), total=EVERYBODY),
	Column("own_rate_bonus", N_("Own-rate Bonus"), total=EVERYBODY),
	Column("accrued", N_("Accrued"), total=EVERYBODY),
	Column("kpi_score", N_("KPI Score"), Kind.NUMBER),
	Column("kpi_factor", N_("KPI Factor"), Kind.NUMBER),
	Column("bonus", N_("Bonus"), total=EVERYBODY),
	Column("floating_wage_due", N_("Floating Wage Due"), Kind.FLAG),
	Column("wage_deduction", N_("Wage Deduction"), total=PEOPLE),
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
	"""4 % for 0.04; in Chinese 4%."""
	return _("{number} %").format(number=number(fraction * 100))
