"""Account health as Key Account Settings have it: rules for the domain, checks for the form, values to start with."""

from dataclasses import dataclass
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from key_account.errors import DomainError
from key_account.health import HealthRules, Part, default_weights
from key_account.ledger.source import to_decimal
from key_account.scoring import FULL

SETTINGS = "Key Account Settings"
#: Field -> what a site starts with.
DEFAULTS = {"health_good_from": 70, "health_watch_from": 40, "expected_margin": 30, "health_fall": 10}


@dataclass(frozen=True, slots=True)
class HealthSettings:
	"""rules           weights and limits
	expected_margin    a fraction (0.3 is 30 %), None where the margin is not judged
	fall               points by which health falls before people are told
	"""

	rules: HealthRules
	expected_margin: Decimal | None
	fall: Decimal


def health_settings(settings: Document | None = None) -> HealthSettings:
	"""What is set; parts without a row weigh nothing, and without any row they weigh what they do at first.

	raises     HealthError for limits that have no order
	"""
	settings = settings or frappe.get_cached_doc(SETTINGS)
	weights = {Part(row.part): to_decimal(row.weight) for row in settings.get("health_weights") or ()}
	good, watch, margin, fall = (
		to_decimal(first if settings.get(field) is None else flt(settings.get(field)))
		for field, first in DEFAULTS.items()
	)
	rules = HealthRules(weights or default_weights(), good, watch)
	return HealthSettings(rules, margin / FULL or None, fall)


def check(settings: Document) -> None:
	"""raises     ValidationError for weights, limits, a margin or a fall that make no sense"""
	seen: dict[str, int] = {}
	for row in settings.health_weights:
		if row.part in seen:
			_refuse(
				_("{0} is listed twice under {1}, in rows {2} and {3}."),
				_(row.part),
				_label(settings, "health_weights"),
				seen[row.part],
				row.idx,
			)
		seen[row.part] = row.idx
		if flt(row.weight) < 0:
			_refuse(_("The weight of {0} is {1}; it must be 0 or more."), _(row.part), row.weight)
	if seen and not any(flt(row.weight) for row in settings.health_weights):
		_refuse(_("Give at least one row of {0} a weight above 0."), _label(settings, "health_weights"))
	try:
		found = health_settings(settings)
	except DomainError as error:
		_refuse("{0}", error.told(_))
	if not 0 <= flt(settings.expected_margin) <= FULL:
		_refuse(
			_("{0} must be from 0 to 100, not {1}."),
			_label(settings, "expected_margin"),
			settings.expected_margin,
		)
	if not 0 < found.fall <= FULL:
		_refuse(
			_("{0} must be above 0 and at most 100, not {1}."), _label(settings, "health_fall"), found.fall
		)


def default_rows() -> list[dict[str, object]]:
	"""What each part weighs at first, as rows of the settings."""
	return [{"part": part.value, "weight": float(weight)} for part, weight in default_weights().items()]


def _label(settings: Document, field: str) -> str:
	return _(settings.meta.get_label(field))


def _refuse(sentence: str, *values: object) -> None:
	text = sentence.format(*(escape_html(str(value)) for value in values))
	frappe.throw(f"{_(SETTINGS)}: {text}", title=_(SETTINGS))
