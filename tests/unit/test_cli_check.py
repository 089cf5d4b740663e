"""`key-account ledger check`: every quarter's receipts and ledger agree to the cent, or it says by how much not."""

import sqlite3

import pytest
from command_line import HEADER, made_ledger, run

from key_account.ledger import queries


def test_every_quarter_is_held_against_the_ledger(tmp_path):
	ledger = made_ledger(tmp_path)
	outcome = run("ledger", "check", ledger)
	assert (outcome.code, outcome.err) == (0, "")
	assert outcome.out.splitlines() == [
		"2026-Q1  Ledger 1,130.00 = credited 1,000.00 + tax 130.00; difference 0.00",
		"2026-Q2  Ledger 2,825.00 = credited 2,500.00 + tax 325.00; difference 0.00",
		f"{ledger}: 2 quarters of Imported agree to the cent.",
	]


def test_a_difference_is_named_with_exit_code_1(tmp_path, monkeypatch):
	"""The total and the receipts come from queries of their own; here the total loses the rows of one invoice."""
	ledger = made_ledger(tmp_path)
	without = queries.LEDGER_TOTAL.replace(
		"ple.delinked = 0", "ple.delinked = 0 AND ple.against_voucher_no <> '2'"
	)
	monkeypatch.setattr(queries, "LEDGER_TOTAL", without)
	outcome = run("ledger", "check", ledger)
	assert outcome.code == 1
	assert "2026-Q2  Ledger 2,260.00 = credited 2,500.00 + tax 325.00; difference -565.00" in outcome.out
	assert "do not agree" in outcome.out.splitlines()[-1]
	paid = run("bonus", ledger, "--target", "1000")
	assert paid.code == 1
	assert "DOES NOT TIE OUT" in paid.out
	assert paid.err.startswith(f"{ledger}: ")


def test_money_outside_all_fiscal_years_is_named_with_exit_code_1(tmp_path):
	ledger = made_ledger(
		tmp_path, HEADER + "A,Ann,1,2025-01-05,113,2025-02-01\nA,Ann,2,2026-01-05,226,2026-02-01\n"
	)
	connection = sqlite3.connect(ledger)
	with connection:
		connection.execute("""DELETE FROM "tabFiscal Year" WHERE name = '2025'""")
	outcome = run("ledger", "check", ledger)
	assert outcome.code == 1
	assert "Outside all quarters  Ledger 113.00" in outcome.out


@pytest.mark.parametrize(
	"statement, reason",
	[
		("""UPDATE "tabCustomer" SET ka_registered_on = NULL""", "not registered 1,000.00"),
		("""DELETE FROM "tabSales Team" """, "no salesperson 1,000.00"),
	],
)
def test_what_is_not_credited_has_its_reason(tmp_path, statement, reason):
	ledger = made_ledger(tmp_path, HEADER + "A,Ann,1,2026-01-05,1130,2026-02-01\n")
	connection = sqlite3.connect(ledger)
	with connection:
		connection.execute(statement)
	outcome = run("ledger", "check", ledger)
	assert outcome.code == 0
	assert f"Ledger 1,130.00 = credited 0.00 + {reason} + tax 130.00; difference 0.00" in outcome.out
