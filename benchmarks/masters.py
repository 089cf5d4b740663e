"""Companies, people, customers and items of the benchmark site, made through Frappe's own documents."""

from typing import Any

import frappe
from frappe.model.document import Document

from benchmarks.client_rows import manager
from benchmarks.rows import (
	CURRENCY,
	DISTRIBUTION,
	GROUP,
	ITEM_PREFIX,
	MONTHS,
	PERSON_NAMES,
	PRICE_LIST,
	Names,
)
from benchmarks.story import MANAGERS, plan, year_of, yearly_target
from key_account.bonus.plan import GROSS_PROFIT, Category


def ensure_masters(names: Names) -> None:
	"""Create what is missing for a company; what is there is left alone."""
	_ensure_presets()
	_ensure_fiscal_year(year_of(names.size))
	_ensure_company(names)
	_ensure_plan(names)
	_ensure_items(names)
	_ensure_people(names)
	_ensure_managers()


def _ensure(doctype: str, name: str, **values: Any) -> str:
	"""The record `name`, made from `values` where there is none."""
	if not frappe.db.exists(doctype, name):
		made = frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True).name
		if made != name:
			raise LookupError(f"{doctype} {name} came out as {made}: another naming rule is set on this site")
	return name


def _ensure_presets() -> None:
	"""What ERPNext's setup wizard leaves on a site, and no go-live date that would register every deal."""
	if not frappe.db.exists("Customer Group", "All Customer Groups"):
		from erpnext.setup.setup_wizard.operations import install_fixtures

		install_fixtures.install("China")
		frappe.db.set_single_value("Stock Settings", "stock_uom", "Nos")
	frappe.db.set_value("Currency", CURRENCY, "enabled", 1)
	frappe.db.set_single_value("Key Account Settings", "go_live_date", None)
	_ensure("Price List", PRICE_LIST, price_list_name=PRICE_LIST, currency=CURRENCY, selling=1, enabled=1)
	_ensure(
		"Monthly Distribution",
		DISTRIBUTION,
		distribution_id=DISTRIBUTION,
		percentages=[{"month": month, "percentage_allocation": 100 / 12} for month in MONTHS],
	)


def _ensure_fiscal_year(year: int) -> None:
	start, end = f"{year}-01-01", f"{year}-12-31"
	if not frappe.db.exists("Fiscal Year", {"year_start_date": start, "year_end_date": end}):
		_ensure("Fiscal Year", str(year), year=str(year), year_start_date=start, year_end_date=end)


def _ensure_company(names: Names) -> None:
	_ensure(
		"Company",
		names.company,
		company_name=names.company,
		abbr=names.abbr,
		default_currency=CURRENCY,
		country="China",
		create_chart_of_accounts_based_on="Standard Template",
		chart_of_accounts="Standard",
	)
	for label, group, account_type in (
		("Bank", "Bank Accounts", "Bank"),
		("VAT", "Duties and Taxes", "Tax"),
		("Bank Charges", "Indirect Expenses", "Expense Account"),
	):
		_ensure(
			"Account",
			names.account(label),
			account_name=label,
			company=names.company,
			parent_account=names.account(group),
			account_type=account_type,
		)


def _ensure_plan(names: Names) -> None:
	declared = plan(names.company)
	if frappe.db.exists("Bonus Plan", {"company": names.company}):
		return
	for category in declared.category:
		_ensure(
			"Item Group",
			category.name,
			item_group_name=category.name,
			parent_item_group="All Item Groups",
		)
	frappe.get_doc(
		{
			"doctype": "Bonus Plan",
			"title": declared.name,
			"company": names.company,
			"valid_from": "2000-01-01",
			"categories": [_category_row(category) for category in declared.category],
			"item_groups": [
				{"item_group": category.name, "category": category.name} for category in declared.category
			],
			"default_category": declared.default_category,
		}
	).insert(ignore_permissions=True)


def _category_row(category: Category) -> dict[str, Any]:
	return {
		"category": category.name,
		"counts_toward_target": int(category.counts_toward_target),
		"rate_source": "Plan Rate" if category.rate is None else "Own Rate",
		"own_rate": float((category.rate or 0) * 100),
		"basis": "Gross Profit" if category.basis == GROSS_PROFIT else "Net",
		"standard_gap_from": category.standard_gap_from,
	}


def _ensure_items(names: Names) -> None:
	for category in plan(names.company).category:
		_ensure(
			"Item",
			ITEM_PREFIX + category.name,
			item_code=ITEM_PREFIX + category.name,
			item_name=category.name,
			item_group=category.name,
			stock_uom="Nos",
			is_stock_item=0,
		)


def _ensure_people(names: Names) -> None:
	root = frappe.db.get_value("Sales Person", {"is_group": 1, "parent_sales_person": ("in", ("", None))})
	_ensure("Sales Person", GROUP, sales_person_name=GROUP, is_group=1, parent_sales_person=root)
	year = str(year_of(names.size))
	for number, name in PERSON_NAMES.items():
		_ensure("Sales Person", name, sales_person_name=name, parent_sales_person=GROUP)
		if frappe.db.exists("Target Detail", {"parent": name, "fiscal_year": year}):
			continue
		person = frappe.get_doc("Sales Person", name)
		person.append(
			"targets",
			{
				"fiscal_year": year,
				"target_amount": yearly_target(number, names.size),
				"distribution_id": DISTRIBUTION,
			},
		)
		person.save(ignore_permissions=True)


def new_customer(name: str) -> Document:
	return frappe.get_doc(
		{
			"doctype": "Customer",
			"customer_name": name,
			"customer_type": "Company",
			"customer_group": "Commercial",
			"territory": "All Territories",
			"default_currency": CURRENCY,
		}
	)


def _ensure_managers() -> None:
	for number in range(1, MANAGERS + 1):
		_ensure(
			"User",
			manager(number),
			email=manager(number),
			first_name=f"Bench {number}",
			send_welcome_email=0,
			roles=[{"role": "Key Account Specialist"}],
		)
