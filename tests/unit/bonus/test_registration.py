"""Registered deals only (bonus.md section 1): no archive approved by the day of the deal, no bonus."""

import datetime as dt

import pytest
from builders import dec, receipt, rules, split_receipt

from key_account.bonus.plan import Plan
from key_account.bonus.receipts import Reason
from key_account.bonus.sharing import Rules

DEAL = dt.date(2026, 2, 10)
DAY_BEFORE, DAY_AFTER = dt.date(2026, 2, 9), dt.date(2026, 2, 11)


def outcome(the_rules: Rules, *, registered_on: dt.date | None, deal_date: dt.date = DEAL) -> str:
	"""Who is credited with a receipt, or why nobody is."""
	(part,) = split_receipt(receipt(1_000, deal_date=deal_date, registered_on=registered_on), the_rules)
	assert part.amount == 1_000
	return part.reason.value if part.reason else part.sales_person


@pytest.mark.parametrize(
	("registered_on", "wanted"),
	[
		(DAY_BEFORE, "Ann"),
		(DEAL, "Ann"),  # "on or before the first Sales Order"
		(DAY_AFTER, "Not registered"),
		(None, "Not registered"),
	],
)
def test_registered_by_the_day_of_the_deal(registered_on: dt.date | None, wanted: str) -> None:
	assert outcome(rules(), registered_on=registered_on) == wanted


@pytest.mark.parametrize("registered_on", [DAY_AFTER, None])
def test_a_plan_can_turn_it_off(registered_on: dt.date | None) -> None:
	assert outcome(rules(Plan(registered_only=False)), registered_on=registered_on) == "Ann"


@pytest.mark.parametrize(
	("go_live", "registered_on", "wanted"),
	[
		(DAY_AFTER, None, "Ann"),  # ordered before it
		(DEAL, None, "Not registered"),  # ordered on the day
		(DAY_BEFORE, None, "Not registered"),
		(DAY_BEFORE, DEAL, "Ann"),
		(DAY_AFTER, DAY_AFTER, "Ann"),
	],
)
def test_deals_ordered_before_going_live_are_exempt(
	go_live: dt.date, registered_on: dt.date | None, wanted: str
) -> None:
	assert outcome(rules(go_live=go_live), registered_on=registered_on) == wanted


def test_what_is_not_registered_is_listed_with_its_whole_net_amount_for_each_person() -> None:
	team = (("Ann", dec(60)), ("Bob", dec(40)))
	parts = split_receipt(receipt(1_000, cash=1_130, team=team, registered_on=None), rules())
	assert [(part.amount, part.reason) for part in parts] == [
		(130, Reason.TAX),
		(600, Reason.NOT_REGISTERED),
		(400, Reason.NOT_REGISTERED),
	]


def test_a_refund_of_an_unregistered_deal_takes_nothing_back() -> None:
	(part,) = split_receipt(receipt(-1_000, registered_on=None), rules())
	assert (part.amount, part.reason) == (-1_000, Reason.NOT_REGISTERED)
