"""Counting the completeness of all archives again, when a company weighs the fields otherwise."""

import frappe
from frappe.query_builder.functions import Count

from key_account.completeness import completeness
from key_account.completeness.questions import questions
from key_account.key_account.doctype.client_archive.client_archive import weights

BATCH = 500


def count_all_again() -> None:
	"""In batches, each with as many queries as an archive has tables; may be started again at any time."""
	names = frappe.get_all("Client Archive", pluck="name", order_by="name")
	for start in range(0, len(names), BATCH):
		count_again(names[start : start + BATCH])
		frappe.db.commit()  # a batch that is done stays done


def count_again(names: list[str]) -> None:
	"""raises     nothing for archives that are gone"""
	asked = questions(weights())
	tables = {
		field.fieldname: field.options for field in frappe.get_meta("Client Archive").get_table_fields()
	}
	plain = [question.field for question in asked if question.field not in tables]
	rows = frappe.get_all(
		"Client Archive",
		filters={"name": ("in", names)},
		fields=["name", "completeness", *dict.fromkeys([*plain, *_conditions(asked)])],
		order_by="name",
	)
	counts = {
		field: _rows_of(tables[field], field, names) for field in {each.field for each in asked} & set(tables)
	}
	changed = {}
	for row in rows:
		values = {**row, **{field: found.get(row.name, 0) for field, found in counts.items()}}
		percent = float(completeness(asked, values).percent)
		if percent != row.completeness:
			changed[row.name] = {"completeness": percent}
	frappe.db.bulk_update("Client Archive", changed, update_modified=False)


def _conditions(asked: list) -> list[str]:
	return [question.asked_if[0] for question in asked if question.asked_if]


def _rows_of(doctype: str, field: str, names: list[str]) -> dict[str, int]:
	"""archive -> how many rows it has in a table."""
	table = frappe.qb.DocType(doctype)
	found = (
		frappe.qb.from_(table)
		.select(table.parent, Count(table.name))
		.where(
			(table.parenttype == "Client Archive") & (table.parentfield == field) & table.parent.isin(names)
		)
		.groupby(table.parent)
	).run()
	return dict(found)
