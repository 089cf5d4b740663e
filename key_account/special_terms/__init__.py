"""What of an order is special: a discount beyond the tier's authority, or credit beyond the client's limit.

clients.md, Customer and Sales Order: special terms go to the director before the order is submitted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from key_account.marks import N_

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
HUNDREDTH = Decimal("0.01")


class Special(Enum):
	"""What of an order needs the director."""

	NOTHING = ""
	DISCOUNT = N_("Discount beyond Authority")
	CREDIT = N_("Credit beyond Limit")
	BOTH = N_("Discount and Credit")


class TermsStatus(Enum):
	"""Where the approval of an order's special terms stands."""

	NOT_NEEDED = ""
	NEEDS_APPROVAL = N_("Needs Approval")
	PENDING = N_("Pending Director")
	APPROVED = N_("Approved")
	REJECTED = N_("Rejected")


@dataclass(frozen=True, slots=True)
class PricedLine:
	"""A line of an order, in the order's currency, tax included or not as the price list has it.

	amount       what is charged, before a discount on the whole order
	list_value   what the price list asks for; 0 where it has no price
	"""

	amount: Decimal
	list_value: Decimal = ZERO

	@property
	def worth(self) -> Decimal:
		"""Value at the price list; without a price there, a line is worth what it is sold for."""
		return self.list_value if self.list_value > 0 else max(self.amount, ZERO)

	@property
	def charged(self) -> Decimal:
		"""What is charged of that value: a line sold above its list price makes up for no discount on another."""
		return min(self.amount, self.worth)


@dataclass(frozen=True, slots=True)
class Approved:
	"""The terms that a director approved: discount in per cent, credit in company currency."""

	discount: Decimal = ZERO
	credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Terms:
	"""The terms of an order.

	discount    of the whole order off the price list, in per cent
	authority   the largest discount that the client's tier allows without the director, in per cent
	credit      what the client owes and has ordered, with this order, in company currency
	limit       the client's credit limit, in company currency; None where there is none
	"""

	discount: Decimal
	authority: Decimal
	credit: Decimal = ZERO
	limit: Decimal | None = None

	@property
	def special(self) -> Special:
		return _special(self.discount > self.authority, self.limit is not None and self.credit > self.limit)

	def beyond(self, approved: Approved) -> Special:
		"""What of the special terms is worse than what a director approved, or was never approved."""
		special = self.special
		return _special(
			special in (Special.DISCOUNT, Special.BOTH) and self.discount > approved.discount,
			special in (Special.CREDIT, Special.BOTH) and self.credit > approved.credit,
		)


def _special(is_discount: bool, is_credit: bool) -> Special:
	if is_discount:
		return Special.BOTH if is_credit else Special.DISCOUNT
	return Special.CREDIT if is_credit else Special.NOTHING


def discount(lines: Iterable[PricedLine], kept: Decimal = ONE) -> Decimal:
	"""The discount of an order as a whole off its value at the price list, in per cent with two decimals.

	Free items count with their list price. A line that takes money off counts as discount.

	kept      the share of all lines that a discount on the whole order leaves, see `kept_by_discount`
	returns   from 0; above 100 where more is taken off than the lines are worth
	"""
	lines = tuple(lines)
	worth = sum((line.worth for line in lines), ZERO)
	if not worth:
		return ZERO
	charged = sum((line.charged for line in lines), ZERO)
	found = (ONE - charged * kept / worth) * HUNDRED
	return max(found, ZERO).quantize(HUNDREDTH, ROUND_HALF_UP)


def kept_by_discount(total: Decimal, taken_off: Decimal) -> Decimal:
	"""The share of an order that a discount on the whole of it leaves; a surcharge makes up for no discount.

	total       after the discount, of what the discount was taken off: with tax or without
	taken_off   the discount
	"""
	if taken_off <= 0:
		return ONE
	before = total + taken_off
	return max(total, ZERO) / before if before > 0 else ZERO


def list_price(of_line: Decimal, in_price_list: Collection[Decimal]) -> Decimal:
	"""The list price that a line is measured by: not below the lowest that its price list has for the item.

	A line may lack its list price, or have one typed in; one that is higher stands.
	"""
	return max(of_line, min(in_price_list)) if in_price_list else of_line


def status(terms: Terms, approved: Approved, before: TermsStatus) -> TermsStatus:
	"""Where the approval of an order stands after its terms changed; `before` is what the request left there."""
	if terms.special is Special.NOTHING:
		return TermsStatus.NOT_NEEDED
	if terms.beyond(approved) is Special.NOTHING:
		return TermsStatus.APPROVED
	return before if before in (TermsStatus.PENDING, TermsStatus.REJECTED) else TermsStatus.NEEDS_APPROVAL
