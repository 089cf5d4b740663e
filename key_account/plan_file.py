"""plan.toml: a Bonus Plan as a file."""

import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from key_account.bonus.errors import PlanError
from key_account.bonus.plan import DEFAULT_PLAN, Category, Plan, RateStep, TargetOverride
from key_account.bonus.plan_values import plan_from_dict
from key_account.input_file import InputError
from key_account.language import _, listed, reason_of, told

if sys.version_info >= (3, 11):
	import tomllib
else:
	import tomli as tomllib

TABLES = {"category": Category, "rate_step": RateStep, "target": TargetOverride}
BOOLEANS = ("registered_only", "counts_toward_target")
TEXTS = ("name", "company", "first_quarter", "year_end", "default_category", "basis", "standard_gap_from")

NUMBERS = (
	*(field.name for field in fields(Plan) if isinstance(getattr(DEFAULT_PLAN, field.name), Decimal)),
	"max_kpi_coefficient",
	"attainment",
	"amount",
)


def read_plan(path: str | Path) -> Plan:
	"""The plan of a plan.toml; fields left out take the default plan's value.

	A plan that lists categories of its own has only those; its `default_category`, where not set, is "Product" if
	there is one, else the first. A plan without a name is called as its file.

	raises     InputError naming the file, and the line and the field where they are known
	"""
	path = Path(path)
	text = _text(path)
	try:
		values = tomllib.loads(text, parse_float=Decimal)
	except tomllib.TOMLDecodeError as error:
		raise _syntax_error(path, str(error)) from error
	_check_types(path, text, values)
	values.setdefault("name", path.stem)
	try:
		return plan_from_dict(_with_default_category(_with_names(values)))
	except PlanError as error:
		line, field = _place(text, str(error))
		raise InputError(path, told(error), line, field) from error


def _text(path: Path) -> str:
	try:
		return path.read_text(encoding="utf-8-sig")
	except OSError as error:
		raise InputError(path, _("it cannot be read ({reason}).").format(reason=reason_of(error))) from error
	except UnicodeDecodeError as error:
		raise InputError(path, _("it is not UTF-8 text.")) from error


def _syntax_error(path: Path, message: str) -> InputError:
	place = re.search(r"\s*\(at line (\d+), column (\d+)\)$", message)
	reason = message[: place.start()] if place else message
	what = _("this is not TOML ({reason}).").format(reason=reason)
	return InputError(path, what, int(place[1]), place[2]) if place else InputError(path, what)


def _check_types(path: Path, text: str, values: Mapping[str, Any]) -> None:
	"""TOML has types, and what is meant as a figure, a text or a switch has to be written as one."""
	_check_fields(path, text, values, {field.name for field in fields(Plan)}, "")
	for table, kind in TABLES.items():
		rows = values.get(table, [])
		if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
			what = _("write it as [[{table}]] tables.").format(table=table)
			raise InputError(path, what, _line(text, table), table)
		for row in rows:
			_check_fields(path, text, row, {field.name for field in fields(kind)}, f"[[{table}]] ")
			groups = row.get("item_groups", [])
			if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
				what = _('it must be a list of texts, such as ["Software"].')
				raise InputError(path, what, _line(text, "item_groups"), "item_groups")


def _check_fields(path: Path, text: str, values: Mapping[str, Any], known: set[str], table: str) -> None:
	for key, value in values.items():

		def refusal(template: str, key: str = key, value: Any = value) -> InputError:
			what = template.format(value=_written(value), table=table, fields=listed(sorted(known)))
			return InputError(path, what, _line(text, key), key)

		if key not in known:
			raise refusal(_("there is no such {table}field; there are {fields}."))
		if key in BOOLEANS and not isinstance(value, bool):
			raise refusal(_("it must be true or false, not {value}."))
		if key in TEXTS and not isinstance(value, str):
			raise refusal(_("it must be a text in quotation marks, not {value}."))
		is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
		if key in NUMBERS and not is_number:
			raise refusal(_("it must be a number, not {value}."))
		if key == "quarter" and not (is_number and isinstance(value, int)):
			raise refusal(_("it must be from 1 to 4, not {value}."))


def _written(value: Any) -> str:
	return (
		str(value).lower()
		if isinstance(value, bool)
		else repr(value)
		if isinstance(value, str)
		else str(value)
	)


def _with_names(values: Mapping[str, Any]) -> dict[str, Any]:
	"""Names that look like numbers, such as a fiscal year, may be written without quotation marks."""
	rows = [
		{key: str(value) if key in ("sales_person", "fiscal_year") else value for key, value in row.items()}
		for row in values.get("target", [])
	]
	return {**values, "target": rows}


def _with_default_category(values: Mapping[str, Any]) -> dict[str, Any]:
	names = [row.get("name") for row in values.get("category", [])]
	if names and "default_category" not in values and DEFAULT_PLAN.default_category not in names:
		return {**values, "default_category": names[0]}
	return dict(values)


def _line(text: str, key: str) -> int | None:
	"""The line that a field is set on, or None where there are several or none."""
	pattern = re.compile(rf"\s*(\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\]]")
	lines = [number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)]
	return lines[0] if len(lines) == 1 else None


def _place(text: str, message: str) -> tuple[int | None, str | None]:
	"""Line and name of the field that a refusal speaks of."""
	known = {field.name for kind in (Plan, *TABLES.values()) for field in fields(kind)} - {"name", *TABLES}
	for field in sorted(known, key=len, reverse=True):
		spoken_of = re.search(rf"\b{field.replace('_', '[_ ]')}\b", message)
		if spoken_of and (line := _line(text, field)):
			return line, field
	return None, None
