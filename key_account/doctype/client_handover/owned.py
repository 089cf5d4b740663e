"""What somebody is responsible for, as the site's documents have it: a query or two for each kind of document."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe.model import default_fields
from frappe.utils import strip_html

from key_account.handover import CUSTOMER, Owned, listed
from key_account.handover.sources import SOURCES, Source, Whose
from key_account.ledger.source import to_decimal

#: A task is told by its beginning.
TITLE = 140


@dataclass(frozen=True, slots=True)
class Person:
	"""Somebody, by the names that documents have for them; None where they have none."""

	employee: str
	user: str | None = None
	sales_person: str | None = None

	def called(self, whose: Whose) -> str | None:
		names = {
			Whose.USER: self.user,
			Whose.EMPLOYEE: self.employee,
			Whose.SALES_PERSON: self.sales_person,
		}
		return names[whose]


def owned_by(person: Person) -> list[Owned]:
	"""All that is open of what a person is responsible for, in the order of the sources, each document once."""
	return listed(owned for source in SOURCES for owned in _of_source(source, person))


def _of_source(source: Source, person: Person) -> Iterator[Owned]:
	name = person.called(source.whose)
	if not name or not _is_there(source):
		return
	rows = frappe.get_all(
		source.doctype,
		filters=[
			[source.table or source.doctype, source.field, "=", name],
			*([source.doctype, *condition] for condition in source.filters),
		],
		fields=_fields(source),
		distinct=bool(source.table),
		order_by=f"`tab{source.doctype}`.name asc",
	)
	for row in rows:
		yield _owned(source, row)


def _is_there(source: Source) -> bool:
	"""Whether the site has this doctype, and the field that says whose its documents are."""
	doctype = source.table or source.doctype
	if not frappe.db.exists("DocType", source.doctype) or not frappe.db.exists("DocType", doctype):
		return False
	return source.field in default_fields or frappe.get_meta(doctype).has_field(source.field)


def _fields(source: Source) -> list[str]:
	meta = frappe.get_meta(source.doctype)
	wanted = (
		source.title,
		source.client,
		source.client_type,
		source.amount,
		source.done,
		source.currency,
		source.rate,
		"company",
	)
	return list(dict.fromkeys(["name", *(field for field in wanted if field and meta.has_field(field))]))


def _owned(source: Source, row: frappe._dict) -> Owned:
	is_customer = not source.client_type or row.get(source.client_type) == CUSTOMER
	title = strip_html(str(row.get(source.title) or "")).strip()
	return Owned(
		source.doctype,
		row.name,
		title=title if len(title) <= TITLE else f"{title[: TITLE - 1]}…",
		customer=(row.get(source.client) or None) if source.client and is_customer else None,
		amount=_open(source, row),
		was_manager=source.field == "account_manager",
	)


def _open(source: Source, row: frappe._dict) -> Decimal:
	amount = to_decimal(row.get(source.amount)) if source.amount else Decimal(0)
	if source.done:
		amount -= amount * to_decimal(row.get(source.done)) / 100
	if source.currency and row.get(source.currency) != frappe.get_cached_value(
		"Company", row.company, "default_currency"
	):
		amount *= to_decimal(row.get(source.rate))
	return amount
