from decimal import Decimal
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from key_account import health_settings


class KeyAccountSettings(Document):
	"""When the app went live, and what counts as collected where ledger.md leaves a choice."""

	def validate(self) -> None:
		if not 0 <= flt(self.opening_invoice_tax_rate) <= 100:
			_refuse(
				_("Key Account Settings: {0} must be from 0 to 100, not {1}."),
				_(self.meta.get_label("opening_invoice_tax_rate")),
				self.opening_invoice_tax_rate,
			)
		self.check_accounts("fee_accounts", "Expense", required=self.fee_treatment == "Our Cost")
		self.check_accounts("bill_accounts", "Asset", required=self.bill_of_exchange == "When Cashed")
		health_settings.check(self)

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


def _refuse(message: str, *values: object) -> NoReturn:
	frappe.throw(
		message.format(*(escape_html(str(value)) for value in values)), title=_("Key Account Settings")
	)
