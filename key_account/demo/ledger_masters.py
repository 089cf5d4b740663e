"""The demo company's masters as rows of a ledger file: calendar, accounts, clients, people, targets."""

import datetime as dt

from key_account.demo.model import Story
from key_account.ledger.files import LedgerWriter

ROOT_ITEM_GROUP, ROOT_SALES_PERSON = "All Item Groups", "Sales Team"
BANK, CASH, RECEIVABLE, BANK_CHARGES, BAD_DEBTS, EXCHANGE = (
	"Bank",
	"Cash",
	"Debtors",
	"Bank Charges",
	"Bad Debts",
	"Exchange Gain/Loss",
)
ACCOUNT_TYPES = {
	BANK: "Bank",
	CASH: "Cash",
	RECEIVABLE: "Receivable",
	BANK_CHARGES: "Expense Account",
	BAD_DEBTS: "Expense Account",
	EXCHANGE: "",
}


def write_masters(story: Story, writer: LedgerWriter) -> None:
	writer.write(
		"tabCompany",
		[
			{
				"name": story.company,
				"default_currency": story.currency,
				"exchange_gain_loss_account": EXCHANGE,
			}
		],
	)
	writer.write(
		"tabFiscal Year",
		(
			{
				"name": str(year),
				"year_start_date": dt.date(year, 1, 1),
				"year_end_date": dt.date(year, 12, 31),
				"disabled": 0,
			}
			for year in story.fiscal_years
		),
	)
	writer.write("tabItem Group", [{"name": ROOT_ITEM_GROUP}])
	writer.write(
		"tabItem Group",
		({"name": group, "parent_item_group": ROOT_ITEM_GROUP} for group in story.item_groups),
	)
	writer.write("tabAccount", ({"name": name, "account_type": kind} for name, kind in ACCOUNT_TYPES.items()))
	writer.write(
		"tabCustomer",
		(
			{
				"name": customer.name,
				"customer_name": customer.name_zh,
				"ka_registered_on": customer.registered,
				"account_manager": story.person(customer.manager).user if customer.manager else None,
			}
			for customer in story.customers
		),
	)
	_write_people(story, writer)


def _write_people(story: Story, writer: LedgerWriter) -> None:
	head = next(person.name for person in story.people if person.group)
	writer.write(
		"tabEmployee",
		(
			{"name": person.name, "user_id": person.user, "date_of_joining": person.joined}
			for person in story.people
		),
	)
	writer.write("tabSales Person", [{"name": ROOT_SALES_PERSON, "is_group": 1, "enabled": 1}])
	writer.write(
		"tabSales Person",
		(
			{
				"name": person.name,
				"parent_sales_person": ROOT_SALES_PERSON if person.group else head,
				"is_group": int(person.group),
				"enabled": 1,
				"employee": person.name,
			}
			for person in story.people
		),
	)
	writer.write(
		"tabTarget Detail",
		(
			{
				"name": f"{person.name} {year}",
				"parent": person.name,
				"parenttype": "Sales Person",
				"fiscal_year": str(year),
				"target_amount": amount,
				"distribution_id": person.distribution,
			}
			for person in story.people
			for year, amount in person.targets.items()
		),
	)
	writer.write(
		"tabMonthly Distribution Percentage",
		(
			{
				"name": f"{name} {month}",
				"parent": name,
				"month": month,
				"percentage_allocation": percent,
			}
			for name, months in story.distributions.items()
			for month, percent in months.items()
		),
	)
