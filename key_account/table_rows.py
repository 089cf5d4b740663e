"""Rows of the app's tables: read, written and deleted with the document that they stand in, and never by themselves."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html


class TableRow(Document):
	"""A row whose rights, and whose checks, are those of its document.

	Frappe lets a row be read, saved and deleted by itself (REST, frappe.client.save) by whoever has the right on any
	document of that kind, and asks the document about none of it.
	"""

	def load_from_db(self) -> Document:
		"""For a row that is opened by itself only: with its document, Frappe asks for the right on that one."""
		loaded = super().load_from_db()
		self.parent_doc = frappe.get_doc(self.parenttype, self.parent)
		return loaded

	def validate(self) -> None:
		"""Frappe runs it for a row that is saved by itself only.

		raises     ValidationError
		"""
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("{0} {1}: its rows are changed and deleted with it; save {1} itself.").format(
				_(self.parenttype or self.doctype), escape_html(self.parent or self.name or "")
			),
			title=_(self.doctype),
		)
