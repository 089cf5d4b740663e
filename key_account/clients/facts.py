"""The facts that account health is made of, read for all registered clients of a company at once.

Each of them is one query, however many clients there are; money collected, which is read receipt by receipt as the
bonus reads it, is one for each quarter.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import frappe

from key_account.bonus.periods import quarter_of_day
from key_account.health import Facts
from key_account.ledger.books import Books
from key_account.ledger.receivables import Owed, receivables
from key_account.ledger.site import SiteSource, site_config
from key_account.ledger.source import to_decimal
from key_account.stakeholders import Role

TREND = dt.timedelta(days=90)
YEAR = dt.timedelta(days=365)
ONE_DAY = dt.timedelta(days=1)
ZERO = Decimal(0)

CLIENTS = """
	SELECT archive.name, archive.party, archive.client_name, archive.account_manager, archive.confidentiality,
		DATE(archive.registered_on), tier.visit_interval_days
	FROM `tabClient Archive` archive
	JOIN `tabCustomer` customer ON customer.name = archive.party
	LEFT JOIN `tabClient Tier` tier ON tier.name = customer.ka_tier
	WHERE archive.party_type = 'Customer' AND archive.status = 'Registered' AND archive.company = %(company)s
	ORDER BY archive.name
"""

# What a line cost is what was entered on it, whatever its sign on a return; else on the line it returns or the
# order's, in proportion; else what the stock it was taken from was worth.
MARGINS = """
	SELECT customer, SUM(net), SUM(net - cost) FROM (
		SELECT invoice.customer, item.base_net_amount AS net,
			COALESCE(
				CASE WHEN item.base_net_amount < 0
					THEN -ABS(NULLIF(item.ka_cost_amount, 0)) ELSE NULLIF(item.ka_cost_amount, 0) END,
				NULLIF(sold.ka_cost_amount, 0) * item.base_net_amount / NULLIF(sold.base_net_amount, 0),
				NULLIF(ordered.ka_cost_amount, 0) * item.base_net_amount / NULLIF(ordered.base_net_amount, 0),
				NULLIF(item.incoming_rate, 0) * item.stock_qty
			) AS cost
		FROM `tabSales Invoice` invoice
		JOIN `tabSales Invoice Item` item ON item.parent = invoice.name AND item.parenttype = 'Sales Invoice'
		LEFT JOIN `tabSales Invoice Item` sold ON sold.name = item.sales_invoice_item
		LEFT JOIN `tabSales Order Item` ordered ON ordered.name = item.so_detail
		WHERE invoice.company = %(company)s AND invoice.docstatus = 1
			AND invoice.posting_date BETWEEN %(start)s AND %(end)s
	) line
	WHERE cost IS NOT NULL
	GROUP BY customer
"""

ORDERS = """
	SELECT customer, SUM(base_net_total) FROM `tabSales Order`
	WHERE company = %(company)s AND docstatus = 1 AND transaction_date BETWEEN %(start)s AND %(end)s
	GROUP BY customer
"""

ISSUES = """
	SELECT customer, SUM(CASE WHEN issue_type = %(complaint)s THEN 0 ELSE 1 END),
		SUM(CASE WHEN issue_type = %(complaint)s THEN 1 ELSE 0 END)
	FROM `tabIssue`
	WHERE COALESCE(customer, '') <> '' AND status NOT IN ('Resolved', 'Closed')
	GROUP BY customer
"""

# Closeness is kept as a share of 1; covered is whom somebody of ours looks after and knows (stakeholders.py).
DECISION_MAKERS = """
	SELECT parent, COUNT(*), SUM(CASE WHEN COALESCE(our_owner, '') <> '' AND closeness >= 0.1 THEN 1 ELSE 0 END)
	FROM `tabClient Stakeholder`
	WHERE parenttype = 'Client Archive' AND role = %(role)s
	GROUP BY parent
"""

# A plan that failed was planned all the same; one that pauses expects nothing.
PLANNED = """
	SELECT archive, SUM(expected_sales) FROM `tabDevelopment Plan`
	WHERE company = %(company)s AND status <> 'Paused' AND expected_close_on BETWEEN %(start)s AND %(end)s
	GROUP BY archive
"""

SATISFACTION = """
	SELECT archive, AVG(overall) FROM `tabSatisfaction Survey`
	WHERE status = 'Answered' AND overall > 0 AND answered_on >= %(start)s AND answered_on < %(after)s
	GROUP BY archive
"""

LAST_CONTACTS = """
	SELECT parent, MAX(date) FROM `tabClient Follow-up`
	WHERE parenttype = 'Client Archive' AND date <= %(on)s
	GROUP BY parent
"""


@dataclass(frozen=True, slots=True)
class Client:
	"""A registered client, by its archive.

	visit_every   days that its tier asks for between visits, or None
	"""

	archive: str
	customer: str
	client_name: str
	account_manager: str | None
	is_confidential: bool
	registered_on: dt.date
	visit_every: int | None


@dataclass(frozen=True, slots=True)
class ClientFacts:
	"""What is known of a client on a day; amounts in company currency, `collected_year` without tax."""

	client: Client
	facts: Facts
	collected_year: Decimal
	last_contact: dt.date | None
	next_visit_due: dt.date | None


def registered_clients(company: str) -> list[Client]:
	"""The Customers whose archives are registered for a company."""
	return [
		Client(
			archive,
			party,
			name,
			manager or None,
			confidentiality == "Confidential",
			registered,
			every or None,
		)
		for archive, party, name, manager, confidentiality, registered, every in SiteSource().rows(
			CLIENTS, {"company": company}
		)
	]


def read(company: str, on: dt.date, expected_margin: Decimal | None = None) -> dict[str, ClientFacts]:
	"""Archive -> facts of all registered clients of a company on a day.

	expected_margin   a fraction (0.3 is 30 %), or None
	raises            BonusError where the company's books cannot be read
	"""
	source = SiteSource()
	books = Books(source, company, site_config(company))
	money = collected(books, on)
	owed = receivables(source, company, on)
	last_contacts = dict(source.rows(LAST_CONTACTS, {"on": on}))
	others = _other_facts(books, on)
	found = {}
	for client in registered_clients(company):
		last = last_contacts.get(client.archive)
		since = last or client.registered_on
		sums = money.get(client.customer, Collected())
		debt = owed.get(client.customer, Owed())
		facts = Facts(
			collected=sums.trend,
			collected_before=sums.trend_before,
			outstanding=debt.outstanding,
			overdue=debt.overdue,
			expected_margin=expected_margin,
			days_since_visit=max((on - since).days, 0),
			days_between_visits=client.visit_every,
			**others.get(client.customer, {}),
			**others.get(client.archive, {}),
		)
		due = since + dt.timedelta(days=client.visit_every) if client.visit_every else None
		found[client.archive] = ClientFacts(client, facts, sums.year, last, due)
	return found


@dataclass(slots=True)
class Collected:
	"""Money collected of a client without tax: in 90 days, in the same days a year earlier, and in 12 months."""

	trend: Decimal = ZERO
	trend_before: Decimal = ZERO
	year: Decimal = ZERO


def trend_days(on: dt.date, years_before: int = 0) -> tuple[dt.date, dt.date]:
	"""The first and last of the 90 days up to `on`, or of the same a number of years before."""
	end = on - years_before * YEAR
	return end - TREND + ONE_DAY, end


def collected(books: Books, on: dt.date) -> dict[str, Collected]:
	"""Customer -> what was collected up to a day, as the bonus counts it: net of tax, bills only once cashed."""
	trend_from, _ = trend_days(on)
	before_from, before_to = trend_days(on, 1)
	year_from = on - YEAR + ONE_DAY
	found: dict[str, Collected] = defaultdict(Collected)
	start = before_from
	while start <= on:
		# A quarter at a time, so that memory does not grow with the years.
		end = min(start + TREND, on)
		for receipt in books.collections(start, end):
			if receipt.held:
				continue
			sums = found[receipt.customer]
			if receipt.day <= before_to:
				sums.trend_before += receipt.net
			if receipt.day >= year_from:
				sums.year += receipt.net
			if receipt.day >= trend_from:
				sums.trend += receipt.net
		start = end + ONE_DAY
	return found


def _other_facts(books: Books, on: dt.date) -> dict[str, dict[str, Any]]:
	"""Customer or archive -> what is known by either of it, by the names that Facts has for it."""
	year = {"company": books.company, "start": on - YEAR + ONE_DAY, "end": on, "after": on + ONE_DAY}
	fiscal_year = {**year, "start": fiscal_year_start(books, on)}
	settings = frappe.get_cached_doc("Key Account Settings")
	# No issue has this type where none is set.
	complaint = {"complaint": settings.get("complaint_issue_type") or "\0"}
	role = {"role": Role.DECISION_MAKER.value}
	found: dict[str, dict[str, Any]] = defaultdict(dict)
	for names, kind, sql, params in (
		(("revenue", "gross_profit"), to_decimal, MARGINS, year),
		(("orders",), to_decimal, ORDERS, fiscal_year),
		(("open_issues", "open_complaints"), int, ISSUES, complaint),
		(("decision_makers", "covered"), int, DECISION_MAKERS, role),
		(("planned_orders",), to_decimal, PLANNED, fiscal_year),
		(("satisfaction",), to_decimal, SATISFACTION, year),
	):
		for key, *values in SiteSource().rows(sql, params):
			found[key].update(zip(names, map(kind, values), strict=True))
	return found


def fiscal_year_start(books: Books, on: dt.date) -> dt.date:
	"""The first day of the company's fiscal year that holds a day; 1 January where it has none."""
	quarter = quarter_of_day(on, books.quarters)
	if quarter is None:
		return dt.date(on.year, 1, 1)
	return min(each.start for each in books.quarters if each.fiscal_year == quarter.fiscal_year)
