"""Sales Orders that are not submitted yet, at and below their list prices, and requests for special terms."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from factories.clients import acting_as, registered, step
from factories.masters import COMPANY, account, named

#: Discount in per cent that `key_account` clients get without the director.
AUTHORITY = 10


def key_account(client: str = "Alpha", **values: Any) -> Document:
	"""A registered client with a tier whose discount authority is AUTHORITY; `values` of the Customer."""
	tier = named("Tier")
	if not frappe.db.exists("Client Tier", tier):
		frappe.get_doc(
			{
				"doctype": "Client Tier",
				"tier_name": tier,
				"from_points": 33.3,
				"discount_authority": AUTHORITY,
			}
		).insert()
	doc = registered(client)
	frappe.db.set_value("Customer", named(client), {"ka_tier": tier, **values})
	return doc


def credit_limit(amount: float, client: str = "Alpha", **values: Any) -> None:
	doc = frappe.get_doc("Customer", named(client))
	doc.credit_limits = []
	doc.append("credit_limits", {"company": COMPANY, "credit_limit": amount, **values})
	doc.save()


def list_price(item: str, rate: float, **values: Any) -> Document:
	"""An Item Price of the tests' price list."""
	return frappe.get_doc(
		{
			"doctype": "Item Price",
			"item_code": named(item),
			"price_list": named("Selling"),
			"price_list_rate": rate,
			"uom": "Nos",
			"valid_from": "2024-01-01",
			**values,
		}
	).insert()


def draft_order(
	rate: float = 1000,
	list_rate: float = 1000,
	*,
	customer: str = "Alpha",
	team: Mapping[str, float] | None = None,
	tax: bool = False,
	tax_included: bool = False,
	more: tuple[Mapping[str, Any], ...] = (),
	**values: Any,
) -> Document:
	"""A Sales Order of one Software at `rate`, and `more` lines, inserted; all Li Na's unless `team` says otherwise."""
	doc = frappe.new_doc("Sales Order")
	doc.update(
		{
			"company": COMPANY,
			"customer": named(customer),
			"transaction_date": "2025-01-15",
			"delivery_date": "2025-01-15",
			"currency": "CNY",
			"conversion_rate": 1,
			"selling_price_list": named("Selling"),
			"price_list_currency": "CNY",
			"plc_conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
			**values,
		}
	)
	for line in ({"rate": rate, "price_list_rate": list_rate}, *more):
		doc.append(
			"items",
			{"item_code": named("Software"), "qty": 1, "uom": "Nos", "conversion_factor": 1, **line},
		)
	if tax:
		doc.append(
			"taxes",
			{
				"charge_type": "On Net Total",
				"account_head": account("VAT"),
				"description": "VAT",
				"rate": 13,
				"included_in_print_rate": int(tax_included),
			},
		)
	for person, share in ({"Li Na": 100} if team is None else team).items():
		doc.append("sales_team", {"sales_person": named(person), "allocated_percentage": share})
	return doc.insert()


def asked(order: Document, by: str = "specialist") -> Document:
	"""A Special Terms Request for an order, sent to the director."""
	with acting_as(by):
		doc = frappe.get_doc(
			{"doctype": "Special Terms Request", "sales_order": order.name, "reason": "A reference"}
		).insert()
	return step(doc, "Ask the Director", by)


def approved(order: Document) -> Document:
	"""A request that the director approved; the order as it is afterwards."""
	step(asked(order), "Approve", "director")
	return frappe.get_doc("Sales Order", order.name)


def submitted(order: Document) -> Document:
	"""The order, submitted as it is in the database."""
	return frappe.get_doc("Sales Order", order.name).submit()
