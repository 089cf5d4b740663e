"""What the approval of a Client Handover does: all that is owned changes hands, or nothing."""

import datetime as dt

import frappe
import pytest
from factories.clients import new_archive, person, step
from factories.handovers import (
	LI_NA,
	WANG_WEI,
	ZHAO_LEI,
	accepted,
	approved,
	as_person,
	asset,
	customer_value,
	employee,
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
from factories.selling import invoice, order
from frappe.utils import getdate

DOCTYPE = "Client Handover"


@pytest.fixture(autouse=True)
def people() -> None:
	specialists()


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

	def test_a_client_whose_archive_is_a_draft(self) -> None:
		frappe.db.set_value("Customer", named("Beta"), "account_manager", LI_NA)
		with as_person("Li Na"):
			draft = new_archive("Beta").insert()
		approved(handover())
		assert customer_value("Beta", "account_manager") == WANG_WEI
		assert frappe.db.get_value("Client Archive", draft.name, "account_manager") == WANG_WEI

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

	def test_nothing_is_half_handed_over(self) -> None:
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
