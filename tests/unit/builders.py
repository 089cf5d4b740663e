"""Receipts and quarters for the tests of the rules; a test names only what it is about."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Collected, QuarterResult, Shortfall, State, Task, settle_quarter
from key_account.bonus.receipts import Line, Receipt
from key_account.bonus.sharing import Part, Rules, Sharing

DEAL_DATE = dt.date(2026, 2, 10)


def dec(value: Any) -> Decimal:
	"""A Decimal of "50,000.10", 50000 or a Decimal."""
	return Decimal(str(value).replace(",", ""))


def line(item_group: str, net: Any, cost: Any = 0, standard: Any = 0) -> Line:
	return Line(item_group, dec(net), dec(cost), dec(standard))


def team(*members: tuple[str, Any]) -> tuple[tuple[str, Decimal], ...]:
	return tuple((person, dec(percent)) for person, percent in members)


def receipt(net: Any = "1000.00", **changes: Any) -> Receipt:
	"""A receipt of `net` without tax, all cash, for a product that Ann sold to a registered client.

	changes    fields of Receipt; `cash` is `net` and `amount` is `cash` where not given
	"""
	net = dec(net)
	cash = dec(changes.pop("cash", net))
	fields: dict[str, Any] = {
		"day": dt.date(2026, 3, 15),
		"voucher_type": "Payment Entry",
		"voucher_no": "PAY-1",
		"invoice": "INV-1",
		"original": "INV-1",
		"customer": "Client",
		"amount": dec(changes.pop("amount", cash)),
		"cash_factor": Decimal(1),
		"cash": cash,
		"net_ratio": Decimal(1),
		"net": net,
		"lines": (line("Product", 1000),),
		"team": team(("Ann", 100)),
		"account_manager": None,
		"deal_date": DEAL_DATE,
		"registered_on": DEAL_DATE,
	}
	return Receipt(**{**fields, **changes})


def rules(
	plan: Plan = DEFAULT_PLAN, parents: Mapping[str, str | None] | None = None, **changes: Any
) -> Rules:
	"""Rules of a plan whose item groups have the categories' names."""
	return Rules(plan, plan.category_map(parents or {}), **changes)


def split_receipt(money: Receipt, the_rules: Rules) -> list[Part]:
	"""Every part of one receipt."""
	return Sharing(the_rules).parts(money)


def shortfall(gap: Any, base: Any = 50_000, rate: Any = "0.04", quarter: str = "2025-Q4") -> Shortfall:
	return Shortfall(quarter, dec(base), dec(gap), dec(rate))


def settled(
	collected: Any = 0,
	*,
	target: Any = 100_000,
	own_rate: Any = 0,
	own_rate_bonus: Any = 0,
	carry: Any = 0,
	shortfalls: Iterable[Shortfall] = (),
	before: QuarterResult | None = None,
	plan: Plan = DEFAULT_PLAN,
	precision: int = 2,
	**task: Any,
) -> QuarterResult:
	"""One person's quarter.

	collected   plan-rate money (P)
	own_rate    money that counts and has its own rate (S)
	before      the quarter before, whose state this one begins with, in place of carry and shortfalls
	task        further fields of Task
	"""
	return settle_quarter(
		plan,
		Task("2026-Q1", dec(target), **task),
		Collected(dec(collected), dec(own_rate), dec(own_rate_bonus)),
		before.state if before else State(dec(carry), tuple(shortfalls)),
		precision,
	)


def facts(result: QuarterResult) -> dict[str, Any]:
	"""What the machine decides, for comparison with a row written by hand."""
	return {
		"case": result.case.value,
		"eligible": result.eligible,
		"made_up": result.made_up,
		"made_up_base": result.made_up_base,
		"carry_out": result.carry_out,
		"open_shortfall": result.open_shortfall,
		"plan_bonus": result.plan_bonus,
		"floating_wage_due": result.floating_wage_due,
		"wage_deduction": result.wage_deduction,
	}


def expected(
	case: str,
	eligible: Any = 0,
	*,
	made_up: Any = 0,
	made_up_base: Any = 0,
	carry_out: Any = 0,
	open_shortfall: Any = 0,
	plan_bonus: Any = 0,
	floating_wage_due: bool = False,
	wage_deduction: Any = 0,
) -> dict[str, Any]:
	"""A row written by hand, in the form of `facts`."""
	return {
		"case": case,
		"eligible": dec(eligible),
		"made_up": dec(made_up),
		"made_up_base": dec(made_up_base),
		"carry_out": dec(carry_out),
		"open_shortfall": dec(open_shortfall),
		"plan_bonus": dec(plan_bonus),
		"floating_wage_due": floating_wage_due,
		"wage_deduction": dec(wage_deduction),
	}
