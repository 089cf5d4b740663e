"""Reading a Bonus Plan from names and values, as plan.toml and Bonus Plan documents have them; nothing is guessed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from key_account.bonus.errors import PlanError
from key_account.bonus.plan import DEFAULT_PLAN, Category, Plan, RateStep, TargetOverride
from key_account.marks import N_

ROW_TYPES = {"category": Category, "rate_step": RateStep, "target": TargetOverride}
REQUIRED = {
	"category": ("name",),
	"rate_step": ("attainment", "rate"),
	"target": ("sales_person", "fiscal_year", "quarter", "amount"),
}


def plan_from_dict(values: Mapping[str, Any]) -> Plan:
	"""Build a plan from names and values as in plan.toml or a Bonus Plan document.

	values     those left out take the default plan's value; numbers may be int, float, str or Decimal
	raises     PlanError naming the plan and the field that is unknown or makes no sense
	"""
	name = str(values.get("name") or "default")
	unknown = set(values) - {f.name for f in fields(Plan)}
	if unknown:
		raise PlanError(
			N_("Bonus Plan {plan}: there is no field {field}."),
			plan=name,
			field=", ".join(sorted(unknown)),
		)
	built: dict[str, Any] = {}
	for key, value in values.items():
		if key in ROW_TYPES:
			built[key] = tuple(_row(name, key, row) for row in _list(name, key, value))
		elif key == "name":
			built[key] = name
		elif key in ("valid_from", "valid_to"):
			if value:
				built[key] = _date(name, key, value)
		elif key == "max_kpi_coefficient":
			built[key] = _number(name, key, value) or None if value not in (None, "") else None
		elif isinstance(getattr(DEFAULT_PLAN, key), Decimal):
			built[key] = _number(name, key, value)
		elif key == "registered_only":
			built[key] = _yes_or_no(name, key, value)
		else:
			built[key] = value
	return Plan(**built)


def _row(plan: str, table: str, values: Mapping[str, Any]) -> Any:
	"""One row of a plan's table; numbers become Decimal, lists tuples."""
	kind = ROW_TYPES[table]
	if isinstance(values, kind):
		return values
	known = {f.name: f for f in fields(kind)}
	unknown = set(values) - set(known)
	if unknown:
		raise PlanError(
			N_("Bonus Plan {plan}: a {table} has no field {field}."),
			plan=plan,
			table=table,
			field=", ".join(sorted(unknown)),
		)
	missing = [name for name, f in known.items() if name not in values and name in REQUIRED[table]]
	if missing:
		raise PlanError(
			N_("Bonus Plan {plan}: a {table} lacks {field}."),
			plan=plan,
			table=table,
			field=", ".join(missing),
		)
	built: dict[str, Any] = {}
	for key, value in values.items():
		if key in ("rate", "attainment", "amount"):
			built[key] = None if value in (None, "") and kind is Category else _number(plan, key, value)
		elif key == "item_groups":
			built[key] = tuple(_list(plan, key, value))
		elif key == "counts_toward_target":
			built[key] = _yes_or_no(plan, key, value)
		elif key == "quarter":
			built[key] = _whole_number(plan, key, value)
		else:
			built[key] = value or None if key == "standard_gap_from" else value
	return kind(**built)


def _number(plan: str, key: str, value: Any) -> Decimal:
	try:
		number = Decimal(str(value))
	except InvalidOperation:
		number = Decimal("NaN")
	if isinstance(value, bool) or not number.is_finite():
		raise _refusal(N_("Bonus Plan {plan}: {field} must be a number, not {value!r}."), plan, key, value)
	return number


def _whole_number(plan: str, key: str, value: Any) -> int:
	number = _number(plan, key, value)
	if number != number.to_integral_value():
		raise _refusal(
			N_("Bonus Plan {plan}: {field} must be a whole number, not {value!r}."), plan, key, value
		)
	return int(number)


def _yes_or_no(plan: str, key: str, value: Any) -> bool:
	if value not in (True, False):
		raise _refusal(
			N_("Bonus Plan {plan}: {field} must be true or false, not {value!r}."), plan, key, value
		)
	return bool(value)


def _list(plan: str, key: str, value: Any) -> Iterable:
	if not isinstance(value, list | tuple):
		raise _refusal(N_("Bonus Plan {plan}: {field} must be a list, not {value!r}."), plan, key, value)
	return value


def _date(plan: str, key: str, value: Any) -> dt.date:
	if isinstance(value, dt.datetime):
		return value.date()
	if isinstance(value, dt.date):
		return value
	try:
		return dt.date.fromisoformat(str(value))
	except ValueError:
		raise _refusal(
			N_("Bonus Plan {plan}: {field} must be a date such as 2026-01-01, not {value!r}."),
			plan,
			key,
			value,
		) from None


def _refusal(sentence: str, plan: str, key: str, value: Any) -> PlanError:
	"""The error about one value of a plan."""
	return PlanError(sentence, plan=plan, field=key, value=value)
