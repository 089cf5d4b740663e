"""Bonus Receipts: every receipt of a quarter, whom it is credited to, or why it pays nothing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from key_account.bonus.money import HUNDRED, ZERO
from key_account.bonus.receipts import Reason, Receipt
from key_account.bonus.sharing import Part, Sharing
from key_account.hierarchy import all_below
from key_account.report.bonus_request import BonusRequest, bonus_request, readable_errors
from key_account.report.columns import currency_column, link_column, money_card, money_column

Row = tuple[Receipt, Part]


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	request = bonus_request(filters)
	filters = filters or {}
	with readable_errors():
		clients = _group_of(filters["client"]) if filters.get("client") else None
		parts = list(_parts(request, filters.get("category"), filters.get("show"), clients))
		difference = _difference(request, parts) if _is_whole(request, filters) else None
	parts.sort(key=lambda row: (row[0].day, row[0].original, row[0].voucher_no, row[1].sales_person or ""))
	return (
		columns(),
		[_data_row(receipt, part, request.books.config.currency) for receipt, part in parts],
		None,
		None,
		_summary(parts, request.books.config.currency, difference),
	)


def columns() -> list[dict]:
	def ratio(fieldname: str, label: str) -> dict:
		return {
			"fieldname": fieldname,
			"label": label,
			"fieldtype": "Percent",
			"precision": "4",
			"width": 110,
		}

	return [
		{"fieldname": "day", "label": _("Collection Date"), "fieldtype": "Date", "width": 135},
		link_column("invoice", _("Sales Invoice"), "Sales Invoice", 170),
		link_column("customer", _("Customer"), "Customer"),
		{"fieldname": "voucher_type", "label": _("Voucher Type"), "fieldtype": "Data", "width": 120},
		{
			"fieldname": "voucher_no",
			"label": _("Voucher"),
			"fieldtype": "Dynamic Link",
			"options": "voucher_type",
			"width": 170,
		},
		money_column("amount", _("Moved in Ledger")),
		ratio("cash_factor", _("Cash Factor")),
		money_column("cash", _("Cash Collected")),
		ratio("net_ratio", _("Net of Tax")),
		ratio("line_share", _("Line Share")),
		ratio("split", _("Contribution")),
		{"fieldname": "category", "label": _("Category"), "fieldtype": "Data", "width": 130},
		link_column("sales_person", _("Sales Person"), "Sales Person"),
		money_column("credited", _("Credited")),
		money_column("not_credited", _("Not Credited")),
		{"fieldname": "reason", "label": _("Reason"), "fieldtype": "Data", "width": 150},
		currency_column(),
	]


def _group_of(client: str) -> set[str]:
	"""A client and all clients below it, whose bonuses roll up to it (clients.md, parent client)."""
	rows = frappe.get_all(
		"Customer",
		filters={"ka_parent_client": ("is", "set")},
		fields=["name", "ka_parent_client"],
		order_by="name",
	)
	return all_below(client, {row.name: row.ka_parent_client for row in rows})


def _parts(
	request: BonusRequest, category: str | None, show: str | None, clients: set[str] | None
) -> Iterator[Row]:
	"""Parts of the quarter's receipts that the reader may see and asked for.

	Tax and non-cash belong to the receipt, not to a person: a reader who sees some people only, sees the
	parts of these people.
	"""
	books, quarter = request.books, request.quarter
	plan = books.required_plan(quarter)
	rules = books.rules(quarter, plan, books.targets(quarter, plan))
	sharing = Sharing(rules)
	for receipt in books.receipts(quarter.start, quarter.end):
		if request.customers is not None and receipt.customer not in request.customers:
			continue
		if clients is not None and receipt.customer not in clients:
			continue
		for part in sharing.parts(receipt):
			if not (request.sees_all and not request.chosen) and not request.shows(part.sales_person):
				continue
			if category and (part.category is None or part.category.name != category):
				continue
			if show and show != "All" and (part.reason is None) != (show == "Credited"):
				continue
			yield receipt, part


def _is_whole(request: BonusRequest, filters: Mapping[str, Any]) -> bool:
	narrowed = (
		filters.get("category") or filters.get("client") or filters.get("show") not in (None, "", "All")
	)
	return request.sees_all and not request.chosen and not narrowed


def _difference(request: BonusRequest, parts: list[Row]) -> Decimal:
	return request.books.ledger_total(request.quarter) - sum((part.amount for _receipt, part in parts), ZERO)


def _data_row(receipt: Receipt, part: Part, currency: str) -> dict:
	shared = part.reason not in (Reason.TAX, Reason.NO_CASH, Reason.BILL_NOT_CASHED)
	category = part.category.name if part.category else None
	return {
		"day": receipt.day,
		"invoice": receipt.invoice,
		"customer": receipt.customer,
		"voucher_type": receipt.voucher_type,
		"voucher_no": receipt.voucher_no,
		"amount": float(receipt.amount),
		"cash_factor": float(receipt.cash_factor * HUNDRED),
		"cash": float(receipt.cash),
		"net_ratio": float(receipt.net_ratio * HUNDRED),
		"line_share": float(part.line_share * HUNDRED) if shared else None,
		"split": float(part.split * HUNDRED) if shared else None,
		"category": _("{0} (below standard quote)").format(category) if part.allocated else category,
		"sales_person": part.sales_person,
		"credited": None if part.reason else float(part.amount),
		"not_credited": float(part.amount) if part.reason else None,
		"reason": _(part.reason.value) if part.reason else None,
		"currency": currency,
	}


def _summary(parts: list[Row], currency: str, difference: Decimal | None) -> list[dict]:
	credited = sum((part.amount for _receipt, part in parts if part.reason is None), ZERO)
	excluded: dict[Reason, Decimal] = {}
	for _receipt, part in parts:
		if part.reason:
			excluded[part.reason] = excluded.get(part.reason, ZERO) + part.amount

	summary = [money_card(_("Credited"), credited, "Green", currency)]
	summary += [
		money_card(_(reason.value), excluded[reason], "Gray", currency)
		for reason in Reason
		if excluded.get(reason)
	]
	if difference is not None:
		indicator = "Red" if difference else "Green"
		summary.append(money_card(_("Difference to Ledger"), difference, indicator, currency))
	return summary
