"""What only the form of a Bonus Plan can get wrong, told in its own words: labels, rows and per cent.

All other rules are those of `key_account.bonus.plan`. Each function takes the document and raises
`frappe.ValidationError` with one sentence that names the plan, the field or row, and the remedy.
"""

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt, formatdate, getdate

PERCENT_FIELDS = ("base_ratio", "rate", "kpi_weight", "department_override_rate")
NON_NEGATIVE_FIELDS = ("no_carry_threshold", "wage_deduction", "max_kpi_coefficient")


def check_form(doc: Document) -> None:
	check_validity(doc)
	check_figures(doc)
	check_rates(doc)
	check_item_groups(doc)


def check_validity(doc: Document) -> None:
	if doc.valid_to and getdate(doc.valid_to) < getdate(doc.valid_from):
		refuse(
			_("Bonus Plan {0}: Valid To {1} is before Valid From {2}. Choose a later day or leave it empty."),
			doc.name,
			formatdate(doc.valid_to),
			formatdate(doc.valid_from),
		)


def check_figures(doc: Document) -> None:
	for fieldname in PERCENT_FIELDS:
		if not 0 <= flt(doc.get(fieldname)) <= 100:
			refuse(
				_("Bonus Plan {0}: {1} must be from 0 to 100, not {2}."),
				doc.name,
				_(doc.meta.get_label(fieldname)),
				plain(doc.get(fieldname)),
			)
	for fieldname in NON_NEGATIVE_FIELDS:
		if flt(doc.get(fieldname)) < 0:
			refuse(
				_("Bonus Plan {0}: {1} must be 0 or more, not {2}."),
				doc.name,
				_(doc.meta.get_label(fieldname)),
				plain(doc.get(fieldname)),
			)


def check_rates(doc: Document) -> None:
	for row in doc.categories:
		if row.rate_source == "Own Rate" and not 0 <= flt(row.own_rate) <= 100:
			refuse(
				_("Bonus Plan {0}: the own rate of category {1} must be from 0 to 100 %, not {2} %."),
				doc.name,
				row.category,
				plain(row.own_rate),
			)
	for row in doc.rate_steps:
		if flt(row.attainment) < 0 or not 0 <= flt(row.rate) <= 100:
			refuse(
				_(
					"Bonus Plan {0}: row {1} of {2} needs an attainment of 0 % or more and a rate from 0 to 100 %."
				),
				doc.name,
				row.idx,
				_("Rates by Attainment"),
			)


def check_item_groups(doc: Document) -> None:
	categories = {row.category for row in doc.categories}
	rows: dict[tuple[str, str], int] = {}
	for row in doc.item_groups:
		if row.category not in categories:
			refuse(
				_("Bonus Plan {0}: item group {1} is mapped to {2}, which is not a category of this plan."),
				doc.name,
				row.item_group,
				row.category,
			)
		if before := rows.get((row.item_group, row.category)):
			refuse(
				_("Bonus Plan {0}: item group {1} is listed twice, in rows {2} and {3}. Remove one of them."),
				doc.name,
				row.item_group,
				before,
				row.idx,
			)
		rows[row.item_group, row.category] = row.idx


def plain(number: float | str | None) -> str:
	"""A number as people write it: 120, 12.5, -600."""
	return f"{flt(number):.9f}".rstrip("0").rstrip(".")


def refuse(message: str, *positional: object, **named: object) -> NoReturn:
	"""Stop saving with `message`, a translated sentence, filled in with values that may hold any characters."""
	frappe.throw(
		message.format(
			*(escape_html(str(value)) for value in positional),
			**{name: escape_html(str(value)) for name, value in named.items()},
		),
		title=_("Bonus Plan"),
	)
