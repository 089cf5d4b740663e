"""The fields this app adds to ERPNext's doctypes: one declaration for install, migrate and uninstall.

A field is created where it is absent and never written again, so an administrator's edits stay.
"""

from collections.abc import Iterator
from enum import Enum

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.model import no_value_fields

from key_account.marks import N_
from key_account.special_terms import Special, TermsStatus

MODULE = "Key Account"
COMPANY_CURRENCY = "Company:company:default_currency"
CONTRACT_KINDS = (
	N_("Framework Contract"),
	N_("Project Contract"),
	N_("Service Contract"),
	N_("Maintenance Contract"),
	N_("Other Contract"),
)


def _amounts(insert_after: str, cost: str, standard: str) -> list[dict]:
	"""Cost and standard quote of a line, side by side in a section of their own, with their descriptions.

	They are not copied from an order to its invoices: an invoice may bill a part of it, and an empty line takes
	that part. (v15 looks at `no_copy` of both sides for this, v16 at the order's only.)
	"""
	return [
		{
			"fieldname": "ka_amounts_section",
			"fieldtype": "Section Break",
			"label": N_("Key Account"),
			"insert_after": insert_after,
			"collapsible": 1,
		},
		{
			"fieldname": "ka_cost_amount",
			"fieldtype": "Currency",
			"label": N_("Cost of the Line"),
			"options": COMPANY_CURRENCY,
			"insert_after": "ka_amounts_section",
			"description": cost,
			"no_copy": 1,
			"print_hide": 1,
		},
		{
			"fieldname": "ka_amounts_column",
			"fieldtype": "Column Break",
			"insert_after": "ka_cost_amount",
		},
		{
			"fieldname": "ka_standard_amount",
			"fieldtype": "Currency",
			"label": N_("Standard Quote"),
			"options": COMPANY_CURRENCY,
			"insert_after": "ka_amounts_column",
			"description": standard,
			"no_copy": 1,
			"print_hide": 1,
		},
	]


def _terms() -> list[dict]:
	"""What is special of an order, as the app works it out at each save and a director approves it.

	They change after submission too (Update Items), and are never copied: an amended order is asked for anew.
	"""
	shown_if_limited = {"fieldtype": "Currency", "options": COMPANY_CURRENCY, "depends_on": "ka_credit_limit"}
	shown_if_approved = "eval:doc.ka_approved_discount || doc.ka_approved_credit"
	percent = {"fieldtype": "Percent", "precision": "2"}
	fields = [
		{"fieldname": "ka_special_terms", "label": N_("Special Terms"), **_one_of(Special)},
		{
			"fieldname": "ka_terms_status",
			"label": N_("Approval of Special Terms"),
			"in_standard_filter": 1,
			**_one_of(TermsStatus),
		},
		{"fieldname": "ka_discount", "label": N_("Discount off the Price List"), **percent},
		{"fieldname": "ka_discount_authority", "label": N_("Discount Authority of the Tier"), **percent},
		{"fieldname": "ka_credit_column", "fieldtype": "Column Break"},
		{"fieldname": "ka_credit", "label": N_("Owed with This Order"), **shown_if_limited},
		{"fieldname": "ka_credit_limit", "label": N_("Credit Limit"), **shown_if_limited},
		{
			"fieldname": "ka_approved_discount",
			"label": N_("Approved Discount"),
			"depends_on": shown_if_approved,
			**percent,
		},
		{
			"fieldname": "ka_approved_credit",
			"label": N_("Approved Credit"),
			"fieldtype": "Currency",
			"options": COMPANY_CURRENCY,
			"depends_on": shown_if_approved,
		},
	]
	before = "ka_terms_column"
	for field in fields:
		field["insert_after"], before = before, field["fieldname"]
		if field["fieldtype"] != "Column Break":
			field.update({"allow_on_submit": 1, "no_copy": 1, "print_hide": 1, "read_only": 1})
	return fields


def _one_of(words: type[Enum]) -> dict:
	return {"fieldtype": "Select", "options": "\n".join(word.value for word in words)}


CUSTOM_FIELDS: dict[str, list[dict]] = {
	"Customer": [
		{
			"fieldname": "ka_section",
			"fieldtype": "Section Break",
			"label": N_("Key Account"),
			"insert_after": "image",
		},
		{
			"fieldname": "ka_archive",
			"fieldtype": "Link",
			"label": N_("Client Archive"),
			"options": "Client Archive",
			"insert_after": "ka_section",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_registered_on",
			"fieldtype": "Date",
			"label": N_("Registered On"),
			"insert_after": "ka_archive",
			"description": N_(
				"The day the archive was approved. Deals ordered before it pay no bonus under a plan for registered deals."
			),
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_parent_client",
			"fieldtype": "Link",
			"label": N_("Parent Client"),
			"options": "Customer",
			"insert_after": "ka_registered_on",
			"description": N_("The client of the same group that stands above this one."),
			"no_copy": 1,
			"print_hide": 1,
			"search_index": 1,
		},
		{
			"fieldname": "ka_column",
			"fieldtype": "Column Break",
			"insert_after": "ka_parent_client",
		},
		{
			"fieldname": "ka_tier",
			"fieldtype": "Link",
			"label": N_("Client Tier"),
			"options": "Client Tier",
			"insert_after": "ka_column",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
			"in_standard_filter": 1,
			"search_index": 1,
		},
		{
			"fieldname": "ka_tier_since",
			"fieldtype": "Date",
			"label": N_("Tier Since"),
			"insert_after": "ka_tier",
			"depends_on": "ka_tier",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_tier_locked",
			"fieldtype": "Check",
			"label": N_("Keep This Tier"),
			"insert_after": "ka_tier_since",
			"depends_on": "ka_tier",
			"description": N_("Tier Reviews propose no other tier."),
			"no_copy": 1,
			"print_hide": 1,
		},
		{
			"fieldname": "ka_tier_locked_until",
			"fieldtype": "Date",
			"label": N_("Keep Until"),
			"insert_after": "ka_tier_locked",
			"depends_on": "ka_tier_locked",
			"description": N_("The last day. Empty: until the lock is taken off."),
			"no_copy": 1,
			"print_hide": 1,
		},
		{
			"fieldname": "ka_grade",
			"fieldtype": "Select",
			"label": N_("Client Grade"),
			"options": "\nA\nB\nC",
			"insert_after": "ka_tier_locked_until",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_categories",
			"fieldtype": "Small Text",
			"label": N_("Client Categories"),
			"insert_after": "ka_grade",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_standing_column",
			"fieldtype": "Column Break",
			"insert_after": "ka_categories",
		},
		{
			"fieldname": "ka_health",
			"fieldtype": "Percent",
			"label": N_("Account Health"),
			"precision": "1",
			"insert_after": "ka_standing_column",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_health_on",
			"fieldtype": "Date",
			"label": N_("Health As Of"),
			"insert_after": "ka_health",
			"depends_on": "ka_health_on",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_next_visit_due",
			"fieldtype": "Date",
			"label": N_("Next Visit Due"),
			"insert_after": "ka_health_on",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
	],
	"Opportunity": [
		{
			"fieldname": "ka_market_information",
			"fieldtype": "Link",
			"label": N_("Market Information"),
			"options": "Market Information",
			"insert_after": "opportunity_owner",
			"depends_on": "ka_market_information",
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
			"search_index": 1,
		},
	],
	"Sales Order": [
		{
			"fieldname": "ka_section",
			"fieldtype": "Section Break",
			"label": N_("Key Account"),
			"insert_after": "amended_from",
			"depends_on": "ka_archive",
		},
		{
			"fieldname": "ka_archive",
			"fieldtype": "Link",
			"label": N_("Client Archive"),
			"options": "Client Archive",
			"insert_after": "ka_section",
			"fetch_from": "customer.ka_archive",
			"ignore_user_permissions": 1,
			"no_copy": 1,
			"print_hide": 1,
			"read_only": 1,
		},
		{
			"fieldname": "ka_contract_kind",
			"fieldtype": "Select",
			"label": N_("Contract Kind"),
			"options": "\n".join(("", *CONTRACT_KINDS)),
			"insert_after": "ka_archive",
			"allow_on_submit": 1,
			"print_hide": 1,
		},
		{
			"fieldname": "ka_development_plan",
			"fieldtype": "Link",
			"label": N_("Development Plan"),
			"options": "Development Plan",
			"insert_after": "ka_contract_kind",
			"description": N_(
				"The plan by which the deal was won; its sales are compared with what was expected."
			),
			"no_copy": 1,
			"print_hide": 1,
			"search_index": 1,
		},
		{
			"fieldname": "ka_terms_column",
			"fieldtype": "Column Break",
			"insert_after": "ka_development_plan",
		},
		*_terms(),
	],
	"Sales Order Item": _amounts(
		"gross_profit",
		N_("In company currency, without tax. Taken off where the bonus is paid on gross profit."),
		N_("In company currency, without tax. A price below it moves money between bonus categories."),
	),
	"Sales Invoice Item": _amounts(
		"base_net_amount",
		N_("In company currency, without tax. If empty, the line takes its part of the order line's cost."),
		N_("In company currency, without tax. If empty, the line takes its part of the order line's quote."),
	),
}


def create() -> None:
	"""Add the fields that are absent; those that are there stay as they are."""
	stamped = {
		doctype: [{**field, "module": MODULE} for field in fields]
		for doctype, fields in CUSTOM_FIELDS.items()
	}
	create_custom_fields(stamped, update=False)
	# An install that was broken off may have committed the fields of a table and not yet altered it.
	for doctype, fields in CUSTOM_FIELDS.items():
		names = [field["fieldname"] for field in fields if field["fieldtype"] not in no_value_fields]
		if not all(frappe.db.has_column(doctype, name) for name in names):
			frappe.db.updatedb(doctype)


def remove() -> None:
	"""Delete the fields with their Property Setters, and their columns, which Frappe would leave behind."""
	for doctype, fieldname in _declared():
		if name := frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": fieldname}):
			frappe.delete_doc("Custom Field", name, force=True, delete_permanently=True)
		# Frappe deletes a field of an app that goes without deleting what was customized on it.
		frappe.db.delete("Property Setter", {"doc_type": doctype, "field_name": fieldname})
	# Frappe remembers the columns of each table: those seen by an uninstall that was broken off, too.
	frappe.clear_cache()
	for doctype in CUSTOM_FIELDS:
		_drop_columns(doctype, [name for of, name in _declared() if of == doctype])
	frappe.clear_cache()


def _drop_columns(doctype: str, fieldnames: list[str]) -> None:
	"""Drop those of the columns that are there, and the room they took in each row.

	MariaDB by itself only hides a dropped column. What it hides goes on counting towards the largest row it
	allows, so that a site on which apps come and go could one day add no field to Customer any more.
	"""
	changes = [f"DROP COLUMN `{name}`" for name in fieldnames if frappe.db.has_column(doctype, name)]
	if not changes:
		return
	if frappe.db.db_type == "mariadb":
		changes.append("FORCE")
	frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` {', '.join(changes)}")


def _declared() -> Iterator[tuple[str, str]]:
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			yield doctype, field["fieldname"]
