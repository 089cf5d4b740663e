"""Rows of tables: Frappe lets them be read and written as documents of their own, beside the document they stand in.

They are seen by who sees that document, and change with it only, so that its checks look at all of it.
"""

import frappe
from frappe import _
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document
from frappe.utils import cint, escape_html

#: Table -> the doctype whose documents it stands in.
TABLES = {
	"Bonus Plan Category": "Bonus Plan",
	"Bonus Plan Item Group": "Bonus Plan",
	"Bonus Plan Rate Step": "Bonus Plan",
	"Bonus Plan Target": "Bonus Plan",
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
	"Opening Bonus Shortfall": "Opening Bonus State",
	"Tier Review Figure": "Tier Review",
}


class Row(Document):
	"""A row of a table of this app."""

	def load_from_db(self) -> "Row":
		"""For a row that is opened by itself only: with its document, Frappe asks for the right on that one."""
		super().load_from_db()
		self.parent_doc = frappe.get_doc(self.parenttype, self.parent)
		return self

	def validate(self) -> None:
		"""Not run when the document is saved: only where the row alone would be."""
		self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def refuse(self) -> None:
		"""raises     ValidationError that names the document"""
		frappe.throw(
			_("Row {0} of {1} {2}: change it in this document, and save that.").format(
				cint(self.idx), _(self.parenttype or self.doctype), escape_html(self.parent or "")
			),
			title=_(self.doctype),
		)


def row_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Frappe's permission_query_conditions for the rows of TABLES: those of documents that the user sees in their list."""
	parent = TABLES[doctype]
	seen = DatabaseQuery(parent, user=user or frappe.session.user).build_match_conditions()
	if not seen:
		return ""
	return (
		f"(`tab{doctype}`.parenttype = '{parent}' AND `tab{doctype}`.parent IN"
		f" (SELECT `tab{parent}`.name FROM `tab{parent}` WHERE {seen}))"
	)
