"""An Employee does not leave with key accounts."""

from collections.abc import Callable

import frappe
import pytest
from factories.handovers import approved, as_person, employee, give_roles, handover, registered_of
from factories.masters import user_of
from frappe.model.document import Document
from queries import noted_queries


@pytest.fixture(autouse=True)
def people() -> None:
	for name in ("Li Na", "Wang Wei"):
		give_roles(name, "Key Account Specialist")


def leaves(person: str = "Li Na", **values: object) -> Document:
	doc = frappe.get_doc("Employee", employee(person))
	doc.update({"status": "Left", "relieving_date": "2026-01-31", **values})
	return doc.save()


def test_nobody_leaves_with_registered_clients() -> None:
	for client in ("Alpha", "Beta"):
		registered_of("Li Na", client)
	with pytest.raises(
		frappe.ValidationError,
		match=r"Employee Li Na is account manager of 2 registered clients \(KA Alpha, KA Beta\) and cannot leave",
	):
		leaves()


def test_of_many_clients_the_first_are_named() -> None:
	for client in ("Alpha", "Beta", "Managed", "Dollar", "Both Sides"):
		registered_of("Li Na", client)
	lead = frappe.get_doc({"doctype": "Lead", "lead_name": "KA Zeta", "company_name": "KA Zeta"}).insert()
	registered_of("Li Na", party_type="Lead", party=lead.name)
	with pytest.raises(frappe.ValidationError, match=r"of 6 registered clients .*KA Managed and 1 more"):
		leaves()


def test_confidential_clients_are_counted_and_not_named() -> None:
	registered_of("Li Na", confidentiality="Confidential")
	with pytest.raises(frappe.ValidationError, match=r"of 1 registered clients \(confidential\)"):
		leaves()
	registered_of("Li Na", "Beta")
	with pytest.raises(frappe.ValidationError, match=r"of 2 registered clients \(KA Beta and 1 more\)"):
		leaves()


def test_a_login_that_is_taken_away_in_the_same_moment() -> None:
	registered_of("Li Na")
	with pytest.raises(frappe.ValidationError, match="cannot leave with them"):
		leaves(user_id=None)


def test_the_login_is_not_taken_away_before_they_leave() -> None:
	registered_of("Li Na")
	doc = frappe.get_doc("Employee", employee("Li Na"))
	doc.user_id = None
	with pytest.raises(frappe.ValidationError, match="and keeps the login until these are handed over"):
		doc.save()


def test_after_a_handover_they_may_leave() -> None:
	registered_of("Li Na")
	approved(handover())
	assert leaves().status == "Left"


def test_a_handover_that_is_not_approved_is_none() -> None:
	registered_of("Li Na")
	with as_person("Li Na"):
		handover().insert()
	with pytest.raises(frappe.ValidationError, match="have it approved first"):
		leaves()


def test_drafts_keep_nobody() -> None:
	with as_person("Li Na"):
		from factories.clients import new_archive

		new_archive(account_manager=user_of("Li Na")).insert()
	assert leaves().status == "Left"


@pytest.mark.parametrize("status", ["Active", "Inactive", "Suspended"])
def test_other_states_ask_for_nothing(status: str) -> None:
	registered_of("Li Na")
	doc = frappe.get_doc("Employee", employee("Li Na"))
	doc.status = status
	assert _queries_on_archives(doc.save) == 0


def test_who_has_left_is_not_asked_again() -> None:
	leaves()
	client = registered_of("Wang Wei")
	frappe.db.set_value("Client Archive", client.name, "account_manager", user_of("Li Na"))
	doc = frappe.get_doc("Employee", employee("Li Na"))
	doc.bio = "Gone"
	assert _queries_on_archives(doc.save) == 0


def _queries_on_archives(act: Callable[[], object]) -> int:
	with noted_queries() as queries:
		act()
	return sum("tabClient Archive`" in query for query in queries)
