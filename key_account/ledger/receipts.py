"""Rows of the ledger -> receipts: what was collected, on which invoice, when, and how it is to be shared."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from key_account.bonus.handover import Handovers
from key_account.bonus.money import ONE, ZERO, round_money
from key_account.bonus.receipts import Reason, Receipt, Team
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
from key_account.ledger.source import COLUMN, FIELD, ROW, SEPARATORS, Source, parse_date, to_decimal, unpack

__all__ = ["CashRules", "Collection", "Receipt", "period_params", "read_collections", "read_receipts"]


@dataclass(frozen=True, slots=True)
class LedgerContext:
	"""What of the company and its people the reading of receipts needs.

	exchange_account   the company's exchange gain/loss account: deductions on it are exchange differences
	account_managers   user -> Sales Person
	precision          decimals of the company's currency
	handovers          clients that went from one salesperson to another, or None
	"""

	exchange_account: str | None = None
	account_managers: Mapping[str, str] | None = None
	precision: int = 2
	handovers: Handovers | None = None


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
	yields     receipts in the order of their days
	"""
	rules = rules or CashRules()
	if context is None:
		from key_account.ledger.books import Books

		context = Books(source, company).ledger_context()
	reader = _Reader(rules, context)
	return reader.receipts(source.rows(queries.RECEIPTS, period_params(company, start, end, rules)))


# Made by the million, and so not frozen.
@dataclass(slots=True)
class Collection:
	"""Money of one invoice moved by one voucher on one day, as a Receipt without whose it is.

	day            the day it counts on
	voucher_type   with voucher_no, the voucher that moved it
	invoice        the Sales Invoice it is for; may be a return
	amount         what the ledger moved, in company currency
	net            what of it was collected, without tax
	held           a reason that keeps it from counting yet, or None
	"""

	day: dt.date
	voucher_type: str
	voucher_no: str
	invoice: str
	customer: str
	amount: Decimal
	net: Decimal
	held: Reason | None


def read_collections(
	source: Source,
	company: str,
	start: dt.date,
	end: dt.date,
	rules: CashRules,
	context: LedgerContext,
) -> Iterator[Collection]:
	"""The money of `read_receipts` where nobody asks whose it is: less is read. In the order of its days."""
	reader = _Reader(rules, context)
	return reader.collections(source.rows(queries.COLLECTIONS, period_params(company, start, end, rules)))


#: Facts of queries.RECEIPTS that are about the money; those after them are about whose it is.
MONEY_FACTS = 18
IS_RETURN = 12


class _Reader:
	"""Turns rows of queries.RECEIPTS into receipts; what is the same for many rows is read once."""

	def __init__(self, rules: CashRules, context: LedgerContext) -> None:
		self.rules = rules
		self.context = context
		self.managers = context.account_managers or {}
		self.journal_factor = lru_cache(maxsize=1024)(self._journal_factor)
		self.payment_factor = lru_cache(maxsize=1024)(self._payment_factor)

	def receipts(self, rows: Iterator[tuple[str, str]]) -> Iterator[Receipt]:
		"""One receipt for each day, voucher and invoice, in this order; its rows of the ledger are added up."""
		for facts, amount in self._grouped(rows):
			yield self.receipt(facts, amount)

	def collections(self, rows: Iterator[tuple[str, str]]) -> Iterator[Collection]:
		"""The same of rows of queries.COLLECTIONS."""
		for facts, amount in self._grouped(rows):
			day, voucher_type, voucher_no, invoice, _original, customer, *_ = facts
			_factor, _cash, _ratio, net, held, _returns = self._cash(facts, amount)
			yield Collection(parse_date(day), voucher_type, voucher_no, invoice, customer, amount, net, held)

	def _grouped(self, rows: Iterator[tuple[str, str]]) -> Iterator[tuple[list[str], Decimal]]:
		found: dict[tuple[str, ...], tuple[str, Decimal]] = {}
		for facts, amount in rows:
			key = tuple(facts.split(COLUMN, 4)[:4])
			before = found.get(key)
			found[key] = (before[0], before[1] + Decimal(amount)) if before else (facts, Decimal(amount))
		for key in sorted(found):
			facts, amount = found[key]
			yield facts.split(COLUMN), amount

	def _cash(
		self, facts: list[str], amount: Decimal
	) -> tuple[Decimal, Decimal, Decimal, Decimal, Reason | None, tuple[Return, ...]]:
		"""K and the cash, R and what of the cash is net of tax, why it is held back, and the invoice's returns."""
		(
			_day,
			voucher_type,
			_voucher_no,
			_invoice,
			_original,
			_customer,
			_invoice_date,
			net,
			grand,
			rounded,
			rounding_adjustment,
			is_opening,
			is_return,
			packed_returns,
			bill,
			deductions,
			payment_taxes,
			journal,
		) = facts[:MONEY_FACTS]
		returns = _returns(packed_returns) if packed_returns else ()
		factor, held = ONE, None
		if deductions or payment_taxes:
			factor = self.payment_factor(ROW.join(filter(None, (deductions, payment_taxes))))
		elif voucher_type == "Journal Entry":
			factor = self.journal_factor(journal)
		if self.rules.bill_when_cashed:
			held = self._held_payment(bill) or self._held_journal(journal)
		if self.rules.claw_back_at_return and is_return == "1" and voucher_type != "Sales Invoice":
			factor = ZERO
		ratio = net_ratio(
			InvoiceTotals(Decimal(net), _gross(grand, rounded, rounding_adjustment)),
			returns,
			opening_tax_rate=self.rules.opening_tax_rate if is_opening == "Yes" else ZERO,
		)
		precision = self.context.precision
		cash = amount if factor is ONE else round_money(amount * factor, precision)
		return factor, cash, ratio, round_money(cash * ratio, precision), held, returns

	def receipt(self, facts: list[str], amount: Decimal) -> Receipt:
		day, voucher_type, voucher_no, invoice, original, customer, invoice_date, *_ = facts
		is_return = facts[IS_RETURN] == "1"
		registered_on, account_manager, packed_lines, original_order_date, packed_team = facts[MONEY_FACTS:]
		factor, cash, ratio, net, held, returns = self._cash(facts, amount)
		lines, order_date = _invoice_lines(packed_lines)
		day, invoice_date = parse_date(day), parse_date(invoice_date)
		team = _team(packed_team)
		manager = self.managers.get(account_manager) if account_manager else None
		if self.context.handovers:
			team, manager = self.context.handovers.shared(
				team, manager, invoice=original, customer=customer, invoice_day=invoice_date, day=day
			)
		order_day = original_order_date if is_return else order_date
		return Receipt(
			day=day,
			voucher_type=voucher_type,
			voucher_no=voucher_no,
			invoice=invoice,
			original=original,
			customer=customer,
			amount=amount,
			cash_factor=factor,
			cash=cash,
			net_ratio=ratio,
			net=net,
			lines=lines_left(lines, returns),
			team=team,
			account_manager=manager,
			deal_date=parse_date(order_day) if order_day else invoice_date,
			registered_on=parse_date(registered_on) if registered_on else None,
			held=held,
		)

	def _payment_factor(self, packed: str) -> Decimal:
		rows = unpack(packed)
		_, _, _, payment_type, allocated, unallocated, source_rate, target_rate = rows[0]
		rate = source_rate if payment_type == "Receive" else target_rate
		deductions = [
			Deduction(
				account,
				to_decimal(amount),
				is_exchange=flag == "1" or account == self.context.exchange_account,
			)
			for account, amount, flag, *_ in rows
		]
		party_amount = to_decimal(allocated) + to_decimal(unallocated) * to_decimal(rate)
		return payment_cash_factor(payment_type, party_amount, deductions, self.rules)

	def _journal_factor(self, packed: str) -> Decimal:
		rows = unpack(packed)
		return journal_cash_factor(
			[
				JournalLine(
					account, account_type, party_type, reference_type, to_decimal(debit), to_decimal(credit)
				)
				for _, account, account_type, party_type, reference_type, debit, credit, *_ in rows
			],
			self.rules,
			multi_currency=bool(rows) and rows[0][0] == "1",
			exchange_account=self.context.exchange_account,
		)

	def _held_payment(self, packed: str) -> Reason | None:
		"""A bill of exchange that counts when cashed is held until its clearance date is entered."""
		paid_to, *cleared = packed.split(FIELD)
		return Reason.BILL_NOT_CASHED if paid_to in self.rules.bill_accounts and not cleared else None

	def _held_journal(self, packed: str) -> Reason | None:
		is_bill = any(
			account in self.rules.bill_accounts and not cleared
			for _, account, _, _, _, _, _, *cleared in unpack(packed)
		)
		return Reason.BILL_NOT_CASHED if is_bill else None


def _gross(grand: str, rounded: str, rounding_adjustment: str) -> Decimal:
	adjustment = to_decimal(rounding_adjustment)
	return gross_total(Decimal(grand), to_decimal(rounded) if adjustment else ZERO, adjustment)


def _invoice_lines(packed: str) -> tuple[list[InvoiceLine], str | None]:
	"""Lines of an invoice, and the day of the first order behind them as text, or None."""
	lines, order_dates = [], []
	for item_group, net, ordered_on, *amounts in unpack(packed):
		lines.append(InvoiceLine(item_group, to_decimal(net), *map(to_decimal, amounts)))
		if ordered_on:
			order_dates.append(ordered_on)
	return lines, min(order_dates, default=None)


@lru_cache(maxsize=65536)
def _team(packed: str | None) -> Team:
	return tuple(sorted((person, to_decimal(percent)) for person, percent in unpack(packed)))


def _returns(packed: str) -> tuple[Return, ...]:
	"""Returns booked against an invoice, without what was handed back at the till, which is a receipt itself."""
	found: dict[str, tuple[dt.date, InvoiceTotals, list[InvoiceLine]]] = {}
	for name, day, net, grand, rounded, adjustment, handed_back, item_group, line_net in unpack(packed):
		gross = _gross(grand, rounded, adjustment)
		left = ONE - to_decimal(handed_back) / gross if gross else ONE
		if not left:
			continue
		if name not in found:
			found[name] = (parse_date(day), InvoiceTotals(to_decimal(net) * left, gross * left), [])
		found[name][2].append(InvoiceLine(item_group, to_decimal(line_net) * left))
	return tuple(Return(day, totals, tuple(lines)) for _, (day, totals, lines) in sorted(found.items()))
