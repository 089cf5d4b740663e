"""Totals of earlier quarters are kept, and read afresh from the first quarter that a change touches."""

import datetime as dt

import frappe
import pytest
from factories.bonus import bonus_rows, fiscal_year, make_plan, set_target, start_bonus
from factories.masters import COMPANY, named
from factories.money import pay
from factories.selling import credit_note, invoice, set_team

from key_account.bonus.periods import find_quarter
from key_account.bonus.table import bonus_tables
from key_account.ledger import kept_totals
from key_account.ledger.kept_totals import SiteBooks


@pytest.fixture(autouse=True)
def books():
	kept_totals.forget()
	start_bonus("2025-01-01")
	make_plan()
	set_target("Li Na", 16000)


@pytest.fixture
def long_ago():
	"""Write what comes before as if it had been written days ago, and read it into the cache then."""

	def read() -> None:
		for doctype in ("Payment Ledger Entry", "Sales Team"):
			frappe.db.sql(f"UPDATE `tab{doctype}` SET modified = %s", (dt.datetime(2025, 12, 1),))
		settle(dt.datetime(2025, 12, 20))

	return read


def settle(now: dt.datetime) -> list[str]:
	"""Open 2025-Q4; returns the quarters that were read from the ledger for it."""
	read: list[str] = []

	class Watched(SiteBooks):
		def totals(self, quarter, rules):
			read.append(f"Q{quarter.number}")
			return super().totals(quarter, rules)

	watched = Watched(COMPANY, now)
	list(bonus_tables(watched, [find_quarter(f"{fiscal_year('2025')}-Q4", watched.quarters)]))
	return read


def now() -> dt.datetime:
	return frappe.utils.now_datetime()


def sold_and_paid(on: str):
	sold = invoice([("Software", 4500)], on=on, team={"Li Na": 100})
	return sold, pay(sold, on=on)


def test_first_opening_reads_every_quarter_and_the_next_only_the_one_asked_for(long_ago):
	sold_and_paid("2025-02-10")
	kept_totals.forget()
	assert settle(dt.datetime(2025, 12, 20)) == ["Q1", "Q2", "Q3", "Q4"]
	long_ago()
	assert settle(now()) == ["Q4"]


def test_new_money_in_the_present_quarter_touches_no_earlier_one(long_ago):
	old = invoice([("Software", 4500)], on="2025-02-10", team={"Li Na": 100})
	long_ago()
	pay(old, on="2025-11-05")
	sold_and_paid("2025-11-10")
	assert settle(now()) == ["Q4"]


@pytest.mark.parametrize("immutable", [0, 1])
def test_cancelled_payment_is_noticed(long_ago, immutable):
	from factories.settings import accounts_settings

	accounts_settings(enable_immutable_ledger=immutable)
	_sold, paid = sold_and_paid("2025-05-10")
	long_ago()
	before = bonus_rows("2025-Q4")["Li Na"]["carry_in"]
	frappe.get_doc("Payment Entry", paid.name).cancel()
	assert settle(now())[0] == "Q2"
	if not immutable:
		assert (before, bonus_rows("2025-Q2")["Li Na"]["credited"]) == (0, 0)


def test_edited_sales_team_of_an_old_invoice_is_noticed(long_ago):
	sold, _paid = sold_and_paid("2025-05-10")
	long_ago()
	set_team(sold, {"Wang Wei": 100})
	assert settle(now()) == ["Q2", "Q3", "Q4"]


def test_backdated_return_is_noticed(long_ago):
	sold, _paid = sold_and_paid("2025-05-10")
	long_ago()
	credit_note(sold, [("Software", 500)], on="2025-07-10")
	assert settle(now()) == ["Q3", "Q4"]


def test_unreconciled_payment_is_noticed(long_ago):
	from factories.clearing import unreconcile

	sold, paid = sold_and_paid("2025-05-10")
	long_ago()
	unreconcile(paid, sold)
	assert settle(now()) == ["Q2", "Q3", "Q4"]


def test_changed_plan_is_noticed(long_ago):
	sold_and_paid("2025-05-10")
	long_ago()
	plan = frappe.get_doc("Bonus Plan", {"company": COMPANY})
	plan.rate = 5
	plan.save()
	assert settle(now()) == ["Q1", "Q2", "Q3", "Q4"]


def test_changed_registration_of_a_client_is_noticed(long_ago):
	sold_and_paid("2025-05-10")
	long_ago()
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2025-05-01")
	assert settle(now()) == ["Q1", "Q2", "Q3", "Q4"]


def test_what_was_written_within_the_last_hour_before_reading_is_looked_at_again(long_ago):
	# Its transaction may have been open while the totals were read.
	sold_and_paid("2025-05-10")
	long_ago()
	frappe.db.sql(
		"UPDATE `tabPayment Ledger Entry` SET modified = %s WHERE company = %s",
		("2025-12-19 23:30:00", COMPANY),
	)
	assert settle(now()) == ["Q2", "Q3", "Q4"]
