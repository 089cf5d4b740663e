"""What the app keeps of a Customer: the registration date decides bonus money, so nobody sets it by hand."""

import frappe
import pytest
from factories.clients import acting_as, registered
from factories.masters import named, user_of
from frappe.model.document import Document
from roles import as_user_with_role, permitted

ROLES = ("System Manager", "Key Account Director", "Accounts Manager", "Sales Master Manager", "Sales User")


def alpha() -> Document:
	"""A customer, written on the right of its own doctype's rules, so that the app's fields alone are in question."""
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


def save(**values: object) -> Document:
	return alpha().update(values).save()


@pytest.mark.parametrize("role", ROLES)
def test_nobody_sets_changes_or_clears_the_registration_date(role: str) -> None:
	with as_user_with_role(role):
		assert not permitted(lambda: save(ka_registered_on="2024-03-01"))
		assert not permitted(new_customer(ka_registered_on="2024-03-01").insert)
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2024-03-01")
	with acting_as("director"):
		assert not permitted(lambda: save(ka_registered_on="2024-02-01"))
		assert not permitted(lambda: save(ka_registered_on=None))


def test_not_even_the_administrator_or_an_import_sets_it() -> None:
	for flags in ({}, {"in_import": True}):
		frappe.flags.update(flags)
		try:
			assert not permitted(lambda: save(ka_registered_on="2024-03-01"))
			assert not permitted(new_customer(ka_registered_on="2024-03-01").insert)
		finally:
			frappe.flags.in_import = False


def test_others_may_save_a_customer_whose_date_is_set() -> None:
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2024-03-01")
	with as_user_with_role("Sales User"):
		doc = alpha()
		doc.ka_registered_on = "2024-03-01"  # as text, as a form sends it
		doc.market_segment = None
		doc.save()
		new_customer().insert()


def test_the_refusal_names_the_customer_and_what_sets_it() -> None:
	with as_user_with_role("Sales User"), pytest.raises(frappe.PermissionError) as caught:
		save(ka_registered_on="2024-03-01")
	assert str(caught.value) == (
		"Customer KA Alpha: Registered On is the day its Client Archive was approved; nobody sets it by hand."
	)


def test_fields_of_the_app_stay_as_they_are() -> None:
	"""A form that was open while a nightly job wrote them must still be saved."""
	frappe.db.set_value("Customer", named("Alpha"), {"ka_health": 70, "ka_grade": "B"}, update_modified=False)
	doc = save(ka_health=100, ka_grade="A", ka_categories="Strategic Account")
	assert (doc.ka_health, doc.ka_grade, doc.ka_categories) == (70, "B", None)
	assert new_customer(ka_grade="A", ka_health=100).insert().ka_grade is None


class TestOfARegisteredClient:
	def test_owner_and_parent_need_an_approval(self) -> None:
		registered(account_manager=None)
		for change in (
			{"account_manager": user_of("Li Na")},
			{"account_manager": None},
			{"ka_parent_client": named("Beta")},
		):
			with pytest.raises(frappe.PermissionError, match="changes by a Client Change Request"):
				save(**change)

	def test_an_approval_changes_them(self) -> None:
		registered()
		doc = alpha()
		doc.flags.by_approval = True
		doc.update({"account_manager": user_of("Li Na"), "ka_parent_client": named("Beta")}).save()
		assert frappe.db.get_value("Client Archive", doc.ka_archive, "account_manager") == user_of("Li Na")

	def test_its_new_name_reaches_the_archive(self) -> None:
		doc = registered()
		save(customer_name="KA Alpha of the North")
		doc.reload()
		assert doc.client_name == "KA Alpha of the North"

	def test_the_archive_changes_its_owner_neither(self) -> None:
		doc = registered()
		with acting_as("director"), pytest.raises(frappe.ValidationError, match="The client is registered"):
			frappe.client.set_value("Client Archive", doc.name, "account_manager", user_of("Li Na"))


def test_a_client_that_is_not_registered_changes_its_owner_freely() -> None:
	save(account_manager=user_of("Li Na"))
	assert alpha().account_manager == user_of("Li Na")


@pytest.mark.parametrize(
	("rule", "read_only"),
	[("eval:!frappe.user.has_role(['System Manager'])", 1), ("eval:doc.disabled", 0)],
)
def test_the_upgrade_takes_the_date_from_the_hands_that_had_it(rule: str, read_only: int) -> None:
	from key_account.patches.registration_date_is_read_only import FIELD, execute

	frappe.db.set_value("Custom Field", FIELD, {"read_only": 0, "read_only_depends_on": rule})
	execute()
	left = frappe.db.get_value("Custom Field", FIELD, ["read_only", "read_only_depends_on"])
	assert left == (read_only, "" if read_only else rule)
