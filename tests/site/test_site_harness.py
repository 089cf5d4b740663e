"""The promises of conftest.py that the other tests stand on."""

import frappe
import pytest
from factories.masters import COMPANY, FIRST_YEAR, ensure_masters
from factories.money import pay
from factories.selling import invoice
from factories.settings import accounts_settings, separate_advances
from frappe.utils import getdate
from harness import refuse_commits


def test_a_commit_is_refused_and_remembered():
	with refuse_commits() as attempts:
		with pytest.raises(AssertionError, match="commits"):
			frappe.db.commit()
		assert attempts == ["commit"]


@pytest.mark.parametrize("run", ["first", "second"])
def test_nothing_of_a_test_is_left_for_the_next(run):
	# Whichever of the two runs second finds what the other would have left.
	assert not frappe.get_all("Sales Invoice", {"company": COMPANY})
	assert not frappe.get_all("GL Entry", {"company": COMPANY})
	assert not frappe.get_single_value("Accounts Settings", "enable_immutable_ledger")
	assert not frappe.get_cached_value("Company", COMPANY, "book_advance_payments_in_separate_party_account")
	assert frappe.session.user == "Administrator"
	assert not frappe.flags.left_by_a_test

	accounts_settings(enable_immutable_ledger=1)
	separate_advances("Reconciliation Date")
	pay(invoice(), on="2025-03-05")
	assert frappe.get_single_value("Accounts Settings", "enable_immutable_ledger")
	assert frappe.get_cached_value("Company", COMPANY, "book_advance_payments_in_separate_party_account")
	frappe.flags.left_by_a_test = True
	frappe.set_user("Guest")


def test_masters_made_a_second_time_change_nothing():
	accounts, customers = _count("Account"), frappe.db.count("Customer")
	ensure_masters(last_year=getdate().year + 1)
	assert (_count("Account"), frappe.db.count("Customer")) == (accounts, customers)


def test_half_made_masters_are_completed():
	frappe.delete_doc("Mode of Payment", "KA Till", force=True)
	frappe.delete_doc("Item", "KA Training", force=True)
	ensure_masters(last_year=getdate().year + 1)
	assert frappe.db.exists("Mode of Payment", "KA Till")
	assert frappe.db.exists("Item", "KA Training")


def test_every_year_of_the_tests_is_a_fiscal_year():
	from erpnext.accounts.utils import get_fiscal_year

	for year in range(FIRST_YEAR, getdate().year + 2):
		assert get_fiscal_year(f"{year}-06-30", company=COMPANY)


def _count(doctype: str) -> int:
	return frappe.db.count(doctype, {"company": COMPANY})
