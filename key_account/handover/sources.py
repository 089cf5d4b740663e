"""Where a salesperson's work is written down: one declaration for listing it and for handing it over.

A doctype that a site does not have is passed over, so that this may name those of other apps and of later parts.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Whose(Enum):
	"""By what a document names who is responsible."""

	USER = "user"
	EMPLOYEE = "employee"
	SALES_PERSON = "sales person"


class How(Enum):
	"""What becomes of a document when it is handed over."""

	CLIENT = "the client's account manager and sales team are replaced"
	OWNER = "the successor is written in its field"
	TEAM = "the successor takes the place in its sales team, for the documents made of it"
	PEOPLE = "the successor takes the place among its people"
	TODO = "it is assigned to the successor"
	CUSTODY = "it goes into the successor's custody by an Asset Movement"
	ASSIGNED = "it stays as it was written; the successor gets a task for it"
	MONEY = "it stays as it was written; what is still collected on it follows the rule of the handover"


#: Field, operator, value.
Condition = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Source:
	"""A kind of document and how it says whose it is.

	field      of the document, or of its rows in `table`, that names them
	table      doctype of the rows, or None
	filters    those that are open
	title      field to show
	client     field with the Customer; where `client_type` is another field, only while that says Customer
	amount     field with what is open, in company currency unless `rate` names the rate it is kept at
	done       field with the per cent of the amount that is done
	currency   field with the currency of the amount, where that may not be the company's
	"""

	doctype: str
	field: str
	whose: Whose
	how: How
	filters: tuple[Condition, ...] = ()
	table: str | None = None
	title: str | None = None
	client: str | None = None
	client_type: str | None = None
	amount: str | None = None
	done: str | None = None
	currency: str | None = None
	rate: str | None = None


SUBMITTED = ("docstatus", "=", 1)
NOT_CANCELLED = ("docstatus", "<", 2)


def _customers(field: str, whose: Whose, table: str | None = None) -> Source:
	return Source(
		"Customer",
		field,
		whose,
		How.CLIENT,
		(("disabled", "=", 0),),
		table=table,
		title="customer_name",
		client="name",
	)


def _of_sales_team(doctype: str, how: How, is_open: Condition, **amount: str) -> Source:
	"""Submitted documents in whose sales team they are."""
	return Source(
		doctype,
		"sales_person",
		Whose.SALES_PERSON,
		how,
		(SUBMITTED, is_open),
		table="Sales Team",
		title="customer_name",
		client="customer",
		**amount,
	)


#: A document found by two of these is listed by the first.
SOURCES = (
	Source(
		"Client Archive",
		"account_manager",
		Whose.USER,
		How.CLIENT,
		title="client_name",
		client="party",
		client_type="party_type",
	),
	_customers("account_manager", Whose.USER),
	_customers("sales_person", Whose.SALES_PERSON, table="Sales Team"),
	Source(
		"Development Plan",
		"responsible",
		Whose.USER,
		How.OWNER,
		(("status", "in", ("In Progress", "Paused")),),
		title="client_name",
		amount="expected_sales",
	),
	Source(
		"Opportunity",
		"opportunity_owner",
		Whose.USER,
		How.OWNER,
		(("status", "not in", ("Converted", "Lost", "Closed")),),
		title="title",
		client="party_name",
		client_type="opportunity_from",
		amount="opportunity_amount",
		currency="currency",
		rate="conversion_rate",
	),
	Source(
		"Quotation",
		"owner",
		Whose.USER,
		How.ASSIGNED,
		(NOT_CANCELLED, ("status", "in", ("Draft", "Open", "Replied", "Partially Ordered"))),
		title="customer_name",
		client="party_name",
		client_type="quotation_to",
		amount="base_grand_total",
	),
	_of_sales_team(
		"Sales Order",
		How.TEAM,
		("status", "not in", ("Closed", "Completed")),
		amount="base_grand_total",
		done="per_billed",
	),
	_of_sales_team(
		"Sales Invoice",
		How.MONEY,
		("outstanding_amount", ">", 0),
		amount="outstanding_amount",
		currency="party_account_currency",
		rate="conversion_rate",
	),
	Source(
		"Project",
		"user",
		Whose.USER,
		How.PEOPLE,
		(("status", "=", "Open"),),
		table="Project User",
		title="project_name",
		client="customer",
	),
	Source(
		"Asset",
		"custodian",
		Whose.EMPLOYEE,
		How.CUSTODY,
		(SUBMITTED, ("status", "not in", ("Scrapped", "Sold"))),
		title="asset_name",
		amount="value_after_depreciation",
	),
	Source(
		"ToDo",
		"allocated_to",
		Whose.USER,
		How.TODO,
		(("status", "=", "Open"),),
		title="description",
	),
)


def source_of(doctype: str) -> Source | None:
	"""The first declaration of a doctype."""
	return next((source for source in SOURCES if source.doctype == doctype), None)
