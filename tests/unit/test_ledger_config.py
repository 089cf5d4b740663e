"""Plans and settings in a ledger file: all of them, exact, and refused where they make no sense."""

import datetime as dt
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.errors import PlanError
from key_account.bonus.handover import Handover
from key_account.bonus.plan import Plan
from key_account.ledger.books import BooksConfig
from key_account.ledger.cash import CashRules
from key_account.ledger.config import config_from_json, config_to_json
from key_account.ledger.file_books import open_ledger
from key_account.ledger.files import new_ledger_file


def test_no_setting_is_left_out():
	written = config_to_json(BooksConfig())
	assert set(written) == {field.name for field in fields(BooksConfig)} - {"targets"}
	assert set(written["plans"][0]) == {field.name for field in fields(Plan)}
	assert set(written["cash_rules"]) == {field.name for field in fields(CashRules)}


@given(st.decimals(0, 1, places=8), st.decimals(0, 10**12, places=9))
def test_figures_stay_exact(rate, threshold):
	config = BooksConfig(plans=(Plan(rate=rate, no_carry_threshold=threshold),))
	(plan,) = config_from_json(json.loads(json.dumps(config_to_json(config)))).plans
	assert (str(plan.rate), str(plan.no_carry_threshold)) == (str(rate), str(threshold))


@given(st.decimals(0, 100, places=9), st.booleans())
def test_handovers_stay_exact(share, was_manager):
	handover = Handover("HO-1", "Client", None, "Ann", "Bob", dt.date(2026, 3, 1), share, was_manager)
	written = config_to_json(BooksConfig(handovers=(handover, replace(handover, invoice="INV-1"))))
	first, second = config_from_json(json.loads(json.dumps(written))).handovers
	assert (first, str(first.share)) == (handover, str(share))
	assert second.invoice == "INV-1"


def test_a_ledger_written_before_there_were_handovers_has_none():
	written = config_to_json(BooksConfig())
	del written["handovers"]
	assert config_from_json(written).handovers == ()


@pytest.mark.parametrize(
	"values, error",
	[
		({"plans": [{"rate": "2"}]}, PlanError),
		({"unheard": 1}, TypeError),
		({"cash_rules": {"unheard": 1}}, TypeError),
		({"cash_rules": {"opening_tax_rate": "much"}}, ArithmeticError),
		({"go_live": "soon"}, ValueError),
		({"handovers": [{"customer": "Client"}]}, LookupError),
		({"opening": [{"sales_person": "Ann"}]}, LookupError),
		([], TypeError),
	],
)
def test_what_is_no_setting_is_refused(values, error):
	with pytest.raises(error):
		config_from_json(values)


def test_a_ledger_file_brings_its_settings_along(tmp_path):
	config = BooksConfig((Plan("theirs"),), CashRules(netting_counts=True), currency="JPY", precision=0)
	with new_ledger_file(tmp_path / "l.sqlite") as writer:
		writer.set_meta(company="Acme", config=config_to_json(config))
	with open_ledger(tmp_path / "l.sqlite") as books:
		assert (books.company, books.config) == ("Acme", config)
	with open_ledger(tmp_path / "l.sqlite", [Plan("mine")]) as books:
		assert books.config == replace(config, plans=(Plan("mine"),))
