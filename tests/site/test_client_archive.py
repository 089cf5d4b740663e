"""Client Archive: registration, what may be written, what follows the client."""

import datetime as dt

import frappe
import pytest
from factories.clients import acting_as, archive, new_archive, person, registered, send, step
from factories.masters import COMPANY, named

NOW = dt.datetime(2026, 11, 22, 15, 30)


def customer(client: str, field: str) -> object:
	return frappe.db.get_value("Customer", named(client), field)


class TestRegistration:
	def test_approval_registers_the_client_at_the_servers_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
		monkeypatch.setattr(
			"key_account.key_account.doctype.client_archive.client_archive.now_datetime", lambda: NOW
		)
		doc = send(archive())
		assert doc.registered_on is None
		assert customer("Alpha", "ka_registered_on") is None
		doc = step(doc, "Approve", "director")
		assert (doc.status, doc.registered_on) == ("Registered", NOW)
		assert customer("Alpha", "ka_registered_on") == NOW.date()
		assert customer("Alpha", "ka_archive") == doc.name

	def test_a_strategic_client_goes_to_the_executive_too(self) -> None:
		doc = send(archive(is_strategic=1, strategic_reason="The largest of its trade"))
		doc = step(doc, "Approve", "director")
		assert (doc.status, doc.registered_on) == ("Pending Executive", None)
		assert step(doc, "Approve", "executive").status == "Registered"

	def test_nobody_approves_what_they_wrote(self) -> None:
		doc = send(archive(by="director"), by="director")
		with acting_as("director"):
			mine = frappe.get_doc("Client Archive", doc.name)
			mine.status = "Registered"
			with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
				mine.save()

	def test_nor_what_they_sent(self) -> None:
		doc = send(archive(), by="director")
		with acting_as("director"):
			sent = frappe.get_doc("Client Archive", doc.name)
			# Who sent it is noted by the server.
			sent.update({"status": "Registered", "sent_by": person("specialist")})
			with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
				sent.save()
		assert step(doc, "Approve", "second_director").status == "Registered"

	@pytest.mark.parametrize(
		("field", "value"), [("account_manager", "ka.colleague@example.com"), ("is_strategic", 0)]
	)
	def test_the_director_does_not_approve_another_client_than_was_sent(
		self, field: str, value: object
	) -> None:
		doc = send(archive(is_strategic=1, strategic_reason="The largest of the province"))
		with acting_as("director"):
			doc = frappe.get_doc("Client Archive", doc.name)
			doc.set(field, value)
			with pytest.raises(frappe.ValidationError, match=r"KA Alpha: .* stays as it was sent"):
				doc.save()

	def test_a_status_that_is_none_is_refused_with_the_archives_name(self) -> None:
		doc = archive()
		doc.status = "Golden"
		with pytest.raises(
			frappe.ValidationError, match="Client Archive KA Alpha: There is no status Golden"
		):
			doc.save()

	def test_a_rejection_says_why(self) -> None:
		doc = send(archive())
		with pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
			step(doc, "Reject", "director")
		with acting_as("director"):
			doc = frappe.get_doc("Client Archive", doc.name)
			doc.rejection_reason = "No budget"
			doc.save()
		doc = step(doc, "Reject", "director")
		assert (doc.status, doc.rejection_reason) == ("Draft", "No budget")

	@pytest.mark.parametrize("status", ["Registered", "Archived", "Pending Executive"])
	def test_no_import_or_call_jumps_to_a_state(self, status: str) -> None:
		with acting_as("director"), pytest.raises(frappe.ValidationError):
			new_archive(status=status).insert()
		doc = archive(account_manager=person("specialist"))
		with acting_as("specialist"), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			frappe.client.set_value("Client Archive", doc.name, "status", status)
		assert frappe.db.get_value("Client Archive", doc.name, "status") == "Draft"
		assert customer("Alpha", "ka_registered_on") is None

	def test_the_time_of_registration_is_not_written_by_hand(self) -> None:
		doc = archive()
		with acting_as("director"):
			frappe.client.set_value("Client Archive", doc.name, "registered_on", "2020-01-01 00:00:00")
		assert frappe.db.get_value("Client Archive", doc.name, "registered_on") is None
		doc = registered("Beta")
		with acting_as("director"):
			frappe.client.set_value("Client Archive", doc.name, "registered_on", "2020-01-01 00:00:00")
		assert frappe.db.get_value("Client Archive", doc.name, "registered_on") == doc.registered_on


class TestClient:
	def test_a_client_has_one_archive(self) -> None:
		doc = archive()
		with pytest.raises(frappe.ValidationError, match=f"KA Alpha has the archive {doc.name} already"):
			new_archive().insert()

	def test_the_database_keeps_the_second_one_out(self) -> None:
		archive()
		other = archive("Beta")
		with pytest.raises(Exception, match="Duplicate entry"):
			frappe.db.sql(
				"update `tabClient Archive` set party=%s where name=%s", (named("Alpha"), other.name)
			)

	def test_who_comes_second_in_the_same_moment_is_told_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
		archive()
		doc = new_archive()
		# As the check finds it while the other one is not committed.
		monkeypatch.setattr(type(doc), "check_client", lambda self: None)
		frappe.clear_messages()
		with pytest.raises(
			frappe.ValidationError, match="Somebody else has just made an archive of KA Alpha"
		):
			doc.insert()
		assert len(frappe.get_message_log()) == 1

	def test_a_lead_that_becomes_a_customer_keeps_its_archive(self) -> None:
		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful Ltd"}
		)
		lead.insert()
		doc = registered(party_type="Lead", party=lead.name)
		from erpnext.crm.doctype.lead.lead import make_customer

		made = make_customer(lead.name)
		made.update({"customer_group": "Commercial", "territory": "All Territories"})
		made.insert()
		doc.reload()
		assert (doc.party_type, doc.party, doc.client_name) == ("Customer", made.name, made.customer_name)
		assert made.ka_archive == doc.name
		assert made.ka_registered_on == doc.registered_on.date()
		made.save()

	@pytest.mark.parametrize("archived", ["Prospect", "Lead"])
	def test_a_prospect_that_becomes_a_customer_keeps_the_archive(self, archived: str) -> None:
		"""Its own, or that of a Lead that is part of it; ERPNext's button names the Prospect by its name only."""
		from erpnext.crm.doctype.prospect.prospect import make_customer

		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful Ltd"}
		)
		lead.insert()
		prospect = frappe.get_doc(
			{
				"doctype": "Prospect",
				"company_name": "KA Hopeful Ltd",
				"company": COMPANY,
				"leads": [{"lead": lead.name}],
			}
		).insert()
		doc = registered(party_type=archived, party={"Lead": lead, "Prospect": prospect}[archived].name)
		made = make_customer(prospect.name)
		made.update({"customer_group": "Commercial", "territory": "All Territories"})
		made.insert()
		doc.reload()
		assert (doc.party_type, doc.party) == ("Customer", made.name)
		assert (made.ka_archive, made.ka_registered_on) == (doc.name, doc.registered_on.date())
		assert made.account_manager == doc.account_manager

	def test_renaming_the_customer_keeps_the_archive(self) -> None:
		doc = registered()
		frappe.rename_doc("Customer", named("Alpha"), "KA Omega", force=True, show_alert=False)
		assert frappe.db.get_value("Client Archive", doc.name, "party") == "KA Omega"

	def test_merging_customers_merges_their_archives(self) -> None:
		old = registered("Alpha", bank="Bank of the North", phone="1")
		with acting_as("specialist"):
			old.append("follow_ups", {"date": "2026-01-02", "progress": "Met"})
			old.append("stakeholders", {"person_name": "Chen", "role": "User"})
			old.save()
		new = archive(
			"Beta", by="colleague", phone="2", stakeholders=[{"person_name": "chen", "role": "User"}]
		)
		frappe.rename_doc("Customer", named("Alpha"), named("Beta"), merge=True, force=True, show_alert=False)
		assert not frappe.db.exists("Client Archive", old.name)
		new.reload()
		assert (new.bank, new.phone, new.status) == ("Bank of the North", "2", "Registered")
		assert new.registered_on == old.registered_on
		assert [row.person_name for row in new.stakeholders] == ["chen"]
		assert [row.progress for row in new.follow_ups] == ["Met"]
		assert customer("Beta", "ka_archive") == new.name
		assert customer("Beta", "ka_registered_on") == old.registered_on.date()

	def test_merging_into_a_customer_without_archive_keeps_the_registration(self) -> None:
		doc = registered("Alpha")
		tier = frappe.get_all("Client Tier", pluck="name", order_by="name", limit=1)[0]
		frappe.db.set_value("Customer", named("Alpha"), {"ka_tier": tier, "ka_tier_since": "2026-01-02"})
		frappe.rename_doc("Customer", named("Alpha"), named("Beta"), merge=True, force=True, show_alert=False)
		kept = frappe.db.get_value("Client Archive", doc.name, ["party", "client_name", "status"])
		assert kept == (named("Beta"), named("Beta"), "Registered")
		assert customer("Beta", "ka_archive") == doc.name
		assert customer("Beta", "ka_registered_on") == doc.registered_on.date()
		assert customer("Beta", "account_manager") == doc.account_manager
		assert (customer("Beta", "ka_tier"), str(customer("Beta", "ka_tier_since"))) == (tier, "2026-01-02")

	def test_merging_a_customer_without_archive_changes_nothing(self) -> None:
		doc = registered("Beta")
		frappe.rename_doc("Customer", named("Alpha"), named("Beta"), merge=True, force=True, show_alert=False)
		assert customer("Beta", "ka_archive") == doc.name
		assert customer("Beta", "ka_registered_on") == doc.registered_on.date()

	def test_merging_leads_merges_their_archives(self) -> None:
		leads = [
			frappe.get_doc({"doctype": "Lead", "lead_name": name, "company_name": name}).insert().name
			for name in ("KA Hope", "KA Hopeful")
		]
		old, new = (archive(party_type="Lead", party=lead) for lead in leads)
		frappe.rename_doc("Lead", *leads, merge=True, force=True, show_alert=False)
		assert not frappe.db.exists("Client Archive", old.name)
		assert frappe.db.get_value("Client Archive", new.name, "party") == leads[1]

	def test_what_was_sent_is_deleted_by_a_director_only(self) -> None:
		doc = send(archive())
		with (
			acting_as("specialist"),
			pytest.raises(
				frappe.PermissionError, match="It is Pending Director: only a Key Account Director"
			),
		):
			frappe.delete_doc("Client Archive", doc.name)
		with acting_as("director"):
			frappe.delete_doc("Client Archive", doc.name)
		assert not frappe.db.exists("Client Archive", doc.name)

	def test_a_registered_archive_is_not_deleted(self) -> None:
		doc = registered()
		with pytest.raises(frappe.ValidationError, match="cannot be deleted; archive the client instead"):
			frappe.delete_doc("Client Archive", doc.name)

	def test_a_draft_is_deleted_with_all_that_names_it(self) -> None:
		doc = archive(by="manager")
		with acting_as("manager"):
			frappe.delete_doc("Client Archive", doc.name)
		assert customer("Alpha", "ka_archive") is None

	def test_a_customer_with_an_archive_is_not_deleted(self) -> None:
		registered()
		with pytest.raises(frappe.LinkExistsError):
			frappe.delete_doc("Customer", named("Alpha"))


def test_what_is_missing_is_named_as_people_know_it() -> None:
	doc = archive()
	doc.run_method("onload")
	missing = doc.get_onload().missing
	assert "Stakeholders" in missing
	assert "Main Phone" in missing
	assert None not in missing
