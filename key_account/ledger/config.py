"""Plans and settings of a company's books as JSON, for ledger files."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from key_account.bonus.handover import Handover
from key_account.bonus.plan_values import plan_from_dict
from key_account.bonus.quarter import OpeningState, Shortfall, State
from key_account.ledger.books import BooksConfig
from key_account.ledger.cash import CashRules


def config_to_json(config: BooksConfig) -> dict[str, Any]:
	"""Plans and settings in JSON's types: decimals and dates as texts, sets as sorted lists.

	raises     ValueError where targets were given from outside: those belong to one reading, not to a ledger
	"""
	if config.targets is not None:
		raise ValueError("targets given from outside are not part of a ledger's settings")
	values = _to_json(config)
	del values["targets"]
	return values


def config_from_json(values: Mapping[str, Any]) -> BooksConfig:
	"""The inverse of `config_to_json`; what is left out takes its default.

	raises     PlanError, ValueError, TypeError or ArithmeticError where the values are not those of a ledger
	"""
	if not isinstance(values, Mapping):
		raise TypeError("they are no table")
	read: dict[str, Any] = dict(values)
	if "plans" in read:
		read["plans"] = tuple(plan_from_dict(plan) for plan in read["plans"])
	if "cash_rules" in read:
		read["cash_rules"] = _cash_rules(read["cash_rules"])
	read["opening"] = tuple(_opening_state(given) for given in read.get("opening", ()))
	read["handovers"] = tuple(_handover(given) for given in read.get("handovers", ()))
	for day in ("go_live", "start"):
		if read.get(day):
			read[day] = dt.date.fromisoformat(read[day])
	return BooksConfig(**read)


def _opening_state(given: Mapping[str, Any]) -> OpeningState:
	state = given["state"]
	shortfalls = tuple(
		Shortfall(row["quarter"], Decimal(row["base"]), Decimal(row["gap"]), Decimal(row["rate"]))
		for row in state["shortfalls"]
	)
	carried = State(Decimal(state["carry"]), shortfalls, Decimal(state["carry_own"]))
	return OpeningState(given["sales_person"], given["quarter"], carried)


def _handover(given: Mapping[str, Any]) -> Handover:
	values = dict(given)
	values["effective"] = dt.date.fromisoformat(values["effective"])
	values["share"] = Decimal(values["share"])
	return Handover(**values)


def _to_json(value: Any) -> Any:
	if is_dataclass(value):
		return {field.name: _to_json(getattr(value, field.name)) for field in fields(value)}
	if isinstance(value, tuple | list):
		return [_to_json(item) for item in value]
	if isinstance(value, frozenset):
		return sorted(value)
	if isinstance(value, Decimal):
		return str(value)
	return value.isoformat() if isinstance(value, dt.date) else value


def _cash_rules(values: Mapping[str, Any]) -> CashRules:
	read: dict[str, Any] = dict(values)
	for field in fields(CashRules):
		default = getattr(CashRules(), field.name)
		if field.name not in read:
			continue
		if isinstance(default, Decimal):
			read[field.name] = Decimal(read[field.name])
		elif isinstance(default, frozenset):
			read[field.name] = frozenset(read[field.name])
	return CashRules(**read)
