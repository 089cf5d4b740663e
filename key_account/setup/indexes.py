"""Database indexes of this app on ERPNext's tables."""

import frappe

# (doctype, columns, index name): payments booked on a separate advance account are found by their day.
INDEXES = (
	(
		"Payment Entry",
		["book_advance_payments_in_separate_party_account", "posting_date"],
		"ka_advance_posting_date",
	),
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
