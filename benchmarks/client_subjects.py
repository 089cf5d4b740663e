"""What is measured of the clients' part: nightly jobs and reports over all clients of a company."""

import datetime as dt
from collections.abc import Callable

from benchmarks.rows import Names
from benchmarks.story import year_of

Prepare = Callable[[Names, object], None]
Run = Callable[[Names, object], int]

ONE_DAY = dt.timedelta(days=1)


def client_subjects() -> list[tuple[str, str, Run, Prepare]]:
	"""Name, label, what is run, and what is brought about before."""
	return [
		("health-first", "account health of all clients, the first night", health, forget_health),
		("health-next", "account health, a night later", health, health_of_yesterday),
		("reviews-first", "tier reviews, the first night: all clients proposed", reviews, forget_reviews),
		("reviews-next", "tier reviews, a night later: nothing new", reviews, reviews_of_yesterday),
		("portfolio", "Client Portfolio", portfolio, some_health),
		("completeness", "Archive Completeness", completeness, no_preparation),
		("churn", "Churn and Retention", churn, no_preparation),
		("group-receivables", "Client Group Receivables", group_receivables, no_preparation),
	]


def no_preparation(names: Names, period: object) -> None:
	"""Nothing to prepare."""


def last_day(names: Names) -> dt.date:
	return dt.date(year_of(names.size), 12, 31)


def health(names: Names, period: object, day: dt.date | None = None) -> int:
	from key_account.clients.health_job import compute

	return compute(names.company, day or last_day(names))


def forget_health(names: Names, period: object) -> None:
	import frappe

	frappe.db.delete("Client Health", {"company": names.company})
	frappe.db.commit()


def health_of_yesterday(names: Names, period: object) -> None:
	forget_health(names, period)
	health(names, period, last_day(names) - ONE_DAY)


def some_health(names: Names, period: object) -> None:
	"""What the last night kept, where there was one."""
	health(names, period)


def reviews(names: Names, period: object, day: dt.date | None = None) -> int:
	import frappe

	from key_account.clients.tier_review_job import review_company

	written = 0
	for batch in review_company(names.company, day or last_day(names)):
		frappe.db.commit()
		written += len(batch)
	return written


def forget_reviews(names: Names, period: object) -> None:
	import frappe

	found = frappe.get_all("Tier Review", {"company": names.company}, pluck="name", order_by="name")
	for doctype, field in (
		("Frozen Evidence", "reference_name"),
		("Tier Review Figure", "parent"),
		("Tier Review", "name"),
	):
		for start in range(0, len(found), 1000):
			frappe.db.delete(doctype, {field: ("in", found[start : start + 1000])})
			frappe.db.commit()


def reviews_of_yesterday(names: Names, period: object) -> None:
	forget_reviews(names, period)
	reviews(names, period, last_day(names) - ONE_DAY)


def portfolio(names: Names, period: object) -> int:
	from key_account.report.client_portfolio.client_portfolio import execute

	return len(execute({"company": names.company})[1])


def completeness(names: Names, period: object) -> int:
	from key_account.report.archive_completeness.archive_completeness import execute

	return len(execute({"company": names.company})[1])


def churn(names: Names, period: object) -> int:
	from key_account.report.churn_and_retention.churn_and_retention import execute

	return len(execute({"company": names.company, "to_date": str(last_day(names))})[1])


def group_receivables(names: Names, period: object) -> int:
	from key_account.report.client_group_receivables.client_group_receivables import execute

	return len(execute({"company": names.company, "on": str(last_day(names)), "with_single_clients": 1})[1])
