"""One receipt: money collected on one invoice by one voucher (bonus.md section 1)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.bonus.money import ZERO
from key_account.marks import N_


class Reason(str, Enum):
	"""Why money of the ledger is not credited. Every cent has one of these or a salesperson."""

	NO_CASH = N_("No cash in it")
	TAX = N_("Tax")
	BILL_NOT_CASHED = N_("Bill not cashed")
	COST = N_("Cost of the line")
	NOT_REGISTERED = N_("Not registered")
	NO_SALESPERSON = N_("No salesperson")
	NO_TARGET = N_("No target")
	OUTSIDE_PLAN = N_("Outside the plan")

	# Equal texts have equal hashes; Enum's own hash would be of the name, and slow.
	__hash__ = str.__hash__


# Lines and receipts are values that nobody changes; they are not frozen because they are made by the
# million, and making a frozen one takes several times as long.
@dataclass(slots=True)
class Line:
	"""What is left of an invoice's lines of one item group, by which its receipts are shared.

	All in company currency: `net` is the base net amount, `cost` what the lines cost us (used where the
	category pays on gross profit), `standard` their standard quote (0 where none was given).
	"""

	item_group: str
	net: Decimal
	cost: Decimal = ZERO
	standard: Decimal = ZERO


Team = tuple[tuple[str, Decimal], ...]


@dataclass(slots=True)
class Receipt:
	"""Money of one invoice moved by one voucher on one day. Amounts in company currency, refunds negative.

	day              the day it counts on (ledger.md, Day)
	voucher_type     "Payment Entry", "Journal Entry", or "Sales Invoice" for point of sale
	invoice          the Sales Invoice the ledger row is against; may be a return
	original         that invoice, or for a return the invoice it returns
	amount           what the ledger moved
	cash_factor      share of it that was cash (K); cash = amount × K
	net_ratio        net of tax ÷ gross (R)
	net              cash × R, rounded to the currency
	team             sales persons and their percentages; what they leave falls to account_manager
	deal_date        first order of the deal, else the invoice's date
	registered_on    since when the client is a registered key account, or None
	held             a reason that keeps the whole receipt from counting yet, or None
	"""

	day: dt.date
	voucher_type: str
	voucher_no: str
	invoice: str
	original: str
	customer: str
	amount: Decimal
	cash_factor: Decimal
	cash: Decimal
	net_ratio: Decimal
	net: Decimal
	lines: tuple[Line, ...]
	team: Team
	account_manager: str | None
	deal_date: dt.date
	registered_on: dt.date | None
	held: Reason | None = None

	@property
	def tax(self) -> Decimal:
		return self.cash - self.net

	@property
	def non_cash(self) -> Decimal:
		return self.amount - self.cash


def capped_cost(cost: Decimal, net: Decimal) -> Decimal:
	"""A line's cost as gross profit takes it off: no profit is below zero, and a return takes its cost back.

	returns    `cost` with the sign of `net`, and at most its size
	"""
	return min(abs(cost), abs(net)).copy_sign(net) if cost else ZERO
