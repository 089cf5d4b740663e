"""Database indexes of this app on ERPNext's tables."""

import frappe

# (doctype, columns, index name). ERPNext finds ledger rows by date or by company, not by both, and rows of a sales
# team only by their document; benchmarks/README.md has what each of these is worth and costs.
INDEXES = (
	# A company's quarter, and its first day, without reading what other companies and years posted.
	("Payment Ledger Entry", ["company", "posting_date"], "ka_company_posting_date"),
	# The same for invoices; those of a point of sale are their own payment.
	("Sales Invoice", ["company", "posting_date", "is_pos", "docstatus"], "ka_company_posting_date_pos"),
	# Payments booked on a separate advance account, whose ledger rows are dated otherwise.
	(
		"Payment Entry",
		["book_advance_payments_in_separate_party_account", "posting_date"],
		"ka_advance_posting_date",
	),
	# All that clients ever bought, without reading the invoices themselves (Churn and Retention).
	(
		"Sales Invoice",
		["customer", "company", "docstatus", "posting_date", "is_return", "base_net_total"],
		"ka_customer_purchases",
	),
	# Which teams were edited since totals were kept.
	("Sales Team", ["modified"], "ka_modified"),
)


def create() -> None:
	for doctype, columns, name in INDEXES:
		frappe.db.add_index(doctype, columns, name)


def remove() -> None:
	for doctype, _columns, name in INDEXES:
		if not frappe.db.has_index(f"tab{doctype}", name):
			continue
		if frappe.db.db_type == "mariadb":
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP INDEX `{name}`")
		else:
			frappe.db.sql_ddl(f"DROP INDEX `{name}`")
