"""The ledger queries, in MariaDB's words; each source turns them into its own (site.py, sqlite.py).

Every value is bound; what is put together here are parts of queries, never parameters.

Rows that may be collected are those of the Payment Ledger, not delinked, of a customer's receivable, against
a Sales Invoice, by a Payment Entry or a Journal Entry. A row counts on the later of the voucher's and the
original invoice's date while the voucher is submitted; once it is cancelled, which leaves rows only in
immutable ledgers, its own date stands for the voucher's. To find a quarter's rows by index, they are looked for by their own
date, by their invoice's date, and by the date of advances in separate accounts, whose rows are dated
otherwise; the branches do not overlap.
"""

_VOUCHER_DATE = "COALESCE(pe.posting_date, je.posting_date)"
_INVOICE_DATE = "COALESCE(original.posting_date, invoice.posting_date)"
_CLEARANCE_DATE = "COALESCE(pe.clearance_date, je.clearance_date)"

_IS_BILL = """%(bill_when_cashed)s = 1 AND (pe.paid_to IN %(bill_accounts)s OR EXISTS (
	SELECT 1 FROM `tabJournal Entry Account` entry
	WHERE entry.parent = je.name AND entry.account IN %(bill_accounts)s))"""

# A bill of exchange that counts when cashed has a later day than its voucher once it is.
_COUNTED_FROM = f"""CASE WHEN COALESCE(pe.docstatus, je.docstatus) <> 1 THEN ple.posting_date
	WHEN {_CLEARANCE_DATE} > {_VOUCHER_DATE} AND {_IS_BILL} THEN {_CLEARANCE_DATE} ELSE {_VOUCHER_DATE} END"""

_DAY = f"GREATEST({_COUNTED_FROM}, {_INVOICE_DATE})"

_COLLECTING = """ple.delinked = 0 AND ple.account_type = 'Receivable' AND ple.party_type = 'Customer'
	AND ple.against_voucher_type = 'Sales Invoice' AND ple.voucher_type IN ('Payment Entry', 'Journal Entry')
	AND ple.company = %(company)s"""

_JOINS = """
	STRAIGHT_JOIN `tabSales Invoice` invoice ON invoice.name = ple.against_voucher_no
	LEFT JOIN `tabSales Invoice` original ON original.name = invoice.return_against AND invoice.is_return = 1
	LEFT JOIN `tabPayment Entry` pe ON ple.voucher_type = 'Payment Entry' AND pe.name = ple.voucher_no
	LEFT JOIN `tabJournal Entry` je ON ple.voucher_type = 'Journal Entry' AND je.name = ple.voucher_no
	LEFT JOIN `tabCustomer` customer ON customer.name = invoice.customer
"""

_IN_PERIOD = "BETWEEN %(start)s AND %(end)s"

# Where rows are found. Each of these gives a row `ple`, of the Payment Ledger or in its place, with its
# documents; none gives a row that one before it gave. STRAIGHT_JOIN keeps the order in which tables are read,
# where the statistics of half-empty indexes speak for reading whole tables: first what an index finds, then its
# documents by name.
_BY_ROW_DATE = f"""FROM `tabPayment Ledger Entry` ple {_JOINS}
	WHERE {_COLLECTING} AND ple.posting_date {_IN_PERIOD} AND {_DAY} {_IN_PERIOD}"""

_BY_INVOICE_DATE = f"""FROM `tabSales Invoice` dated
	STRAIGHT_JOIN `tabPayment Ledger Entry` ple ON ple.against_voucher_no = dated.name {_JOINS}
	WHERE dated.company = %(company)s AND dated.posting_date {_IN_PERIOD}
	AND {_COLLECTING} AND NOT ple.posting_date {_IN_PERIOD} AND {_DAY} {_IN_PERIOD}"""

_BY_RETURNED_INVOICE_DATE = f"""FROM `tabSales Invoice` dated
	STRAIGHT_JOIN `tabSales Invoice` given_back ON given_back.return_against = dated.name AND given_back.is_return = 1
	STRAIGHT_JOIN `tabPayment Ledger Entry` ple ON ple.against_voucher_no = given_back.name {_JOINS}
	WHERE dated.company = %(company)s AND dated.posting_date {_IN_PERIOD} AND NOT given_back.posting_date {_IN_PERIOD}
	AND {_COLLECTING} AND NOT ple.posting_date {_IN_PERIOD} AND {_DAY} {_IN_PERIOD}"""

_BY_NEITHER_DATE = f"""{_COLLECTING} AND NOT ple.posting_date {_IN_PERIOD} AND NOT invoice.posting_date {_IN_PERIOD}
	AND NOT {_INVOICE_DATE} {_IN_PERIOD} AND {_DAY} {_IN_PERIOD}"""

_BY_ADVANCE_DATE = f"""FROM `tabPayment Entry` advance
	STRAIGHT_JOIN `tabPayment Ledger Entry` ple ON ple.voucher_type = 'Payment Entry' AND ple.voucher_no = advance.name {_JOINS}
	WHERE advance.book_advance_payments_in_separate_party_account = 1 AND advance.posting_date {_IN_PERIOD}
	AND {_BY_NEITHER_DATE}"""

# Bills of exchange that count when cashed are found by the day they were.
_BY_CLEARANCE = f"""FROM (
		SELECT 'Payment Entry' AS voucher_type, name FROM `tabPayment Entry`
		WHERE %(bill_when_cashed)s = 1 AND paid_to IN %(bill_accounts)s AND clearance_date {_IN_PERIOD}
		UNION
		SELECT 'Journal Entry', entry.parent FROM `tabJournal Entry` cashed
		JOIN `tabJournal Entry Account` entry ON entry.parent = cashed.name
		WHERE %(bill_when_cashed)s = 1 AND entry.account IN %(bill_accounts)s AND cashed.clearance_date {_IN_PERIOD}
	) bill
	STRAIGHT_JOIN `tabPayment Ledger Entry` ple ON ple.voucher_type = bill.voucher_type AND ple.voucher_no = bill.name {_JOINS}
	WHERE {_BY_NEITHER_DATE}
	AND NOT COALESCE(pe.book_advance_payments_in_separate_party_account = 1 AND pe.posting_date {_IN_PERIOD}, FALSE)"""

# Point of sale has no voucher of its own; its payments, less the change given, are in the invoice.
_POINT_OF_SALE = f"""FROM (
		SELECT 'Sales Invoice' AS voucher_type, pos.name AS voucher_no, pos.name AS against_voucher_no,
			pos.posting_date, pos.base_change_amount - COALESCE(paid.amount, 0) AS amount
		FROM `tabSales Invoice` pos
		LEFT JOIN (
			SELECT payment.parent, SUM(payment.base_amount) AS amount
			FROM `tabSales Invoice Payment` payment
			JOIN `tabSales Invoice` sale ON sale.name = payment.parent
			WHERE payment.parenttype = 'Sales Invoice' AND sale.is_pos = 1 AND sale.docstatus = 1
			AND sale.company = %(company)s AND sale.posting_date {_IN_PERIOD}
			GROUP BY payment.parent
		) paid ON paid.parent = pos.name
		WHERE pos.is_pos = 1 AND pos.docstatus = 1 AND pos.company = %(company)s AND pos.posting_date {_IN_PERIOD}
	) ple {_JOINS}"""

# Only where a return claws back on its own day: the row of a return that was booked against itself.
_RETURNED = f"""FROM `tabPayment Ledger Entry` ple {_JOINS}
	WHERE %(claw_back_at_return)s = 1 AND ple.delinked = 0 AND ple.account_type = 'Receivable'
	AND ple.voucher_type = 'Sales Invoice' AND ple.against_voucher_no = ple.voucher_no
	AND invoice.is_return = 1 AND invoice.is_pos = 0
	AND ple.company = %(company)s AND ple.posting_date {_IN_PERIOD}"""

# (rows, the day they count on, what they moved)
_POSTED = (
	*(
		(rows, _DAY, "-ple.amount")
		for rows in (
			_BY_ROW_DATE,
			_BY_INVOICE_DATE,
			_BY_RETURNED_INVOICE_DATE,
			_BY_ADVANCE_DATE,
			_BY_CLEARANCE,
		)
	),
	(_POINT_OF_SALE, "ple.posting_date", "-ple.amount"),
	(_RETURNED, "ple.posting_date", "ple.amount"),
)

# Item group, net, day of the order; then cost and standard quote, its own and the order line's, where there are any.
_LINES = """(
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, COALESCE(item.item_group, ''), item.base_net_amount,
			CONCAT_WS('', sales_order.transaction_date),
			CASE WHEN item.ka_cost_amount <> 0 OR item.ka_standard_amount <> 0
				OR ordered.ka_cost_amount <> 0 OR ordered.ka_standard_amount <> 0
			THEN CONCAT_WS(%(field_separator)s, COALESCE(item.ka_cost_amount, 0),
				COALESCE(item.ka_standard_amount, 0), COALESCE(ordered.base_net_amount, 0),
				COALESCE(ordered.ka_cost_amount, 0), COALESCE(ordered.ka_standard_amount, 0)) END)
			SEPARATOR %(row_separator)s)
		FROM `tabSales Invoice Item` item
		LEFT JOIN `tabSales Order Item` ordered ON ordered.name = item.so_detail
		LEFT JOIN `tabSales Order` sales_order ON sales_order.name = item.sales_order
		WHERE item.parent = invoice.name AND item.parenttype = 'Sales Invoice'
	)"""

_ORIGINAL_ORDER_DATE = """CASE WHEN invoice.is_return = 1 THEN (
		SELECT MIN(sales_order.transaction_date)
		FROM `tabSales Invoice Item` item JOIN `tabSales Order` sales_order ON sales_order.name = item.sales_order
		WHERE item.parent = original.name AND item.parenttype = 'Sales Invoice'
	) END"""

_TEAM = """(
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, member.sales_person, member.allocated_percentage)
			SEPARATOR %(row_separator)s)
		FROM `tabSales Team` member
		WHERE member.parent = COALESCE(original.name, invoice.name) AND member.parenttype = 'Sales Invoice'
	)"""


def _returns(day: str) -> str:
	"""Returns booked against an invoice up to a day."""
	return f"""(
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, given_back.name, given_back.posting_date,
			given_back.base_net_total, given_back.base_grand_total,
			given_back.base_rounded_total, given_back.base_rounding_adjustment,
			CASE WHEN given_back.is_pos = 1 THEN given_back.base_paid_amount ELSE 0 END,
			COALESCE(item.item_group, ''), item.base_net_amount)
			SEPARATOR %(row_separator)s)
		FROM `tabSales Invoice` given_back
		JOIN `tabSales Invoice Item` item ON item.parent = given_back.name AND item.parenttype = 'Sales Invoice'
		WHERE given_back.return_against = invoice.name AND given_back.is_return = 1 AND given_back.docstatus = 1
		AND given_back.update_outstanding_for_self = 0 AND given_back.posting_date <= {day}
	)"""


# With what a Payment Entry moved on the party's account beside each of its deductions.
_DEDUCTIONS = """(
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, deduction.account, deduction.amount,
			deduction.is_exchange_gain_loss, pe.payment_type, pe.base_total_allocated_amount, pe.unallocated_amount,
			pe.source_exchange_rate, pe.target_exchange_rate) SEPARATOR %(row_separator)s)
		FROM `tabPayment Entry Deduction` deduction
		WHERE deduction.parent = pe.name
	)"""

# Tax inside a payment, as deductions with the sign of their debit: ERPNext turns it with the payment's direction.
_PAYMENT_TAXES = """(
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, tax.account_head,
			CASE WHEN (tax.add_deduct_tax = 'Deduct') = (pe.payment_type = 'Receive')
				THEN tax.base_tax_amount ELSE -tax.base_tax_amount END,
			0, pe.payment_type, pe.base_total_allocated_amount, pe.unallocated_amount,
			pe.source_exchange_rate, pe.target_exchange_rate) SEPARATOR %(row_separator)s)
		FROM `tabAdvance Taxes and Charges` tax
		WHERE tax.parent = pe.name AND tax.parenttype = 'Payment Entry'
	)"""

_JOURNAL = """CASE WHEN ple.voucher_type = 'Journal Entry' THEN (
		SELECT GROUP_CONCAT(CONCAT_WS(%(field_separator)s, je.multi_currency, entry.account,
			COALESCE(account.account_type, ''), COALESCE(entry.party_type, ''), COALESCE(entry.reference_type, ''),
			entry.debit, entry.credit, je.clearance_date) SEPARATOR %(row_separator)s)
		FROM `tabJournal Entry Account` entry
		LEFT JOIN `tabAccount` account ON account.name = entry.account
		WHERE entry.parent = je.name
	) END"""


def _money(day: str) -> tuple[str, ...]:
	"""What decides on how much was collected, when, and of whom."""
	return (
		day,
		"ple.voucher_type",
		"ple.voucher_no",
		"ple.against_voucher_no",
		"COALESCE(original.name, invoice.name)",
		"invoice.customer",
		_INVOICE_DATE,
		"invoice.base_net_total",
		"invoice.base_grand_total",
		"invoice.base_rounded_total",
		"invoice.base_rounding_adjustment",
		"invoice.is_opening",
		"invoice.is_return",
		f"CASE WHEN invoice.is_return = 0 THEN {_returns(day)} END",
		"CASE WHEN %(bill_when_cashed)s = 1 THEN CONCAT_WS(%(field_separator)s, pe.paid_to, pe.clearance_date) END",
		_DEDUCTIONS,
		_PAYMENT_TAXES,
		_JOURNAL,
	)


# What decides on how it is shared.
_SHARING = (
	"customer.ka_registered_on",
	"customer.account_manager",
	_LINES,
	_ORIGINAL_ORDER_DATE,
	_TEAM,
)


def _posted(*sharing: str) -> str:
	"""All facts of each row of the ledger as one text, in the order in which ledger/receipts.py takes it apart.

	Splitting a text takes a tenth of the time that the database driver takes for as many columns.
	"""
	selects = []
	for rows, day, amount in _POSTED:
		# CONCAT_WS leaves NULL out, so each fact is made a text of its own.
		facts = ", ".join(f"CONCAT_WS('', {fact})" for fact in (*_money(day), *sharing))
		selects.append(
			f"SELECT CONCAT_WS(%(column_separator)s, {facts}) AS facts, CONCAT_WS('', {amount}) AS amount\n\t{rows}"
		)
	return "\n\tUNION ALL ".join(selects)


# One row for each row of the ledger: what decides on it, and its amount. Rows of the same day, voucher and
# invoice, the first four facts, are one receipt.
RECEIPTS = _posted(*_SHARING)

# The same money without whose it is.
COLLECTIONS = _posted()

# The same money without anything that decides on it: what the receipts have to add up to.
LEDGER_TOTAL = f"""SELECT SUM(amount), COUNT(*) FROM (
	{" UNION ALL ".join(f"SELECT {amount} AS amount {rows}" for rows, _day, amount in _POSTED)}
) posted"""

# No money counts before the invoice it is for. The first of any invoices says where to begin looking: without it,
# an index of all companies' dates may be read from its beginning.
FIRST_DAY = """
	SELECT MIN(day) FROM (
		SELECT posting_date AS day FROM `tabSales Invoice`
		WHERE company = %(company)s AND docstatus = 1 AND posting_date >= (
			SELECT MIN(posting_date) FROM `tabSales Invoice` WHERE company = %(company)s
		) ORDER BY posting_date LIMIT 1
	) first_invoice
"""

_CHANGE_DAY = """LEAST(ple.posting_date, GREATEST(
	COALESCE(pe.posting_date, je.posting_date, ple.posting_date),
	COALESCE(original.posting_date, invoice.posting_date, ple.posting_date)))"""

# The earliest day that anything changed since a moment can touch on. A row that was delinked, rewritten or
# reposted carries the time of it; a return changes what later receipts of its invoice are worth; an edited
# sales team is found by its own rows, or by an invoice that has none left; a deleted voucher leaves only its
# Deleted Document.
EARLIEST_CHANGE = f"""
	SELECT MIN(day) FROM (
		SELECT MIN({_CHANGE_DAY}) AS day
		FROM `tabPayment Ledger Entry` ple
		LEFT JOIN `tabSales Invoice` invoice ON ple.against_voucher_type = 'Sales Invoice'
			AND invoice.name = ple.against_voucher_no
		LEFT JOIN `tabSales Invoice` original ON original.name = invoice.return_against AND invoice.is_return = 1
		LEFT JOIN `tabPayment Entry` pe ON ple.voucher_type = 'Payment Entry' AND pe.name = ple.voucher_no
		LEFT JOIN `tabJournal Entry` je ON ple.voucher_type = 'Journal Entry' AND je.name = ple.voucher_no
		WHERE ple.company = %(company)s AND ple.modified >= %(since)s
		UNION ALL
		SELECT MIN(invoice.posting_date)
		FROM `tabSales Team` member JOIN `tabSales Invoice` invoice ON invoice.name = member.parent
		WHERE member.parenttype = 'Sales Invoice' AND member.modified >= %(since)s AND invoice.company = %(company)s
		UNION ALL
		SELECT MIN(invoice.posting_date) FROM `tabSales Invoice` invoice
		WHERE invoice.company = %(company)s AND invoice.modified >= %(since)s AND invoice.docstatus = 1
			AND NOT EXISTS (
				SELECT 1 FROM `tabSales Team` member
				WHERE member.parent = invoice.name AND member.parenttype = 'Sales Invoice'
			)
		UNION ALL
		SELECT MIN(bill.posting_date) FROM `tabPayment Entry` bill
		WHERE %(bill_when_cashed)s = 1 AND bill.paid_to IN %(bill_accounts)s
			AND bill.company = %(company)s AND bill.modified >= %(since)s
		UNION ALL
		SELECT MIN(bill.posting_date) FROM `tabJournal Entry` bill
		WHERE %(bill_when_cashed)s = 1 AND bill.company = %(company)s AND bill.modified >= %(since)s
		UNION ALL
		SELECT MIN(CASE WHEN deleted.modified IS NOT NULL THEN %(start)s END) FROM `tabDeleted Document` deleted
		WHERE deleted.deleted_doctype IN ('Sales Invoice', 'Payment Entry', 'Journal Entry')
			AND deleted.modified >= %(since)s AND deleted.data LIKE %(cancelled)s
	) changes
"""

CUSTOMERS_THAT_DECIDE = """
	SELECT name, ka_registered_on, account_manager FROM `tabCustomer`
	WHERE ka_registered_on IS NOT NULL OR COALESCE(account_manager, '') <> '' ORDER BY name
"""
