"""Which rows of the tables a user sees by themselves: those in documents that they see.

Frappe lists the rows of a table to whoever may read any document with such a table.
"""

import frappe
from frappe.model.db_query import DatabaseQuery

#: table -> the doctype it stands in.
DOCTYPE_OF = {
	"Client Competitor": "Client Archive",
	"Client Follow-up": "Client Archive",
	"Client Handover Document": "Client Handover",
	"Client Handover Task": "Client Handover",
	"Client Measure": "Client Archive",
	"Client Relation": "Client Archive",
	"Client Stakeholder": "Client Archive",
	"Client Team Member": "Client Archive",
	"Client Third Party": "Client Archive",
	"Development Plan Decision": "Development Plan",
	"Development Plan Purchase Step": "Development Plan",
	"Development Plan Stage": "Development Plan",
	"Development Plan Visit": "Development Plan",
	"Tier Review Figure": "Tier Review",
}


def rows_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Frappe's permission_query_conditions for these tables; empty where the user sees all documents."""
	parent = DOCTYPE_OF[doctype]
	seen = DatabaseQuery(parent, user=user or frappe.session.user).build_match_conditions()
	if not seen:
		return ""
	return f"`tab{doctype}`.parent IN (SELECT `tab{parent}`.name FROM `tab{parent}` WHERE {seen})"
