"""Client Portfolio: all registered clients with their standing, health, money and visits (clients.md)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _

from key_account.clients.category_words import shown, words_of_reader
from key_account.health import Condition
from key_account.ledger.source import to_decimal
from key_account.permissions.sales_people import check_company
from key_account.report.client_reports import column, count_card, percent_column, seen
from key_account.report.columns import currency_column, link_column, money_card, money_column

# Figures are those that the nightly job kept; standing and due visits are as they are now.
CLIENTS = """
	SELECT archive.name AS archive, archive.party AS client, archive.client_name, archive.account_manager,
		customer.ka_tier AS tier, customer.ka_grade AS grade, customer.ka_categories AS categories,
		customer.ka_next_visit_due AS next_visit_due, tier.from_points,
		health.points, health.condition, health.collected_year, health.outstanding, health.overdue,
		health.last_contact, health.as_of
	FROM `tabClient Archive` archive
	JOIN `tabCustomer` customer ON customer.name = archive.party
	LEFT JOIN `tabClient Tier` tier ON tier.name = customer.ka_tier
	LEFT JOIN `tabClient Health` health ON health.archive = archive.name AND health.is_latest = 1
	WHERE archive.party_type = 'Customer' AND archive.status = 'Registered' AND archive.company = %(company)s
"""

#: Filter -> what it asks of a row.
FILTERS = {
	"tier": "customer.ka_tier = %(tier)s",
	"account_manager": "archive.account_manager = %(account_manager)s",
	"condition": "health.condition = %(condition)s",
}

COLOURS = {Condition.GOOD: "#48bb74", Condition.WATCH: "#ed8936", Condition.AT_RISK: "#e24c4c"}
NOT_JUDGED = "#a6b1b9"


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	filters = frappe._dict(filters or {})
	company = check_company(filters.company)
	currency = frappe.get_cached_value("Company", company, "default_currency")
	found = _clients({**filters, "company": company})
	words = words_of_reader()
	rows = [_row(each, currency, words) for each in found]
	return columns(), rows, _note(found), _chart(found), _summary(found, currency)


def columns() -> list[dict]:
	return [
		link_column("client", _("Customer"), "Customer", 180),
		column("client_name", _("Client Name"), width=180),
		link_column("tier", _("Client Tier"), "Client Tier", 120),
		column("grade", _("Client Grade"), width=90),
		column("categories", _("Client Categories"), width=150),
		percent_column("points", _("Account Health")),
		column("condition", _("Health Condition"), width=150),
		money_column("collected_year", _("Collected in 12 Months"), 160),
		money_column("outstanding", _("Outstanding")),
		money_column("overdue", _("Overdue")),
		column("last_contact", _("Last Contact"), "Date"),
		column("next_visit_due", _("Next Visit Due"), "Date"),
		link_column("account_manager", _("Account Manager"), "User", 180),
		link_column("archive", _("Client Archive"), "Client Archive", 140),
		column("as_of", _("Health As Of"), "Date"),
		currency_column(),
	]


def _clients(filters: Mapping[str, Any]) -> list[frappe._dict]:
	"""The clients the reader may see; those of the highest tier first, in it the one in the worst health."""
	asked = "".join(f" AND {condition}" for name, condition in FILTERS.items() if filters.get(name))
	order = " ORDER BY COALESCE(tier.from_points, -1) DESC, health.points, archive.client_name, archive.name"
	return frappe.db.sql(CLIENTS + asked + seen("archive") + order, filters, as_dict=True)


def _row(client: frappe._dict, currency: str, words: Mapping[str, str]) -> dict[str, Any]:
	return {
		**client,
		"categories": ", ".join(shown(client.categories, words)),
		"points": client.points if client.condition else None,
		"condition": _(client.condition) if client.condition else None,
		"state": client.condition,
		"currency": currency,
	}


def _note(found: Sequence[frappe._dict]) -> str:
	days = [client.as_of for client in found if client.as_of]
	if not days:
		return _("Health and money are computed every night; nothing was yet.")
	return _("Health and money are as of the end of {0}, as the nightly job kept them.").format(
		frappe.format(max(days), "Date")
	)


def _chart(found: Sequence[frappe._dict]) -> dict | None:
	"""How many clients of each tier are in which condition."""
	if not found:
		return None
	counts = Counter((client.tier, client.condition or None) for client in found)
	tiers = list(dict.fromkeys(client.tier for client in found))
	conditions = [*(condition.value for condition in Condition), None]
	shown = [condition for condition in conditions if any(counts[tier, condition] for tier in tiers)]
	colours = {condition.value: colour for condition, colour in COLOURS.items()}
	return {
		"type": "bar",
		"data": {
			"labels": [_(tier) if tier else _("No Tier Yet") for tier in tiers],
			"datasets": [
				{
					"name": _(condition) if condition else _("Not Judged"),
					"values": [counts[tier, condition] for tier in tiers],
				}
				for condition in shown
			],
		},
		"barOptions": {"stacked": 1},
		"colors": [colours.get(condition, NOT_JUDGED) for condition in shown],
	}


def _summary(found: Sequence[frappe._dict], currency: str) -> list[dict]:
	collected, outstanding, overdue = (
		sum((to_decimal(client[part]) for client in found), to_decimal(0))
		for part in ("collected_year", "outstanding", "overdue")
	)
	at_risk = sum(client.condition == Condition.AT_RISK.value for client in found)
	return [
		count_card(_("Clients"), len(found), "Blue"),
		count_card(_("At Risk"), at_risk, "Red" if at_risk else "Green"),
		money_card(_("Collected in 12 Months"), collected, "Green", currency),
		money_card(_("Outstanding"), outstanding, "Blue", currency),
		money_card(_("Overdue"), overdue, "Red" if overdue else "Green", currency),
	]
