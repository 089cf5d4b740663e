"""The company the site tests run in, and everything it needs to exist.

`ensure_masters` may be called again and again, also after a run that stopped half way: whatever is there
is left alone. All names start with `KA `, so that nothing of another company on the site is touched.
"""

from collections.abc import Iterable
from typing import Any

import frappe

COMPANY = "KA Test Co"
ABBR = "KAT"
FIRST_YEAR = 2023

#: Item group → the item sold in it, both called `KA <name>`.
ITEM_GROUPS = ("Software", "Hardware", "Implementation", "Maintenance", "Training", "Development")

#: Own accounts: label → (group in ERPNext's standard chart, account type, currency).
ACCOUNTS = {
	"Bank": ("Bank Accounts", "Bank", "CNY"),
	"Bank USD": ("Bank Accounts", "Bank", "USD"),
	"Cash": ("Cash In Hand", "Cash", "CNY"),
	"Bills": ("Current Assets", "", "CNY"),
	"Debtors": ("Accounts Receivable", "Receivable", "CNY"),
	"Debtors USD": ("Accounts Receivable", "Receivable", "USD"),
	"Debtors Discounted": ("Accounts Receivable", "Receivable", "CNY"),
	"Debtors Lent On": ("Accounts Receivable", "Receivable", "CNY"),
	"Advances Received": ("Current Liabilities", "Receivable", "CNY"),
	"Creditors": ("Accounts Payable", "Payable", "CNY"),
	"Bank Loan": ("Loans (Liabilities)", "", "CNY"),
	"VAT": ("Duties and Taxes", "Tax", "CNY"),
	"Sales": ("Direct Income", "Income Account", "CNY"),
	"Interest": ("Indirect Income", "Income Account", "CNY"),
	"Bank Charges": ("Indirect Expenses", "Expense Account", "CNY"),
	"Bad Debts": ("Indirect Expenses", "Expense Account", "CNY"),
	"Discounts Given": ("Indirect Expenses", "Expense Account", "CNY"),
	"Exchange Differences": ("Indirect Expenses", "", "CNY"),
	"Rounding": ("Indirect Expenses", "Round Off", "CNY"),
	"Purchases": ("Indirect Expenses", "Expense Account", "CNY"),
}

#: Salespeople with an employee and a user each: name → group in the Sales Person tree.
PEOPLE = {"Li Na": "Key Accounts", "Wang Wei": "Key Accounts", "Zhao Lei": "Key Accounts"}

#: Customers: name → (currency, name of the salesperson who manages the account).
CUSTOMERS = {
	"Alpha": ("CNY", None),
	"Beta": ("CNY", None),
	"Managed": ("CNY", "Zhao Lei"),
	"Dollar": ("USD", None),
	"Both Sides": ("CNY", None),
}

#: Tax label → (rate in percent, contained in the price).
TAXES = {"13%": (13, False), "6%": (6, False), "13% included": (13, True)}


def named(label: str) -> str:
	"""The name on the site of a master that the tests call `label`."""
	return f"KA {label}"


def account(label: str) -> str:
	"""The Account called `label` in `ACCOUNTS`."""
	return f"KA {label} - {ABBR}"


def user_of(person: str) -> str:
	"""The login of the salesperson `person`."""
	return f"ka.{person.lower().replace(' ', '.')}@example.com"


def ensure_masters(last_year: int) -> None:
	"""Create what is missing of the tests' masters, with fiscal years up to `last_year`. Does not commit."""
	_ensure_presets()
	_ensure_fiscal_years(last_year)
	_ensure_company()
	_ensure_accounts()
	_set_company_defaults()
	_ensure_people()
	_ensure_selling_masters()
	_ensure_customers()
	_ensure_buying_masters()


def _ensure(doctype: str, name: str, **values: Any) -> str:
	"""The record `name`, made from `values` where there is none."""
	if not frappe.db.exists(doctype, name):
		made = frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True).name
		if made != name:
			raise LookupError(f"{doctype} {name} came out as {made}: another naming rule is set on this site")
	return name


def _ensure_presets() -> None:
	"""What ERPNext's setup wizard leaves on a site: tree roots, units, party types, settings."""
	if frappe.db.exists("Customer Group", "All Customer Groups") and frappe.db.exists("UOM", "Nos"):
		return
	from erpnext.setup.setup_wizard.operations import install_fixtures

	install_fixtures.install("China")
	frappe.db.set_single_value("Stock Settings", "stock_uom", "Nos")


def _ensure_fiscal_years(last_year: int) -> None:
	"""Calendar years for every company, as the setup wizard makes them, where a company has none yet."""
	for year in range(FIRST_YEAR, last_year + 1):
		covered = frappe.db.exists(
			"Fiscal Year",
			{"year_start_date": ("<=", f"{year}-01-01"), "year_end_date": (">=", f"{year}-12-31")},
		)
		if not covered:
			_ensure(
				"Fiscal Year",
				str(year),
				year=str(year),
				year_start_date=f"{year}-01-01",
				year_end_date=f"{year}-12-31",
			)


def _ensure_company() -> None:
	for currency, fraction in (("CNY", "Fen"), ("USD", "Cent")):
		values = {"enabled": 1}
		if not frappe.db.get_value("Currency", currency, "fraction"):
			# v16 cannot write cents in words where they have no name, and refuses the document.
			values["fraction"] = fraction
		frappe.db.set_value("Currency", currency, values)
	_ensure(
		"Company",
		COMPANY,
		company_name=COMPANY,
		abbr=ABBR,
		default_currency="CNY",
		country="China",
		create_chart_of_accounts_based_on="Standard Template",
		chart_of_accounts="Standard",
	)
	for source, target, rate in (("USD", "CNY", 7), ("CNY", "USD", 1 / 7)):
		exchange = {"from_currency": source, "to_currency": target, "date": f"{FIRST_YEAR}-01-01"}
		if not frappe.db.exists("Currency Exchange", exchange):
			frappe.get_doc(
				{
					"doctype": "Currency Exchange",
					**exchange,
					"exchange_rate": rate,
					"for_buying": 1,
					"for_selling": 1,
				}
			).insert(ignore_permissions=True)


def _ensure_accounts() -> None:
	for label, (group, account_type, currency) in ACCOUNTS.items():
		if frappe.db.exists("Account", account(label)):
			continue
		parent = frappe.db.get_value(
			"Account", {"company": COMPANY, "account_name": group, "is_group": 1}, "name"
		)
		if not parent:
			raise LookupError(f"ERPNext's standard chart has no group {group}")
		_ensure(
			"Account",
			account(label),
			account_name=named(label),
			company=COMPANY,
			parent_account=parent,
			account_type=account_type,
			account_currency=currency,
		)


def _set_company_defaults() -> None:
	company = frappe.get_doc("Company", COMPANY)
	wanted = {
		"default_receivable_account": account("Debtors"),
		"default_payable_account": account("Creditors"),
		"default_bank_account": account("Bank"),
		"default_cash_account": account("Cash"),
		"default_income_account": account("Sales"),
		"default_expense_account": account("Purchases"),
		"write_off_account": account("Bad Debts"),
		"default_discount_account": account("Discounts Given"),
		"exchange_gain_loss_account": account("Exchange Differences"),
		"unrealized_exchange_gain_loss_account": account("Exchange Differences"),
		"round_off_account": account("Rounding"),
		"round_off_cost_center": company.cost_center,
		"default_advance_received_account": account("Advances Received"),
		"book_advance_payments_in_separate_party_account": 0,
		"enable_perpetual_inventory": 0,
	}
	if any(company.get(field) != value for field, value in wanted.items()):
		company.update(wanted)
		company.save(ignore_permissions=True)


def _ensure_people() -> None:
	root = frappe.db.get_value("Sales Person", {"is_group": 1, "parent_sales_person": ("in", ("", None))})
	for group in sorted(set(PEOPLE.values())):
		_ensure(
			"Sales Person",
			named(group),
			sales_person_name=named(group),
			is_group=1,
			parent_sales_person=root,
		)
	for person, group in PEOPLE.items():
		_ensure(
			"Sales Person",
			named(person),
			sales_person_name=named(person),
			parent_sales_person=named(group),
			employee=_ensure_employee(person),
		)


def _ensure_employee(person: str) -> str:
	user = user_of(person)
	_ensure("User", user, email=user, first_name=person, send_welcome_email=0, roles=[{"role": "Sales User"}])
	employee = frappe.db.get_value("Employee", {"user_id": user})
	if employee:
		return employee
	_ensure("Gender", "Female", gender="Female")
	return (
		frappe.get_doc(
			{
				"doctype": "Employee",
				"naming_series": "HR-EMP-",
				"first_name": person,
				"company": COMPANY,
				"gender": "Female",
				"date_of_birth": "1990-01-01",
				"date_of_joining": "2020-01-01",
				"user_id": user,
				"create_user_permission": 0,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def _ensure_selling_masters() -> None:
	_ensure(
		"Price List", named("Selling"), price_list_name=named("Selling"), currency="CNY", selling=1, enabled=1
	)
	for label in ITEM_GROUPS:
		_ensure(
			"Item Group",
			named(label),
			item_group_name=named(label),
			parent_item_group="All Item Groups",
		)
		_ensure(
			"Item",
			named(label),
			item_code=named(label),
			item_name=named(label),
			item_group=named(label),
			stock_uom="Nos",
			is_stock_item=0,
		)
	for rate in (0, 6, 13):
		title = named(f"VAT {rate}")
		_ensure(
			"Item Tax Template",
			f"{title} - {ABBR}",
			title=title,
			company=COMPANY,
			taxes=[{"tax_type": account("VAT"), "tax_rate": rate}],
		)
	_ensure_payment_terms()
	for mode, kind, label in (("Wire", "Bank", "Bank"), ("Till", "Cash", "Cash")):
		_ensure(
			"Mode of Payment",
			named(mode),
			mode_of_payment=named(mode),
			type=kind,
			accounts=[{"company": COMPANY, "default_account": account(label)}],
		)


def _ensure_payment_terms() -> None:
	for label, values in {
		"30 in advance": {"invoice_portion": 30, "credit_days": 0},
		"70 in 60 days": {"invoice_portion": 70, "credit_days": 60},
		"2% in 10 days": {
			"invoice_portion": 100,
			"credit_days": 30,
			"discount_type": "Percentage",
			"discount": 2,
			"discount_validity_based_on": "Day(s) after invoice date",
			"discount_validity": 10,
		},
	}.items():
		_ensure(
			"Payment Term",
			named(label),
			payment_term_name=named(label),
			due_date_based_on="Day(s) after invoice date",
			**values,
		)
	_ensure_terms_template("30/70", ("30 in advance", "70 in 60 days"))
	_ensure_terms_template("Early payment", ("2% in 10 days",))


def _ensure_terms_template(label: str, terms: Iterable[str]) -> None:
	fields = (
		"invoice_portion",
		"credit_days",
		"due_date_based_on",
		"discount_type",
		"discount",
		"discount_validity_based_on",
		"discount_validity",
	)
	if frappe.db.exists("Payment Terms Template", named(label)):
		return
	rows = []
	for term in terms:
		values = frappe.db.get_value("Payment Term", named(term), fields, as_dict=True)
		rows.append({"payment_term": named(term), **values})
	_ensure(
		"Payment Terms Template",
		named(label),
		template_name=named(label),
		allocate_payment_based_on_payment_terms=int(len(rows) > 1),
		terms=rows,
	)


def _ensure_customers() -> None:
	for customer, (currency, manager) in CUSTOMERS.items():
		_ensure(
			"Customer",
			named(customer),
			customer_name=named(customer),
			customer_type="Company",
			customer_group="Commercial",
			territory="All Territories",
			default_currency=currency,
			default_price_list=named("Selling"),
			account_manager=user_of(manager) if manager else None,
			accounts=[{"company": COMPANY, "account": account("Debtors USD")}] if currency == "USD" else [],
		)


def _ensure_buying_masters() -> None:
	_ensure(
		"Supplier",
		named("Both Sides"),
		supplier_name=named("Both Sides"),
		supplier_group="Services",
	)
