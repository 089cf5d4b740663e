"""Money collected after a handover on deals closed before it: on a site, in an exported file, and in kept totals."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import frappe
import pytest
from books import receipts, tied_out
from factories.bonus import make_plan, run_report, set_target, start_bonus
from factories.clients import step
from factories.handovers import (
	accepted,
	approved,
	as_person,
	employee,
	give_roles,
	handover,
	registered_of,
	sent,
)
from factories.masters import COMPANY, named, user_of
from factories.money import pay
from factories.selling import invoice
from frappe.utils import now_datetime

from key_account.bonus.table import bonus_tables
from key_account.ledger import kept_totals
from key_account.ledger.books import Books
from key_account.ledger.export import export_ledger
from key_account.ledger.file_books import open_ledger
from key_account.ledger.kept_totals import SiteBooks
from key_account.ledger.site import SiteSource, handovers, site_config


@pytest.fixture(autouse=True)
def books() -> None:
	kept_totals.forget()
	start_bonus("2025-01-01")
	make_plan()
	for name in ("Li Na", "Wang Wei", "Zhao Lei"):
		give_roles(name, "Key Account Specialist")
		set_target(name, 16000)


def credited(quarter: str = "2025-Q1") -> dict[str, Decimal]:
	"""What the tests' own salespeople are credited with; a site may have others."""
	return {
		row["sales_person"].removeprefix("KA "): Decimal(str(row["credited"]))
		for row in run_report("Quarterly Bonus", quarter)["result"]
		if row["sales_person"].startswith("KA ") and row["credited"] and not row["department"]
	}


def site_books() -> Books:
	return Books(SiteSource(), COMPANY, site_config(COMPANY))


def test_money_goes_to_the_receiver_from_the_day_on() -> None:
	registered_of("Li Na")
	sold = invoice([("Software", 1000)], on="2025-02-10", team={"Li Na": 80, "Zhao Lei": 20})
	pay(sold, 565, on="2025-02-28")
	pay(sold, 565, on="2025-03-01")
	assert credited() == {"Li Na": 800, "Zhao Lei": 200}
	approved(handover(effective_date="2025-03-01"))
	assert credited() == {"Li Na": 400, "Wang Wei": 400, "Zhao Lei": 200}


def test_the_rule_of_the_handover_shares_it_to_the_cent() -> None:
	registered_of("Li Na")
	sold = invoice([("Software", 999.99)], on="2025-02-10", team={"Li Na": 33.33, "Zhao Lei": 66.67})
	pay(sold, 377.77, on="2025-03-15")
	approved(handover(effective_date="2025-03-01", receiver_share=70))
	found = credited()
	assert sum(found.values()) == Decimal("334.31")
	assert found == {"Li Na": Decimal("33.43"), "Wang Wei": Decimal("78.00"), "Zhao Lei": Decimal("222.88")}
	quarter = next(quarter for quarter in site_books().quarters if quarter.key == "2025-Q1")
	assert {table.tie_out.difference for table in bonus_tables(site_books(), [quarter])} == {0}
	tied_out(receipts(), dt.date(2023, 1, 1), dt.date(2030, 12, 31), None)


def test_what_sales_teams_leave_was_the_old_account_managers_before_it() -> None:
	registered_of("Li Na")
	sold = invoice([("Software", 1000)], on="2025-02-10")
	pay(sold, 565, on="2025-02-28")
	pay(sold, 565, on="2025-03-01")
	late = invoice([("Software", 100)], on="2025-03-02")
	pay(late, on="2025-03-03")
	approved(handover(effective_date="2025-03-01", receiver_share=60))
	assert credited() == {"Li Na": 700, "Wang Wei": 400}


def test_an_unpaid_invoice_goes_to_its_own_successor() -> None:
	registered_of("Li Na")
	own = invoice([("Software", 1000)], on="2025-02-10", team={"Li Na": 100})
	other = invoice([("Software", 500)], on="2025-02-10", team={"Li Na": 100})
	with as_person("Li Na"):
		doc = handover(effective_date="2025-03-01").insert()
		row = next(row for row in doc.documents if row.document == own.name)
		row.successor = employee("Zhao Lei")
		doc.save()
	approved(doc, "Wang Wei", "Zhao Lei")
	pay(own, on="2025-03-10")
	pay(other, on="2025-03-10")
	assert credited() == {"Wang Wei": 500, "Zhao Lei": 1000}


def test_clients_that_stay_are_left_alone() -> None:
	registered_of("Li Na")
	sold = invoice([("Software", 1000)], on="2025-02-10", team={"Wang Wei": 100}, customer="Beta")
	pay(sold, on="2025-03-10")
	approved(handover(effective_date="2025-03-01", default_successor=employee("Zhao Lei")), "Zhao Lei")
	assert credited() == {"Wang Wei": 1000}


def test_a_handover_that_is_not_approved_moves_no_money() -> None:
	registered_of("Li Na")
	pay(invoice([("Software", 1000)], on="2025-02-10", team={"Li Na": 100}), on="2025-03-10")
	doc = accepted(sent(handover(effective_date="2025-03-01")), "Wang Wei")
	assert handovers(COMPANY) == ()
	assert credited() == {"Li Na": 1000}
	step(doc, "Approve", "director")
	assert credited() == {"Wang Wei": 1000}


def test_handovers_of_clients_of_other_companies_are_not_read() -> None:
	registered_of("Li Na")
	approved(handover())
	assert handovers(COMPANY) == ()
	invoice(on="2025-02-10")
	assert [found.customer for found in handovers(COMPANY)] == [named("Alpha")]
	assert handovers("KA Elsewhere Co") == ()


def test_kept_totals_are_read_afresh_after_it() -> None:
	registered_of("Li Na")
	pay(invoice([("Software", 1000)], on="2025-02-10", team={"Li Na": 100}), on="2025-03-10")
	doc = accepted(sent(handover(effective_date="2025-03-01")), "Wang Wei")
	for doctype in ("Payment Ledger Entry", "Sales Team", "Sales Invoice"):
		frappe.db.sql(f"UPDATE `tab{doctype}` SET modified = %s", (dt.datetime(2025, 12, 1),))
	now = now_datetime()
	assert _read(now) == [dt.date(2025, 1, 1)]
	assert _read(now) == []
	step(doc, "Approve", "director")
	assert _read(now) == [dt.date(2025, 1, 1)]


def _read(now: dt.datetime) -> list[dt.date]:
	"""The first days from which the ledger was read for 2025-Q1."""
	# What is not committed is not kept; here nothing ever is.
	frappe.db.transaction_writes = 0
	found = SiteBooks(COMPANY, now)
	asked: list[dt.date] = []
	read = found.receipts

	def told(start: dt.date, end: dt.date):
		asked.append(start)
		return read(start, end)

	found.receipts = told
	quarter = next(quarter for quarter in found.quarters if quarter.key == "2025-Q1")
	list(bonus_tables(found, [quarter]))
	return asked


def test_an_exported_ledger_brings_the_handovers_along(tmp_path: Path) -> None:
	registered_of("Li Na")
	sold = invoice([("Software", 1000)], on="2025-02-10")
	pay(sold, 565, on="2025-02-28")
	pay(sold, 565, on="2025-03-01")
	approved(handover(effective_date="2025-03-01", receiver_share=70))
	path = tmp_path / "ledger.sqlite"
	export_ledger(COMPANY, path, now_datetime())
	quarters = [quarter for quarter in site_books().quarters if quarter.start.year == 2025]
	with open_ledger(path) as exported:
		assert exported.config.handovers == site_books().config.handovers != ()
		assert list(bonus_tables(exported, quarters)) == list(bonus_tables(site_books(), quarters))
		first = next(iter(bonus_tables(exported, quarters[:1])))
	assert {row.sales_person: row.result.credited for row in first.rows if row.result.credited} == {
		named("Li Na"): 650,
		named("Wang Wei"): 350,
	}


def test_renamed_salespeople_and_clients_are_followed() -> None:
	registered_of("Li Na")
	pay(invoice([("Software", 1000)], on="2025-02-10", team={"Li Na": 100}), on="2025-03-10")
	approved(handover(effective_date="2025-03-01"))
	frappe.rename_doc("Customer", named("Alpha"), "KA Omega", force=True, show_alert=False)
	frappe.rename_doc("Sales Person", named("Wang Wei"), "KA Wang", force=True, show_alert=False)
	assert credited() == {"Wang": 1000}
	assert user_of("Wang Wei") == frappe.db.get_value(
		"Client Handover Document", {"customer": "KA Omega"}, "successor_user"
	)
