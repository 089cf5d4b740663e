"""The registration date on a Customer decides bonus money: only some may set or change it."""

import frappe
import pytest
from factories.masters import named
from frappe.model.document import Document
from roles import as_user_with_role, permitted

MAY = ("System Manager", "Key Account Director", "Accounts Manager")
MAY_NOT = ("Sales User", "Sales Manager", "Sales Master Manager", "Key Account Manager", "Accounts User")


def alpha() -> Document:
	"""A customer, written on the right of its own doctype's rules, so that the date alone is in question."""
	doc = frappe.get_doc("Customer", named("Alpha"))
	doc.flags.ignore_permissions = True
	return doc


def new_customer(**values: object) -> Document:
	doc = frappe.new_doc("Customer").update(
		{
			"customer_name": "KA Newcomer",
			"customer_type": "Company",
			"customer_group": "Commercial",
			"territory": "All Territories",
			**values,
		}
	)
	doc.flags.ignore_permissions = True
	return doc


def set_date(day: str | None) -> None:
	doc = alpha()
	doc.ka_registered_on = day
	doc.save()


@pytest.mark.parametrize("role", MAY)
def test_those_who_decide_set_change_and_clear_it(role: str) -> None:
	with as_user_with_role(role):
		for day in ("2024-03-01", "2024-02-01", None):
			set_date(day)
			assert frappe.db.get_value("Customer", named("Alpha"), "ka_registered_on") == (
				frappe.utils.getdate(day) if day else None
			)
		new_customer(ka_registered_on="2024-03-01").insert()


@pytest.mark.parametrize("role", MAY_NOT)
def test_others_neither_set_nor_change_nor_clear_it(role: str) -> None:
	with as_user_with_role(role):
		assert not permitted(lambda: set_date("2024-03-01"))
		assert not permitted(new_customer(ka_registered_on="2024-03-01").insert)
	set_date("2024-03-01")
	with as_user_with_role("Employee"):
		assert not permitted(lambda: set_date("2024-02-01"))
		assert not permitted(lambda: set_date(None))


def test_others_may_save_a_customer_whose_date_is_set() -> None:
	set_date("2024-03-01")
	with as_user_with_role("Sales User"):
		doc = alpha()
		doc.ka_registered_on = "2024-03-01"  # as text, as a form sends it
		doc.market_segment = None
		doc.save()
		new_customer().insert()


def test_the_refusal_names_the_customer_and_those_who_may() -> None:
	with as_user_with_role("Sales User"), pytest.raises(frappe.PermissionError) as caught:
		set_date("2024-03-01")
	assert str(caught.value) == (
		"Customer KA Alpha: only System Manager, Key Account Director, Accounts Manager may change Registered On."
	)
