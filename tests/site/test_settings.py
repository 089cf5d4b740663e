"""Key Account Settings: what is collected, and who decides it."""

from collections.abc import Callable
from decimal import Decimal

import frappe
import pytest
from factories.masters import COMPANY, account
from frappe.model.document import Document
from frappe.utils import getdate
from key_account.key_account.doctype.key_account_settings.key_account_settings import cash_rules
from roles import as_user_with_role, permitted

from key_account.ledger.cash import CashRules
from key_account.setup import defaults

#: Role -> what it may do with the settings.
RIGHTS = {
	"System Manager": {"read", "write"},
	"Accounts Manager": {"read", "write"},
	"Accounts User": {"read"},
	"Key Account Director": {"read"},
	"Key Account Executive": set(),
	"Key Account Manager": set(),
	"Key Account Specialist": set(),
	"Sales Manager": set(),
	"Sales User": set(),
	"HR Manager": set(),
}


@pytest.fixture(autouse=True)
def never_saved() -> None:
	"""The settings as on the day of the install; the site's own come back with the roll-back."""
	frappe.db.delete("Singles", {"doctype": "Key Account Settings"})
	frappe.db.delete("Key Account Settings Account")
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")


def settings(**values: object) -> Document:
	return frappe.get_doc("Key Account Settings").update(values)


def saved_rules(**values: object) -> CashRules:
	settings(**values).save()
	return CashRules(**cash_rules(frappe.get_doc("Key Account Settings")))


def accounts(*labels: str) -> list[dict]:
	return [{"account": account(label)} for label in labels]


def test_settings_start_with_the_defaults_of_the_ledger_rules() -> None:
	assert saved_rules() == CashRules()


@pytest.mark.parametrize(
	("values", "rules"),
	[
		(
			{"fee_treatment": "Our Cost", "fee_accounts": accounts("Bank Charges")},
			CashRules(fee_is_our_cost=True, fee_accounts=frozenset([account("Bank Charges")])),
		),
		({"foreign_money": "At the Invoice's Rate"}, CashRules(foreign_at_invoice_rate=True)),
		({"netting": "Counts"}, CashRules(netting_counts=True)),
		({"returned_paid_invoice": "At the Return"}, CashRules(claw_back_at_return=True)),
		({"opening_invoice_tax_rate": 13}, CashRules(opening_tax_rate=Decimal("0.13"))),
		({"opening_invoice_tax_rate": 2.5}, CashRules(opening_tax_rate=Decimal("0.025"))),
		(
			{"bill_of_exchange": "When Cashed", "bill_accounts": accounts("Bills")},
			CashRules(bill_when_cashed=True, bill_accounts=frozenset([account("Bills")])),
		),
	],
	ids=lambda case: next(iter(case)) if isinstance(case, dict) else "rules",
)
def test_each_choice_becomes_a_rule(values: dict, rules: CashRules) -> None:
	assert saved_rules(**values) == rules


def test_going_live_is_the_day_of_the_install_and_stays_it() -> None:
	defaults.create_settings()
	assert getdate(frappe.db.get_single_value("Key Account Settings", "go_live_date")) == getdate()
	frappe.db.set_single_value("Key Account Settings", "go_live_date", "2024-05-01")
	defaults.create_settings()
	assert str(frappe.db.get_single_value("Key Account Settings", "go_live_date")) == "2024-05-01"


def test_an_emptied_go_live_date_stays_empty() -> None:
	settings(go_live_date=None).save()
	defaults.create_settings()
	assert frappe.get_doc("Key Account Settings").go_live_date is None


@pytest.mark.parametrize(
	("values", "message"),
	[
		(
			{"opening_invoice_tax_rate": -1},
			"Tax Rate of Opening Invoices (%) must be from 0 to 100, not -1.",
		),
		(
			{"opening_invoice_tax_rate": 113},
			"Tax Rate of Opening Invoices (%) must be from 0 to 100, not 113.",
		),
		({"fee_treatment": "Our Cost"}, "list at least one account under Bank Fee Accounts."),
		({"bill_of_exchange": "When Cashed"}, "list at least one account under Bills Receivable Accounts."),
		(
			{"fee_accounts": accounts("Bank Charges", "Bank")},
			"account KA Bank - KAT in row 2 of Bank Fee Accounts must be of type Expense, not another type or a group.",
		),
		(
			{"fee_accounts": [{"account": "Indirect Expenses - KAT"}]},
			"account Indirect Expenses - KAT in row 1 of Bank Fee Accounts must be of type Expense, "
			"not another type or a group.",
		),
		(
			{"bill_accounts": accounts("Creditors")},
			"account KA Creditors - KAT in row 1 of Bills Receivable Accounts must be of type Asset, "
			"not another type or a group.",
		),
		(
			{"bill_accounts": accounts("Bills", "Bank", "Bills")},
			"account KA Bills - KAT is listed twice under Bills Receivable Accounts, in rows 1 and 3.",
		),
	],
)
def test_settings_that_make_no_sense_are_refused(values: dict, message: str) -> None:
	with pytest.raises(frappe.ValidationError) as caught:
		settings(**values).save()
	assert str(caught.value) == f"Key Account Settings: {message}"


def test_the_lists_show_whose_account_it_is() -> None:
	settings(fee_accounts=accounts("Bank Charges")).save()
	assert frappe.get_doc("Key Account Settings").fee_accounts[0].company == COMPANY


@pytest.mark.parametrize(("role", "rights"), RIGHTS.items())
def test_rights_of_each_role(role: str, rights: set[str]) -> None:
	acts: dict[str, Callable[[], object]] = {
		"read": lambda: frappe.get_doc("Key Account Settings").check_permission(),
		"write": lambda: settings(netting="Counts").save(),
	}
	with as_user_with_role(role):
		allowed = {right for right, act in acts.items() if permitted(act)}
	assert allowed == rights


def test_a_site_of_before_gets_what_new_fields_start_with() -> None:
	"""An upgrade brings fields that the saved settings have no value of; a value of 0 that somebody set stays."""
	fields = ("survey_days", "health_good_from", "tier_grace_days", "effort_a_from")
	frappe.db.delete("Singles", {"doctype": "Key Account Settings", "field": ("in", fields)})
	frappe.db.set_single_value("Key Account Settings", "survey_max_reminders", 0)
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
	defaults.create_settings()
	settings = frappe.get_doc("Key Account Settings")
	assert [settings.get(field) for field in fields] == [14, 70, 90, 75]
	assert settings.survey_max_reminders == 0
	settings.save()
