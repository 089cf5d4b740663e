"""Columns and cards that several reports have."""

from decimal import Decimal
from typing import Any

import frappe
from frappe import _


def link_column(fieldname: str, label: str, doctype: str, width: int = 150) -> dict[str, Any]:
	"""A column of documents: links for a reader who may open them, plain names for others.

	Frappe refuses a whole report that links to a doctype its reader has no right on.
	"""
	may_open = frappe.has_permission(doctype, "read")
	kind = {"fieldtype": "Link", "options": doctype} if may_open else {"fieldtype": "Data"}
	return {"fieldname": fieldname, "label": label, "width": width, **kind}


def money_column(fieldname: str, label: str, width: int = 140) -> dict[str, Any]:
	"""A column of amounts in the currency that each row names."""
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": "Currency",
		"options": "currency",
		"width": width,
	}


def currency_column() -> dict[str, Any]:
	"""The hidden column that amounts take their currency from."""
	return {"fieldname": "currency", "label": _("Currency"), "fieldtype": "Data", "hidden": 1}


def money_card(label: str, amount: Decimal, indicator: str, currency: str) -> dict[str, Any]:
	"""A figure of a report's summary."""
	return {
		"label": label,
		"value": float(amount),
		"datatype": "Currency",
		"currency": currency,
		"indicator": indicator,
	}
