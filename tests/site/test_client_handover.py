"""Client Handover: lists by itself what somebody owns; who may send, accept and approve it, and who sees it."""

import frappe
import pytest
from factories.clients import acting_as, archive, step
from factories.handovers import (
	LI_NA,
	WANG_WEI,
	ZHAO_LEI,
	accepted,
	as_person,
	asset,
	customer_value,
	employee,
	give_roles,
	handover,
	opportunity,
	project,
	quotation,
	registered_of,
	rows,
	sent,
	specialists,
	todo,
)
from factories.masters import named
from factories.money import pay
from factories.selling import draft_invoice, invoice, order
from frappe.model.workflow import apply_workflow
from key_account.key_account.doctype.client_handover.client_handover import accept
from queries import count_queries

DOCTYPE = "Client Handover"


@pytest.fixture(autouse=True)
def people() -> None:
	specialists()


class TestListing:
	def test_it_lists_by_itself_what_somebody_owns(self) -> None:
		client = registered_of("Li Na")
		frappe.db.set_value("Customer", named("Beta"), "account_manager", LI_NA)
		team = {"Li Na": 60, "Wang Wei": 40}
		ordered = order([("Software", 1000)], team=team)
		billed = invoice([("Software", 2000)], team=team)
		paid = invoice([("Software", 300)], team=team)
		pay(paid, on="2025-02-20")
		found = {
			("Client Archive", client.name): 0,
			("Customer", named("Beta")): 0,
			("Opportunity", opportunity().name): 3000,
			("Quotation", quotation().name): 700,
			("Sales Order", ordered.name): 1130,
			("Sales Invoice", billed.name): 2260,
			("Project", project(LI_NA).name): 0,
			("Asset", asset().name): 6000,
			("ToDo", todo().name): 0,
		}
		opportunity(status="Lost")
		todo(status="Closed")
		todo(allocated_to=WANG_WEI)
		project_of_others = project(WANG_WEI, name="KA Other")
		doc = handover().insert()
		assert {key: row.amount for key, row in rows(doc).items()} == found
		assert ("Project", project_of_others.name) not in rows(doc)
		assert {row.successor for row in doc.documents} == {employee("Wang Wei")}
		assert {row.successor_user for row in doc.documents} == {WANG_WEI}
		assert rows(doc)["ToDo", doc.documents[-1].document].title == "Ring them"
		assert rows(doc)["Client Archive", client.name].customer == named("Alpha")

	def test_what_an_order_has_billed_is_not_open(self) -> None:
		ordered = order([("Software", 1000)], team={"Li Na": 100})
		frappe.db.set_value("Sales Order", ordered.name, "per_billed", 40)
		assert rows(handover().insert())["Sales Order", ordered.name].amount == 678

	def test_foreign_money_is_told_in_company_currency(self) -> None:
		from factories.foreign import usd_invoice
		from factories.selling import set_team

		billed = set_team(usd_invoice(on="2025-02-10", rate=7), {"Li Na": 100})
		row = rows(handover().insert())["Sales Invoice", billed.name]
		assert row.amount == billed.base_grand_total

	def test_listed_again_it_keeps_what_people_chose(self) -> None:
		first = todo()
		doc = handover().insert()
		doc.documents[0].update({"successor": employee("Zhao Lei"), "notes": "By Friday"})
		doc.save()
		gone, new = todo(), opportunity()
		doc.list_documents()
		gone.db_set("status", "Closed")
		doc.list_documents()
		assert set(rows(doc)) == {("ToDo", first.name), ("Opportunity", new.name)}
		kept = rows(doc)["ToDo", first.name]
		assert (kept.successor, kept.notes) == (employee("Zhao Lei"), "By Friday")
		assert rows(doc)["Opportunity", new.name].successor == employee("Wang Wei")

	def test_as_many_queries_for_many_documents_as_for_few(self) -> None:
		from key_account.key_account.doctype.client_handover.owned import Person, owned_by

		somebody = Person(employee("Li Na"), LI_NA, named("Li Na"))
		todo(), opportunity()
		few = count_queries(lambda: owned_by(somebody))
		for _number in range(5):
			todo(), opportunity(), draft_invoice(team={"Li Na": 100}).submit()
		assert count_queries(lambda: owned_by(somebody)) == few
		assert len(owned_by(somebody)) == 17

	def test_the_checklist_is_ticked_off_by_name(self) -> None:
		todo()
		doc = handover().insert()
		assert len(doc.tasks) == 7
		doc.tasks[0].done, doc.tasks[1].done_by = 1, LI_NA
		doc.save()
		assert (doc.tasks[0].done_by, doc.tasks[1].done_by) == ("Administrator", None)
		assert doc.tasks[0].done_on
		doc.tasks[0].done = 0
		doc.save()
		assert (doc.tasks[0].done_by, doc.tasks[0].done_on) == (None, None)


class TestSteps:
	def test_a_row_without_successor_is_not_sent(self) -> None:
		todo()
		with pytest.raises(frappe.ValidationError, match="1 documents have no successor, the first is ToDo"):
			sent(handover(successor=None))

	def test_nothing_to_hand_over_is_not_sent(self) -> None:
		with pytest.raises(frappe.ValidationError, match="There is nothing to hand over"):
			sent(handover())

	def test_what_came_since_it_was_written_is_sent_along(self) -> None:
		todo()
		with as_person("Li Na"):
			doc = handover().insert()
		new = opportunity()
		assert ("Opportunity", new.name) in rows(sent(doc))

	def test_each_receiver_accepts_their_rows_and_then_it_comes_to_the_director(self) -> None:
		todo(), opportunity()
		with as_person("Li Na"):
			doc = handover().insert()
			doc.documents[0].successor = employee("Zhao Lei")
			doc.save()
		sent(doc)
		doc = accepted(doc, "Wang Wei")
		assert [(row.accepted, bool(row.accepted_on)) for row in doc.documents] == [(0, False), (1, True)]
		assert doc.status == "Pending Acceptance"
		assert accepted(doc, "Zhao Lei").status == "Pending Director"

	def test_nobody_accepts_for_others(self) -> None:
		todo()
		doc = sent(handover())
		for who in ("Li Na", "Zhao Lei"):
			with as_person(who), pytest.raises(frappe.PermissionError):
				accept(doc.name)
		with acting_as("director"), pytest.raises(frappe.PermissionError, match="You take over nothing"):
			accept(doc.name)
		assert not frappe.db.get_value("Client Handover Document", {"parent": doc.name}, "accepted")

	def test_nobody_ticks_the_acceptance(self) -> None:
		todo()
		with as_person("Li Na"):
			doc = handover().insert()
			doc.documents[0].accepted = 1
			doc.save()
		assert not doc.documents[0].accepted
		doc = frappe.get_doc(DOCTYPE, sent(doc).name)
		with as_person("Li Na"):
			doc.documents[0].accepted = 1
			doc.save()
		assert not doc.documents[0].accepted

	def test_a_draft_is_not_accepted(self) -> None:
		todo()
		doc = handover().insert()
		with as_person("Wang Wei"), pytest.raises(frappe.ValidationError, match="It is Draft"):
			accept(doc.name)

	def test_what_was_sent_stays(self) -> None:
		todo()
		doc = frappe.get_doc(DOCTYPE, sent(handover()).name)
		with as_person("Li Na"):
			doc.documents[0].successor = employee("Zhao Lei")
			with pytest.raises(frappe.ValidationError, match="change only after it was rejected"):
				doc.save()
			for field, value in {
				"receiver_share": 0,
				"effective_date": "2025-03-02",
				"kind": "Moving",
			}.items():
				doc.reload()
				doc.set(field, value)
				with pytest.raises(
					frappe.ValidationError, match="terms, documents and successors change only"
				):
					doc.save()
			doc.reload()
			doc.documents = []
			with pytest.raises(frappe.ValidationError, match="change only after it was rejected"):
				doc.save()
			doc.reload()
			with pytest.raises(frappe.ValidationError, match="It was sent"):
				doc.list_documents()

	@pytest.mark.parametrize("who", ["Wang Wei", "Li Na"])
	def test_a_receiver_or_who_sent_it_rejects_it_with_a_reason(self, who: str) -> None:
		todo()
		doc = sent(handover())
		with as_person(who):
			with pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
				apply_workflow(frappe.get_doc(DOCTYPE, doc.name).as_dict(), "Reject")
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.rejection_reason = "Too much"
			doc.save()
			doc = apply_workflow(doc.as_dict(), "Reject")
		assert (doc.status, doc.rejection_reason) == ("Draft", "Too much")

	def test_a_rejected_one_is_accepted_anew(self) -> None:
		todo()
		doc = accepted(sent(handover()), "Wang Wei")
		with acting_as("director"):
			doc.rejection_reason = "Not everything"
			doc.save()
		doc = frappe.get_doc(DOCTYPE, step(doc, "Reject", "director").name)
		assert (doc.status, doc.documents[0].accepted, doc.documents[0].accepted_on) == ("Draft", 0, None)

	def test_one_at_a_time(self) -> None:
		todo()
		doc = handover().insert()
		with pytest.raises(frappe.ValidationError, match=f"{doc.name} is not finished yet"):
			handover().insert()

	def test_it_does_not_jump(self) -> None:
		todo()
		doc = handover().insert()
		with pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			doc.submit()
		doc = frappe.get_doc(DOCTYPE, doc.name)
		doc.status = "Pending Director"
		with acting_as("director"), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			doc.save()

	def test_it_is_submitted_by_its_approval_only(self) -> None:
		"""Submitting takes no step by itself: nobody would be asked whether they wrote it."""
		registered_of("Li Na")
		doc = accepted(sent(handover()), "Wang Wei")
		give_roles("Li Na", "Key Account Director")
		with (
			as_person("Li Na"),
			pytest.raises(frappe.ValidationError, match="is submitted by its approval only"),
		):
			frappe.get_doc(DOCTYPE, doc.name).submit()
		with acting_as("director"):
			doc = frappe.get_doc(DOCTYPE, doc.name)
			doc.status = "Approved"
			with pytest.raises(frappe.ValidationError, match="is submitted by its approval only"):
				doc.save()
		assert customer_value("Alpha", "account_manager") == LI_NA

	def test_one_whose_successor_left_since_is_rejected(self) -> None:
		todo()
		doc = accepted(sent(handover()), "Wang Wei")
		frappe.db.set_value("Employee", employee("Wang Wei"), "status", "Left")
		with acting_as("director"):
			doc.rejection_reason = "He has left"
			doc.save()
		assert step(doc, "Reject", "director").status == "Draft"

	@pytest.mark.parametrize(
		("values", "sentence"),
		[
			({"receiver_share": 101}, "Share of the Successor must be from 0 to 100, not 101"),
			({"kind": "Absence"}, "Say until when the absence lasts"),
			({"kind": "Absence", "until_date": "2025-02-01"}, "ends on 2025-02-01, before it begins"),
		],
	)
	def test_terms_that_make_no_sense(self, values: dict, sentence: str) -> None:
		todo()
		with pytest.raises(frappe.ValidationError, match=sentence):
			handover(**values).insert()


class TestSuccessors:
	def test_nobody_hands_over_to_themselves(self) -> None:
		with pytest.raises(frappe.ValidationError, match="Nobody hands over to themselves"):
			handover(successor="Li Na").insert()

	@pytest.mark.parametrize("status", ["Left", "Inactive", "Suspended"])
	def test_who_does_not_work_here(self, status: str) -> None:
		frappe.db.set_value("Employee", employee("Wang Wei"), "status", status)
		with pytest.raises(frappe.ValidationError, match="does not work here any more or is not active"):
			handover().insert()

	def test_who_may_not_log_in(self) -> None:
		frappe.db.set_value("User", WANG_WEI, "enabled", 0)
		with pytest.raises(frappe.ValidationError, match="is disabled"):
			handover().insert()

	def test_who_could_not_accept(self) -> None:
		give_roles("Wang Wei", "Sales User")
		with pytest.raises(frappe.ValidationError, match="has no role of the key-account department"):
			handover().insert()

	def test_a_successor_who_left_before_the_approval(self) -> None:
		registered_of("Li Na")
		doc = accepted(sent(handover()), "Wang Wei")
		frappe.db.set_value("Employee", employee("Wang Wei"), "status", "Left")
		with pytest.raises(frappe.ValidationError, match="does not work here any more"):
			step(doc, "Approve", "director")
		assert customer_value("Alpha", "account_manager") == LI_NA

	def test_who_could_get_no_bonus_for_the_money(self) -> None:
		registered_of("Li Na")
		frappe.db.set_value("Sales Person", named("Wang Wei"), "employee", None)
		doc = accepted(sent(handover()), "Wang Wei")
		with pytest.raises(frappe.ValidationError, match="Wang Wei is no Sales Person"):
			step(doc, "Approve", "director")


class TestRights:
	def test_who_sees_it(self) -> None:
		todo()
		with as_person("Li Na"):
			doc = handover().insert()
		give_roles("Zhao Lei", "Key Account Manager")
		for who, is_seen in {"Li Na": True, "Wang Wei": True, "Zhao Lei": False}.items():
			with as_person(who):
				assert frappe.has_permission(DOCTYPE, "read", doc.name) is is_seen
				assert frappe.get_list(DOCTYPE, pluck="name", order_by="name") == [doc.name] * is_seen
		for who, is_seen in {
			"director": True,
			"executive": True,
			"finance": True,
			"colleague": False,
			"employee": False,
		}.items():
			with acting_as(who):
				assert frappe.has_permission(DOCTYPE, "read", doc.name) is is_seen

	def test_one_with_a_confidential_client_is_not_finances(self) -> None:
		todo()
		client = archive("Alpha", by="director", account_manager=LI_NA)
		with as_person("Li Na"):
			doc = handover().insert()
		assert client.name in [row.document for row in doc.documents]
		for confidentiality, is_seen in {"Normal": True, "Confidential": False}.items():
			frappe.db.set_value("Client Archive", client.name, "confidentiality", confidentiality)
			for who, sees in {"finance": is_seen, "director": True, "executive": True}.items():
				with acting_as(who):
					assert frappe.has_permission(DOCTYPE, "read", doc.name) is sees
					assert frappe.get_list(DOCTYPE, pluck="name", order_by="name") == [doc.name] * sees
			with as_person("Li Na"):
				assert frappe.get_list(DOCTYPE, pluck="name", order_by="name") == [doc.name]

	def test_a_manager_hands_over_for_their_team_only(self) -> None:
		todo()
		give_roles("Zhao Lei", "Key Account Manager")
		with as_person("Zhao Lei"), pytest.raises(frappe.PermissionError, match="is not of your team"):
			handover().insert()
		person_doc = frappe.get_doc("Sales Person", named("Zhao Lei"))
		person_doc.is_group = 1
		person_doc.save()
		frappe.db.set_value("Sales Person", named("Li Na"), "parent_sales_person", named("Zhao Lei"))
		with as_person("Zhao Lei"):
			assert handover().insert().documents

	def test_a_colleague_does_not_hand_over_for_others(self) -> None:
		todo()
		with as_person("Zhao Lei"), pytest.raises(frappe.PermissionError, match="is not of your team"):
			handover().insert()

	def test_who_takes_over_neither_writes_nor_sends_the_draft(self) -> None:
		todo()
		with as_person("Li Na"):
			doc = handover().insert()
		with as_person("Wang Wei"):
			mine = frappe.get_doc(DOCTYPE, doc.name)
			mine.receiver_share = 1
			for act in (
				mine.save,
				lambda: apply_workflow(frappe.get_doc(DOCTYPE, doc.name).as_dict(), "Send to Successors"),
				lambda: frappe.delete_doc(DOCTYPE, doc.name),
			):
				with pytest.raises(frappe.PermissionError, match="It is a draft: who hands over"):
					act()

	@pytest.mark.parametrize("who", ["Li Na", "Wang Wei"])
	def test_what_was_sent_is_rejected_and_not_deleted(self, who: str) -> None:
		todo()
		doc = sent(handover())
		with as_person(who), pytest.raises(frappe.PermissionError, match="It is Pending Acceptance: only"):
			frappe.delete_doc(DOCTYPE, doc.name)
		with acting_as("director"):
			frappe.delete_doc(DOCTYPE, doc.name)

	def test_a_form_does_not_ask_for_what_others_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
		from frappe.handler import run_doc_method

		todo()
		todo(allocated_to=ZHAO_LEI, description="Of Zhao Lei")
		monkeypatch.setattr(frappe.local, "request", frappe._dict(method="POST"), raising=False)
		with as_person("Li Na"):
			doc = handover().insert()
			run_doc_method("list_documents", frappe.as_json({**doc.as_dict(), "user": ZHAO_LEI}))
		assert [row.title for row in frappe.get_doc(DOCTYPE, doc.name).documents] == ["Ring them"]

	@pytest.mark.parametrize("who", ["Li Na", "Wang Wei"])
	def test_who_is_part_of_it_does_not_approve_it(self, who: str) -> None:
		todo()
		doc = accepted(sent(handover()), "Wang Wei")
		give_roles(who, "Key Account Director")
		frappe.db.set_value(DOCTYPE, doc.name, {"owner": ZHAO_LEI, "sent_by": ZHAO_LEI})
		with (
			as_person(who),
			pytest.raises(frappe.PermissionError, match="You hand over or take over yourself"),
		):
			apply_workflow(frappe.get_doc(DOCTYPE, doc.name).as_dict(), "Approve")
		assert frappe.db.get_value(DOCTYPE, doc.name, "docstatus") == 0

	@pytest.mark.parametrize("who", ["manager", "finance", "specialist"])
	def test_others_do_not_approve(self, who: str) -> None:
		todo()
		doc = accepted(sent(handover()), "Wang Wei")
		with acting_as(who), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
			apply_workflow(frappe.get_doc(DOCTYPE, doc.name).as_dict(), "Approve")
		assert frappe.db.get_value(DOCTYPE, doc.name, "docstatus") == 0

	def test_finance_reads_and_does_not_write(self) -> None:
		todo()
		doc = handover().insert()
		with acting_as("finance"):
			assert frappe.has_permission(DOCTYPE, "read", doc.name)
			assert not frappe.has_permission(DOCTYPE, "write", doc.name)
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc(DOCTYPE, doc.name).list_documents()
