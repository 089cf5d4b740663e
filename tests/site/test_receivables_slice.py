"""A slice of IBM's public receivables sample, posted through ERPNext, pays the bonuses worked out for it by hand.

The list is no part of the project; it is looked for at $KEY_ACCOUNT_SHARED/data/receivables.csv, else at
../shared/data/receivables.csv beside the checkout.
"""

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import frappe
import pytest
from factories.bonus import bonus_rows, fiscal_year, make_plan, set_target, start_bonus
from factories.masters import COMPANY, account, named
from factories.money import pay
from factories.selling import invoice
from frappe.utils import now_datetime

from key_account.bonus.periods import find_quarter
from key_account.bonus.table import bonus_tables
from key_account.ledger.books import Books
from key_account.ledger.csv_import import CsvColumns, ListedInvoice, read_list
from key_account.ledger.export import export_ledger
from key_account.ledger.file_books import open_ledger
from key_account.ledger.site import SiteSource, site_config

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KEY_ACCOUNT_SHARED") or CHECKOUT.parent / "shared")
LIST = SHARED / "data" / "receivables.csv"

pytestmark = pytest.mark.skipif(not LIST.is_file(), reason=f"there is no {LIST}; set KEY_ACCOUNT_SHARED")

PERSON = "391"
COLUMNS = CsvColumns(
	customer="customerID",
	salesperson="countryCode",
	invoice="invoiceNumber",
	invoice_date="InvoiceDate",
	gross="InvoiceAmount",
	tax_rate="13",
	paid_on="SettledDate",
	date_format="%m/%d/%Y",
)
#: quarter -> attainment, case, eligible, made-up base, carried out, open shortfall, bonus
KNOWN = {
	"Q1": ("3590.19", "at target", "3500.00", "0", "90.19", "0", "140.00"),
	"Q2": ("4304.84", "at target", "3500.00", "0", "804.84", "0", "140.00"),
}


def settled_in_two_quarters() -> list[ListedInvoice]:
	until = dt.date(2012, 6, 30)
	return [
		listed
		for listed in read_list(LIST, COLUMNS)
		if listed.salesperson == PERSON and max(listed.paid_on, listed.day) <= until
	]


def post(listed: ListedInvoice) -> None:
	"""An invoice with exactly the net and tax of the list, and the payment that settled it."""
	sold = invoice(
		[("Software", str(listed.net))],
		on=str(listed.day),
		tax=None,
		customer=listed.customer,
		team={PERSON: 100},
		taxes=[
			{
				"charge_type": "Actual",
				"account_head": account("VAT"),
				"description": "VAT",
				"tax_amount": float(listed.gross - listed.net),
			}
		],
	)
	assert Decimal(str(sold.grand_total)) == listed.gross
	pay(sold, on=str(listed.paid_on))


@pytest.fixture
def posted() -> list[ListedInvoice]:
	listed = settled_in_two_quarters()
	if not fiscal_year("2012"):
		frappe.get_doc(
			{
				"doctype": "Fiscal Year",
				"year": "2012",
				"year_start_date": "2012-01-01",
				"year_end_date": "2012-12-31",
			}
		).insert()
	make_plan(valid_from="2012-01-01", no_carry_threshold=6000, registered_only=1)
	start_bonus("2012-01-01")
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": named(PERSON),
			"parent_sales_person": named("Key Accounts"),
		}
	).insert()
	set_target(PERSON, 14000, "2012")
	for customer in sorted({each.customer for each in listed}):
		frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": named(customer),
				"customer_type": "Company",
				"customer_group": "Commercial",
				"territory": "All Territories",
			}
		).insert()
		frappe.db.set_value("Customer", named(customer), "ka_registered_on", "2012-01-01")
	for each in listed:
		post(each)
	return listed


def figures(books: Books) -> dict[str, tuple[str, ...]]:
	quarters = [find_quarter(f"{fiscal_year('2012')}-{key}", books.quarters) for key in KNOWN]
	found = {}
	for table in bonus_tables(books, quarters):
		assert table.tie_out.difference == 0
		(row,) = [row for row in table.rows if row.sales_person == named(PERSON)]
		result = row.result
		amounts = (result.made_up_base, result.carry_out, result.open_shortfall, result.bonus)
		found[f"Q{table.quarter.number}"] = (
			*map(plain, (result.attainment,)),
			result.case.value,
			*map(plain, (result.eligible, *amounts)),
		)
	return found


def plain(amount: Decimal) -> str:
	return str(amount) if amount else "0"


def test_two_quarters_of_one_person_pay_the_known_bonuses(posted, tmp_path):
	assert len(posted) > 100
	site = Books(SiteSource(), COMPANY, site_config(COMPANY))
	assert figures(site) == KNOWN
	_the_report_says_the_same()
	_each_receipt_is_that_of_the_list(site, posted)
	export_ledger(COMPANY, tmp_path / "ledger.sqlite", now_datetime())
	with open_ledger(tmp_path / "ledger.sqlite") as exported:
		assert figures(exported) == KNOWN


def _the_report_says_the_same() -> None:
	for quarter, (attainment, case, *_, bonus) in KNOWN.items():
		row = bonus_rows(f"2012-{quarter}")[PERSON]
		assert (row["attainment"], row["bonus"]) == (float(attainment), float(bonus))
		assert row["case_key"] == case.replace(" ", "_").upper()


def _each_receipt_is_that_of_the_list(site: Books, posted: list[ListedInvoice]) -> None:
	expected = sorted((listed.paid_on, named(listed.customer), listed.gross, listed.net) for listed in posted)
	receipts = site.receipts(dt.date(2012, 1, 1), dt.date(2012, 6, 30))
	assert sorted((r.day, r.customer, r.amount, r.net) for r in receipts) == expected
