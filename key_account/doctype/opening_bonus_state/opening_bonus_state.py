from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from key_account.bonus.quarter import OpeningState, Shortfall, State


class OpeningBonusState(Document):
	"""What a salesperson brings along from before the app (bonus.md section 2, Going live in mid-year).

	Submitting it is its approval; only submitted ones count.
	"""

	def validate(self) -> None:
		self.check_single()
		self.check_quarter()
		if flt(self.carry_own) > max(flt(self.carry), 0):
			frappe.throw(
				_("{0}: the part paid at own rates cannot be more than the carry.").format(self.sales_person)
			)
		quarters = set()
		for row in self.shortfalls:
			if flt(row.base) <= 0 or flt(row.gap) <= 0:
				frappe.throw(
					_("{0}, row {1}: base and what is still missing must be above 0.").format(
						self.sales_person, row.idx
					)
				)
			if not 0 <= flt(row.rate) <= 100:
				frappe.throw(
					_("{0}, row {1}: the plan rate must be from 0 % to 100 %.").format(
						self.sales_person, row.idx
					)
				)
			if row.quarter in quarters:
				frappe.throw(_("{0}: quarter {1} is there twice.").format(self.sales_person, row.quarter))
			quarters.add(row.quarter)

	def check_quarter(self) -> None:
		"""A state as of a quarter that the company's books do not hold would never be found."""
		from key_account.ledger.books import Books
		from key_account.ledger.site import SiteSource

		key = f"{self.fiscal_year}-Q{self.quarter}"
		if key not in {quarter.key for quarter in Books(SiteSource(), self.company).quarters}:
			frappe.throw(
				_(
					"{0}: there is no quarter {1} in the books of {2}; enter or enable its Fiscal Year."
				).format(frappe.bold(self.sales_person), key, self.company)
			)

	def check_single(self) -> None:
		other = frappe.db.exists(
			"Opening Bonus State",
			{
				"company": self.company,
				"sales_person": self.sales_person,
				"docstatus": ("<", 2),
				"name": ("!=", self.name),
			},
		)
		if other:
			frappe.throw(
				_("{0} already has an opening state in {1}: {2}. Cancel it, or change that one.").format(
					frappe.bold(self.sales_person),
					self.company,
					frappe.utils.get_link_to_form("Opening Bonus State", other),
				),
				frappe.DuplicateEntryError,
			)


def opening_states(company: str) -> tuple[OpeningState, ...]:
	"""Approved opening states of a company, in two queries; amounts in company currency."""
	parents = frappe.get_all(
		"Opening Bonus State",
		filters={"company": company, "docstatus": 1},
		fields=["name", "sales_person", "fiscal_year", "quarter", "carry", "carry_own"],
		order_by="name",
	)
	rows = frappe.get_all(
		"Opening Bonus Shortfall",
		filters={"parenttype": "Opening Bonus State", "parent": ("in", [parent.name for parent in parents])},
		fields=["parent", "quarter", "base", "gap", "rate"],
		order_by="parent, idx",
	)
	shortfalls: dict[str, list[Shortfall]] = {}
	for row in rows:
		shortfalls.setdefault(row.parent, []).append(
			Shortfall(row.quarter, _decimal(row.base), _decimal(row.gap), _decimal(row.rate) / 100)
		)
	return tuple(
		OpeningState(
			parent.sales_person,
			f"{parent.fiscal_year}-Q{parent.quarter}",
			State(_decimal(parent.carry), tuple(shortfalls.get(parent.name, ())), _decimal(parent.carry_own)),
		)
		for parent in parents
	)


def _decimal(value: float | None) -> Decimal:
	return Decimal(str(value or 0))
