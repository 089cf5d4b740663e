from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from key_account.clients import frozen_evidence


class FrozenEvidence(Document):
	"""The documents behind one figure, as they were when somebody was judged by it; written by `clients.frozen_evidence`."""

	def validate(self) -> None:
		frappe.throw(
			_("Frozen Evidence is written with the figure it stands behind and does not change."),
			title=_("Frozen Evidence"),
		)


@frappe.whitelist()
def documents_behind(doctype: str, name: str, measure: str) -> list[dict[str, Any]]:
	"""The documents behind a figure of a Tier Review, or of another document that froze its evidence.

	doctype, name   of the document that somebody is judged by
	measure         what the figure is, in English
	raises          PermissionError for who may not read that document
	"""
	frappe.get_doc(doctype, name).check_permission("read")
	return [
		{
			"doctype": found.doctype,
			"name": found.name,
			"date": found.day,
			"amount": float(found.amount),
			"compared_with": None if found.compared_with is None else float(found.compared_with),
			"against": found.against,
		}
		for found in frozen_evidence.vouchers(doctype, name, measure)
	]
