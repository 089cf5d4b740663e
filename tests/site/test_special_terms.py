"""Special terms of a Sales Order: what is special, how it is approved, and that nothing gets past it."""

import frappe
import pytest
from factories.clients import acting_as, archive, registered, step
from factories.masters import COMPANY, account, named
from factories.orders import approved, asked, credit_limit, draft_order, key_account, list_price, submitted
from frappe.model.document import Document

REFUSED = "ask the director by a Special Terms Request before it is submitted"


class TestDiscount:
	def test_within_the_tiers_authority_it_is_submitted(self) -> None:
		key_account()
		order = submitted(draft_order(900))
		assert (order.docstatus, order.ka_discount, order.ka_special_terms) == (1, 10, "")
		assert order.ka_archive == frappe.db.get_value("Customer", named("Alpha"), "ka_archive")

	def test_beyond_it_is_refused_with_both_figures(self) -> None:
		key_account()
		order = draft_order(850)
		assert (order.ka_special_terms, order.ka_terms_status) == (
			"Discount beyond Authority",
			"Needs Approval",
		)
		with pytest.raises(
			frappe.ValidationError,
			match=f"Sales Order {order.name}: its discount of 15 % is beyond the authority of 10 %: {REFUSED}",
		):
			submitted(order)

	def test_other_customers_are_left_alone(self) -> None:
		archive("Beta")  # a draft
		order = submitted(draft_order(100, customer="Beta", ka_discount=5, ka_terms_status="Rejected"))
		assert (order.docstatus, order.ka_discount or 0, order.ka_terms_status) == (1, 0, None)

	@pytest.mark.parametrize("apply_on", ["Grand Total", "Net Total"])
	@pytest.mark.parametrize("tax_included", [False, True])
	def test_a_discount_on_the_whole_order_counts(self, apply_on: str, tax_included: bool) -> None:
		key_account()
		order = draft_order(
			tax=True,
			tax_included=tax_included,
			apply_discount_on=apply_on,
			additional_discount_percentage=12,
		)
		assert order.ka_discount == pytest.approx(12, abs=0.01)

	def test_tax_in_the_price_is_no_discount(self) -> None:
		key_account()
		assert draft_order(1000, tax=True, tax_included=True).ka_discount == 0

	def test_a_foreign_currency_makes_no_difference(self) -> None:
		key_account("Dollar")
		list_price("Software", 1000)
		order = draft_order(100, 1000 / 7, customer="Dollar", currency="USD", conversion_rate=7)
		assert order.ka_discount == pytest.approx(30, abs=0.01)

	def test_one_line_above_its_price_makes_up_for_no_other(self) -> None:
		key_account()
		order = draft_order(800, more=({"rate": 1500, "price_list_rate": 1000},))
		assert order.ka_discount == 10

	def test_a_margin_is_no_discount(self) -> None:
		key_account()
		line = {
			"price_list_rate": 1000,
			"margin_type": "Percentage",
			"margin_rate_or_amount": 20,
			"rate": 1200,
		}
		assert draft_order(more=(line,)).ka_discount == 0

	def test_a_free_item_counts_with_its_list_price(self) -> None:
		key_account()
		list_price("Training", 250)
		free = {"item_code": named("Training"), "rate": 0, "price_list_rate": 0, "is_free_item": 1}
		order = draft_order(more=(free,))
		assert (order.grand_total, order.ka_discount) == (1000, 20)

	def test_a_list_price_typed_in_too_low_is_no_way_round(self) -> None:
		key_account()
		list_price("Software", 1000)
		assert draft_order(700, 700).ka_discount == 30

	def test_prices_of_other_clients_units_and_times_are_not_looked_at(self) -> None:
		key_account()
		list_price("Software", 5000, customer=named("Beta"))
		list_price("Software", 5000).db_set("uom", "Box")
		list_price("Software", 5000, valid_from="2024-01-01", valid_upto="2024-12-31")
		assert draft_order(700, 700).ka_discount == 0

	def test_without_a_tier_the_lowest_ones_authority_holds(self) -> None:
		registered()
		lowest = frappe.get_all(
			"Client Tier",
			{"disabled": 0},
			pluck="discount_authority",
			order_by="from_points",
			limit=1,
		)[0]
		assert draft_order().ka_discount_authority == lowest

	def test_what_the_app_says_is_not_written_by_hand(self) -> None:
		key_account()
		order = draft_order(850)
		order.update({"ka_discount": 0, "ka_approved_discount": 99, "ka_terms_status": "Approved"})
		order.save()
		assert (order.ka_discount, order.ka_approved_discount or 0, order.ka_terms_status) == (
			15,
			0,
			"Needs Approval",
		)
		forged = draft_order(850, ka_approved_discount=99, ka_approved_credit=99)
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			submitted(forged)


class TestCredit:
	def test_within_the_limit_it_is_submitted(self) -> None:
		key_account()
		credit_limit(2000)
		submitted(draft_order())
		second = submitted(draft_order())
		assert (second.ka_credit, second.ka_credit_limit, second.ka_special_terms) == (2000, 2000, "")

	def test_beyond_it_is_refused(self) -> None:
		key_account()
		credit_limit(2000)
		submitted(draft_order())
		order = draft_order(1001, 1001)
		assert (order.ka_special_terms, order.ka_credit) == ("Credit beyond Limit", 2001)
		with pytest.raises(frappe.ValidationError, match=f"beyond the credit limit of .*: {REFUSED}"):
			submitted(order)

	def test_a_draft_that_says_it_is_billed_counts_in_full(self) -> None:
		key_account()
		credit_limit(500)
		assert draft_order(per_billed=100).ka_credit == 1000

	def test_what_was_ordered_since_the_draft_counts(self) -> None:
		key_account()
		credit_limit(1500)
		order = draft_order()
		assert order.ka_terms_status == ""
		submitted(draft_order(600, 600))
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			submitted(order)

	def test_where_orders_are_not_held_against_the_limit_it_is_not_looked_at(self) -> None:
		key_account()
		credit_limit(500, bypass_credit_limit_check=1)
		assert submitted(draft_order()).ka_special_terms == ""

	def test_the_groups_limit_holds_where_the_client_has_none(self) -> None:
		key_account()
		group = frappe.get_doc("Customer Group", "Commercial")
		group.append("credit_limits", {"company": COMPANY, "credit_limit": 900})
		group.save()
		assert draft_order().ka_credit_limit == 900

	def test_is_counted_as_erpnext_does(self) -> None:
		from erpnext.selling.doctype.customer.customer import get_customer_outstanding
		from factories.money import advance, pay
		from factories.selling import credit_note, invoice, invoice_of, order

		from key_account.ledger.exposure import exposure
		from key_account.ledger.site import SiteSource

		pay(invoice(on="2025-02-10"), 130, on="2025-03-10")
		credit_note(invoice(on="2025-02-10"), on="2025-03-10")
		order()
		billed = order([("Software", 300)])
		invoice_of(billed, on="2025-02-01")
		closed = order([("Software", 70)])
		closed.update_status("Closed")
		advance("Alpha", 50, on="2025-01-01")
		deliver(400)
		billed_in_part = deliver(900)
		bill(billed_in_part, 2)
		theirs = get_customer_outstanding(named("Alpha"), COMPANY)
		assert float(exposure(SiteSource(), named("Alpha"), COMPANY)) == pytest.approx(theirs, abs=0.005)
		assert theirs > 2000
		left = order([("Software", 500)])
		assert float(exposure(SiteSource(), named("Alpha"), COMPANY, without=left.name)) == pytest.approx(
			theirs, abs=0.005
		)


def deliver(rate: float) -> Document:
	"""A submitted Delivery Note of three of a service, without an order."""
	doc = frappe.new_doc("Delivery Note")
	doc.update(
		{
			"company": COMPANY,
			"customer": named("Alpha"),
			"posting_date": "2025-02-01",
			"set_posting_time": 1,
			"currency": "CNY",
			"conversion_rate": 1,
			"selling_price_list": named("Selling"),
			"price_list_currency": "CNY",
			"plc_conversion_rate": 1,
			"disable_rounded_total": 1,
			"taxes": [
				{
					"charge_type": "On Net Total",
					"account_head": account("VAT"),
					"description": "VAT",
					"rate": 13,
				}
			],
		}
	)
	doc.append("items", {"item_code": named("Software"), "qty": 3, "rate": rate / 3, "uom": "Nos"})
	return doc.insert().submit()


def bill(note: Document, qty: int) -> None:
	from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_invoice

	doc = make_sales_invoice(note.name)
	doc.update({"posting_date": "2025-02-02", "set_posting_time": 1, "due_date": "2025-02-02"})
	doc.items[0].qty = qty
	doc.payment_schedule = []
	doc.insert().submit()


class TestRequest:
	def test_the_director_approves_and_the_order_is_submitted(self) -> None:
		key_account()
		order = draft_order(850)
		request = asked(order)
		assert (request.discount, request.discount_authority, request.order_total) == (15, 10, 850)
		assert request.as_of and request.client_name == named("Alpha")
		assert frappe.db.get_value("Sales Order", order.name, "ka_terms_status") == "Pending Director"
		order.reload()
		order.save()
		assert order.ka_terms_status == "Pending Director"
		step(request, "Approve", "director")
		order.reload()
		assert (order.ka_terms_status, order.ka_approved_discount) == ("Approved", 15)
		assert submitted(order).docstatus == 1

	def test_credit_is_approved_to_an_amount(self) -> None:
		key_account()
		credit_limit(500)
		frappe.db.set_single_value("Accounts Settings", "credit_controller", "System Manager")
		order = approved(draft_order())
		assert order.ka_approved_credit == 1000
		assert submitted(order).docstatus == 1
		later = approved(draft_order())
		submitted_between = approved(draft_order())
		submitted(submitted_between)
		with pytest.raises(frappe.ValidationError, match="beyond the credit limit"):
			submitted(later)

	def test_worse_terms_than_approved_are_refused(self) -> None:
		key_account()
		order = approved(draft_order(850))
		order.items[0].rate = 840
		order.save()
		assert order.ka_terms_status == "Needs Approval"
		with pytest.raises(frappe.ValidationError, match="discount of 16 %"):
			submitted(order)

	def test_better_terms_than_approved_are_covered(self) -> None:
		key_account()
		order = approved(draft_order(850))
		order.items[0].rate = 870
		order.save()
		assert order.ka_terms_status == "Approved"
		assert submitted(order).docstatus == 1

	def test_an_approval_is_for_one_client(self) -> None:
		key_account("Beta")
		key_account("Alpha")
		order = approved(draft_order(850))
		order.update({"customer": named("Beta"), "customer_name": named("Beta")})
		order.save()
		assert not order.ka_approved_discount
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			submitted(order)

	def test_a_rejected_request_says_so_and_another_may_follow(self) -> None:
		key_account()
		order = draft_order(850)
		request = asked(order)
		with acting_as("director"):
			request = frappe.get_doc("Special Terms Request", request.name)
			request.rejection_reason = "Too low"
			request.save()
		step(request, "Reject", "director")
		assert frappe.db.get_value("Sales Order", order.name, "ka_terms_status") == "Rejected"
		with pytest.raises(frappe.ValidationError, match=REFUSED):
			submitted(order)
		assert asked(order).status == "Pending Director"

	def test_an_order_has_one_open_request(self) -> None:
		key_account()
		order = draft_order(850)
		request = asked(order)
		with pytest.raises(frappe.ValidationError, match=f"{request.name} asks for its terms already"):
			asked(order)

	def test_there_is_nothing_to_ask_for_ordinary_terms(self) -> None:
		key_account()
		with pytest.raises(frappe.ValidationError, match="its terms are not special"):
			asked(draft_order(950))
		with pytest.raises(frappe.ValidationError):
			asked(draft_order(100, customer="Beta"))

	def test_figures_are_the_orders_and_freeze_when_sent(self) -> None:
		key_account()
		order = draft_order(850)
		request = asked(order)
		order.reload()
		order.items[0].rate = 700
		order.save()
		with acting_as("director"):
			doc = frappe.get_doc("Special Terms Request", request.name)
			doc.update({"discount": 90, "credit": 9, "reason": "Another"})
			doc.save()
		assert (doc.discount, doc.credit, doc.reason) == (15, 0, "A reference")
		step(doc, "Approve", "director")
		order.reload()
		assert (order.ka_terms_status, order.ka_approved_discount) == ("Needs Approval", 15)

	def test_an_order_that_was_submitted_or_cancelled_is_approved_no_more(self) -> None:
		key_account()
		order = draft_order(850)
		request = asked(order)
		order.reload()
		order.items[0].rate = 950
		order.save()
		submitted(order)
		with pytest.raises(frappe.ValidationError, match="it is no draft any more"):
			step(request, "Approve", "director")
