"""Tier Review: who sees and deletes it, who keeps a tier, and the settings it goes by."""

from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, registered
from factories.masters import named
from factories.money import pay
from factories.tiers import (
	ago,
	app_rules,
	in_tier,
	proposal,
	run,
	sell,
)
from frappe.model.document import Document
from key_account.key_account.doctype.frozen_evidence.frozen_evidence import documents_behind
from roles import as_user_with_role, permitted

from key_account.setup import defaults

RIGHTS = {
	"System Manager": {"read", "list", "evidence", "delete"},
	"Key Account Director": {"read", "list", "evidence"},
	"Key Account Executive": {"read", "list", "evidence"},
	"Key Account Manager": set(),
	"Key Account Specialist": set(),
	"Accounts Manager": {"read", "list", "evidence"},
	"Accounts User": {"read", "list", "evidence"},
	"Sales Manager": set(),
	"Sales User": set(),
	"HR Manager": set(),
	"Employee": set(),
}


@pytest.fixture(autouse=True)
def rules() -> None:
	app_rules()


class TestRights:
	def test_of_each_role_on_somebody_elses_client(self) -> None:
		registered()
		run()
		doc = proposal()
		acts: dict[str, Callable[[], object]] = {
			"read": lambda: frappe.get_doc(doc.doctype, doc.name).check_permission("read"),
			"evidence": lambda: documents_behind(doc.doctype, doc.name, "Money Collected"),
			"list": lambda: _listed(doc) or frappe.throw("not listed", frappe.PermissionError),
			"delete": lambda: frappe.delete_doc(doc.doctype, doc.name),
		}
		found: dict[str, set[str]] = {}
		# Who may delete it comes last.
		for role in sorted(RIGHTS, key=lambda role: "delete" in RIGHTS[role]):
			with as_user_with_role(role):
				found[role] = {right for right, act in acts.items() if permitted(act)}
		assert found == RIGHTS

	def test_a_specialist_sees_those_of_their_own_clients(self) -> None:
		registered("Alpha")
		registered("Beta", by="colleague")
		run()
		with acting_as("specialist"):
			assert frappe.get_list("Tier Review", pluck="customer", order_by="name") == [named("Alpha")]
			frappe.get_doc("Tier Review", proposal().name).check_permission("read")
			assert not permitted(
				lambda: frappe.get_doc("Tier Review", proposal("Beta").name).check_permission("read")
			)

	@pytest.mark.parametrize("role", ["Key Account Director", "Accounts Manager", "Key Account Specialist"])
	def test_evidence_is_seen_through_what_it_stands_behind_only(self, role: str) -> None:
		registered()
		pay(sell(), on=ago(100))
		run()
		with as_user_with_role(role):
			assert not permitted(lambda: frappe.get_list("Frozen Evidence", order_by="name"))

	def test_evidence_is_not_written_by_hand(self) -> None:
		registered()
		pay(sell(), on=ago(100))
		run()
		name = frappe.get_all("Frozen Evidence", pluck="name", order_by="name", limit=1)[0]
		with pytest.raises(frappe.ValidationError, match="does not change"):
			frappe.get_doc("Frozen Evidence", name).save()


def _listed(doc: Document) -> bool:
	return doc.name in frappe.get_list(doc.doctype, pluck="name", order_by="name")


class TestLock:
	@pytest.mark.parametrize(
		("role", "may"),
		[
			("Key Account Director", True),
			("System Manager", True),
			("Key Account Manager", False),
			("Sales Manager", False),
			("Sales User", False),
			("Accounts Manager", False),
		],
	)
	def test_who_keeps_a_tier(self, role: str, may: bool) -> None:
		in_tier("Alpha", "KA Gold")

		def save(**values: object) -> None:
			doc = frappe.get_doc("Customer", named("Alpha"))
			doc.flags.ignore_permissions = True  # the lock alone is in question
			doc.update(values).save()

		with as_user_with_role(role):
			assert permitted(lambda: save(ka_tier_locked=1)) is may
			assert permitted(lambda: save(ka_tier_locked_until="2099-01-01")) is may
			save(ka_tier_locked="1" if may else "0")
			save(market_segment=None)

	def test_the_refusal_names_the_customer(self) -> None:
		in_tier("Alpha", "KA Gold")
		with as_user_with_role("Sales User"), pytest.raises(frappe.PermissionError) as caught:
			doc = frappe.get_doc("Customer", named("Alpha"))
			doc.flags.ignore_permissions = True
			doc.update({"ka_tier_locked": 1}).save()
		assert (
			str(caught.value) == "Customer KA Alpha: only a Key Account Director may change Keep This Tier."
		)


class TestSettings:
	def test_a_site_without_any_gets_the_apps_own(self) -> None:
		frappe.db.delete("Singles", {"doctype": "Key Account Settings", "field": "tier_grace_days"})
		frappe.db.delete("Tier Review Measure")
		frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
		defaults.create_settings()
		defaults.create_setting_rows()
		settings = frappe.get_doc("Key Account Settings")
		assert settings.tier_grace_days == 90
		assert [(row.measure, row.weight, row.zero_at, row.full_at) for row in settings.tier_measures] == [
			("Money Collected", 40, 0, 10_000_000),
			("Share of Gross Profit", 20, 0, 10),
			("Growth of Collections", 10, -50, 50),
			("Payment Discipline", 15, 50, 100),
			("Client Potential", 15, 0, 100),
		]

	def test_what_was_set_stays(self) -> None:
		settings = frappe.get_doc("Key Account Settings")
		settings.tier_grace_days = 0
		settings.set("tier_measures", [{"measure": "Client Potential", "weight": 1, "full_at": 10}])
		settings.save()
		defaults.create_settings()
		defaults.create_setting_rows()
		settings = frappe.get_doc("Key Account Settings")
		assert (settings.tier_grace_days, len(settings.tier_measures)) == (0, 1)
		registered(potential=8)
		run()
		assert (proposal().points, proposal().tier) == (80, "KA Gold")

	@pytest.mark.parametrize(
		("values", "sentence"),
		[
			({"grade_points": 101}, "Points for Grade A and B must be from 0 to 100, not 101"),
			({"good_on_time_share": 120}, "must be from 0 to 100, not 120"),
			({"key_profit_share": 120}, "must be from 0 to 100, not 120"),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 1, "zero_at": 5, "full_at": 5}]},
				"The values for 0 and for 100 points are both 5; make them differ.",
			),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 0, "full_at": 5}]},
				"All measures weigh 0: give at least one of them a weight.",
			),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 1, "full_at": 5}] * 2},
				"Client Potential is listed twice: remove one of its rows.",
			),
		],
	)
	def test_what_makes_no_sense_is_refused(self, values: dict, sentence: str) -> None:
		with pytest.raises(frappe.ValidationError) as caught:
			frappe.get_doc("Key Account Settings").update(values).save()
		assert sentence in str(caught.value)
		assert str(caught.value).startswith("Key Account Settings")
