"""Who sees and changes which archives: one predicate for list, form, link search, report view and API."""

from collections.abc import Callable, Iterator

import frappe
import pytest
from factories.clients import acting_as, archive, new_archive, person
from factories.masters import named, user_of
from frappe.desk.search import search_link
from frappe.model.document import Document

from key_account.permissions.clients import client_view, visible_clients

SPECIALIST, MANAGER = "Key Account Specialist", "Key Account Manager"


def give(user: str, role: str) -> None:
	frappe.get_doc("User", user).add_roles(role)


@pytest.fixture(autouse=True)
def people() -> Iterator[None]:
	"""Li Na and Wang Wei are specialists; Zhao Lei manages the department they are in, with himself."""
	for name in ("Li Na", "Wang Wei"):
		give(user_of(name), SPECIALIST)
	give(user_of("Zhao Lei"), MANAGER)
	frappe.db.set_value(
		"Sales Person",
		"Zhao Lei" if frappe.db.exists("Sales Person", "Zhao Lei") else named("Zhao Lei"),
		"is_group",
		1,
	)
	yield


@pytest.fixture
def archives() -> dict[str, Document]:
	"""Alpha is Li Na's, Beta is Wang Wei's, Managed is Li Na's and confidential."""
	return {
		"Alpha": new_archive("Alpha", account_manager=user_of("Li Na")).insert(),
		"Beta": new_archive("Beta", account_manager=user_of("Wang Wei")).insert(),
		"Managed": new_archive(
			"Managed", account_manager=user_of("Li Na"), confidentiality="Confidential"
		).insert(),
	}


def seen_by(user: str, archives: dict[str, Document]) -> set[str]:
	"""The clients whose archive a user gets at, which must be the same through every door."""
	frappe.set_user(user)
	try:
		doors: dict[str, Callable[[Document], bool]] = {
			"list": lambda doc: doc.name in _listed(),
			"form": lambda doc: _opens(lambda: frappe.client.get("Client Archive", doc.name)),
			"value": lambda doc: (
				_opens(lambda: frappe.client.get_value("Client Archive", "phone", {"name": doc.name}))
				and bool(frappe.get_list("Client Archive", {"name": doc.name}, order_by="name"))
			),
			"link": lambda doc: doc.name in _found(doc),
			"report view": lambda doc: doc.name in _reported(),
		}
		through = {
			door: {client for client, doc in archives.items() if opens(doc)} for door, opens in doors.items()
		}
	finally:
		frappe.set_user("Administrator")
	assert len(set(map(frozenset, through.values()))) == 1, through
	return through["list"]


def _opens(act: Callable[[], object]) -> bool:
	try:
		act()
	except frappe.PermissionError:
		return False
	return True


def _listed() -> list[str]:
	try:
		return frappe.get_list("Client Archive", pluck="name", order_by="name", limit=0)
	except frappe.PermissionError:
		return []


def _found(doc: Document) -> list[str]:
	try:
		found = search_link("Client Archive", doc.client_name, page_length=50)
	except frappe.PermissionError:
		return []
	return [row["value"] for row in found or frappe.response.get("results") or []]


def _reported() -> list[str]:
	from frappe.desk.reportview import execute

	try:
		rows = execute("Client Archive", fields=["name"], order_by="`tabClient Archive`.name")
	except frappe.PermissionError:
		return []
	return [row["name"] for row in rows]


ALL = {"Alpha", "Beta", "Managed"}


def test_a_specialist_sees_the_own_clients_only(archives: dict) -> None:
	assert seen_by(user_of("Li Na"), archives) == {"Alpha", "Managed"}
	assert seen_by(user_of("Wang Wei"), archives) == {"Beta"}


def test_a_client_in_whose_team_they_are_is_theirs_too(archives: dict) -> None:
	customer = frappe.get_doc("Customer", named("Beta"))
	customer.append("sales_team", {"sales_person": named("Li Na"), "allocated_percentage": 100})
	customer.save()
	assert seen_by(user_of("Li Na"), archives) == ALL


def test_a_manager_sees_the_teams_but_what_is_confidential(archives: dict) -> None:
	manager = named("Zhao Lei")
	assert seen_by(user_of("Zhao Lei"), archives) == set()
	person_of_li_na = frappe.get_doc("Sales Person", named("Li Na"))
	person_of_li_na.parent_sales_person = manager
	person_of_li_na.save()
	assert seen_by(user_of("Zhao Lei"), archives) == {"Alpha"}


@pytest.mark.parametrize(
	("who", "seen"),
	[
		("director", ALL),
		("executive", ALL),
		("finance", {"Alpha", "Beta"}),
		("colleague", set()),
		("manager", set()),
		("sales", set()),
		("employee", set()),
	],
)
def test_what_each_role_sees(archives: dict, who: str, seen: set[str]) -> None:
	assert seen_by(person(who), archives) == seen


def test_a_guest_sees_nothing(archives: dict) -> None:
	assert seen_by("Guest", archives) == set()


def test_a_user_permission_on_the_company_narrows_a_director(archives: dict) -> None:
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": person("director"),
			"allow": "Company",
			"for_value": "KA Elsewhere",
		}
	).insert(ignore_links=True)
	assert seen_by(person("director"), archives) == set()


def test_a_user_permission_on_a_customer_narrows_them(archives: dict) -> None:
	frappe.get_doc(
		{
			"doctype": "User Permission",
			"user": person("executive"),
			"allow": "Customer",
			"for_value": named("Beta"),
		}
	).insert()
	assert seen_by(person("executive"), archives) == {"Beta"}


def test_the_condition_and_the_check_agree_for_everybody(archives: dict) -> None:
	for user in (user_of("Li Na"), user_of("Wang Wei"), *map(person, ("director", "finance", "sales"))):
		view = client_view(user)
		condition = view.condition()
		where = f"where {condition}" if condition else ""
		listed = {name for (name,) in frappe.db.sql(f"select name from `tabClient Archive` {where}")}
		assert {doc.name for doc in archives.values() if view.sees(doc)} == listed & {
			doc.name for doc in archives.values()
		}


def test_nobody_gains_sight_by_what_they_write(archives: dict) -> None:
	doc = frappe.get_doc("Client Archive", archives["Beta"].name)
	frappe.set_user(user_of("Li Na"))
	doc.account_manager = user_of("Li Na")
	with pytest.raises(frappe.PermissionError):
		doc.save()
	frappe.set_user("Administrator")


def test_reports_of_clients_go_by_the_same_rule(archives: dict) -> None:
	frappe.db.set_value("Customer", named("Alpha"), "account_manager", user_of("Li Na"))
	assert named("Alpha") in visible_clients(user_of("Li Na"))
	assert named("Alpha") not in visible_clients(user_of("Wang Wei"))
	assert visible_clients(person("director")) is None
	frappe.db.set_value("Client Archive", archives["Alpha"].name, "confidentiality", "Confidential")
	assert named("Alpha") in visible_clients(user_of("Li Na"))
	customer = frappe.get_doc("Customer", named("Alpha"))
	customer.append("sales_team", {"sales_person": named("Wang Wei"), "allocated_percentage": 100})
	customer.save()
	assert named("Alpha") not in visible_clients(user_of("Wang Wei"))
	assert visible_clients(person("employee")) == set()


RIGHTS = {
	"specialist": {"read", "write", "create", "delete"},
	"manager": {"read", "write", "create", "delete"},
	"director": {"read", "write", "create", "delete"},
	"executive": {"read"},
	"finance": {"read"},
	"sales": set(),
	"employee": set(),
}


@pytest.mark.parametrize(("who", "rights"), RIGHTS.items())
def test_what_each_role_may_do_with_a_draft_of_its_own(who: str, rights: set[str]) -> None:
	doc = archive(by="specialist", account_manager=person(who))
	acts: dict[str, Callable[[], object]] = {
		"read": lambda: frappe.client.get("Client Archive", doc.name),
		"write": lambda: frappe.get_doc("Client Archive", doc.name).save(),
		"create": lambda: new_archive("Beta").insert(),
		"delete": lambda: frappe.delete_doc("Client Archive", doc.name),
	}
	with acting_as(who):
		assert {right for right, act in acts.items() if _opens(act)} == rights
