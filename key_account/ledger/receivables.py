"""What customers owe, by ERPNext's Payment Ledger."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from key_account.ledger.source import Source, to_decimal

# An open item is an invoice with all that was booked against it, or a payment that stands by itself.
OWED = """
	SELECT
		party,
		SUM(open_amount),
		SUM(CASE WHEN open_amount > 0 AND due_date < %(on)s THEN open_amount ELSE 0 END)
	FROM (
		SELECT
			ple.party,
			SUM(ple.amount) AS open_amount,
			MAX(CASE WHEN ple.voucher_no = ple.against_voucher_no THEN ple.due_date END) AS due_date
		FROM {rows}
		WHERE ple.company = %(company)s AND ple.posting_date <= %(on)s AND ple.delinked = 0
			AND ple.account_type = 'Receivable' AND ple.party_type = 'Customer'
		GROUP BY ple.party, ple.against_voucher_type, ple.against_voucher_no
	) AS open_items
	GROUP BY party
"""
OF_ALL_ITEMS = OWED.format(rows="`tabPayment Ledger Entry` AS ple")

# Items that can be open on a day: what is open now, what is no invoice, and what anything was booked on since. ERPNext
# keeps what is open of an invoice in the customer's currency only, so those in a foreign one are looked up in any case.
OF_OPEN_ITEMS = OWED.format(
	rows="""(
			SELECT 'Sales Invoice' AS item_type, name AS item
			FROM `tabSales Invoice`
			WHERE company = %(company)s AND docstatus = 1 AND (outstanding_amount <> 0 OR conversion_rate <> 1)
			UNION
			SELECT against_voucher_type, against_voucher_no
			FROM `tabPayment Ledger Entry`
			WHERE against_voucher_type NOT IN ('Sales Invoice', 'Purchase Invoice')
				AND company = %(company)s AND delinked = 0 AND account_type = 'Receivable'
			UNION
			SELECT against_voucher_type, against_voucher_no
			FROM `tabPayment Ledger Entry`
			WHERE company = %(company)s AND posting_date > %(on)s AND delinked = 0 AND account_type = 'Receivable'
		) AS items
		STRAIGHT_JOIN `tabPayment Ledger Entry` AS ple
			ON ple.against_voucher_type = items.item_type AND ple.against_voucher_no = items.item"""
)

# Answered by the index of company and day alone.
POSTED = """
	SELECT COUNT(CASE WHEN posting_date > %(on)s THEN 1 END), COUNT(CASE WHEN posting_date <= %(on)s THEN 1 END)
	FROM `tabPayment Ledger Entry` WHERE company = %(company)s
"""
#: To look up items takes longer than to add up all there were, once so much was posted since, as a share of the latter.
MUCH = 0.4


class Owed(NamedTuple):
	"""What a customer owes, in company currency.

	outstanding   less what was paid in advance; below zero where that is more
	overdue       of open invoices past their due date; advances are not set off
	"""

	outstanding: Decimal = Decimal(0)
	overdue: Decimal = Decimal(0)


def receivables(source: Source, company: str, on: dt.date) -> dict[str, Owed]:
	"""customer -> what they owed a company at the end of a day; those without open items may be left out.

	Two queries, however many items there are. Near the present those that can be open are looked up.
	"""
	params = {"company": company, "on": on}
	((since, until),) = source.rows(POSTED, params)
	rows = source.rows(OF_ALL_ITEMS if since > MUCH * until else OF_OPEN_ITEMS, params)
	return {party: Owed(to_decimal(outstanding), to_decimal(overdue)) for party, outstanding, overdue in rows}
