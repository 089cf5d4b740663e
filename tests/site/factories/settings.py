"""ERPNext settings for the length of one test: written through the database API, rolled back with the test."""

from typing import Any

import frappe

from factories.masters import COMPANY, account


def accounts_settings(**values: Any) -> None:
	"""Set fields of Accounts Settings."""
	for field, value in values.items():
		frappe.db.set_single_value("Accounts Settings", field, value)
	frappe.clear_document_cache("Accounts Settings", "Accounts Settings")


def company_settings(**values: Any) -> None:
	"""Set fields of the tests' company."""
	frappe.db.set_value("Company", COMPANY, values)
	frappe.clear_document_cache("Company", COMPANY)


def separate_advances(takes_effect_on: str) -> None:
	"""Book advances on an account of their own; `takes_effect_on` is the company's dating of reconciliations."""
	company_settings(
		book_advance_payments_in_separate_party_account=1,
		default_advance_received_account=account("Advances Received"),
		reconciliation_takes_effect_on=takes_effect_on,
	)
