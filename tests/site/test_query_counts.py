"""The reports ask the database as often for many invoices and people as for few."""

from collections.abc import Iterator

import frappe
import pytest
from factories.bonus import make_plan, run_report, set_target, start_bonus
from factories.money import credit, debit, journal, pay, refund
from factories.selling import credit_note, invoice
from queries import noted_queries

from key_account.ledger import kept_totals

REPORTS = ("Quarterly Bonus", "Bonus Receipts")
QUARTERS = ("2025-Q1", "2025-Q4")


@pytest.fixture(autouse=True)
def books() -> Iterator[None]:
	kept_totals.forget()
	start_bonus("2025-01-01")
	make_plan()
	set_target("Li Na", 16000)
	yield
	kept_totals.forget()


#: What there is more of the longer a company trades.
GROWING = (
	"Payment Ledger Entry",
	"Sales Invoice",
	"Payment Entry",
	"Journal Entry",
	"Customer",
	"Sales Person",
	"Target Detail",
)


def queries(report: str, quarter: str) -> int:
	"""How many queries of a report read documents that grow in number; what Frappe asks of itself is left out."""
	run_report(report, quarter)
	with noted_queries() as queries:
		run_report(report, quarter)
	# What Frappe asks of itself is left out.
	found = [query for query in queries if any(f"`tab{doctype}`" in query for doctype in GROWING)]
	assert any("tabPayment Ledger Entry" in query for query in found)
	return len(found)


def sell_and_collect() -> None:
	"""One invoice in each quarter, of one salesperson, paid."""
	for day in ("2025-02-10", "2025-05-10", "2025-08-10", "2025-11-10"):
		pay(invoice(on=day, team={"Li Na": 100}), on=day)


def sell_and_collect_much() -> None:
	"""More invoices, clients and salespeople, paid in every way that has a query's rows of its own."""
	for person in ("Wang Wei", "Zhao Lei"):
		set_target(person, 16000)
	for day in ("2025-03-01", "2025-11-20"):
		lines = [("Software", 600), ("Training", 400)]
		team = {"Li Na": 50, "Wang Wei": 30, "Zhao Lei": 20}
		parts = invoice(lines, on=day, team=team, customer="Beta")
		pay(parts, 500, on=day)
		pay(parts, 630, on=day, fee=10)
		by_journal = invoice(lines, on=day, team=team)
		journal(debit("Bank", 1130), credit(by_journal, 1130), on=day)
		returned = invoice(lines, on=day, team=team)
		pay(returned, on=day)
		refund(credit_note(returned, [("Training", 400)], on=day), on=day)
		reduced = invoice(lines, on=day, team=team, customer="Managed")
		credit_note(reduced, [("Training", 400)], on=day, stand_alone=False)
		pay(reduced, on=day)


def test_as_many_queries_for_many_receipts_as_for_few() -> None:
	"""One test for all reports and quarters, because posting the documents takes most of the time."""
	asked = [(report, quarter) for report in REPORTS for quarter in QUARTERS]
	sell_and_collect()
	few = {each: queries(*each) for each in asked}
	receipts = {quarter: _receipts(quarter) for quarter in QUARTERS}
	sell_and_collect_much()
	assert {each: queries(*each) for each in asked} == few
	for quarter in QUARTERS:
		assert _receipts(quarter) > 10 * receipts[quarter]


def _receipts(quarter: str) -> int:
	return len(run_report("Bonus Receipts", quarter)["result"])


def test_with_earlier_quarters_kept_as_many_for_the_last_quarter_as_for_the_first() -> None:
	sell_and_collect()
	for doctype in ("Payment Ledger Entry", "Sales Team", "Sales Invoice"):
		frappe.db.sql(f"UPDATE `tab{doctype}` SET modified = '2025-12-01'")
	# What is not committed is not kept; here nothing ever is.
	frappe.db.transaction_writes = 0
	first = queries("Quarterly Bonus", "2025-Q1")
	assert queries("Quarterly Bonus", "2025-Q4") == first
