"""What the demo's story is told in: a company, its people and customers, and deals from order to payment.

Amounts are in the deal's currency, without tax where nothing else is said. The two tellers of the story,
standalone.py (a ledger file) and site.py (ERPNext's own documents), read nothing but this.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from key_account.bonus.plan import Plan


@dataclass(frozen=True, slots=True)
class Person:
	"""A salesperson with a login.

	name, name_zh   the Sales Person, and what colleagues call them
	job             key of site.py's roles: specialist, manager or director
	joined          their first day
	group           whether they head the department: a group in the Sales Person tree
	targets         fiscal year -> yearly target of the Sales Person (a group's is the department's)
	distribution    name of the Monthly Distribution that spreads it over the year
	"""

	name: str
	name_zh: str
	job: str
	joined: dt.date
	group: bool = False
	targets: Mapping[str, int] = field(default_factory=dict)
	distribution: str = ""
	note: str = ""

	@property
	def user(self) -> str:
		return f"{self.name.lower().replace(' ', '.')}@yunfeng.example"


@dataclass(frozen=True, slots=True)
class Customer:
	"""A client. `manager` is the account manager; `registered` the day of the registration, None for never."""

	name: str
	name_zh: str
	registered: dt.date | None
	manager: str | None = None
	currency: str = "CNY"
	note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
	"""What is sold: `quantity` units of one item group at `price` each.

	cost, standard   of the whole line in company currency: what it costs us, its standard quote
	"""

	item_group: str
	price: int
	quantity: int = 1
	cost: int = 0
	standard: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
	"""Money for an invoice. Amounts include tax and are in the invoice's currency.

	amount      settled on the invoice; None for all that is left
	fee         of that, what the bank kept
	write_off   of that, what was given up
	also        numbers of further deals whose first invoice it settles wholly
	journal     finance entered a Journal Entry in place of a Payment Entry
	rate        company currency per unit on the day, for a foreign invoice
	"""

	on: dt.date
	amount: Decimal | None = None
	fee: int = 0
	write_off: int = 0
	also: tuple[int, ...] = ()
	journal: bool = False
	rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Return:
	"""A credit note over some of an invoice's lines.

	item_groups    lines that are given back, whole
	refunded_on    when the money went back; None where it only lowers what the customer owes
	quantity       units given back of each line; None for all
	"""

	on: dt.date
	item_groups: tuple[str, ...]
	refunded_on: dt.date | None = None
	quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
	"""A Sales Invoice over a deal's order.

	quantity      units of each line, None for all
	team_edited   (day, sales team) where the team was edited after the invoice was submitted
	"""

	on: dt.date
	payments: tuple[Payment, ...] = ()
	quantity: int | None = None
	returned: Return | None = None
	team_edited: tuple[dt.date, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True)
class Deal:
	"""An order and all that came of it.

	team        salesperson -> per cent
	vat         rate in per cent
	rate        company currency per unit of `currency` on the invoices
	advance     (day, amount) paid on the order before there was an invoice; amount includes tax
	at_counter  sold and paid at the counter: a point-of-sale invoice without an order
	note        what the deal shows, in one sentence
	"""

	number: int
	customer: str
	ordered: dt.date
	lines: tuple[Line, ...]
	team: Mapping[str, int]
	invoices: tuple[Invoice, ...]
	vat: int = 13
	currency: str = "CNY"
	rate: Decimal = Decimal(1)
	advance: tuple[dt.date, Decimal] | None = None
	at_counter: bool = False
	note: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
	"""One person's quarter as the story means it: the case, the attainment, and why."""

	person: str
	quarter: str
	case: str
	attainment: int
	note: str


@dataclass(frozen=True, slots=True)
class Story:
	"""The demo company with everything in it.

	item_groups    item group -> its Chinese name; each has one item of the same name
	distributions  Monthly Distribution -> month -> per cent
	go_live        deals ordered before it would need no registration
	"""

	company: str
	company_zh: str
	abbreviation: str
	currency: str
	fiscal_years: tuple[int, ...]
	item_groups: Mapping[str, str]
	distributions: Mapping[str, Mapping[str, int]]
	people: tuple[Person, ...]
	finance: tuple[str, str]
	customers: tuple[Customer, ...]
	plan: Plan
	go_live: dt.date
	deals: tuple[Deal, ...]
	chapters: tuple[Chapter, ...]

	def person(self, name: str) -> Person:
		return next(person for person in self.people if person.name == name)

	def customer(self, name: str) -> Customer:
		return next(customer for customer in self.customers if customer.name == name)


@dataclass(frozen=True, slots=True)
class Step:
	"""One document of the story, ready to be made: `kind` says which, `name` is its name in the books.

	kind       one of KINDS
	invoice    name of the invoice it belongs to or settles
	settles    further invoices that a payment settles wholly
	"""

	on: dt.date
	kind: str
	name: str
	deal: Deal
	invoice: str = ""
	bill: Invoice | None = None
	payment: Payment | None = None
	settles: tuple[str, ...] = ()


KINDS = ("order", "advance", "invoice", "counter", "team", "return", "payment", "journal", "refund")


def steps(story: Story) -> list[Step]:
	"""The story's documents in the order of days; on one day orders come before invoices before money."""
	found = [step for deal in story.deals for step in _steps_of(story, deal)]
	return sorted(found, key=lambda step: (step.on, KINDS.index(step.kind), step.name))


def document_name(story: Story, kind: str, deal: int, number: int = 1) -> str:
	"""YF-SI-012 is the first invoice of deal 12, YF-SI-012-2 the second."""
	return f"{story.abbreviation}-{kind}-{deal:03}" + (f"-{number}" if number > 1 else "")


def _steps_of(story: Story, deal: Deal) -> Iterator[Step]:
	paid = 0
	if not deal.at_counter:
		yield Step(deal.ordered, "order", document_name(story, "SO", deal.number), deal)
	if deal.advance:
		paid += 1
		yield Step(deal.advance[0], "advance", document_name(story, "PE", deal.number), deal)
	for number, bill in enumerate(deal.invoices, 1):
		name = document_name(story, "SI", deal.number, number)
		yield Step(bill.on, "counter" if deal.at_counter else "invoice", name, deal, name, bill)
		if bill.team_edited:
			yield Step(bill.team_edited[0], "team", name, deal, name, bill)
		if bill.returned:
			credit = document_name(story, "CN", deal.number, number)
			yield Step(bill.returned.on, "return", credit, deal, name, bill)
			if bill.returned.refunded_on:
				refund = document_name(story, "RF", deal.number, number)
				yield Step(bill.returned.refunded_on, "refund", refund, deal, credit, bill)
		if deal.at_counter:
			continue
		for payment in bill.payments:
			paid += 1
			kind = "journal" if payment.journal else "payment"
			paper = document_name(story, "JE" if payment.journal else "PE", deal.number, paid)
			also = tuple(document_name(story, "SI", other) for other in payment.also)
			yield Step(payment.on, kind, paper, deal, name, bill, payment, also)
