"""Targets as a list: the columns sales_person, quarter and target."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from key_account.input_file import InputError, parse_amount, read_csv

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
			raise row.error("sales_person", f"there is no salesperson {person}.")
		if quarter is not None and quarter not in quarters:
			raise row.error("quarter", f"there is no quarter {quarter}{_example(quarters)}.")
		target = row.read("target", parse_amount)
		if target <= 0:
			raise row.error("target", f"{target} is not above 0.")
		if (person, quarter) in found:
			raise row.error(
				"quarter", f"{person} has a target for it on line {lines[person, quarter]} already."
			)
		found[person, quarter], lines[person, quarter] = target, row.number
	if not found:
		raise InputError(path, "there is no target in it.")
	return found


def _example(quarters: Collection[str]) -> str:
	names = list(quarters)
	return f"; there are {names[0]} to {names[-1]}" if names else ""
