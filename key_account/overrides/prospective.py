"""Document events on ERPNext's Lead and Prospect: clients before they are Customers."""

from frappe.model.document import Document

from key_account.key_account.doctype.client_archive import client_archive


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Where both have an archive, one becomes of them first: a client has only one."""
	if merge:
		client_archive.merge_archives_of(doc.doctype, old, new)
