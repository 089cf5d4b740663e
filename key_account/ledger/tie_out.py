"""Whether receipts and ledger agree to the cent (ledger.md, Tie-out)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from key_account.bonus.money import ZERO
from key_account.bonus.receipts import Reason, Receipt
from key_account.bonus.tie_out import TieOut
from key_account.ledger import queries
from key_account.ledger.receipts import CashRules, period_params, read_receipts
from key_account.ledger.source import Source, to_decimal


def ledger_total(source: Source, company: str, start: dt.date, end: dt.date, rules: CashRules) -> Decimal:
	"""−Σ of the ledger's rows that count in the period, plus point-of-sale payments."""
	((total, _rows),) = source.rows(queries.LEDGER_TOTAL, period_params(company, start, end, rules))
	return to_decimal(total)


def tie_out(
	source: Source, company: str, start: dt.date, end: dt.date, rules: CashRules | None = None
) -> TieOut:
	"""Hold a period's receipts, before any plan, against the ledger: net, tax and what was no cash."""
	rules = rules or CashRules()
	receipts = read_receipts(source, company, start, end, rules)
	return held_against(ledger_total(source, company, start, end, rules), receipts)


def held_against(ledger: Decimal, receipts: Iterable[Receipt]) -> TieOut:
	"""Receipts, before any plan, against what the ledger moved in their period, in company currency."""
	net = ZERO
	excluded = {Reason.TAX: ZERO, Reason.NO_CASH: ZERO}
	for receipt in receipts:
		net += receipt.net
		excluded[Reason.TAX] += receipt.tax
		excluded[Reason.NO_CASH] += receipt.non_cash
	return TieOut(ledger, net, excluded)
