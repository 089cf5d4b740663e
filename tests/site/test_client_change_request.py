"""Client Change Request: who a registered client belongs to changes by approval only."""

import frappe
import pytest
from factories.clients import acting_as, archive, person, registered, step
from factories.handovers import as_person, change_request, customer_value, employee, give_roles, registered_of
from factories.masters import named, user_of
from frappe.model.document import Document

SEND = "Send for Approval"
DOCTYPE = "Client Change Request"


def requested(doc: Document, by: str = "manager", **values: object) -> Document:
	"""A request that was sent by a manager, whose right on the archive is looked at elsewhere."""
	found = change_request(doc, "director", **values)
	frappe.db.set_value(DOCTYPE, found.name, "owner", person(by))
	return step(found, SEND, "director") if by == "director" else _sent_by(found, by)


def _sent_by(doc: Document, by: str) -> Document:
	frappe.db.set_value(DOCTYPE, doc.name, {"status": "Pending Director", "sent_by": person(by)})
	return frappe.get_doc(DOCTYPE, doc.name)


class TestApproval:
	def test_the_account_manager_changes_with_the_approval_and_not_before(self) -> None:
		client = registered()
		old, new = client.account_manager, person("colleague")
		with acting_as("specialist"):
			doc = change_request(client, "specialist", new_account_manager=new)
		doc = step(doc, SEND, "specialist")
		assert (doc.old_account_manager, customer_value("Alpha", "account_manager")) == (old, old)
		doc = step(doc, "Approve", "director")
		assert (doc.status, doc.approved_by) == ("Approved", person("director"))
		assert doc.approved_on
		assert frappe.db.get_value("Client Archive", client.name, "account_manager") == new
		assert customer_value("Alpha", "account_manager") == new
		assert frappe.db.get_value(DOCTYPE, doc.name, "old_account_manager") == old

	def test_the_timeline_of_the_archive_tells_of_it(self) -> None:
		client = registered()
		step(requested(client, new_account_manager=person("colleague")), "Approve", "director")
		(comment,) = frappe.get_all(
			"Comment",
			{"reference_doctype": "Client Archive", "reference_name": client.name, "comment_type": "Info"},
			pluck="content",
			order_by="creation",
		)
		assert "ka.colleague@example.com instead of ka.specialist@example.com" in comment
		assert "Reason: A new region" in comment

	def test_the_parent_client_changes_and_goes(self) -> None:
		client = registered()
		step(requested(client, new_parent_client=named("Beta")), "Approve", "executive")
		assert customer_value("Alpha", "ka_parent_client") == named("Beta")
		step(requested(client, leaves_group=1), "Approve", "director")
		assert customer_value("Alpha", "ka_parent_client") is None

	def test_nobody_approves_their_own(self) -> None:
		client = registered()
		doc = requested(client, "director", new_account_manager=person("colleague"))
		with acting_as("director"):
			mine = frappe.get_doc(DOCTYPE, doc.name)
			mine.status = "Approved"
			with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
				mine.save()
		step(doc, "Approve", "executive")
		assert customer_value("Alpha", "account_manager") == person("colleague")

	def test_a_rejection_says_why_and_changes_nothing(self) -> None:
		client = registered()
		doc = requested(client, new_account_manager=person("colleague"))
		with pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
			step(doc, "Reject", "director")
		with acting_as("director"):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.rejection_reason = "Not now"
			doc.save()
		assert step(doc, "Reject", "director").status == "Rejected"
		assert customer_value("Alpha", "account_manager") == client.account_manager
		change_request(client, new_account_manager=person("colleague"))

	@pytest.mark.parametrize("who", ["director", "executive"])
	def test_who_approves_it_does_not_write_another_one(self, who: str) -> None:
		doc = requested(registered(), new_account_manager=person("colleague"))
		with acting_as(who):
			for values in ({"new_account_manager": person(who)}, {"leaves_group": 1}, {"reason": "Mine"}):
				mine = frappe.get_doc(DOCTYPE, doc.name)
				mine.update(values)
				with pytest.raises(frappe.ValidationError, match=r"KA Alpha: .* stays as it was sent"):
					mine.save()

	def test_one_of_a_client_who_was_archived_since_is_rejected(self) -> None:
		client = registered()
		doc = requested(client, new_account_manager=person("colleague"))
		step(client, "Archive Client", "director")
		with pytest.raises(frappe.ValidationError, match="The client is not registered"):
			step(doc, "Approve", "director")
		with acting_as("director"):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.rejection_reason = "The client is gone"
			doc.save()
		doc = step(doc, "Reject", "director")
		assert (doc.status, doc.approved_by) == ("Rejected", None)

	def test_what_was_approved_stays(self) -> None:
		client = registered()
		doc = step(requested(client, new_account_manager=person("colleague")), "Approve", "director")
		with acting_as("director"):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.reason = "Another"
			with pytest.raises(frappe.PermissionError, match="only nobody may change it now"):
				doc.save()
			with pytest.raises(frappe.ValidationError, match="part of the client's history"):
				frappe.delete_doc(DOCTYPE, doc.name)


class TestRefusals:
	def test_nothing_changes(self) -> None:
		client = registered()
		for values in ({}, {"new_account_manager": client.account_manager}):
			with pytest.raises(frappe.ValidationError, match="KA Alpha: Nothing would change"):
				change_request(client, **values)

	def test_a_parent_and_none_at_once(self) -> None:
		client = registered()
		with pytest.raises(frappe.ValidationError, match="or none at all, not both"):
			change_request(client, new_parent_client=named("Beta"), leaves_group=1)

	def test_a_client_above_itself(self) -> None:
		client = registered()
		frappe.db.set_value("Customer", named("Beta"), "ka_parent_client", named("Alpha"))
		with pytest.raises(frappe.ValidationError, match="KA Alpha cannot come below KA Beta"):
			change_request(client, new_parent_client=named("Beta"))

	def test_a_disabled_login(self) -> None:
		client = registered()
		frappe.db.set_value("User", person("colleague"), "enabled", 0)
		with pytest.raises(frappe.ValidationError, match=r"login ka\.colleague@example\.com is disabled"):
			change_request(client, new_account_manager=person("colleague"))

	def test_an_employee_who_left_also_between_sending_and_approval(self) -> None:
		client = registered()
		doc = requested(client, new_account_manager=user_of("Li Na"))
		frappe.db.set_value("Employee", employee("Li Na"), "status", "Left")
		with pytest.raises(frappe.ValidationError, match=f"Employee {employee('Li Na')} .* has left"):
			step(doc, "Approve", "director")
		assert customer_value("Alpha", "account_manager") == client.account_manager

	def test_a_client_that_is_not_registered(self) -> None:
		with pytest.raises(frappe.ValidationError, match="KA Alpha: The client is not registered"):
			change_request(archive(), new_account_manager=person("colleague"))

	def test_a_second_request_while_one_is_open(self) -> None:
		client = registered()
		first = change_request(client, new_account_manager=person("colleague"))
		with pytest.raises(frappe.ValidationError, match=f"{first.name} waits for a decision"):
			change_request(client, new_account_manager=person("manager"))

	def test_a_prospect_has_no_group(self) -> None:
		lead = frappe.get_doc({"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful"})
		lead.insert()
		client = registered(party_type="Lead", party=lead.name)
		with pytest.raises(frappe.ValidationError, match="It is no Customer yet"):
			change_request(client, new_parent_client=named("Beta"))


class TestRights:
	@pytest.mark.parametrize("who", ["colleague", "sales", "employee"])
	def test_others_neither_write_nor_see_one(self, who: str) -> None:
		client = registered()
		doc = requested(client, new_account_manager=person("manager"))
		with acting_as(who):
			assert not frappe.has_permission(DOCTYPE, "read", doc.name)
			with pytest.raises(frappe.PermissionError):
				change_request(client, who, new_account_manager=person(who))

	def test_a_list_holds_those_of_clients_one_sees(self) -> None:
		client = registered()
		doc = change_request(client, "specialist", new_account_manager=person("colleague"))
		for who, seen in {"specialist": [doc.name], "colleague": [], "executive": [doc.name]}.items():
			with acting_as(who):
				assert frappe.get_list(DOCTYPE, pluck="name", order_by="name") == seen

	@pytest.mark.parametrize("who", ["specialist", "manager", "finance"])
	def test_only_director_and_executive_approve(self, who: str) -> None:
		client = registered()
		doc = requested(client, "colleague", new_account_manager=person("colleague"))
		with acting_as(who):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.status = "Approved"
			with pytest.raises((frappe.PermissionError, frappe.ValidationError)):
				doc.save()
		assert customer_value("Alpha", "account_manager") == client.account_manager

	def test_a_salesperson_of_the_client_may_ask(self) -> None:
		give_roles("Li Na", "Key Account Specialist")
		client = registered_of("Li Na")
		with as_person("Li Na"):
			frappe.get_doc(
				{
					"doctype": DOCTYPE,
					"archive": client.name,
					"new_account_manager": person("colleague"),
					"reason": "Moves away",
				}
			).insert()
