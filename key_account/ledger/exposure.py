"""What a customer owes and has ordered, as ERPNext counts it against a credit limit, in one query."""

from decimal import Decimal

from key_account.ledger.source import Source, to_decimal

# ERPNext's get_customer_outstanding (selling/doctype/customer) asks three times, and knows no order to leave out:
# the ledger, what of submitted orders is not billed, and what was delivered without an order and is not billed.
EXPOSURE = """
	SELECT
		(
			SELECT COALESCE(SUM(debit - credit), 0)
			FROM `tabGL Entry`
			WHERE party_type = 'Customer' AND party = %(customer)s AND company = %(company)s AND is_cancelled = 0
		),
		(
			SELECT COALESCE(SUM(base_grand_total * (100 - per_billed) / 100), 0)
			FROM `tabSales Order`
			WHERE customer = %(customer)s AND company = %(company)s AND docstatus = 1
				AND per_billed < 100 AND status <> 'Closed' AND name <> %(without)s
		),
		(
			SELECT COALESCE(SUM((amount - billed) / base_net_total * base_grand_total), 0)
			FROM (
				SELECT
					item.amount, note.base_net_total, note.base_grand_total,
					COALESCE((
						SELECT SUM(sold.amount)
						FROM `tabSales Invoice Item` sold
						WHERE sold.dn_detail = item.name AND sold.docstatus = 1
					), 0) AS billed
				FROM `tabDelivery Note` note
				JOIN `tabDelivery Note Item` item ON item.parent = note.name
				WHERE note.customer = %(customer)s AND note.company = %(company)s AND note.docstatus = 1
					AND note.status NOT IN ('Closed', 'Stopped') AND note.base_net_total <> 0
					AND COALESCE(item.against_sales_order, '') = '' AND COALESCE(item.against_sales_invoice, '') = ''
			) AS delivered
			WHERE amount > billed
		)
"""


def exposure(source: Source, customer: str, company: str, without: str | None = None) -> Decimal:
	"""What stands against a customer's credit limit with a company, in company currency.

	without     a Sales Order that is left out
	"""
	params = {"customer": customer, "company": company, "without": without or ""}
	(amounts,) = source.rows(EXPOSURE, params)
	return sum(map(to_decimal, amounts), Decimal(0))
