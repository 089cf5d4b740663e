"""What one client owes, and how it paid what fell due, by ERPNext's Payment Ledger."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from key_account.ledger.source import Source, as_date, to_decimal
from key_account.scoring import ZERO

# An open item is an invoice with all that was booked against it, or a payment that stands by itself.
OPEN_ITEMS = """
	SELECT
		MAX(CASE WHEN voucher_no = against_voucher_no THEN due_date END) AS due_date,
		SUM(CASE WHEN voucher_no = against_voucher_no THEN amount ELSE 0 END) AS invoiced,
		SUM(amount) AS open_amount,
		MAX(CASE WHEN voucher_no <> against_voucher_no THEN posting_date END) AS last_paid
	FROM `tabPayment Ledger Entry`
	WHERE party_type = 'Customer' AND party = %(customer)s AND company = %(company)s
		AND posting_date <= %(on)s AND delinked = 0 AND account_type = 'Receivable'
	GROUP BY against_voucher_type, against_voucher_no
"""


@dataclass(frozen=True, slots=True)
class ClientReceivables:
	"""Amounts in company currency, with tax.

	outstanding   less what was paid in advance; below zero where that is more
	overdue       of open invoices past their due date
	days_late     of the oldest of these
	due, on_time  what fell due in the 12 months, and what of it was settled on its due date or before
	"""

	outstanding: Decimal = ZERO
	overdue: Decimal = ZERO
	days_late: int = 0
	due: Decimal = ZERO
	on_time: Decimal = ZERO


def client_receivables(source: Source, company: str, customer: str, on: dt.date) -> ClientReceivables:
	"""What a customer owes a company at the end of a day, in one query."""
	outstanding = overdue = due = on_time = ZERO
	days_late = 0
	year_ago = on - dt.timedelta(days=365)
	for due_day, invoiced, left, last_paid in source.rows(
		OPEN_ITEMS, {"company": company, "customer": customer, "on": on}
	):
		amount, still_open = to_decimal(invoiced), to_decimal(left)
		outstanding += still_open
		day = as_date(due_day) if due_day else None
		if day is None or day >= on:
			continue
		if still_open > 0:
			overdue += still_open
			days_late = max(days_late, (on - day).days)
		if amount > 0 and day > year_ago:
			due += amount
			if still_open <= 0 and last_paid and as_date(last_paid) <= day:
				on_time += amount
	return ClientReceivables(outstanding, overdue, days_late, due, on_time)
