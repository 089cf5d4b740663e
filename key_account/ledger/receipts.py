"""Rows of the ledger -> receipts: what was collected, on which invoice, when, and how it is to be shared."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from key_account.bonus.money import ONE, ZERO, round_money
from key_account.bonus.receipts import Line, Reason, Receipt, Team
from key_account.ledger import queries
from key_account.ledger.cash import (
	CashRules,
	Deduction,
	JournalLine,
	journal_cash_factor,
	payment_cash_factor,
)
from key_account.ledger.invoice import (
	InvoiceLine,
	InvoiceTotals,
	Return,
	gross_total,
	lines_left,
	net_ratio,
)
from key_account.ledger.source import FIELD, SEPARATORS, Source, as_date, to_decimal, unpack

__all__ = ["CashRules", "Receipt", "period_params", "read_receipts"]


@dataclass(frozen=True, slots=True)
class LedgerContext:
	"""What of the company and its people the reading of receipts needs.

	exchange_account   the company's exchange gain/loss account: deductions on it are exchange differences
	account_managers   user -> Sales Person
	precision          decimals of the company's currency
	"""

	exchange_account: str | None = None
	account_managers: Mapping[str, str] | None = None
	precision: int = 2


def period_params(company: str, start: dt.date, end: dt.date, rules: CashRules) -> dict[str, Any]:
	"""What is bound to the queries of queries.py."""
	return {
		"company": company,
		"start": start,
		"end": end,
		"bill_when_cashed": int(rules.bill_when_cashed),
		# A list may not be empty in SQL; no account has an empty name.
		"bill_accounts": tuple(sorted(rules.bill_accounts)) or ("",),
		"claw_back_at_return": int(rules.claw_back_at_return),
		**SEPARATORS,
	}


def read_receipts(
	source: Source,
	company: str,
	start: dt.date,
	end: dt.date,
	rules: CashRules | None = None,
	context: LedgerContext | None = None,
) -> Iterator[Receipt]:
	"""All receipts of a company that count from `start` to `end`, both included, in one query.

	rules      what counts as collected; the defaults of ledger.md where not given
	context    where not given, read from the source
	yields     receipts in no particular order
	"""
	rules = rules or CashRules()
	if context is None:
		from key_account.ledger.books import Books

		context = Books(source, company).ledger_context()
	reader = _Reader(rules, context)
	for row in source.rows(queries.RECEIPTS, period_params(company, start, end, rules)):
		yield reader.receipt(row)


class _Reader:
	"""Turns rows of queries.RECEIPTS into receipts; what is the same for many rows is read once."""

	def __init__(self, rules: CashRules, context: LedgerContext) -> None:
		self.rules = rules
		self.context = context
		self.managers = context.account_managers or {}
		self.journal_factor = lru_cache(maxsize=1024)(self._journal_factor)
		self.payment_factor = lru_cache(maxsize=1024)(self._payment_factor)

	def receipt(self, row: tuple) -> Receipt:
		(
			day,
			voucher_type,
			voucher_no,
			invoice,
			original,
			customer,
			amount,
			invoice_date,
			registered_on,
			account_manager,
			packed_totals,
			packed_lines,
			original_order_date,
			packed_team,
			packed_returns,
			packed_payment,
			packed_deductions,
			packed_journal,
			packed_journal_lines,
		) = row
		amount = to_decimal(amount)
		totals, is_opening, is_return = _totals(packed_totals)
		invoice_lines, order_date = _invoice_lines(packed_lines)
		returns = _returns(packed_returns) if packed_returns else ()
		factor, held = ONE, None
		if voucher_type == "Payment Entry":
			if packed_deductions:
				factor = self.payment_factor(packed_payment, packed_deductions)
			held = self._held_payment(packed_payment)
		elif voucher_type == "Journal Entry":
			factor = self.journal_factor(packed_journal, packed_journal_lines)
			held = self._held_journal(packed_journal, packed_journal_lines)
		if self.rules.claw_back_at_return and is_return and voucher_type != "Sales Invoice":
			factor = ZERO
		ratio = net_ratio(
			totals, returns, opening_tax_rate=self.rules.opening_tax_rate if is_opening else ZERO
		)
		precision = self.context.precision
		cash = amount if factor == 1 else round_money(amount * factor, precision)
		return Receipt(
			day=as_date(day),
			voucher_type=voucher_type,
			voucher_no=voucher_no,
			invoice=invoice,
			original=original,
			customer=customer,
			amount=amount,
			cash_factor=factor,
			cash=cash,
			net_ratio=ratio,
			net=round_money(cash * ratio, precision),
			lines=_lines(invoice_lines, returns),
			team=_team(packed_team),
			account_manager=self.managers.get(account_manager) if account_manager else None,
			deal_date=as_date((original_order_date if is_return else order_date) or invoice_date),
			registered_on=as_date(registered_on) if registered_on else None,
			held=held,
		)

	def _payment_factor(self, packed_payment: str, packed_deductions: str) -> Decimal:
		payment_type, allocated, unallocated, source_rate, target_rate, *_ = unpack(packed_payment)[0]
		rate = source_rate if payment_type == "Receive" else target_rate
		party_amount = to_decimal(allocated) + to_decimal(unallocated) * to_decimal(rate)
		deductions = [
			Deduction(
				account,
				to_decimal(amount),
				is_exchange=flag == "1" or account == self.context.exchange_account,
			)
			for account, amount, flag in unpack(packed_deductions)
		]
		return payment_cash_factor(payment_type, party_amount, deductions, self.rules)

	def _journal_factor(self, packed_journal: str, packed_lines: str) -> Decimal:
		return journal_cash_factor(
			_journal_lines(packed_lines),
			self.rules,
			multi_currency=packed_journal.split(FIELD)[0] == "1",
			exchange_account=self.context.exchange_account,
		)

	def _held_payment(self, packed_payment: str) -> Reason | None:
		"""A bill of exchange that counts when cashed is held until its clearance date is entered."""
		if not self.rules.bill_when_cashed:
			return None
		_, _, _, _, _, paid_to, *cleared = packed_payment.split(FIELD)
		return Reason.BILL_NOT_CASHED if paid_to in self.rules.bill_accounts and not cleared else None

	def _held_journal(self, packed_journal: str, packed_lines: str) -> Reason | None:
		if not self.rules.bill_when_cashed or len(packed_journal.split(FIELD)) > 1:
			return None
		is_bill = any(line.account in self.rules.bill_accounts for line in _journal_lines(packed_lines))
		return Reason.BILL_NOT_CASHED if is_bill else None


def _journal_lines(packed: str) -> list[JournalLine]:
	return [
		JournalLine(account, account_type, party_type, reference_type, to_decimal(debit), to_decimal(credit))
		for account, account_type, party_type, reference_type, debit, credit in unpack(packed)
	]


def _totals(packed: str) -> tuple[InvoiceTotals, bool, bool]:
	net, grand, rounded, adjustment, is_opening, is_return = unpack(packed)[0]
	gross = gross_total(to_decimal(grand), to_decimal(rounded), to_decimal(adjustment))
	return InvoiceTotals(to_decimal(net), gross), is_opening == "Yes", is_return == "1"


def _invoice_lines(packed: str | None) -> tuple[tuple[InvoiceLine, ...], str | None]:
	"""Lines of an invoice, and the day of the first order behind them as text, or None."""
	lines, order_date = [], None
	for item_group, net, cost, standard, order_net, order_cost, order_standard, *ordered_on in unpack(packed):
		lines.append(
			InvoiceLine(
				item_group,
				*map(to_decimal, (net, cost, standard, order_net, order_cost, order_standard)),
			)
		)
		if ordered_on and (order_date is None or ordered_on[0] < order_date):
			order_date = ordered_on[0]
	return tuple(lines), order_date


def _lines(lines: tuple[InvoiceLine, ...], returns: tuple[Return, ...]) -> tuple[Line, ...]:
	if len(lines) == 1 and not returns:
		return (lines[0].as_line(),)
	return lines_left(lines, returns)


@lru_cache(maxsize=4096)
def _team(packed: str | None) -> Team:
	return tuple(sorted((person, to_decimal(percent)) for person, percent in unpack(packed)))


def _returns(packed: str) -> tuple[Return, ...]:
	"""Returns booked against an invoice, without what was handed back at the till, which is a receipt itself."""
	found: dict[str, tuple[dt.date, InvoiceTotals, list[InvoiceLine]]] = {}
	for name, day, net, grand, rounded, adjustment, handed_back, item_group, line_net in unpack(packed):
		gross = gross_total(to_decimal(grand), to_decimal(rounded), to_decimal(adjustment))
		left = ONE - to_decimal(handed_back) / gross if gross else ONE
		if not left:
			continue
		if name not in found:
			found[name] = (as_date(day), InvoiceTotals(to_decimal(net) * left, gross * left), [])
		found[name][2].append(InvoiceLine(item_group, to_decimal(line_net) * left))
	return tuple(Return(day, totals, tuple(lines)) for _, (day, totals, lines) in sorted(found.items()))
