"""Targets as a list: the columns sales_person, quarter and target."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from key_account.input_file import InputError, parse_amount, read_csv
from key_account.language import _

COLUMNS = ("sales_person", "quarter", "target")

# (sales person, quarter, or None for every quarter that has no row of its own) -> target of one quarter
TargetsByQuarter = dict[tuple[str, str | None], Decimal]


def read_targets(path: str | Path, people: Collection[str], quarters: Collection[str]) -> TargetsByQuarter:
	"""The targets of a list; an empty quarter stands for every quarter.

	people     the sales persons that there are; of a group it is its head's own target
	quarters   names of the quarters that there are
	raises     InputError naming file, line and column
	"""
	path = Path(path)
	found: TargetsByQuarter = {}
	lines: dict[tuple[str, str | None], int] = {}
	for row in read_csv(path, COLUMNS):
		person, quarter = row.required("sales_person"), row.text("quarter") or None
		if person not in people:
			raise row.error("sales_person", _("there is no salesperson {name}.").format(name=person))
		if quarter is not None and quarter not in quarters:
			raise row.error("quarter", _no_quarter(quarter, list(quarters)))
		target = row.read("target", parse_amount)
		if target <= 0:
			raise row.error("target", _("{amount} is not above 0.").format(amount=target))
		if (person, quarter) in found:
			what = _("{name} has a target for it on line {line} already.")
			raise row.error("quarter", what.format(name=person, line=lines[person, quarter]))
		found[person, quarter], lines[person, quarter] = target, row.number
	if not found:
		raise InputError(path, _("there is no target in it."))
	return found


def _no_quarter(quarter: str, quarters: list[str]) -> str:
	if not quarters:
		return _("there is no quarter {quarter}.").format(quarter=quarter)
	return _("there is no quarter {quarter}; there are {first} to {last}.").format(
		quarter=quarter, first=quarters[0], last=quarters[-1]
	)
