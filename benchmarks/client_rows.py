"""The clients of a company: their Customers and archives with what is kept in them, for a site's tables. Pure Python."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.rows import Names, Row, registered_on
from benchmarks.story import MANAGERS, is_registered, year_of

CLIENT, ISSUE, PLAN, SURVEY = "client", "issue", "plan", "survey"

STAKEHOLDERS, FOLLOW_UPS, RELATIONS = 3, 4, 2
#: One client in so many has it.
WITH_SURVEY, WITH_PLAN, WITH_ISSUE = 2, 4, 10

#: What an archive may say beyond its company and client; each has a part of it.
ANSWERS: dict[str, Any] = {
	"phone": "010 1234 5678",
	"cooperation_project": "Renewal of the data centre",
	"ownership": "Private",
	"main_business": "Machines and spare parts",
	"industry_standing": "Third in its province",
	"need_driver": "Replacement of what is there",
	"has_budget": "Yes",
	"budget_amount": 500000,
	"expected_amount": 300000,
	"probability": 60,
	"manager_opinion": "Worth the effort",
	"feasibility": "Done before",
	"bank": "Bank of China",
	"payment_attitude": "Pays on reminder",
	"potential": 40,
}


def manager(number: int) -> str:
	return f"ka.bench.{number:02d}@example.com"


def archive(names: Names, number: int) -> str:
	return f"{names.abbr}-CA-{number:05d}"


def rows_of_client(number: int, names: Names) -> Iterator[Row]:
	"""A client's Customer and archive, and what people left of it in the course of the year."""
	chance = random.Random(f"{names.size} {number}")
	last_day = dt.date(year_of(names.size), 12, 31)
	at_first = {"creation": "2015-01-01 09:00:00", "modified": "2015-01-01 09:00:00"}
	registered = registered_on(number)
	key = {"archive": archive(names, number), "client_name": names.client(number), "company": names.company}
	yield (
		"tabCustomer",
		CLIENT,
		{
			"name": names.client(number),
			"customer_name": names.client(number),
			"ka_archive": archive(names, number),
			"ka_registered_on": registered,
			**at_first,
		},
	)
	answered = set(chance.sample(sorted(ANSWERS), chance.randint(3, len(ANSWERS))))
	yield (
		"tabClient Archive",
		CLIENT,
		{
			"name": archive(names, number),
			"party": names.client(number),
			"client_name": names.client(number),
			"company": names.company,
			"account_manager": manager(number % MANAGERS + 1),
			"status": "Registered" if registered else "Draft",
			"registered_on": registered,
			**{field: value if field in answered else type(value)() for field, value in ANSWERS.items()},
			**at_first,
		},
	)
	yield from _children(number, names, chance, last_day, at_first)
	if not is_registered(number):
		return
	if number % WITH_SURVEY == 0:
		day = last_day - dt.timedelta(days=chance.randint(1, 300))
		answer = {"overall": chance.randint(4, 10), "answered_on": f"{day} 10:00:00", "status": "Answered"}
		yield "tabSatisfaction Survey", SURVEY, {"name": f"{key['archive']}-S", **key, **answer, **at_first}
	if number % WITH_PLAN == 0:
		day = last_day - dt.timedelta(days=chance.randint(1, 300))
		plan = {"expected_close_on": day, "expected_sales": 100 * chance.randint(500, 3000), "status": "Open"}
		yield "tabDevelopment Plan", PLAN, {"name": f"{key['archive']}-P", **key, **plan, **at_first}
	if number % WITH_ISSUE == 0:
		issue = {"customer": names.client(number), "company": names.company, "status": "Open"}
		yield "tabIssue", ISSUE, {"name": f"{key['archive']}-I", **issue, **at_first}


def _children(
	number: int, names: Names, chance: random.Random, last_day: dt.date, at_first: dict[str, Any]
) -> Iterator[Row]:
	parent = archive(names, number)
	for index in range(1, STAKEHOLDERS + 1):
		row = {
			"person_name": f"Person {index}",
			"role": "Decision Maker" if index == 1 else "User",
			"our_owner": manager(number % MANAGERS + 1) if chance.random() < 0.7 else None,
			"closeness": chance.randint(0, 10) / 10,
		}
		yield _child("Client Stakeholder", "stakeholders", parent, index, {**row, **at_first})
	for index in range(1, FOLLOW_UPS + 1):
		day = last_day - dt.timedelta(days=chance.randint(0, 360))
		yield _child("Client Follow-up", "follow_ups", parent, index, {"date": day, **at_first})
	for index in range(1, RELATIONS + 1):
		yield _child(
			"Client Relation", "relations", parent, index, {"person_name": f"Friend {index}", **at_first}
		)


def _child(doctype: str, field: str, parent: str, index: int, values: dict[str, Any]) -> Row:
	place = {"parent": parent, "parenttype": "Client Archive", "parentfield": field, "idx": index}
	return f"tab{doctype}", CLIENT, {"name": f"{parent}-{field[:2]}{index}", **place, **values}
