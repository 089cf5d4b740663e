"""Receipts of clients that were handed over, read from a ledger with its settings."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_builder import COMPANY, QUARTERS, Ledger

from key_account.bonus.handover import Handover
from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.ledger.books import Books, BooksConfig, GivenTargets

#: Ann's client is Bob's from 1 March on.
HANDED = Handover("HO-1", "Client", None, "Ann", "Bob", dt.date(2026, 3, 1), Decimal(75), was_manager=True)


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
	ledger.person("Bob", user="bob@example.com")
	ledger.rows["tabCustomer"][0]["account_manager"] = "bob@example.com"
	return ledger


def receipts_of(ledger: Ledger, folder: Path, *handovers: Handover) -> dict[str, tuple]:
	"""voucher -> (team, account manager) of each receipt of the first quarter of 2026."""
	source = ledger.open(folder)
	try:
		books = Books(source, COMPANY, BooksConfig(handovers=handovers))
		found = {
			receipt.voucher_no: (dict(receipt.team), receipt.account_manager)
			for receipt in books.receipts(*QUARTERS["2026-Q1"])
		}
	finally:
		source.close()
	return found


def settled(ledger: Ledger, folder: Path, *handovers: Handover) -> QuarterTable:
	source = ledger.open(folder)
	try:
		config = BooksConfig(handovers=handovers, targets=GivenTargets(for_all=Decimal(1000)))
		books = Books(source, COMPANY, config)
		(quarter,) = (quarter for quarter in books.quarters if quarter.key == "2026-Q1")
		(table,) = bonus_tables(books, [quarter])
	finally:
		source.close()
	return table


def sold_and_paid(ledger: Ledger) -> None:
	ledger.invoice("BEFORE", "2026-02-10", team=[("Ann", 60)])
	ledger.invoice("AFTER", "2026-03-02", team=[])
	ledger.payment("EARLY", "2026-02-28", {"BEFORE": 300})
	ledger.payment("LATE", "2026-03-01", {"BEFORE": 700})
	ledger.payment("NEW", "2026-03-05", {"AFTER": 1000})


def test_money_is_shared_by_its_day_and_the_invoices(ledger: Ledger, tmp_path: Path) -> None:
	sold_and_paid(ledger)
	assert receipts_of(ledger, tmp_path, HANDED) == {
		"EARLY": ({"Ann": 60}, "Ann"),
		"LATE": ({"Ann": 25, "Bob": 75}, "Ann"),
		"NEW": ({}, "Bob"),
	}


def test_without_a_handover_nothing_moves(ledger: Ledger, tmp_path: Path) -> None:
	sold_and_paid(ledger)
	assert receipts_of(ledger, tmp_path) == {
		"EARLY": ({"Ann": 60}, "Bob"),
		"LATE": ({"Ann": 60}, "Bob"),
		"NEW": ({}, "Bob"),
	}


def test_a_return_is_shared_as_the_invoice_it_returns(ledger: Ledger, tmp_path: Path) -> None:
	sold_and_paid(ledger)
	ledger.invoice("BACK", "2026-03-10", [("Product", -100)], against="BEFORE")
	ledger.payment("REFUND", "2026-03-11", {"BACK": -100}, payment_type="Pay")
	assert receipts_of(ledger, tmp_path, HANDED)["REFUND"] == ({"Ann": 25, "Bob": 75}, "Ann")


def test_an_invoice_with_a_successor_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
	sold_and_paid(ledger)
	ledger.person("Cid")
	own = Handover("HO-1", "Client", "BEFORE", "Ann", "Cid", dt.date(2026, 3, 1))
	assert receipts_of(ledger, tmp_path, HANDED, own)["LATE"] == ({"Cid": 100}, "Ann")


def test_every_cent_is_credited_and_the_books_tie_out(ledger: Ledger, tmp_path: Path) -> None:
	ledger.invoice("BEFORE", "2026-02-10", [("Product", "999.99")], team=[("Ann", "33.33")])
	ledger.payment("ODD", "2026-03-01", {"BEFORE": "333.34"})
	table = settled(ledger, tmp_path, HANDED)
	assert table.tie_out.difference == 0
	assert {row.sales_person: row.result.credited for row in table.rows} == {
		"Ann": Decimal("83.34"),
		"Bob": Decimal("250.00"),
	}
