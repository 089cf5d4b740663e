"""Totals are kept by month and day, and read afresh from the first day that a change touches."""

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
		for doctype in ("Payment Ledger Entry", "Sales Team", "Sales Invoice"):
			frappe.db.sql(f"UPDATE `tab{doctype}` SET modified = %s", (dt.datetime(2025, 12, 1),))
		settle(dt.datetime(2025, 12, 20))

	return read


def settle(now: dt.datetime, number: int = 4) -> list[str]:
	"""Open a quarter of 2025; returns the months from which the ledger was read for it."""
	return [f"{day:%B}" for day in settle_from(now, number)]


def settle_from(now: dt.datetime, number: int = 4) -> list[dt.date]:
	"""The same; returns the days from which it was read."""
	read: list[dt.date] = []

	class Watched(SiteBooks):
		def receipts(self, start, end):
			read.append(start)
			return super().receipts(start, end)

	# What is not committed is not kept; here nothing ever is.
	frappe.db.transaction_writes = 0
	watched = Watched(COMPANY, now)
	list(bonus_tables(watched, [find_quarter(f"{fiscal_year('2025')}-Q{number}", watched.quarters)]))
	return read


def now() -> dt.datetime:
	return frappe.utils.now_datetime()


def sold_and_paid(on: str):
	sold = invoice([("Software", 4500)], on=on, team={"Li Na": 100})
	return sold, pay(sold, on=on)


def test_first_opening_reads_every_quarter_and_the_next_nothing(long_ago):
	sold_and_paid("2025-02-10")
	kept_totals.forget()
	assert settle(dt.datetime(2025, 12, 20)) == ["January", "April", "July", "October"]
	long_ago()
	assert settle(now()) == []


def test_new_money_in_the_present_quarter_touches_no_month_before_it(long_ago):
	old = invoice([("Software", 4500)], on="2025-02-10", team={"Li Na": 100})
	long_ago()
	pay(old, on="2025-12-05")
	sold_and_paid("2025-11-10")
	assert settle(now()) == ["November"]
	assert settle(now(), 3) == []


def test_of_the_last_weeks_only_the_days_that_changed_are_read_again(long_ago):
	sold = invoice([("Software", 4500)], on="2025-11-10", team={"Li Na": 100})
	long_ago()  # which stands on 20 December
	pay(sold, on="2025-12-18")
	assert settle_from(now()) == [dt.date(2025, 12, 18)]
	assert bonus_rows("2025-Q4")["Li Na"]["credited"] == 4500


def test_days_that_are_no_longer_of_the_last_weeks_are_added_up_by_month(long_ago):
	sold_and_paid("2025-12-03")
	early = invoice([("Software", 700)], on="2025-12-03", team={"Li Na": 100})
	long_ago()
	late = invoice([("Software", 500)], on="2025-12-18", team={"Li Na": 100})
	pay(late, on="2025-12-18")
	# Months later the last days are read again, and what is kept before them is not kept by day any more.
	assert settle_from(dt.datetime(2026, 6, 1)) == [dt.date(2025, 12, 18)]
	frappe.db.sql("UPDATE `tabPayment Ledger Entry` SET modified = %s", (dt.datetime(2025, 12, 1),))
	pay(early, on="2025-12-10")
	assert settle_from(dt.datetime(2026, 6, 2)) == [dt.date(2025, 12, 1)]
	assert bonus_rows("2025-Q4")["Li Na"]["credited"] == 4500 + 500 + 700


def test_the_scheduled_jobs_keep_what_the_next_reader_needs(long_ago, monkeypatch):
	sold_and_paid("2025-05-10")
	long_ago()
	monkeypatch.setattr(kept_totals, "now_datetime", lambda: dt.datetime(2025, 12, 20))
	for job in (kept_totals.keep_all, kept_totals.read_all_afresh):
		assert f"{job.__module__}.{job.__name__}" in {
			method
			for event in ("hourly_long", "daily_long")
			for method in frappe.get_hooks("scheduler_events", app_name="key_account")[event]
		}
		kept_totals.forget()
		frappe.db.transaction_writes = 0
		job()
		assert settle(dt.datetime(2025, 12, 20)) == []


def test_a_plan_that_cannot_be_settled_stops_no_scheduled_job(long_ago, monkeypatch):
	monkeypatch.setattr(kept_totals, "now_datetime", lambda: dt.datetime(2025, 12, 20))
	plan = frappe.get_doc("Bonus Plan", {"company": COMPANY})
	plan.db_set("rate", 400)
	frappe.clear_document_cache("Bonus Plan", plan.name)
	kept_totals.keep_all()


def test_what_is_kept_gives_the_same_table(long_ago):
	for day in ("2025-02-10", "2025-05-10", "2025-11-10", "2025-12-24"):
		sold_and_paid(day)
	kept_totals.forget()
	fresh = bonus_rows("2025-Q4")
	long_ago()
	assert settle(now()) == []
	assert bonus_rows("2025-Q4") == fresh


def test_what_is_not_committed_is_not_kept():
	sold_and_paid("2025-02-10")
	bonus_rows("2025-Q4")
	assert settle(now()) == ["January", "April", "July", "October"]


def test_amounts_changed_behind_everybody_s_back_are_noticed_where_they_are_asked_for(long_ago):
	_sold, paid = sold_and_paid("2025-11-10")
	long_ago()
	frappe.db.sql(
		"UPDATE `tabPayment Ledger Entry` SET amount = amount + 1 WHERE voucher_no = %s", (paid.name,)
	)
	assert settle(now()) == ["October"]


@pytest.mark.parametrize("immutable", [0, 1])
def test_cancelled_payment_is_noticed(long_ago, immutable):
	from factories.settings import accounts_settings

	accounts_settings(enable_immutable_ledger=immutable)
	_sold, paid = sold_and_paid("2025-05-10")
	long_ago()
	before = bonus_rows("2025-Q4")["Li Na"]["carry_in"]
	frappe.get_doc("Payment Entry", paid.name).cancel()
	assert settle(now())[0] == "May"
	if not immutable:
		assert (before, bonus_rows("2025-Q2")["Li Na"]["credited"]) == (0, 0)


def test_edited_sales_team_of_an_old_invoice_is_noticed(long_ago):
	sold, _paid = sold_and_paid("2025-05-10")
	long_ago()
	set_team(sold, {"Wang Wei": 100})
	assert settle(now()) == ["May", "July", "October"]


def test_sales_team_that_was_removed_whole_is_noticed(long_ago):
	sold, _paid = sold_and_paid("2025-05-10")
	long_ago()
	set_team(sold, {})
	assert settle(now()) == ["May", "July", "October"]


def test_backdated_return_is_noticed(long_ago):
	sold, _paid = sold_and_paid("2025-05-10")
	long_ago()
	credit_note(sold, [("Software", 500)], on="2025-07-10")
	assert settle(now()) == ["July", "October"]


def test_unreconciled_payment_is_noticed(long_ago):
	from factories.clearing import unreconcile

	sold, paid = sold_and_paid("2025-05-10")
	long_ago()
	unreconcile(paid, sold)
	assert settle(now()) == ["May", "July", "October"]


def test_changed_plan_is_noticed(long_ago):
	sold_and_paid("2025-05-10")
	long_ago()
	plan = frappe.get_doc("Bonus Plan", {"company": COMPANY})
	plan.rate = 5
	plan.save()
	assert settle(now()) == ["January", "April", "July", "October"]


def test_changed_registration_of_a_client_is_noticed(long_ago):
	sold_and_paid("2025-05-10")
	long_ago()
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2025-05-01")
	assert settle(now()) == ["January", "April", "July", "October"]


def test_what_was_written_within_the_last_hour_before_reading_is_looked_at_again(long_ago):
	# Its transaction may have been open while the totals were read.
	sold_and_paid("2025-05-10")
	long_ago()
	frappe.db.sql(
		"UPDATE `tabPayment Ledger Entry` SET modified = %s WHERE company = %s",
		("2025-12-19 23:30:00", COMPANY),
	)
	assert settle(now()) == ["May", "July", "October"]
