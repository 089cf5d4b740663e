"""Small ledgers in files, written row by row as ERPNext posts them; a test names only what it is about."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from builders import dec

from key_account.bonus.receipts import Receipt
from key_account.ledger.cash import CashRules
from key_account.ledger.files import new_ledger_file
from key_account.ledger.receipts import LedgerContext, read_receipts
from key_account.ledger.sqlite import SQLiteSource

COMPANY = "Acme Key Clients"
ACCOUNT_TYPES = {
	"Bank": "Bank",
	"Cash": "Cash",
	"Debtors": "Receivable",
	"Creditors": "Payable",
	"Bills": "",
	"Fees": "",
	"Bad Debts": "",
	"Exchange": "",
}


class Ledger:
	"""Rows of a ledger file by table. Fiscal years 2025 and 2026, Ann and Client are there from the start."""

	def __init__(self) -> None:
		self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
		self.numbers = itertools.count(1)
		self.add("Company", name=COMPANY, default_currency="CNY", exchange_gain_loss_account="Exchange")
		for year in (2025, 2026):
			self.fiscal_year(str(year), f"{year}-01-01", f"{year}-12-31")
		for name, account_type in ACCOUNT_TYPES.items():
			self.add("Account", name=name, account_type=account_type)
		self.add("Customer", name="Client", customer_name="Client", ka_registered_on="2025-01-01")
		self.person("Ann")

	def add(self, table: str, **row: Any) -> dict[str, Any]:
		"""A row of ERPNext's table; its name is made up where it has none."""
		row.setdefault("name", f"{table} {next(self.numbers)}")
		self.rows[f"tab{table}"].append(row)
		return row

	def fiscal_year(self, name: str, start: str, end: str, **row: Any) -> None:
		self.add("Fiscal Year", name=name, year_start_date=start, year_end_date=end, **{"disabled": 0, **row})

	def person(self, name: str, parent: str | None = None, **row: Any) -> None:
		"""A Sales Person; `user` and `joined` are those of their employee."""
		user, joined = row.pop("user", None), row.pop("joined", None)
		employee = None
		if user or joined:
			employee = self.add("Employee", user_id=user, date_of_joining=joined)["name"]
		self.add(
			"Sales Person",
			name=name,
			parent_sales_person=parent,
			employee=employee,
			**{"is_group": 0, "enabled": 1, **row},
		)

	def target(
		self, person: str, year: str, amount: Any, distribution: str | None = None, **row: Any
	) -> None:
		self.add(
			"Target Detail",
			parent=person,
			fiscal_year=year,
			target_amount=dec(amount),
			distribution_id=distribution,
			**{"parenttype": "Sales Person", **row},
		)

	def distribution(self, name: str, **months: Any) -> None:
		"""A Monthly Distribution: percentages by month."""
		for month, percent in months.items():
			self.add(
				"Monthly Distribution Percentage",
				parent=name,
				month=month.capitalize(),
				percentage_allocation=percent,
			)

	def order(self, name: str, day: str, net: Any = 0, cost: Any = 0, standard: Any = 0) -> None:
		"""A Sales Order of one line, which has the order's name."""
		self.add("Sales Order", name=name, transaction_date=day)
		amounts = {"base_net_amount": net, "ka_cost_amount": cost, "ka_standard_amount": standard}
		self.add("Sales Order Item", name=name, **amounts)

	def invoice(
		self,
		name: str,
		day: str,
		lines: Sequence[tuple | Mapping[str, Any]] = (("Product", 1000),),
		tax: Any = 0,
		*,
		team: Iterable[tuple[str, Any]] = (("Ann", 100),),
		rounded: Any = 0,
		against: str | None = None,
		payments: Iterable[Any] = (),
		**row: Any,
	) -> None:
		"""A submitted invoice, or a return (or, with is_return=0, a debit note) of the one it is `against`.

		Its own row in the Payment Ledger is on itself, or on the original with update_outstanding_for_self=0.

		lines      (item group, net) or columns of a Sales Invoice Item
		rounded    the rounded total, where the invoice is rounded
		payments   base amounts of a point-of-sale invoice
		"""
		items = [
			dict(line) if isinstance(line, Mapping) else {"item_group": line[0], "base_net_amount": line[1]}
			for line in lines
		]
		net = sum(dec(item["base_net_amount"]) for item in items)
		grand = net + dec(tax)
		is_return = int(against is not None)
		invoice = {
			"company": COMPANY,
			"customer": "Client",
			"docstatus": 1,
			"is_return": is_return,
			"update_outstanding_for_self": is_return,
			"is_opening": "No",
			"is_pos": int(bool(payments)),
			"base_change_amount": 0,
			"base_rounding_adjustment": dec(rounded) - grand if rounded else 0,
			**row,
		}
		self.add(
			"Sales Invoice",
			name=name,
			posting_date=day,
			return_against=against,
			base_net_total=net,
			base_grand_total=grand,
			base_rounded_total=dec(rounded),
			**invoice,
		)
		for item in items:
			self.add("Sales Invoice Item", parent=name, parenttype="Sales Invoice", **item)
		for person, percent in team:
			share = {"sales_person": person, "allocated_percentage": percent}
			self.add("Sales Team", parent=name, parenttype="Sales Invoice", **share)
		for amount in payments:
			self.add("Sales Invoice Payment", parent=name, parenttype="Sales Invoice", base_amount=amount)
		on_original = invoice["is_return"] and not invoice["update_outstanding_for_self"]
		booked_on = against if on_original else name
		self.moved(
			"Sales Invoice", name, booked_on, -(dec(rounded) or grand), day, company=invoice["company"]
		)

	def moved(self, voucher_type: str, voucher: str, invoice: str, amount: Any, day: str, **row: Any) -> None:
		"""A row of the Payment Ledger; `amount` as collected, so with its sign turned."""
		self.add(
			"Payment Ledger Entry",
			posting_date=day,
			voucher_type=voucher_type,
			voucher_no=voucher,
			against_voucher_no=invoice,
			amount=-dec(amount),
			**{
				"company": COMPANY,
				"account_type": "Receivable",
				"party_type": "Customer",
				"against_voucher_type": "Sales Invoice",
				"delinked": 0,
				**row,
			},
		)

	def payment(
		self,
		name: str,
		day: str,
		allocated: Mapping[str, Any],
		deductions: Iterable[tuple[str, Any]] = (),
		*,
		taxes: Iterable[tuple[str, Any]] = (),
		row_day: str | None = None,
		**row: Any,
	) -> None:
		"""A submitted Payment Entry.

		allocated    invoice -> what it collects; negative for a refund
		deductions   (account, amount)
		taxes        ("Add" or "Deduct", amount)
		row_day      day of its ledger rows, where it is not the payment's
		"""
		columns = {
			"company": COMPANY,
			"docstatus": 1,
			"payment_type": "Receive",
			"paid_to": "Bank",
			"clearance_date": None,
			"base_total_allocated_amount": abs(sum(map(dec, allocated.values()))),
			"unallocated_amount": 0,
			"source_exchange_rate": 1,
			"target_exchange_rate": 1,
			"book_advance_payments_in_separate_party_account": 0,
			**row,
		}
		self.add("Payment Entry", name=name, posting_date=day, **columns)
		for account, amount in deductions:
			deduction = {"account": account, "amount": amount, "is_exchange_gain_loss": 0}
			self.add("Payment Entry Deduction", parent=name, **deduction)
		for add_or_deduct, amount in taxes:
			tax = {"account_head": "Tax", "add_deduct_tax": add_or_deduct, "base_tax_amount": amount}
			self.add("Advance Taxes and Charges", parent=name, parenttype="Payment Entry", **tax)
		for invoice, amount in allocated.items():
			self.moved("Payment Entry", name, invoice, amount, row_day or day)

	def journal(
		self,
		name: str,
		day: str,
		lines: Iterable[tuple[str, Any]],
		collected: Mapping[str, Any],
		**row: Any,
	) -> None:
		"""A submitted Journal Entry.

		lines       (account, debit; negative for a credit); Debtors are Client's, against a Sales Invoice
		            where `collected` is not empty
		collected   invoice -> what it collects by it
		"""
		columns = {"docstatus": 1, "voucher_type": "Journal Entry", "multi_currency": 0, **row}
		self.add("Journal Entry", name=name, company=COMPANY, posting_date=day, **columns)
		for account, amount in lines:
			party = {"Debtors": "Customer", "Creditors": "Supplier"}.get(account)
			self.add(
				"Journal Entry Account",
				parent=name,
				account=account,
				party_type=party,
				reference_type="Sales Invoice" if party == "Customer" else None,
				debit=max(dec(amount), Decimal(0)),
				credit=max(-dec(amount), Decimal(0)),
			)
		for invoice, amount in collected.items():
			self.moved("Journal Entry", name, invoice, amount, day)

	def open(self, folder: Path) -> SQLiteSource:
		"""Write the file and open it."""
		path = folder / "ledger.sqlite"
		with new_ledger_file(path) as writer:
			for table, rows in self.rows.items():
				writer.write(table, rows)
			writer.set_meta(company=COMPANY, currency="CNY", precision=2)
		return SQLiteSource(path)


QUARTERS = {
	"2025-Q4": (date(2025, 10, 1), date(2025, 12, 31)),
	"2026-Q1": (date(2026, 1, 1), date(2026, 3, 31)),
	"2026-Q2": (date(2026, 4, 1), date(2026, 6, 30)),
	"2026-Q3": (date(2026, 7, 1), date(2026, 9, 30)),
	"2026-Q4": (date(2026, 10, 1), date(2026, 12, 31)),
}


def receipts(
	source: SQLiteSource,
	quarter: str = "2026-Q1",
	rules: CashRules | None = None,
	context: LedgerContext | None = None,
) -> list[Receipt]:
	"""The receipts of a quarter, by voucher and invoice."""
	start, end = QUARTERS[quarter]
	found = read_receipts(source, COMPANY, start, end, rules, context or LedgerContext("Exchange"))
	return sorted(found, key=lambda receipt: (receipt.voucher_no, receipt.invoice))
