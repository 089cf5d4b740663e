"""Birthday, tastes and the like of stakeholders: optional, behind a permission level, erased on request.

They are kept in the archive only: the history of its changes (Version) and what Frappe keeps of deleted documents do
not hold them.
"""

from contextlib import AbstractContextManager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now

from key_account.history import without

FIELDS = ("political_status", "birthday", "tastes", "family")
LEVEL = 1


def left_out(*documents: Document | None) -> AbstractContextManager[None]:
	"""Within it the archives have no personal details."""
	return without([row for doc in documents if doc for row in doc.stakeholders], FIELDS)


def forget(archive: Document) -> None:
	"""Of a document that is not saved any more."""
	for row in archive.stakeholders:
		row.update(dict.fromkeys(FIELDS))


def erase(archive: Document, stakeholder: str) -> None:
	"""raises     PermissionError for who may not write personal details, ValidationError for an unknown row"""
	if LEVEL not in archive.get_permlevel_access("write"):
		frappe.throw(
			_("You may not change personal details; ask a Key Account Manager."), frappe.PermissionError
		)
	row = next((row for row in archive.stakeholders if row.name == stakeholder), None)
	if row is None:
		archive.refuse(_("There is no stakeholder {0}."), stakeholder)
	row.db_set(dict.fromkeys(FIELDS), update_modified=False)
	# Whoever has the form open would write them back.
	archive.db_set("modified", now(), update_modified=False)
	archive.add_comment("Info", _("Personal details of {0} were erased.").format(row.person_name))
	archive.notify_update()
