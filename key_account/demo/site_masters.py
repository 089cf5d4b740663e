"""The demo's masters on a site: items, people with logins and targets, customers, the Bonus Plan.

Whatever is there is left alone, so that a run that was broken off can be started again.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.nestedset import get_root_of
from frappe.utils.password import update_password

from key_account.bonus.plan import GROSS_PROFIT, Plan
from key_account.demo.model import Customer, Person, Story
from key_account.demo.site_archives import ensure_archives
from key_account.demo.site_company import (
	Commit,
	account,
	ensure,
	ensure_company,
	fiscal_year,
	is_only_company,
	stock_uom,
)
from key_account.key_account.doctype.bonus_plan.bonus_plan import form_options

PASSWORD = "yunfeng-demo"
ROLES = {
	"specialist": ("Key Account Specialist", "Sales User"),
	"manager": ("Key Account Manager", "Sales User"),
	"director": ("Key Account Director", "Sales Manager"),
	"finance": ("Accounts User", "Accounts Manager"),
}


def ensure_masters(story: Story, commit: Commit, say: Callable[[str], None]) -> None:
	"""Everything that the story's documents need, from an empty site on."""
	say(_("Company and accounts"))
	ensure_company(story, commit)
	say(_("Items"))
	_ensure_items(story, commit)
	say(_("People, targets and logins"))
	_ensure_people(story, commit)
	say(_("Customers"))
	_ensure_customers(story, commit)
	say(_("Bonus Plan"))
	_ensure_plan(story, commit)
	_set_go_live(story, commit)


def price_list(story: Story) -> str:
	return f"{story.company} Selling"


def _ensure_items(story: Story, commit: Commit) -> None:
	ensure(
		"Price List",
		price_list(story),
		{
			"price_list_name": price_list(story),
			"currency": story.currency,
			"selling": 1,
			"enabled": 1,
		},
		commit,
	)
	for group, chinese in story.item_groups.items():
		ensure(
			"Item Group",
			group,
			{"item_group_name": group, "parent_item_group": get_root_of("Item Group")},
			commit,
		)
		ensure(
			"Item",
			group,
			{
				"item_code": group,
				"item_name": f"{group} {chinese}",
				"item_group": group,
				"stock_uom": stock_uom(),
				"is_stock_item": 0,
			},
			commit,
		)


def _ensure_people(story: Story, commit: Commit) -> None:
	ensure("Gender", "Prefer not to say", {"gender": "Prefer not to say"}, commit)
	for name, months in story.distributions.items():
		rows = [{"month": month, "percentage_allocation": percent} for month, percent in months.items()]
		ensure("Monthly Distribution", name, {"distribution_id": name, "percentages": rows}, commit)
	head = next(person for person in story.people if person.group)
	for person in sorted(story.people, key=lambda person: not person.group):
		_ensure_user(person.user, person.name, person.name_zh, person.job, story, commit)
		_ensure_sales_person(
			story, person, get_root_of("Sales Person") if person is head else head.name, commit
		)
	name, chinese = story.finance
	_ensure_user(user_of_finance(story), name, chinese, "finance", story, commit)


def user_of_finance(story: Story) -> str:
	return f"{story.finance[0].lower().replace(' ', '.')}@yunfeng.example"


def _ensure_user(user: str, name: str, chinese: str, job: str, story: Story, commit: Commit) -> None:
	if frappe.db.exists("User", user):
		return
	frappe.get_doc(
		{
			"doctype": "User",
			"email": user,
			"first_name": name,
			"last_name": chinese,
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in ROLES[job]],
		}
	).insert(ignore_permissions=True)
	if is_only_company(story):
		# Everybody knows this password: it opens nothing where there is a real company.
		update_password(user, PASSWORD)
	commit()


def _ensure_sales_person(story: Story, person: Person, parent: str, commit: Commit) -> None:
	if frappe.db.exists("Sales Person", person.name):
		return
	employee = frappe.db.get_value("Employee", {"user_id": person.user, "company": story.company})
	if not employee:
		employee = (
			frappe.get_doc(
				{
					"doctype": "Employee",
					"first_name": person.name,
					"last_name": person.name_zh,
					"company": story.company,
					"gender": "Prefer not to say",
					"date_of_birth": "1990-01-01",
					"date_of_joining": person.joined,
					"user_id": person.user,
					"create_user_permission": 0,
				}
			)
			.insert(set_name=f"{story.abbreviation}-{person.name}", ignore_permissions=True)
			.name
		)
	targets = [
		{
			"fiscal_year": fiscal_year(story, year),
			"target_amount": amount,
			"distribution_id": person.distribution,
		}
		for year, amount in person.targets.items()
	]
	ensure(
		"Sales Person",
		person.name,
		{
			"sales_person_name": person.name,
			"parent_sales_person": parent,
			"is_group": int(person.group),
			"employee": employee,
			"targets": targets,
		},
		commit,
	)


def customer_group(story: Story) -> str:
	return f"{story.company} Key Accounts"


def _ensure_customers(story: Story, commit: Commit) -> None:
	ensure(
		"Customer Group",
		customer_group(story),
		{
			"customer_group_name": customer_group(story),
			"parent_customer_group": get_root_of("Customer Group"),
		},
		commit,
	)
	for customer in story.customers:
		ensure("Customer", customer.name, _customer_values(story, customer), commit)
	ensure_archives(story, commit)


def _customer_values(story: Story, customer: Customer) -> dict[str, Any]:
	foreign = customer.currency != story.currency
	receivable = {"company": story.company, "account": account(story, f"Debtors {customer.currency}")}
	return {
		"customer_name": f"{customer.name} {customer.name_zh}",
		"customer_type": "Company",
		"customer_group": customer_group(story),
		"territory": get_root_of("Territory"),
		"default_currency": customer.currency,
		"default_price_list": price_list(story),
		"account_manager": story.person(customer.manager).user if customer.manager else None,
		"accounts": [receivable] if foreign else [],
	}


def _ensure_plan(story: Story, commit: Commit) -> None:
	if not frappe.db.exists("Bonus Plan", story.plan.name):
		plan_document(story).insert(ignore_permissions=True)
		commit()


def plan_document(story: Story) -> Document:
	"""The story's plan as a Bonus Plan, not inserted: the inverse of the doctype's own `to_plan`."""
	plan = story.plan
	return frappe.get_doc(
		{
			"doctype": "Bonus Plan",
			"title": plan.name.split(f" {plan.valid_from}")[0],
			"company": plan.company,
			"valid_from": plan.valid_from,
			"base_ratio": _percent(plan.base_ratio),
			"rate": _percent(plan.rate),
			"no_carry_threshold": plan.no_carry_threshold,
			"kpi_weight": _percent(plan.kpi_weight),
			"max_kpi_coefficient": plan.max_kpi_coefficient or 0,
			"wage_deduction": plan.wage_deduction,
			**form_options(plan),
			"registered_only": int(plan.registered_only),
			"department_override_rate": _percent(plan.department_override_rate),
			"default_category": plan.default_category,
			"categories": _category_rows(plan),
			"item_groups": [
				{"item_group": group, "category": category.name}
				for category in plan.category
				for group in category.item_groups
			],
			"targets": [
				{
					"sales_person": target.sales_person,
					"fiscal_year": fiscal_year(story, int(target.fiscal_year)),
					"quarter": str(target.quarter),
					"amount": target.amount,
				}
				for target in plan.target
			],
		}
	)


def _category_rows(plan: Plan) -> list[dict[str, Any]]:
	return [
		{
			"category": category.name,
			"counts_toward_target": int(category.counts_toward_target),
			"rate_source": "Plan Rate" if category.rate is None else "Own Rate",
			"own_rate": _percent(category.rate or Decimal(0)),
			"basis": "Gross Profit" if category.basis == GROSS_PROFIT else "Net",
			"standard_gap_from": category.standard_gap_from,
		}
		for category in plan.category
	]


def _percent(fraction: Decimal) -> float:
	return float(fraction * 100)


def _set_go_live(story: Story, commit: Commit) -> None:
	"""The demo's deals want registration; the date is the whole site's, so a real company's is not touched."""
	if is_only_company(story):
		frappe.db.set_single_value("Key Account Settings", "go_live_date", story.go_live)
		frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
		commit()
