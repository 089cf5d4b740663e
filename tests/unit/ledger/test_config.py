"""Plans and settings go into a ledger file and come out as they were (product.md: the same rows, to the cent)."""

import datetime as dt
import json

import pytest
from builders import dec, shortfall

from key_account.bonus.plan import DEFAULT_PLAN, GROSS_PROFIT, Category, Plan, RateStep, TargetOverride
from key_account.bonus.quarter import OpeningState, State
from key_account.ledger.books import BooksConfig, GivenTargets
from key_account.ledger.cash import CashRules
from key_account.ledger.config import config_from_json, config_to_json

FULL = BooksConfig(
	plans=(
		DEFAULT_PLAN,
		Plan(
			"Own 2026",
			"Acme",
			dt.date(2026, 1, 1),
			dt.date(2026, 12, 31),
			base_ratio=dec("0.7"),
			max_kpi_coefficient=dec("1.2"),
			first_quarter="carry",
			year_end="pay",
			registered_only=False,
			category=(
				Category("Product", ("Software",)),
				Category("App", ("Apps",), False, dec("0.06"), GROSS_PROFIT, "Product"),
			),
			rate_step=(RateStep(dec("1.2"), dec("0.055")),),
			target=(TargetOverride("Ann", "2026", 2, dec("0.10")),),
		),
	),
	cash_rules=CashRules(
		fee_is_our_cost=True,
		fee_accounts=frozenset({"Fees", "More fees"}),
		opening_tax_rate=dec("0.13"),
		bill_accounts=frozenset({"Bills"}),
		bill_when_cashed=True,
	),
	go_live=dt.date(2026, 2, 1),
	start=dt.date(2026, 1, 1),
	currency="JPY",
	precision=0,
	opening=(OpeningState("Ann", "2025-Q4", State(dec(30_000), (shortfall("0.01"),), dec(5))),),
)


@pytest.mark.parametrize("config", [BooksConfig(), FULL], ids=["defaults", "full"])
def test_comes_back_as_it_was(config: BooksConfig) -> None:
	assert config_from_json(json.loads(json.dumps(config_to_json(config)))) == config


def test_what_is_left_out_takes_its_default() -> None:
	assert config_from_json({}) == BooksConfig()


def test_targets_given_from_outside_are_not_settings_of_a_ledger() -> None:
	with pytest.raises(ValueError, match="targets given from outside"):
		config_to_json(BooksConfig(targets=GivenTargets(dec(1))))
