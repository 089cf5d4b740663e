"""The demo company on a site: setup wizard, company, fiscal years, accounts, exchange rates.

Whatever is there is left alone, so that a run that was broken off can be started again.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from key_account.demo.model import Story

APP = "key_account"
# Stands in the company's description, so that the demo never takes a real company for its own.
MARK = "Demo company of Key Account: everything in it is made up."

Commit = Callable[[], None]


def ensure(doctype: str, name: str, values: dict[str, Any], commit: Commit) -> bool:
	"""Make the record `name` where it is absent; returns whether it was made."""
	if frappe.db.exists(doctype, name):
		return False
	frappe.get_doc({"doctype": doctype, **values}).insert(set_name=name, ignore_permissions=True)
	commit()
	return True


def account(story: Story, label: str) -> str:
	"""The name of one of the demo's own accounts."""
	return f"{label} - {story.abbreviation}"


def check_site(story: Story) -> None:
	"""Refuse a site without the app, and to mix with what is on the site already. Nothing is written before.

	raises     frappe.ValidationError naming the site or record and what to do
	"""
	if APP not in frappe.get_installed_apps():
		frappe.throw(
			_("Key Account is not installed on {0}: run bench --site {0} install-app {1} first.").format(
				frappe.local.site, APP
			)
		)
	if frappe.db.exists("Company", story.company):
		used = frappe.db.exists("GL Entry", {"company": story.company})
		if used and not is_demo_company(story.company):
			frappe.throw(
				_("Company {0} was not made by the demo: run the demo on another site.").format(story.company)
			)
		return
	for doctype, names in (
		("Sales Person", [person.name for person in story.people]),
		("Customer", [customer.name for customer in story.customers]),
	):
		if taken := frappe.get_all(doctype, {"name": ("in", names)}, pluck="name", order_by="name", limit=1):
			frappe.throw(
				_("{0} {1} is on this site already: run the demo on another site.").format(
					_(doctype), taken[0]
				)
			)


def is_demo_company(company: str) -> bool:
	return frappe.db.get_value("Company", company, "company_description") == MARK


def ensure_company(story: Story, commit: Commit) -> None:
	"""The company with its fiscal years and accounts, from a site on that nothing was ever set up."""
	_ensure_setup(story)
	_ensure_company(story, commit)
	_ensure_fiscal_years(story, commit)
	_ensure_accounts(story, commit)


def is_only_company(story: Story) -> bool:
	"""Whether the site is there for the demo, with no other company on it."""
	return not frappe.get_all("Company", {"name": ("!=", story.company)}, limit=1, order_by="creation")


def _ensure_setup(story: Story) -> None:
	"""What the setup wizard leaves: run as it runs where there is no company yet, else only its records."""
	year = min(story.fiscal_years)
	if not frappe.get_all("Company", limit=1, order_by="creation"):
		from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

		setup_complete(
			{
				"language": "English",
				"country": "China",
				"timezone": "Asia/Shanghai",
				"currency": story.currency,
				"company_name": story.company,
				"company_abbr": story.abbreviation,
				"chart_of_accounts": "Standard",
				"fy_start_date": f"{year}-01-01",
				"fy_end_date": f"{year}-12-31",
			}
		)
	if not frappe.get_all("Item Group", limit=1, order_by="creation"):
		from erpnext.setup.setup_wizard.operations import install_fixtures

		install_fixtures.install("China")
		frappe.db.set_single_value("Stock Settings", "stock_uom", stock_uom())


def stock_uom() -> str:
	"""The unit things are counted in; v15 names it in the language of the setup wizard, v16 in English."""
	unit = frappe.db.get_single_value("Stock Settings", "stock_uom")
	nos = "Nos"  # translated by ERPNext, not by this app
	return unit or (nos if frappe.db.exists("UOM", nos) else _(nos))


def _ensure_company(story: Story, commit: Commit) -> None:
	ensure(
		"Company",
		story.company,
		{
			"company_name": story.company,
			"abbr": story.abbreviation,
			"default_currency": story.currency,
			"country": "China",
			"create_chart_of_accounts_based_on": "Standard Template",
			"chart_of_accounts": "Standard",
		},
		commit,
	)
	frappe.db.set_value("Company", story.company, "company_description", MARK)
	for currency in {story.currency, *(customer.currency for customer in story.customers)}:
		frappe.db.set_value("Currency", currency, "enabled", 1)
	commit()


def _ensure_fiscal_years(story: Story, commit: Commit) -> None:
	for year in story.fiscal_years:
		if fiscal_year(story, year):
			continue
		ensure(
			"Fiscal Year",
			str(year),
			{"year": str(year), "year_start_date": f"{year}-01-01", "year_end_date": f"{year}-12-31"},
			commit,
		)


def fiscal_year(story: Story, year: int) -> str | None:
	"""The Fiscal Year of the company that is this calendar year, or None where the days are free.

	raises     frappe.ValidationError where the company's fiscal years run otherwise
	"""
	for found in frappe.get_all(
		"Fiscal Year",
		{"year_start_date": ("<=", f"{year}-12-31"), "year_end_date": (">=", f"{year}-01-01"), "disabled": 0},
		["name", "year_start_date", "year_end_date"],
		order_by="year_start_date",
	):
		companies = frappe.get_all(
			"Fiscal Year Company", {"parent": found.name}, pluck="company", order_by="idx"
		)
		if companies and story.company not in companies:
			continue
		if (str(found.year_start_date), str(found.year_end_date)) != (f"{year}-01-01", f"{year}-12-31"):
			frappe.throw(
				_("Fiscal Year {0} is not a calendar year: run the demo on another site.").format(found.name)
			)
		return found.name
	return None


def _ensure_accounts(story: Story, commit: Commit) -> None:
	company = frappe.get_doc("Company", story.company)

	def group(**filters: Any) -> str:
		return frappe.db.get_value("Account", {"company": company.name, "is_group": 1, **filters})

	def group_of(leaf: str) -> str:
		return frappe.db.get_value("Account", leaf, "parent_account")

	expenses = group_of(company.round_off_account)
	for label, parent, kind, currency in (
		("Bank", group(account_type="Bank"), "Bank", "CNY"),
		("Debtors USD", group_of(company.default_receivable_account), "Receivable", "USD"),
		("Output VAT", group(account_type="Tax"), "Tax", "CNY"),
		("Bank Charges", expenses, "Expense Account", "CNY"),
		("Bad Debts", expenses, "Expense Account", "CNY"),
	):
		ensure(
			"Account",
			account(story, label),
			{
				"account_name": label,
				"company": company.name,
				"parent_account": parent,
				"account_type": kind,
				"account_currency": currency,
			},
			commit,
		)
	if not company.default_bank_account:
		company.db_set("default_bank_account", account(story, "Bank"))
	_ensure_exchange_rates(story, commit)


def _ensure_exchange_rates(story: Story, commit: Commit) -> None:
	"""ERPNext asks for a rate when a foreign document is opened; without one it would ask the internet."""
	for values in exchange_rates(story):
		day = {key: value for key, value in values.items() if key != "exchange_rate"}
		if not frappe.db.exists("Currency Exchange", day):
			frappe.get_doc({"doctype": "Currency Exchange", **values}).insert(ignore_permissions=True)
			commit()


def exchange_rates(story: Story) -> list[dict[str, Any]]:
	"""Rates of the story's foreign deals: from its first day on, and on the days of invoice and payment."""
	rates: dict[tuple[dt.date, str], Decimal] = {}
	for deal in story.deals:
		if deal.currency != story.currency:
			rates[story.go_live, deal.currency] = rates[deal.ordered, deal.currency] = deal.rate
			for bill in deal.invoices:
				rates.update({(paid.on, deal.currency): paid.rate for paid in bill.payments if paid.rate})
	return [
		{
			"date": day,
			"from_currency": currency,
			"to_currency": story.currency,
			"exchange_rate": float(rate),
			"for_selling": 1,
			"for_buying": 1,
		}
		for (day, currency), rate in rates.items()
	]
