"""K: how much of a voucher was cash (ledger.md, "K"). Pure rules over a voucher's own figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from key_account.bonus.money import ONE, ZERO

BANK_ACCOUNT_TYPES = ("Bank", "Cash")


@dataclass(frozen=True, slots=True)
class CashRules:
	"""Key Account Settings on what counts as collected, with the defaults of ledger.md.

	fee_is_our_cost        deductions on `fee_accounts` were collected and then spent (default: not collected)
	foreign_at_invoice_rate  foreign money counts at the invoice's rate (default: for what it brought)
	netting_counts         a claim set off against a supplier's bill was collected (default: not cash)
	claw_back_at_return    a return claws back on its own day (default: when refunded or used)
	opening_tax_rate       tax rate (0.13) inside opening invoices, whose stored net equals their gross
	bill_accounts          accounts of bills of exchange; a bill is cash when received
	bill_when_cashed       ... or only when cashed (the voucher's clearance date)
	"""

	fee_is_our_cost: bool = False
	fee_accounts: frozenset[str] = frozenset()
	foreign_at_invoice_rate: bool = False
	netting_counts: bool = False
	claw_back_at_return: bool = False
	opening_tax_rate: Decimal = ZERO
	bill_accounts: frozenset[str] = frozenset()
	bill_when_cashed: bool = False


@dataclass(frozen=True, slots=True)
class Deduction:
	"""A row of a Payment Entry's deductions; `amount` is a debit in company currency."""

	account: str
	amount: Decimal
	is_exchange: bool = False


def payment_cash_factor(
	payment_type: str, party_amount: Decimal, deductions: Sequence[Deduction], rules: CashRules
) -> Decimal:
	"""K of a Payment Entry: 1 − taken ÷ what it moved on the party's account.

	payment_type   "Receive" or "Pay" (a refund, where the signs are turned)
	party_amount   base allocated + base unallocated, in company currency
	deductions     exchange differences count with their sign; others only where they eat cash
	"""
	sign = -1 if payment_type == "Pay" else 1
	taken = ZERO
	for deduction in deductions:
		amount = sign * deduction.amount
		if deduction.is_exchange:
			if not rules.foreign_at_invoice_rate:
				taken += amount
		elif amount > 0 and not (rules.fee_is_our_cost and deduction.account in rules.fee_accounts):
			taken += amount
	if not taken or not party_amount:
		return ONE
	return ONE - taken / abs(party_amount)


@dataclass(frozen=True, slots=True)
class JournalLine:
	"""A row of a Journal Entry; amounts in company currency."""

	account: str
	account_type: str
	party_type: str
	reference_type: str
	debit: Decimal
	credit: Decimal


def journal_cash_factor(
	lines: Sequence[JournalLine],
	rules: CashRules,
	*,
	multi_currency: bool = False,
	exchange_account: str | None = None,
) -> Decimal:
	"""K of a Journal Entry, judged by its lines and never by its type.

	multi_currency     the journal may bring more than the receivable (an exchange gain)
	exchange_account   the company's: where foreign money counts at the invoice's rate, what it gained or lost
	                   there is taken out again
	"""
	if lines and all(
		line.party_type == "Customer" and line.reference_type == "Sales Invoice" for line in lines
	):
		return ONE
	received = receivable = ZERO
	for line in lines:
		if line.party_type == "Customer" and line.account_type == "Receivable":
			receivable += line.credit - line.debit
		elif (
			line.account_type in BANK_ACCOUNT_TYPES
			or line.account in rules.bill_accounts
			or (rules.foreign_at_invoice_rate and line.account == exchange_account)
			or (rules.netting_counts and line.party_type == "Supplier")
			or (rules.fee_is_our_cost and line.account in rules.fee_accounts)
		):
			received += line.debit - line.credit
	if not receivable or not received or (received > 0) != (receivable > 0):
		return ZERO
	factor = received / receivable
	return factor if multi_currency else min(factor, ONE)
