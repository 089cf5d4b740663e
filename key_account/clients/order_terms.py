"""The terms of a Sales Order on a site: what of its client, prices and credit decides whether they are special."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from key_account.ledger.exposure import exposure
from key_account.ledger.site import SiteSource
from key_account.ledger.source import to_decimal
from key_account.special_terms import Approved, PricedLine, Terms, discount, kept_by_discount, list_price

# A client who was not reviewed yet has no tier: the lowest one's authority holds.
CLIENT = """
	SELECT
		client.ka_registered_on, client.ka_archive, client.customer_group, client.account_manager,
		COALESCE(tier.discount_authority, (
			SELECT lowest.discount_authority FROM `tabClient Tier` lowest
			WHERE lowest.disabled = 0 ORDER BY lowest.from_points LIMIT 1
		), 0),
		credit.credit_limit, credit.bypass_credit_limit_check,
		(
			SELECT MIN(person.name) FROM `tabSales Person` person
			LEFT JOIN `tabEmployee` employee ON employee.name = person.employee
			WHERE person.name IN %(team)s AND (person.enabled = 0 OR employee.status = 'Left')
		),
		(
			SELECT MIN(person.name) FROM `tabSales Person` person
			JOIN `tabEmployee` employee ON employee.name = person.employee
			WHERE employee.user_id = client.account_manager AND person.enabled = 1 AND employee.status <> 'Left'
		)
	FROM `tabCustomer` client
	LEFT JOIN `tabClient Tier` tier ON tier.name = client.ka_tier
	LEFT JOIN `tabCustomer Credit Limit` credit ON credit.parent = client.name
		AND credit.parenttype = 'Customer' AND credit.company = %(company)s
	WHERE client.name = %(customer)s
"""

PRICES = """
	SELECT item_code, uom, price_list_rate
	FROM `tabItem Price`
	WHERE price_list = %(price_list)s AND selling = 1 AND item_code IN %(items)s AND price_list_rate > 0
		AND COALESCE(customer, '') IN ('', %(customer)s)
		AND (valid_from IS NULL OR valid_from <= %(day)s) AND (valid_upto IS NULL OR valid_upto >= %(day)s)
"""


@dataclass(frozen=True, slots=True)
class OrderClient:
	"""What an order asks of its registered client.

	authority          discount in per cent that needs no director
	own_limit          the client's own credit limit, in company currency; 0 where that of its group holds
	is_bypassed        orders are not held against the limit
	departed           a salesperson of the team who is disabled or has left, if there is one
	managers_person    the Sales Person of the account manager, if they are one
	"""

	customer_group: str | None
	account_manager: str | None
	authority: Decimal
	own_limit: Decimal
	is_bypassed: bool
	departed: str | None
	managers_person: str | None


def registered_client(order: Document) -> OrderClient | None:
	"""The order's client in one query, None where it is no registered key account."""
	team = tuple(row.sales_person for row in order.get("sales_team") or () if row.sales_person)
	params = {"customer": order.customer, "company": order.company, "team": team or ("",)}
	row = next(SiteSource().rows(CLIENT, params), None)
	# A client who was registered before there were archives has none to name in a request: it is asked for nothing.
	if row is None or not (row[0] and row[1]):
		return None
	_registered_on, _archive, group, manager, authority, limit, bypassed, departed, managers_person = row
	return OrderClient(
		group,
		manager,
		to_decimal(authority),
		to_decimal(limit),
		bool(bypassed),
		departed,
		managers_person,
	)


def terms_of(order: Document, client: OrderClient) -> Terms:
	"""The order's terms as they are now: a query for the prices, and one for the credit where there is a limit."""
	limit = None if client.is_bypassed else credit_limit(client, order.company)
	credit = Decimal(0)
	if limit is not None:
		before = order.get_doc_before_save()
		# Only what was submitted can have been billed, whatever a draft says.
		billed = to_decimal(order.get("per_billed")) if before and before.docstatus == 1 else 0
		open_share = (100 - billed) / Decimal(100)
		credit = exposure(SiteSource(), order.customer, order.company, without=order.name)
		credit = round(credit + to_decimal(order.base_grand_total) * open_share, 2)
	return Terms(discount(_lines(order), _kept(order)), client.authority, credit, limit)


def stored_terms(order: Document) -> Terms:
	"""The terms that the last save of the order worked out."""
	limit = to_decimal(order.get("ka_credit_limit"))
	return Terms(
		to_decimal(order.get("ka_discount")),
		to_decimal(order.get("ka_discount_authority")),
		to_decimal(order.get("ka_credit")),
		limit or None,
	)


def stored_approval(order: Document) -> Approved:
	"""The terms that a director approved for the order."""
	return Approved(
		to_decimal(order.get("ka_approved_discount")), to_decimal(order.get("ka_approved_credit"))
	)


def credit_limit(client: OrderClient, company: str) -> Decimal | None:
	"""The client's credit limit with a company, else its group's, else the company's own; None for no limit.

	As ERPNext has it (selling/doctype/customer, get_credit_limit), from what Frappe keeps in memory of the latter two.
	"""
	limit = client.own_limit
	if not limit and client.customer_group:
		for row in frappe.get_cached_doc("Customer Group", client.customer_group).credit_limits:
			if row.company == company and not row.bypass_credit_limit_check:
				limit = to_decimal(row.credit_limit)
	limit = limit or to_decimal(frappe.get_cached_value("Company", company, "credit_limit"))
	return limit or None


def _kept(order: Document) -> Decimal:
	is_net = order.get("apply_discount_on") == "Net Total"
	total = order.net_total if is_net else order.grand_total
	return kept_by_discount(to_decimal(total), to_decimal(order.get("discount_amount")))


def _lines(order: Document) -> list[PricedLine]:
	"""The lines in the order's currency; ERPNext has price, rate and amount alike with tax or without."""
	prices = _prices(order)
	lines = []
	for item in order.items:
		rates = [
			rate
			for uom, stock_rate in prices.get(item.item_code, ())
			if (rate := _rate_of_unit(item, uom, stock_rate)) is not None
		]
		price = list_price(to_decimal(item.price_list_rate), rates)
		lines.append(PricedLine(to_decimal(item.amount), price * to_decimal(item.qty)))
	return lines


def _rate_of_unit(item: Document, uom: str | None, rate: Decimal) -> Decimal | None:
	"""A price of `uom` for the unit that a line is sold in; None where it is one for another unit."""
	if uom == item.uom:
		return rate
	return rate * to_decimal(item.conversion_factor or 1) if uom in (None, "", item.stock_uom) else None


def _prices(order: Document) -> Mapping[str, list[tuple[str | None, Decimal]]]:
	"""item -> (unit, price) that the order's price list has on its day for this client, in the order's currency."""
	items = {item.item_code for item in order.items if item.item_code}
	if not items or not order.selling_price_list:
		return {}
	in_order_currency = to_decimal(order.plc_conversion_rate or 1) / to_decimal(order.conversion_rate or 1)
	params = {
		"price_list": order.selling_price_list,
		"items": tuple(sorted(items)),
		"customer": order.customer,
		"day": getdate(order.transaction_date),
	}
	found: dict[str, list[tuple[str | None, Decimal]]] = {}
	for item, uom, rate in SiteSource().rows(PRICES, params):
		found.setdefault(item, []).append((uom, to_decimal(rate) * in_order_currency))
	return found
