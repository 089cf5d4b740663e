"""A company's ledger in a file gives the same receipts and bonuses as the site, and holds nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import frappe
import pytest
from books import START, end
from factories.bonus import make_plan, set_target, start_bonus
from factories.clearing import cancel, reconcile
from factories.foreign import pay_foreign, usd_invoice
from factories.masters import COMPANY, account, named
from factories.money import advance, credit, debit, journal, pay, refund
from factories.selling import (
	Line,
	credit_note,
	draft_invoice,
	invoice,
	invoice_of,
	opening_invoice,
	order,
	pos_invoice,
	set_team,
)
from frappe.utils import now_datetime

from key_account.bonus.table import bonus_tables
from key_account.ledger.books import Books
from key_account.ledger.export import UnknownCompanyError, consistent_snapshot, export_ledger
from key_account.ledger.file_books import open_ledger
from key_account.ledger.schema import TABLES
from key_account.ledger.site import SiteSource, site_config

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def company_with_everything(ledger):
	"""Plan, targets of persons and of the department, and a document of every kind."""
	make_plan(no_carry_threshold=6000)
	start_bonus("2025-01-01")
	for person, amount in (("Li Na", 8000), ("Zhao Lei", 4000), ("Key Accounts", 20000)):
		set_target(person, amount)
	_orders()
	_plain_invoices()
	_returns()
	_odd_money(ledger)


def _orders():
	ordered = order(
		[
			Line("Software", 3000),
			Line("Implementation", 500, standard=900),
			Line("Development", 800, cost=300),
		],
		on="2025-01-20",
		team={"Li Na": 60, "Zhao Lei": 40},
	)
	pay(ordered, 500, on="2025-01-25")
	billed = invoice_of(ordered, on="2025-02-10", with_advances=True)
	pay(billed, 1234.56, on="2025-03-05", fee=4.56)
	pay(billed, on="2025-04-05")


def _plain_invoices():
	for day, net, paid in (("2025-02-10", 3333.33, "2025-03-31"), ("2025-05-10", 777.77, "2025-07-01")):
		pay(invoice([("Software", net)], on=day, team={"Li Na": 33.33, "Wang Wei": 66.67}), on=paid)
	pay(invoice([("Training", 100)], tax="6%", customer="Managed"), on="2025-03-01")
	pay(invoice([("Software", 99.99)], tax="13% included", rounded=True), on="2025-05-01", write_off=3)
	set_team(pay_on(invoice(team={"Li Na": 100}), "2025-08-01"), {"Zhao Lei": 100})
	pay(opening_invoice(1130, on="2025-01-31"), on="2025-02-28")
	pay(invoice(team={"Li Na": 100}), on="2025-06-01", taxes=[withheld(100)])


def withheld(amount):
	return {
		"add_deduct_tax": "Deduct",
		"charge_type": "Actual",
		"account_head": account("VAT"),
		"description": "Withheld",
		"tax_amount": amount,
		"cost_center": frappe.get_cached_value("Company", COMPANY, "cost_center"),
	}


def pay_on(sold, day):
	pay(sold, on=day)
	return sold


def _returns():
	sold = invoice([("Software", 1000), ("Training", 500)], team={"Zhao Lei": 100})
	credit_note(sold, [("Training", 500)], on="2025-02-20", stand_alone=False)
	pay(sold, on="2025-03-20")
	paid = invoice([("Software", 2000)], team={"Li Na": 100})
	pay(paid, on="2025-03-01")
	refund(credit_note(paid, [("Software", 700)], on="2025-04-01"), on="2025-05-05", fee=2)


def _odd_money(ledger):
	journal(debit("Bank", 800), debit("Bad Debts", 330), credit(invoice(), 1130), on="2025-06-05")
	pos_invoice(paid={"Wire": 500, "Till": 700}, on="2025-06-10", team={"Li Na": 100})
	dollars = set_team(usd_invoice(on="2025-02-10", rate=7), {"Li Na": 50})
	pay_foreign(dollars, on="2025-09-01", rate=7.2)
	reconcile(advance("Alpha", 600, on="2025-07-07"), invoice(on="2025-06-30"), 600)
	cancelled = pay(invoice(on="2025-10-01", team={"Li Na": 100}), on="2025-10-02")
	cancel(cancelled)
	if ledger == "immutable":
		assert frappe.db.exists("Payment Ledger Entry", {"voucher_no": cancelled.name, "delinked": 0})


@pytest.fixture
def path(tmp_path):
	return tmp_path / "ledger.sqlite"


def export(path):
	return export_ledger(COMPANY, path, now_datetime())


def on_site():
	return Books(SiteSource(), COMPANY, site_config(COMPANY))


def in_order(receipts):
	return sorted(receipts, key=lambda receipt: (receipt.day, receipt.voucher_no, receipt.invoice))


@pytest.mark.usefixtures("company_with_everything")
def test_receipts_and_bonuses_of_the_file_are_those_of_the_site(path):
	"""One test, because posting the documents takes most of the time."""
	export(path)
	_same_receipts(path)
	_same_bonuses(path)
	_read_by_the_command_line(path)


def _same_receipts(path):
	with open_ledger(path) as books:
		exported = in_order(books.receipts(START, end()))
	assert len(exported) > 15
	assert exported == in_order(on_site().receipts(START, end()))


def _same_bonuses(path):
	site = on_site()
	quarters = [quarter for quarter in site.quarters if quarter.start.year == 2025]
	expected = list(bonus_tables(site, quarters))
	assert [len(table.rows) for table in expected] == [4] * 4
	assert len({row.result.case for table in expected for row in table.rows}) > 2
	assert {table.tie_out.difference for table in expected} == {0}
	with open_ledger(path) as books:
		assert books.config.plans == site.config.plans
		assert list(bonus_tables(books, quarters)) == expected


def _read_by_the_command_line(path):
	for command in (["ledger", "check", path], ["bonus", path, "--quarter", "2025-Q1"]):
		done = subprocess.run(
			[sys.executable, "-m", "key_account.cli", *command], cwd=CHECKOUT, capture_output=True, text=True
		)
		assert (done.returncode, done.stderr) == (0, ""), done
		assert "difference 0.00" in done.stdout
	assert named("Li Na") in done.stdout


def test_the_sites_first_quarter_stays_the_first(path):
	"""It may begin with a document that is not in the file, such as an invoice of nobody's or a purchase."""
	make_plan(valid_from="2023-01-01")
	set_target("Li Na", 16000)
	start_bonus("2025-04-01")
	pay(invoice(on="2025-08-01", team={"Li Na": 100}), on="2025-08-02")
	export(path)
	with open_ledger(path) as books:
		assert (books.first_quarter.key, on_site().first_quarter.key) == ("2025-Q2", "2025-Q2")
		assert books.config.start == books.first_quarter.start


def rows_of(path, table, column="name"):
	with open_ledger(path) as books:
		return {value for (value,) in books.source.rows(f"SELECT {column} FROM `{table}`", {})}


def test_documents_of_other_companies_stay_on_the_site(path):
	sold = invoice(team={"Li Na": 100})
	paid = pay(sold, on="2025-03-01")
	foreign = {doc.name: _copied_to_another_company(doc) for doc in (sold, paid)}
	entry = frappe.get_doc("Payment Ledger Entry", {"voucher_no": paid.name})
	_copied_to_another_company(entry, voucher_no=foreign[paid.name], against_voucher_no=foreign[sold.name])
	export(path)
	assert rows_of(path, "tabSales Invoice") == {sold.name}
	assert rows_of(path, "tabPayment Entry") == {paid.name}
	assert rows_of(path, "tabSales Invoice Item", "parent") == {sold.name}
	assert rows_of(path, "tabSales Team", "parent") == {sold.name}
	assert rows_of(path, "tabPayment Ledger Entry", "company") == {COMPANY}
	assert rows_of(path, "tabCompany") == {COMPANY}


def _copied_to_another_company(doc, **values):
	other = frappe.copy_doc(doc)
	other.update({"company": "KA Elsewhere Co", "docstatus": 1, **values})
	other.name = f"KA-ELSEWHERE-{frappe.generate_hash(length=8)}"
	other.db_insert()
	for number, child in enumerate(other.get_all_children()):
		child.update({"name": f"{other.name}-{number}", "parent": other.name})
		child.db_insert()
	return other.name


def test_only_vouchers_that_moved_a_customers_claim_are_in_the_file(path):
	sold = invoice()
	booked = journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-05")
	journal(debit("Purchases", 5000), credit("Bank", 5000), on="2025-03-25")
	advance("Alpha", 600, on="2025-07-07")
	draft = draft_invoice()
	order()
	export(path)
	assert rows_of(path, "tabJournal Entry") == {booked.name}
	assert rows_of(path, "tabJournal Entry Account", "parent") == {booked.name}
	assert rows_of(path, "tabPayment Entry") == set()
	assert rows_of(path, "tabSales Order") == set()
	assert draft.name not in rows_of(path, "tabSales Invoice")


def test_employees_are_in_the_file_as_salespersons_only(path):
	stranger = frappe.copy_doc(frappe.get_last_doc("Employee", order_by="creation"))
	stranger.name = "KA-STRANGER"
	stranger.db_insert()
	export(path)
	assert list(TABLES["tabEmployee"]) == ["name", "user_id", "date_of_joining"]
	assert rows_of(path, "tabEmployee") == set(
		frappe.get_all("Sales Person", {"employee": ("is", "set")}, pluck="employee")
	)


def test_the_file_says_where_and_when_it_is_from(path):
	moment = now_datetime().replace(microsecond=5)
	export_ledger(COMPANY, path, moment)
	with open_ledger(path) as books:
		meta = books.source.meta
		assert (meta["company"], meta["currency"], meta["precision"]) == (COMPANY, "CNY", 2)
		assert (meta["site"], meta["exported_at"]) == (frappe.local.site, str(moment.replace(microsecond=0)))


def test_progress_is_told_for_every_table(path):
	pay(invoice(), on="2025-03-01")
	said = []
	written = export_ledger(COMPANY, path, now_datetime(), lambda table, rows: said.append((table, rows)))
	assert [table for table, _ in said] == list(TABLES)
	assert dict(said)["tabPayment Entry"] == 1
	assert written == sum(rows for _, rows in said)


def test_an_unknown_company_is_refused_and_nothing_is_written(path):
	with pytest.raises(
		UnknownCompanyError, match=f"There is no company Nobody on {frappe.local.site}; .*{COMPANY}"
	):
		export_ledger("Nobody", path, now_datetime())
	assert list(path.parent.iterdir()) == []


@pytest.mark.commits
def test_nothing_can_be_written_while_a_ledger_is_exported():
	with pytest.raises(frappe.InReadOnlyMode), consistent_snapshot():
		frappe.db.set_value("Company", COMPANY, "phone_no", "1")
	assert not frappe.db.get_value("Company", COMPANY, "phone_no")


@pytest.mark.commits
def test_what_is_committed_meanwhile_is_not_seen():
	written = "UPDATE `tabCompany` SET phone_no = %s WHERE name = %s"
	try:
		with consistent_snapshot():
			_elsewhere(f"frappe.db.sql({written!r}, ('1', {COMPANY!r}))")
			assert not frappe.db.get_value("Company", COMPANY, "phone_no")
		assert frappe.db.get_value("Company", COMPANY, "phone_no") == "1"
	finally:
		_elsewhere(f"frappe.db.sql({written!r}, (None, {COMPANY!r}))")
		frappe.db.rollback()


def _elsewhere(statement):
	"""Run a statement in another process and commit."""
	code = f"""
import frappe
frappe.init({frappe.local.site!r})
frappe.connect()
{statement}
frappe.db.commit()
frappe.destroy()
"""
	subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.cwd())


def bench(*arguments):
	environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PWD": str(CHECKOUT)}
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", frappe.local.site]
	return subprocess.run(
		[*command, "key-account", *map(str, arguments)], env=environment, capture_output=True, text=True
	)


def test_the_command_of_the_bench_writes_a_ledger(path):
	done = bench("export-ledger", path, "--company", COMPANY)
	assert done.returncode == 0, done
	assert done.stdout.startswith(f"{path}: ")
	assert "Payment Ledger Entry: " in done.stderr
	with open_ledger(path) as books:
		assert books.company == COMPANY
		assert named("Li Na") in books.people
	assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_the_command_of_the_bench_refuses_in_one_sentence(path):
	for company, target, said in (
		("Nobody", path, "There is no company Nobody"),
		(COMPANY, path.parent / "none" / "l.sqlite", "cannot be written"),
	):
		done = bench("export-ledger", target, "--company", company)
		assert (done.returncode, done.stdout) == (2, "")
		assert said in done.stderr and done.stderr.count("\n") == 1
	assert list(path.parent.iterdir()) == []
