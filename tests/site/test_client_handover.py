"""Client Handover: lists by itself what somebody owns, goes through whole or not at all, and takes all along."""

import datetime as dt

import frappe
import pytest
from factories.clients import acting_as, person, step
from factories.handovers import (
	accepted,
	approved,
	as_person,
	customer_value,
	employee,
	give_roles,
	handover,
	registered_of,
	sent,
)
from factories.masters import COMPANY, named, user_of
from factories.money import pay
from factories.selling import draft_invoice, invoice, order
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate
from key_account.key_account.doctype.client_handover.client_handover import accept

DOCTYPE = "Client Handover"
LI_NA, WANG_WEI, ZHAO_LEI = (user_of(name) for name in ("Li Na", "Wang Wei", "Zhao Lei"))


@pytest.fixture(autouse=True)
def people() -> None:
	for name in ("Li Na", "Wang Wei", "Zhao Lei"):
		give_roles(name, "Key Account Specialist")


def rows(doc: Document) -> dict[tuple[str, str], Document]:
	return {(row.document_type, row.document): row for row in doc.documents}


def todo(**values: object) -> Document:
	return frappe.get_doc(
		{"doctype": "ToDo", "allocated_to": LI_NA, "description": "<p>Ring them</p>", **values}
	).insert()


def project(*users: str, name: str = "KA Rollout") -> Document:
	return frappe.get_doc(
		{
			"doctype": "Project",
			"project_name": name,
			"company": COMPANY,
			"customer": named("Alpha"),
			"users": [{"user": user, "welcome_email_sent": 1} for user in users],
		}
	).insert()


def opportunity(**values: object) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Opportunity",
			"opportunity_from": "Customer",
			"party_name": named("Alpha"),
			"company": COMPANY,
			"opportunity_owner": LI_NA,
			"opportunity_amount": 3000,
			"currency": "CNY",
			**values,
		}
	).insert()


def quotation(owner: str = LI_NA) -> Document:
	doc = frappe.get_doc(
		{
			"doctype": "Quotation",
			"quotation_to": "Customer",
			"party_name": named("Alpha"),
			"company": COMPANY,
			"selling_price_list": named("Selling"),
			"currency": "CNY",
			"items": [{"item_code": named("Software"), "qty": 1, "rate": 700}],
		}
	).insert()
	frappe.db.set_value("Quotation", doc.name, "owner", owner)
	return doc


def asset() -> Document:
	"""An existing laptop in Li Na's custody."""
	frappe.get_doc({"doctype": "Location", "location_name": "KA Office"}).insert()
	category = frappe.get_doc(
		{
			"doctype": "Asset Category",
			"asset_category_name": "KA Computers",
			"accounts": [{"company_name": COMPANY, "fixed_asset_account": _fixed_asset_account()}],
		}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Item",
			"item_code": "KA Laptop",
			"item_group": named("Hardware"),
			"stock_uom": "Nos",
			"is_stock_item": 0,
			"is_fixed_asset": 1,
			"asset_category": category.name,
		}
	).insert()
	amount = "net_purchase_amount" if frappe.get_meta("Asset").has_field("net_purchase_amount") else None
	doc = frappe.get_doc(
		{
			"doctype": "Asset",
			"item_code": "KA Laptop",
			"asset_name": "KA Laptop",
			"company": COMPANY,
			"location": "KA Office",
			"custodian": employee("Li Na"),
			"is_existing_asset": 1,
			amount or "gross_purchase_amount": 6000,
			"purchase_amount": 6000,
			"purchase_date": "2025-01-02",
			"available_for_use_date": "2025-01-02",
			"cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
		}
	)
	return doc.insert().submit()


def _fixed_asset_account() -> str:
	return frappe.db.get_value("Account", {"company": COMPANY, "account_type": "Fixed Asset", "is_group": 0})


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
		few = _queries(lambda: owned_by(somebody))
		for _number in range(5):
			todo(), opportunity(), draft_invoice(team={"Li Na": 100}).submit()
		assert _queries(lambda: owned_by(somebody)) == few
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


def _queries(act) -> int:
	act()
	count, run = 0, frappe.local.db.sql

	def counted(*args: object, **kwargs: object) -> object:
		nonlocal count
		count += 1
		return run(*args, **kwargs)

	frappe.local.db.sql = counted
	try:
		act()
	finally:
		frappe.local.db.sql = run
	return count


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


class TestApproval:
	def test_all_that_is_owned_changes_hands(self) -> None:
		client = registered_of(
			"Li Na",
			stakeholders=[{"person_name": "Chen", "role": "User", "our_owner": LI_NA}],
			team=[{"duty": "Account Manager", "employee": employee("Li Na")}],
			measures=[
				{
					"stakeholder": "Chen",
					"measure": "Lunch",
					"assigned_to": LI_NA,
					"due_date": "2026-01-01",
				}
			],
		)
		customer = frappe.get_doc("Customer", named("Alpha"))
		for name, percent in (("Li Na", 70), ("Zhao Lei", 30)):
			customer.append("sales_team", {"sales_person": named(name), "allocated_percentage": percent})
		customer.save()
		task, chance, offer, work, laptop = todo(), opportunity(), quotation(), project(LI_NA), asset()
		ordered = order([("Software", 1000)], team={"Li Na": 60, "Wang Wei": 40})
		billed = invoice([("Software", 2000)], team={"Li Na": 100})
		doc = approved(handover())
		assert (doc.docstatus, doc.status, doc.approved_by) == (1, "Approved", person("director"))
		assert {row.outcome for row in doc.documents} == {"Handed Over"}
		client.reload()
		assert (client.account_manager, client.stakeholders[0].our_owner) == (WANG_WEI, WANG_WEI)
		assert client.team[0].employee == employee("Wang Wei")
		assert client.measures[0].assigned_to == WANG_WEI
		assert frappe.db.get_value("ToDo", client.measures[0].todo, "allocated_to") == WANG_WEI
		assert customer_value("Alpha", "account_manager") == WANG_WEI
		assert team_of("Customer", named("Alpha")) == {"Wang Wei": 70, "Zhao Lei": 30}
		assert frappe.db.get_value("ToDo", task.name, "allocated_to") == WANG_WEI
		assert frappe.db.get_value("Opportunity", chance.name, "opportunity_owner") == WANG_WEI
		assert frappe.db.get_value("Asset", laptop.name, "custodian") == employee("Wang Wei")
		assert [row.user for row in frappe.get_doc("Project", work.name).users] == [WANG_WEI]
		assert frappe.db.exists("ToDo", {"reference_name": offer.name, "allocated_to": WANG_WEI})
		assert frappe.has_permission("Quotation", "read", offer.name, user=WANG_WEI)
		assert team_of("Sales Order", ordered.name) == {"Wang Wei": 100}
		assert team_of("Sales Invoice", billed.name) == {"Li Na": 100}

	def test_new_documents_begin_with_the_successor(self) -> None:
		from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

		registered_of("Li Na")
		ordered = order([("Software", 1000)], team={"Li Na": 100})
		approved(handover(receiver_share=60))
		assert team_of("Sales Order", ordered.name) == {"Wang Wei": 60, "Li Na": 40}
		billed = make_sales_invoice(ordered.name)
		billed.insert()
		assert {row.sales_person: row.allocated_percentage for row in billed.sales_team} == {
			named("Wang Wei"): 60,
			named("Li Na"): 40,
		}

	def test_a_share_that_is_no_whole_number_still_adds_up_for_erpnext(self) -> None:
		registered_of("Li Na")
		ordered = order([("Software", 1000)], team={"Li Na": 33.33, "Zhao Lei": 66.67})
		approved(handover(receiver_share=33.3))
		frappe.get_doc("Sales Order", ordered.name).calculate_contribution()
		assert team_of("Sales Order", ordered.name) == {"Li Na": 22.23, "Wang Wei": 11.1, "Zhao Lei": 66.67}

	def test_a_client_without_archive(self) -> None:
		frappe.db.set_value("Customer", named("Beta"), "account_manager", LI_NA)
		approved(handover())
		assert customer_value("Beta", "account_manager") == WANG_WEI

	def test_shares_and_user_permissions_go(self) -> None:
		client = registered_of("Li Na")
		task = todo()
		frappe.share.add("Client Archive", client.name, LI_NA, read=1)
		frappe.share.add("ToDo", task.name, LI_NA, read=1)
		frappe.share.add("Customer", named("Beta"), LI_NA, read=1)
		for customer in ("Alpha", "Beta"):
			frappe.get_doc(
				{
					"doctype": "User Permission",
					"user": LI_NA,
					"allow": "Customer",
					"for_value": named(customer),
				}
			).insert()
		approved(handover())
		shared = {"user": LI_NA, "share_doctype": ("!=", "User")}
		assert frappe.get_all("DocShare", shared, pluck="share_name", order_by="name") == [named("Beta")]
		kept = frappe.get_all("User Permission", {"user": LI_NA}, pluck="for_value", order_by="name")
		assert kept == [named("Beta")]
		with as_person("Li Na"):
			assert not frappe.has_permission("Client Archive", "read", client.name)
		with as_person("Wang Wei"):
			assert frappe.has_permission("Client Archive", "write", client.name)

	def test_a_visit_is_planned_to_introduce_the_successor(self) -> None:
		registered_of("Li Na")
		effective = frappe.utils.add_days(getdate(), 3)
		approved(handover(effective_date=effective))
		(event,) = frappe.get_all(
			"Event", {"owner": WANG_WEI}, ["name", "subject", "starts_on", "event_type"], order_by="name"
		)
		assert event.subject == "Introduction at KA Alpha: Wang Wei takes over from Li Na"
		assert event.starts_on == dt.datetime.combine(getdate(effective), dt.time(10))
		with as_person("Wang Wei"):
			found = frappe.get_doc("Event", event.name)
			found.check_permission("write")
		assert {row.reference_docname for row in found.event_participants} == {
			named("Alpha"),
			employee("Wang Wei"),
			employee("Li Na"),
		}

	def test_no_visit_where_none_is_wanted(self) -> None:
		registered_of("Li Na")
		approved(handover(plan_introductions=0))
		assert not frappe.db.exists("Event", {"owner": WANG_WEI})

	def test_each_document_goes_to_its_own_successor(self) -> None:
		client = registered_of(
			"Li Na",
			stakeholders=[{"person_name": "Chen", "role": "User"}],
			measures=[
				{
					"stakeholder": "Chen",
					"measure": "Lunch",
					"assigned_to": LI_NA,
					"due_date": "2026-01-01",
				}
			],
		)
		with as_person("Li Na"):
			doc = handover().insert()
			row = rows(doc)["ToDo", client.measures[0].todo]
			row.successor = employee("Zhao Lei")
			doc.save()
		approved(doc, "Wang Wei", "Zhao Lei")
		client.reload()
		assert (client.account_manager, client.measures[0].assigned_to) == (WANG_WEI, ZHAO_LEI)
		assert frappe.db.get_value("ToDo", client.measures[0].todo, "allocated_to") == ZHAO_LEI

	def test_what_is_not_theirs_any_more_is_left_alone(self) -> None:
		registered_of("Li Na")
		task = todo()
		doc = accepted(sent(handover()), "Wang Wei")
		task.db_set("allocated_to", ZHAO_LEI)
		step(doc, "Approve", "director")
		doc.reload()
		assert rows(doc)["ToDo", task.name].outcome == "No Longer Theirs"
		assert frappe.db.get_value("ToDo", task.name, "allocated_to") == ZHAO_LEI

	def test_a_client_that_came_since_is_not_left_behind(self) -> None:
		registered_of("Li Na")
		doc = accepted(sent(handover()), "Wang Wei")
		registered_of("Li Na", "Beta")
		with pytest.raises(frappe.ValidationError, match=r"1 clients came .* the first is KA Beta"):
			step(doc, "Approve", "director")
		assert customer_value("Alpha", "account_manager") == LI_NA

	def test_nothing_is_half_handed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
		"""A failure at the last step undoes the first, with the transaction of the request."""
		registered_of("Li Na")
		task = todo()
		doc = accepted(sent(handover()), "Wang Wei")
		frappe.db.savepoint("before_approval")
		frappe.db.set_value("ToDo", task.name, "reference_type", "Nowhere")
		with pytest.raises(Exception, match="Nowhere"):
			step(doc, "Approve", "director")
		frappe.db.rollback(save_point="before_approval")
		assert frappe.db.get_value(DOCTYPE, doc.name, "docstatus") == 0
		assert customer_value("Alpha", "account_manager") == LI_NA

	def test_it_is_not_cancelled(self) -> None:
		todo()
		doc = approved(handover())
		with pytest.raises(frappe.ValidationError, match="hand over back by another handover"):
			doc.cancel()

	def test_who_comes_back_gets_the_clients_back(self) -> None:
		registered_of("Li Na")
		approved(handover(kind="Absence", until_date="2025-04-01"))
		back = handover("Wang Wei", "Li Na", kind="Moving")
		doc = accepted(sent(back, "Wang Wei"), "Li Na")
		step(doc, "Approve", "director")
		assert customer_value("Alpha", "account_manager") == LI_NA


def team_of(doctype: str, name: str) -> dict[str, float]:
	found = frappe.get_all(
		"Sales Team",
		{"parenttype": doctype, "parent": name},
		["sales_person", "allocated_percentage"],
		order_by="idx",
	)
	return {row.sales_person.removeprefix("KA "): row.allocated_percentage for row in found}


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
