from decimal import Decimal
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model import display_fieldtypes
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt

from key_account.assessment import AssessmentError, AssessmentRules, Criterion, Effort
from key_account.clients import health_settings
from key_account.errors import DomainError
from key_account.tiers.settings import score_rules

COUNT_AGAIN = "key_account.key_account.doctype.client_archive.completeness_job.count_all_again"


class KeyAccountSettings(Document):
	"""When the app went live, and what counts as collected where ledger.md leaves a choice."""

	def validate(self) -> None:
		if not 0 <= flt(self.opening_invoice_tax_rate) <= 100:
			_refuse(
				_("Key Account Settings: {0} must be from 0 to 100, not {1}."),
				_(self.meta.get_label("opening_invoice_tax_rate")),
				self.opening_invoice_tax_rate,
			)
		self.check_surveys()
		self.check_accounts("fee_accounts", "Expense", required=self.fee_treatment == "Our Cost")
		self.check_accounts("bill_accounts", "Asset", required=self.bill_of_exchange == "When Cashed")
		self.check_archive_questions()
		self.check_tier_reviews()
		self.check_assessment()
		health_settings.check(self)

	def check_archive_questions(self) -> None:
		"""Each row weighs another field that an archive has, and one of them weighs something."""
		meta = frappe.get_meta("Client Archive")
		fields = {field.fieldname for field in meta.fields if field.fieldtype not in display_fieldtypes}
		label = _(self.meta.get_label("archive_questions"))
		seen: set[str] = set()
		for row in self.archive_questions:
			if row.field not in fields:
				_refuse(
					_(
						"Key Account Settings: row {0} of {1} names {2}, which is no field of a Client Archive."
					),
					row.idx,
					label,
					row.field,
				)
			if row.field in seen:
				_refuse(_("Key Account Settings: {0} is listed twice under {1}."), row.field, label)
			seen.add(row.field)
		if self.archive_questions and not any(flt(row.weight) for row in self.archive_questions):
			_refuse(_("Key Account Settings: give at least one row of {0} a weight."), label)

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if before and _weights(before) != _weights(self):
			# Afterwards, for it takes a while with many archives.
			frappe.enqueue(COUNT_AGAIN, queue="long", enqueue_after_commit=True)

	def check_surveys(self) -> None:
		"""raises     ValidationError where an invitation could not be answered, or every answer was a complaint"""
		for field, lowest, highest in (("survey_days", 1, 365), ("survey_complaint_score", 0, 9)):
			if self.get(field) is not None and not lowest <= cint(self.get(field)) <= highest:
				_refuse(
					_("Key Account Settings: {0} must be from {1} to {2}, not {3}."),
					_(self.meta.get_label(field)),
					lowest,
					highest,
					self.get(field),
				)

	def check_accounts(self, table: str, root_type: str, required: bool) -> None:
		"""Each row names another account that can be posted to, of the right side of the books.

		table      fieldname of the list of accounts
		root_type  what ERPNext calls the right side: Expense, Asset
		required   whether the list may not be empty, as the choice it belongs to would do nothing
		"""
		label = _(self.meta.get_label(table))
		if required and not self.get(table):
			_refuse(_("Key Account Settings: list at least one account under {0}."), label)
		seen: dict[str, int] = {}
		for row in self.get(table):
			account = frappe.get_cached_value("Account", row.account, ["root_type", "is_group"], as_dict=True)
			if account.is_group or account.root_type != root_type:
				_refuse(
					_(
						"Key Account Settings: account {0} in row {1} of {2} must be of type {3}, "
						"not another type or a group."
					),
					row.account,
					row.idx,
					label,
					_(root_type),
				)
			if row.account in seen:
				_refuse(
					_("Key Account Settings: account {0} is listed twice under {1}, in rows {2} and {3}."),
					row.account,
					label,
					seen[row.account],
					row.idx,
				)
			seen[row.account] = row.idx

	def check_assessment(self) -> None:
		"""raises     ValidationError for weights and limits by which no plan can be assessed"""
		try:
			assessment_rules(self)
		except AssessmentError as error:
			_refuse("{0}: {1}", _(self.doctype), error.told(_))

	def check_tier_reviews(self) -> None:
		"""raises     ValidationError for points and shares that are none, and measures that make no points"""
		for field in ("grade_points", "good_on_time_share", "key_profit_share"):
			if not 0 <= flt(self.get(field)) <= 100:
				_refuse(
					_("Key Account Settings: {0} must be from 0 to 100, not {1}."),
					_(self.meta.get_label(field)),
					self.get(field),
				)
		try:
			score_rules(self.tier_measures)
		except DomainError as error:
			_refuse(
				_("Key Account Settings, {0}: {1}"), _(self.meta.get_label("tier_measures")), error.told(_)
			)


def _weights(settings: Document) -> dict[str, float]:
	return {row.field: flt(row.weight) for row in settings.archive_questions}


def cash_rules(settings: Document) -> dict[str, Any]:
	"""Key Account Settings as the keywords of `key_account.ledger.receipts.CashRules` (ledger.md, Settings).

	returns    flags, frozensets of account names, `opening_tax_rate` as a fraction (0.13 for 13 %)
	"""
	return {
		"fee_is_our_cost": settings.fee_treatment == "Our Cost",
		"fee_accounts": frozenset(row.account for row in settings.fee_accounts),
		"foreign_at_invoice_rate": settings.foreign_money == "At the Invoice's Rate",
		"netting_counts": settings.netting == "Counts",
		"claw_back_at_return": settings.returned_paid_invoice == "At the Return",
		"opening_tax_rate": Decimal(str(settings.opening_invoice_tax_rate or 0)) / 100,
		"bill_accounts": frozenset(row.account for row in settings.bill_accounts),
		"bill_when_cashed": settings.bill_of_exchange == "When Cashed",
	}


def assessment_rules(settings: Document) -> AssessmentRules:
	"""How development plans are assessed; weights, or limits, that are all 0 stand for the app's own.

	raises     AssessmentError where the limits do not fall from A to C
	"""
	weights = {
		criterion: Decimal(str(flt(settings.get(f"weight_{criterion.name.lower()}"), 1)))
		for criterion in Criterion
	}
	limits = {
		effort: Decimal(str(flt(settings.get(f"effort_{effort.value.lower()}_from"), 1)))
		for effort in Effort
		if effort is not Effort.PAUSE
	}
	own = AssessmentRules()
	return AssessmentRules(
		weights if any(weights.values()) else own.weights, limits if any(limits.values()) else own.at_least
	)


def _refuse(message: str, *values: object) -> NoReturn:
	frappe.throw(
		message.format(*(escape_html(str(value)) for value in values)), title=_("Key Account Settings")
	)
