"""Plans and settings go into a ledger file and come out as they were."""

import datetime as dt
import json
from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.errors import PlanError
from key_account.bonus.plan import Category, Plan, RateStep, TargetOverride
from key_account.bonus.quarter import OpeningState, Shortfall, State
from key_account.ledger.books import BooksConfig, GivenTargets
from key_account.ledger.cash import CashRules
from key_account.ledger.config import config_from_json, config_to_json
from key_account.ledger.file_books import open_ledger
from key_account.ledger.files import new_ledger_file

FULL = BooksConfig(
	plans=(
		Plan(
			"A",
			"Acme",
			dt.date(2026, 1, 1),
			dt.date(2026, 6, 30),
			rate=Decimal("0.1"),
			max_kpi_coefficient=Decimal("1.2"),
			registered_only=False,
			default_category="Goods",
			category=(
				Category("Goods", ("G1", "货")),
				Category("Services", (), False, Decimal("0.06"), "gross profit", "Goods"),
			),
			rate_step=(RateStep(Decimal("1.2"), Decimal("0.05")),),
			target=(TargetOverride("Ann", "2026", 2, Decimal("3500.50")),),
		),
		Plan("B", valid_from=dt.date(2026, 7, 1)),
	),
	cash_rules=CashRules(
		fee_is_our_cost=True,
		fee_accounts=frozenset({"Fees", "费用"}),
		opening_tax_rate=Decimal("0.13"),
		bill_accounts=frozenset({"Bills"}),
		bill_when_cashed=True,
	),
	go_live=dt.date(2026, 2, 3),
	start=dt.date(2025, 10, 1),
	currency="JPY",
	precision=0,
	opening=(
		OpeningState(
			"Ann",
			"2025-Q4",
			State(
				Decimal("12.30"),
				(Shortfall("2025-Q3", Decimal(50), Decimal("1.5"), Decimal("0.04")),),
				Decimal(2),
			),
		),
	),
)


@pytest.mark.parametrize("config", [BooksConfig(), FULL])
def test_what_goes_in_comes_out(config):
	assert config_from_json(json.loads(json.dumps(config_to_json(config)))) == config


def test_no_setting_is_left_out():
	written = config_to_json(FULL)
	assert set(written) == {field.name for field in fields(BooksConfig)} - {"targets"}
	assert set(written["plans"][0]) == {field.name for field in fields(Plan)}
	assert set(written["cash_rules"]) == {field.name for field in fields(CashRules)}


@given(st.decimals(0, 1, places=8), st.decimals(0, 10**12, places=9))
def test_figures_stay_exact(rate, threshold):
	config = BooksConfig(plans=(Plan(rate=rate, no_carry_threshold=threshold),))
	(plan,) = config_from_json(json.loads(json.dumps(config_to_json(config)))).plans
	assert (str(plan.rate), str(plan.no_carry_threshold)) == (str(rate), str(threshold))


def test_targets_of_one_reading_are_no_setting():
	with pytest.raises(ValueError, match="targets"):
		config_to_json(BooksConfig(targets=GivenTargets(for_all=Decimal(1))))


@pytest.mark.parametrize(
	"values, error",
	[
		({"plans": [{"rate": "2"}]}, PlanError),
		({"unheard": 1}, TypeError),
		({"cash_rules": {"unheard": 1}}, TypeError),
		({"cash_rules": {"opening_tax_rate": "much"}}, ArithmeticError),
		({"go_live": "soon"}, ValueError),
		({"opening": [{"sales_person": "Ann"}]}, LookupError),
		([], TypeError),
	],
)
def test_what_is_no_setting_is_refused(values, error):
	with pytest.raises(error):
		config_from_json(values)


def test_a_ledger_file_brings_its_settings_along(tmp_path):
	with new_ledger_file(tmp_path / "l.sqlite") as writer:
		writer.set_meta(company="Acme", config=config_to_json(FULL))
	with open_ledger(tmp_path / "l.sqlite") as books:
		assert (books.company, books.config) == ("Acme", FULL)
	given = Plan("mine")
	with open_ledger(tmp_path / "l.sqlite", [given]) as books:
		assert books.config.plans == (given,)
		assert books.config.cash_rules == FULL.cash_rules
