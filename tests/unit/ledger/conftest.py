"""A small ledger for a test, and its receipts."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from ledger_builder import COMPANY, QUARTERS, Ledger, receipts

from key_account.bonus.receipts import Receipt
from key_account.ledger.cash import CashRules
from key_account.ledger.receipts import Collection, LedgerContext, read_collections
from key_account.ledger.tie_out import ledger_total

Reading = Callable[..., list[Receipt]]


@pytest.fixture
def ledger() -> Ledger:
	return Ledger()


@pytest.fixture
def read(ledger: Ledger, tmp_path: Path) -> Iterator[Reading]:
	"""Read the ledger's receipts, and make sure that they add up to what its rows moved."""
	opened = []

	def reading(quarter: str = "2026-Q1", rules: CashRules | None = None, **context: Any) -> list[Receipt]:
		if not opened:
			opened.append(ledger.open(tmp_path))
		found = receipts(opened[0], quarter, rules, LedgerContext("Exchange", **context))
		moved = ledger_total(opened[0], COMPANY, *QUARTERS[quarter], rules or CashRules())
		assert sum(row.amount for row in found) == moved
		for row in found:
			assert row.amount == row.non_cash + row.tax + row.net
		of_clients = read_collections(
			opened[0], COMPANY, *QUARTERS[quarter], rules or CashRules(), LedgerContext("Exchange", **context)
		)
		of_collection = attrgetter(*Collection.__slots__)
		assert sorted(map(of_collection, of_clients), key=str) == sorted(map(of_collection, found), key=str)
		return found

	yield reading
	for source in opened:
		source.close()
