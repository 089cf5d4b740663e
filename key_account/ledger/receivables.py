"""What customers owe, by ERPNext's Payment Ledger."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from key_account.ledger.source import Source, to_decimal

# An open item is an invoice with all that was booked against it, or a payment that stands by itself.
RECEIVABLES = """
	SELECT
		party,
		SUM(open_amount),
		SUM(CASE WHEN open_amount > 0 AND due_date < %(on)s THEN open_amount ELSE 0 END)
	FROM (
		SELECT
			party,
			SUM(amount) AS open_amount,
			MAX(CASE WHEN voucher_no = against_voucher_no THEN due_date END) AS due_date
		FROM `tabPayment Ledger Entry`
		WHERE company = %(company)s AND posting_date <= %(on)s AND delinked = 0
			AND account_type = 'Receivable' AND party_type = 'Customer'
		GROUP BY party, against_voucher_type, against_voucher_no
	) AS open_items
	GROUP BY party
"""


class Owed(NamedTuple):
	"""What a customer owes, in company currency.

	outstanding   less what was paid in advance; below zero where that is more
	overdue       of open invoices past their due date; advances are not set off
	"""

	outstanding: Decimal = Decimal(0)
	overdue: Decimal = Decimal(0)


def receivables(source: Source, company: str, on: dt.date) -> dict[str, Owed]:
	"""customer -> what they owed a company at the end of a day, in one query."""
	rows = source.rows(RECEIVABLES, {"company": company, "on": on})
	return {party: Owed(to_decimal(outstanding), to_decimal(overdue)) for party, outstanding, overdue in rows}
