"""Client Group Receivables: what each client owes, and each group together (clients.md, Client Archive)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from key_account.groups import group_totals
from key_account.hierarchy import depth_first
from key_account.ledger.receivables import Owed, receivables
from key_account.ledger.site import SiteSource
from key_account.permissions.clients import visible_clients
from key_account.permissions.sales_people import check_company
from key_account.report.columns import currency_column, link_column, money_card, money_column

CHART_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Client:
	"""A Customer as far as this report shows it."""

	name: str
	customer_name: str
	account_manager: str | None
	parent: str | None
	credit_limit: float


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	company = check_company(filters.company)
	on = getdate(filters.on) if filters.on else getdate()
	clients = _clients(company)
	parents = {name: client.parent for name, client in clients.items()}
	owed = receivables(SiteSource(), company, on)
	singles = (
		{name for name, own in owed.items() if own.outstanding} if filters.with_single_clients else set()
	)
	order = _chosen(_order(clients, parents), filters.customer, singles)
	currency = frappe.get_cached_value("Company", company, "default_currency")
	rows = _rows(order, clients, owed, currency)
	if rows:
		note = _("Money paid in advance lowers what is outstanding, not what is overdue.")
	else:
		note = _("No groups yet: a registered client gets its parent client by a Client Change Request.")
	return columns(), rows, note, _chart(rows), _summary(rows, currency)


def columns() -> list[dict]:
	share = {"fieldtype": "Percent", "precision": "1", "width": 130}
	return [
		link_column("client", _("Customer"), "Customer", 240),
		{"fieldname": "client_name", "label": _("Customer Name"), "fieldtype": "Data", "width": 180},
		link_column("account_manager", _("Account Manager"), "User", 160),
		money_column("outstanding", _("Outstanding")),
		money_column("overdue", _("Overdue")),
		{"fieldname": "overdue_share", "label": _("Overdue Share"), **share},
		money_column("group_outstanding", _("Outstanding of Group"), 180),
		money_column("group_overdue", _("Overdue of Group"), 160),
		money_column("credit_limit", _("Credit Limit")),
		currency_column(),
	]


def _clients(company: str) -> dict[str, Client]:
	"""The clients the reader may see, by name."""
	visible = visible_clients()
	limits = {
		row.parent: row.credit_limit
		for row in frappe.get_all(
			"Customer Credit Limit",
			filters={"company": company, "parenttype": "Customer"},
			fields=["parent", "credit_limit"],
			order_by="parent",
		)
	}
	rows = frappe.get_all(
		"Customer",
		fields=["name", "customer_name", "account_manager", "ka_parent_client"],
		order_by="customer_name, name",
	)
	return {
		row.name: Client(
			row.name, row.customer_name, row.account_manager, row.ka_parent_client, limits.get(row.name, 0)
		)
		for row in rows
		if visible is None or row.name in visible
	}


def _order(clients: Mapping[str, Client], parents: Mapping[str, str | None]) -> list[tuple[str, int]]:
	"""All clients in the order of their groups; those in a circle, which the form refuses, stand alone."""
	order = depth_first(clients, parents)
	placed = {name for name, _depth in order}
	return order + [(name, 0) for name in clients if name not in placed]


def _chosen(
	order: Sequence[tuple[str, int]], customer: str | None, singles: Collection[str]
) -> list[tuple[str, int]]:
	"""What of the order was asked for: groups, or the one below a customer; of clients without a group, `singles`."""
	chosen: list[tuple[str, int]] = []
	below: int | None = None
	for name, depth in order:
		if below is not None and depth <= below:
			below = None
		if customer and below is None and name == customer:
			below = depth
		if not customer or below is not None:
			chosen.append((name, depth - (below or 0)))
	if customer:
		return chosen
	next_depths = [*(depth for _name, depth in chosen[1:]), 0]
	return [
		(name, depth)
		for (name, depth), next_depth in zip(chosen, next_depths, strict=False)
		if depth or next_depth or name in singles
	]


def _rows(
	order: Sequence[tuple[str, int]], clients: Mapping[str, Client], owed: Mapping[str, Owed], currency: str
) -> list[dict]:
	of_group = {
		part: group_totals(order, {name: getattr(owed.get(name, Owed()), part) for name, _depth in order})
		for part in ("outstanding", "overdue")
	}
	in_groups = {clients[name].parent for name, depth in order if depth}
	rows = []
	for name, depth in order:
		client, own = clients[name], owed.get(name, Owed())
		rows.append(
			{
				"client": name,
				"client_name": client.customer_name,
				"account_manager": client.account_manager,
				"outstanding": float(own.outstanding),
				"overdue": float(own.overdue),
				"overdue_share": _share(own.overdue, own.outstanding),
				"group_outstanding": float(of_group["outstanding"][name]),
				"group_overdue": float(of_group["overdue"][name]),
				"credit_limit": client.credit_limit or None,
				"currency": currency,
				"parent_client": client.parent if depth else None,
				"is_parent": name in in_groups,
				"indent": depth,
			}
		)
	return rows


def _share(overdue: Decimal, outstanding: Decimal) -> float | None:
	return float(overdue * 100 / outstanding) if outstanding > 0 else None


def _chart(rows: Sequence[Mapping[str, Any]]) -> dict | None:
	"""The groups that owe most, with what of it is overdue."""
	groups = sorted(
		(row for row in rows if not row["indent"] and row["group_outstanding"] > 0),
		key=lambda row: -row["group_outstanding"],
	)[:CHART_GROUPS]
	if not groups:
		return None
	return {
		"type": "bar",
		"data": {
			"labels": [row["client_name"] for row in groups],
			"datasets": [
				{"name": _("Outstanding of Group"), "values": [row["group_outstanding"] for row in groups]},
				{"name": _("Overdue of Group"), "values": [row["group_overdue"] for row in groups]},
			],
		},
		"fieldtype": "Currency",
		"colors": ["#5e64ff", "#ff5858"],
	}


def _summary(rows: Sequence[Mapping[str, Any]], currency: str) -> list[dict]:
	outstanding, overdue = (
		sum((Decimal(str(row[part])) for row in rows), Decimal(0)) for part in ("outstanding", "overdue")
	)
	return [
		money_card(_("Outstanding"), outstanding, "Blue", currency),
		money_card(_("Overdue"), overdue, "Red" if overdue else "Green", currency),
	]
