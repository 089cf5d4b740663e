"""Special terms of a Sales Order: the ways around the approval are closed, and who may ask and approve."""

import json
from typing import Any

import frappe
import pytest
from factories.clients import acting_as
from factories.masters import COMPANY, named
from factories.orders import approved, asked, credit_limit, draft_order, key_account, submitted
from frappe.model.document import Document
from roles import permitted

REFUSED = "ask the director by a Special Terms Request before it is submitted"


def update_items(order: Document, **values: Any) -> None:
	"""ERPNext's "Update Items" button on the first line."""
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	line = order.items[0]
	row = {
		"docname": line.name,
		"item_code": line.item_code,
		"qty": line.qty,
		"rate": line.rate,
		"uom": line.uom,
		"conversion_factor": 1,
		"delivery_date": str(line.delivery_date),
		**values,
	}
	update_child_qty_rate("Sales Order", json.dumps([row]), order.name)


class TestBackDoors:
	def test_an_amended_order_is_asked_for_anew(self) -> None:
		key_account()
		order = submitted(approved(draft_order(850)))
		order.cancel()
		amended = frappe.copy_doc(order)
		amended.update({"amended_from": order.name, "docstatus": 0})
		amended.ka_approved_discount = 15
		amended.insert()
		assert amended.ka_terms_status == "Needs Approval"
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			amended.submit()

	def test_a_quotation_brings_its_discount_along(self) -> None:
		from erpnext.selling.doctype.quotation.quotation import make_sales_order

		key_account()
		quotation = frappe.new_doc("Quotation")
		quotation.update(
			{
				"company": COMPANY,
				"quotation_to": "Customer",
				"party_name": named("Alpha"),
				"transaction_date": frappe.utils.nowdate(),
				"currency": "CNY",
				"conversion_rate": 1,
				"selling_price_list": named("Selling"),
				"ignore_pricing_rule": 1,
			}
		)
		quotation.append(
			"items", {"item_code": named("Software"), "qty": 1, "price_list_rate": 1000, "rate": 600}
		)
		quotation.insert().submit()
		order = make_sales_order(quotation.name)
		order.delivery_date = frappe.utils.nowdate()
		order.append("sales_team", {"sales_person": named("Li Na"), "allocated_percentage": 100})
		order.insert()
		assert order.ka_discount == 40
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			order.submit()

	def test_inserted_as_submitted(self) -> None:
		key_account()
		order = draft_order(850)
		copy = frappe.copy_doc(order)
		copy.docstatus = 1
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			copy.insert()

	def test_update_items_sneaks_no_discount_in(self) -> None:
		key_account()
		order = submitted(draft_order(950))
		with pytest.raises(
			frappe.ValidationError,
			match="discount of 15 % is beyond the authority of 10 %: cancel and amend the order",
		):
			update_items(order, rate=850)

	def test_update_items_within_the_authority_goes_through(self) -> None:
		key_account()
		order = submitted(draft_order(950))
		update_items(order, rate=920)
		order.reload()
		assert (order.items[0].rate, order.ka_discount) == (920, 8)

	def test_update_items_sneaks_no_credit_in(self) -> None:
		key_account()
		credit_limit(2000)
		frappe.db.set_single_value("Accounts Settings", "credit_controller", "System Manager")
		order = submitted(draft_order(950))
		with pytest.raises(frappe.ValidationError, match="beyond the credit limit"):
			update_items(order, qty=3)

	def test_what_was_approved_is_still_covered_after_submission(self) -> None:
		key_account()
		order = submitted(approved(draft_order(850)))
		update_items(order, rate=860)
		update_items(frappe.get_doc("Sales Order", order.name), rate=850)
		assert frappe.db.get_value("Sales Order", order.name, "ka_discount") == 15

	def test_other_edits_after_submission_ask_nothing(self) -> None:
		key_account()
		order = submitted(approved(draft_order(850)))
		frappe.db.set_value("Client Tier", named("Tier"), "discount_authority", 1)
		order.reload()
		order.update({"po_no": "7", "ka_discount": 0, "ka_contract_kind": "Service Contract"})
		order.save()
		assert (order.po_no, order.ka_discount, order.ka_contract_kind) == ("7", 15, "Service Contract")


class TestWhoMay:
	def test_only_a_director_approves(self) -> None:
		key_account()
		request = asked(draft_order(850))
		for who in ("manager", "executive", "finance", "colleague", "specialist"):
			with acting_as(who):
				doc = frappe.get_doc("Special Terms Request", request.name)
				doc.status = "Approved"
				with pytest.raises(frappe.PermissionError):
					doc.save()
		assert frappe.db.get_value("Special Terms Request", request.name, "status") == "Pending Director"

	def test_not_the_one_who_wrote_it(self) -> None:
		key_account()
		request = asked(draft_order(850), by="director")
		with acting_as("director"):
			doc = frappe.get_doc("Special Terms Request", request.name)
			doc.status = "Approved"
			with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
				doc.save()

	def test_others_do_not_ask(self) -> None:
		key_account()
		order = draft_order(850)
		for who in ("sales", "employee", "finance", "executive", "colleague"):
			assert not permitted(lambda who=who: asked(order, by=who)), who

	def test_what_was_sent_is_deleted_by_a_director_only(self) -> None:
		key_account()
		request = asked(draft_order(850))
		with acting_as("specialist"), pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Special Terms Request", request.name)
		with acting_as("director"):
			frappe.delete_doc("Special Terms Request", request.name)
		assert not frappe.db.exists("Special Terms Request", request.name)
