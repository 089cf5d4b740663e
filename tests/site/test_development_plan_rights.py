"""Who may do what with Development Plans and the templates of their stages."""

from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, person
from factories.development import (
	change,
	fresh_templates,
	new_plan,
	plan,
)
from frappe.model.document import Document
from roles import permitted


@pytest.fixture(autouse=True)
def templates() -> None:
	"""As a new site has them."""
	fresh_templates()


#: Role -> what it may do with a plan of a client it sees; the archive's account manager is who is asked.
RIGHTS = {
	"specialist": {"read", "write", "create"},
	"manager": {"read", "write", "create", "delete"},
	"director": {"read", "write", "create", "delete"},
	"executive": {"read"},
	"finance": {"read"},
	"sales": set(),
	"employee": set(),
}


@pytest.mark.parametrize(("who", "rights"), RIGHTS.items())
def test_rights_of_each_role_on_a_client_of_their_own(who: str, rights: set[str]) -> None:
	doc = plan()
	frappe.db.set_value("Client Archive", doc.archive, "account_manager", person(who))
	assert allowed(doc, who) == rights


@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
def test_nobody_does_anything_with_plans_of_clients_they_do_not_see(who: str) -> None:
	doc = plan()
	assert allowed(doc, who) == set()
	with acting_as(who):
		listed: list[str] = []
		permitted(lambda: listed.extend(frappe.get_list("Development Plan", pluck="name", order_by="name")))
		assert doc.name not in listed


@pytest.mark.parametrize(
	("who", "is_told"), [("specialist", True), ("director", True), ("executive", True), ("finance", False)]
)
def test_who_the_inside_contact_is_only_those_know_who_work_on_the_client(who: str, is_told: bool) -> None:
	doc = change(plan(), inside_contact="Wu", contact_relation="Trusts Us")
	with acting_as(who):
		read = frappe.client.get("Development Plan", doc.name)
		(listed,) = frappe.get_list(
			"Development Plan", {"name": doc.name}, ["name", "inside_contact"], order_by="name"
		)
	assert bool(read.get("inside_contact")) is is_told
	assert bool(read.get("contact_relation")) is is_told
	assert bool(listed.get("inside_contact")) is is_told


def test_the_history_of_changes_does_not_name_the_inside_contact() -> None:
	doc = change(plan(), inside_contact="Wu", contact_relation="Trusts Us", concerns="Price")
	with acting_as("specialist"):
		doc.update({"inside_contact": "Chen", "concerns": "Time"}).save(ignore_version=False)
	versions = frappe.get_all("Version", {"docname": doc.name}, pluck="data", order_by="creation")
	assert any("Time" in data for data in versions)
	assert not any("inside_contact" in data or "Trusts Us" in data for data in versions)


def allowed(doc: Document, who: str) -> set[str]:
	fresh = new_plan(plan_title="Another")
	acts: dict[str, Callable[[], object]] = {
		"read": lambda: frappe.get_doc("Development Plan", doc.name).check_permission("read"),
		"write": lambda: frappe.get_doc("Development Plan", doc.name).save(),
		"create": lambda: fresh.insert(),
		"delete": lambda: frappe.delete_doc("Development Plan", doc.name),
	}
	with acting_as(who):
		return {right for right, act in acts.items() if permitted(act)}


@pytest.mark.parametrize(
	("who", "rights"),
	[
		("director", {"read", "write"}),
		("executive", {"read"}),
		("manager", {"read"}),
		("specialist", {"read"}),
		("finance", {"read"}),
		("sales", set()),
		("employee", set()),
	],
)
def test_templates_are_edited_by_the_director(who: str, rights: set[str]) -> None:
	name = ("Development Stage Template", "Closing the Deal")
	acts = {
		"read": lambda: frappe.get_doc(*name).check_permission("read"),
		"write": lambda: frappe.get_doc(*name).save(),
	}
	with acting_as(who):
		assert {right for right, act in acts.items() if permitted(act)} == rights
