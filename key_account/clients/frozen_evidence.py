"""Frozen evidence on a site: kept for many documents at once, shown to whoever may read the document judged by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import frappe
from frappe.utils import now

from key_account.evidence import Voucher, pack, total, unpack

FROZEN = "Frozen Evidence"
#: Rows of one INSERT; each holds the documents of a whole figure.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Proof:
	"""The documents behind one figure.

	doctype, name   of the document that somebody is judged by
	measure         what the figure is, in English
	"""

	doctype: str
	name: str
	measure: str
	vouchers: list[Voucher] = field(default_factory=list)


FIELDS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"docstatus",
	"idx",
	"reference_doctype",
	"reference_name",
	"measure",
	"document_count",
	"total",
	"documents",
)


def freeze(proofs: Iterable[Proof]) -> None:
	"""Keep the documents behind figures, in one INSERT for many; figures without any are left out."""
	at, user = now(), frappe.session.user
	rows = [
		(
			frappe.generate_hash(length=16),
			at,
			at,
			user,
			user,
			0,
			position,
			proof.doctype,
			proof.name,
			proof.measure,
			len(proof.vouchers),
			total(proof.vouchers),
			pack(proof.vouchers),
		)
		for position, proof in enumerate(proofs, 1)
		if proof.vouchers
	]
	if rows:
		frappe.db.bulk_insert(FROZEN, FIELDS, rows, chunk_size=CHUNK)


def summary(doctype: str, name: str) -> list[dict]:
	"""Measure, number of documents and total of each figure of a document, in the order in which they were frozen."""
	return frappe.get_all(
		FROZEN,
		filters={"reference_doctype": doctype, "reference_name": name},
		fields=["measure", "document_count", "total"],
		order_by="idx",
	)


def vouchers(doctype: str, name: str, measure: str) -> list[Voucher]:
	"""The documents behind one figure of a document; none where it has none.

	Permissions are not looked at here: whoever shows them asks for those of the document first.
	"""
	packed = frappe.db.get_value(
		FROZEN, {"reference_doctype": doctype, "reference_name": name, "measure": measure}, "documents"
	)
	return unpack(packed) if packed else []


def forget(doctype: str, name: str) -> None:
	"""Evidence goes with the document that was judged by it."""
	frappe.db.delete(FROZEN, {"reference_doctype": doctype, "reference_name": name})
