"""What a company's books say of its clients over twelve months: facts of Tier Reviews, and the documents behind them.

A number of queries that does not grow with the clients: sums are asked for of all of them at once, the documents
behind them of a batch.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from key_account.bonus.periods import add_months
from key_account.evidence import Voucher, total
from key_account.ledger.cash import CashRules
from key_account.ledger.receipts import LedgerContext, read_collections
from key_account.ledger.source import Source, as_date, to_decimal
from key_account.scoring import ZERO
from key_account.tiers.categories import Dealings
from key_account.tiers.evidence import Evidence

ONE_DAY = dt.timedelta(days=1)
#: Months of receipts that are held in memory at once before they are sorted out by client.
SLICE = 3

# A line costs what is entered with it, else its part of the cost of the line it returns, or of its order line, else
# what ERPNext valued its goods at; where nothing says what it cost, all of it is profit. Other than for the bonus, a
# loss counts as one.
_COST = """CASE WHEN item.ka_cost_amount <> 0
		THEN CASE WHEN item.base_net_amount < 0 THEN -ABS(item.ka_cost_amount) ELSE item.ka_cost_amount END
	WHEN given_back.ka_cost_amount <> 0 AND given_back.base_net_amount <> 0
		THEN given_back.ka_cost_amount * item.base_net_amount / given_back.base_net_amount
	WHEN ordered.ka_cost_amount <> 0 AND ordered.base_net_amount <> 0
		THEN ordered.ka_cost_amount * item.base_net_amount / ordered.base_net_amount
	ELSE COALESCE(item.incoming_rate, 0) * COALESCE(item.stock_qty, 0) END"""


def _sold(only: str) -> str:
	"""Invoices and returns of the period: customer, invoice, day, gross profit, net."""
	return f"""SELECT invoice.customer, invoice.name, invoice.posting_date AS day,
		ROUND(SUM(item.base_net_amount - {_COST}), 2) AS profit, ROUND(SUM(item.base_net_amount), 2) AS net
	FROM `tabSales Invoice` invoice
	STRAIGHT_JOIN `tabSales Invoice Item` item ON item.parent = invoice.name AND item.parenttype = 'Sales Invoice'
	LEFT JOIN `tabSales Invoice Item` given_back
		ON invoice.is_return = 1 AND given_back.name = item.sales_invoice_item
	LEFT JOIN `tabSales Order Item` ordered ON ordered.name = item.so_detail
	WHERE invoice.company = %(company)s AND invoice.posting_date BETWEEN %(start)s AND %(end)s
		AND invoice.docstatus = 1 {only}
	GROUP BY invoice.customer, invoice.name, invoice.posting_date"""


# An invoice in instalments is judged by its last due date, as ERPNext's Payment Ledger has it. What was returned
# never fell due, and what was paid at a till did not either.
def _due(only: str) -> str:
	"""Invoices that fell due in the period: customer, invoice, due date, what was due, what of it was paid by then."""
	return f"""SELECT customer, name, day, due, LEAST(due, GREATEST(paid, 0)) AS on_time FROM (
		SELECT invoice.customer, invoice.name, invoice.due_date AS day,
			SUM(CASE WHEN ple.voucher_type = 'Sales Invoice' THEN ple.amount ELSE 0 END) AS due,
			SUM(CASE WHEN ple.voucher_type <> 'Sales Invoice' AND ple.posting_date <= invoice.due_date
				THEN -ple.amount ELSE 0 END) AS paid
		FROM `tabSales Invoice` invoice
		STRAIGHT_JOIN `tabPayment Ledger Entry` ple ON ple.against_voucher_no = invoice.name
		WHERE invoice.company = %(company)s AND invoice.due_date BETWEEN %(start)s AND %(end)s
			AND invoice.docstatus = 1 AND invoice.is_return = 0 {only}
			AND ple.against_voucher_type = 'Sales Invoice' AND ple.delinked = 0
			AND ple.account_type = 'Receivable' AND ple.party_type = 'Customer'
		GROUP BY invoice.customer, invoice.name, invoice.due_date
	) AS invoices WHERE due > 0"""


_OF_THESE = "AND invoice.customer IN %(customers)s"

SALES = f"SELECT customer, SUM(profit), SUM(net) FROM ({_sold('')}) AS sold GROUP BY customer"
SOLD_DOCUMENTS = f"{_sold(_OF_THESE)} ORDER BY day, name"
DUES = f"SELECT customer, SUM(due), SUM(on_time) FROM ({_due('')}) AS dues GROUP BY customer"
DUE_DOCUMENTS = f"{_due(_OF_THESE)} ORDER BY day, name"

ORDERS = """SELECT customer, SUM(base_net_total), MAX(base_net_total) FROM `tabSales Order`
	WHERE company = %(company)s AND docstatus = 1 GROUP BY customer"""
ORDER_DOCUMENTS = """SELECT customer, name, transaction_date, base_net_total FROM `tabSales Order`
	WHERE company = %(company)s AND docstatus = 1 AND customer IN %(customers)s ORDER BY transaction_date, name"""

REFERRERS = """SELECT DISTINCT archive.referred_by FROM `tabClient Archive` archive
	WHERE archive.party_type = 'Customer' AND COALESCE(archive.referred_by, '') <> ''
		AND EXISTS (SELECT 1 FROM `tabSales Order` ordered
			WHERE ordered.customer = archive.party AND ordered.company = %(company)s AND ordered.docstatus = 1)"""
IN_GROUPS = """SELECT name FROM `tabCustomer` WHERE COALESCE(ka_parent_client, '') <> ''
	UNION SELECT ka_parent_client FROM `tabCustomer` WHERE COALESCE(ka_parent_client, '') <> ''"""


@dataclass(frozen=True, slots=True)
class Period:
	"""The twelve months that end on the day before a review; first and last day."""

	start: dt.date
	end: dt.date

	@classmethod
	def before(cls, day: dt.date) -> "Period":
		return cls(add_months(day, -12), day - ONE_DAY)

	@property
	def year_before(self) -> "Period":
		return Period(add_months(self.start, -12), self.start - ONE_DAY)


@dataclass(slots=True)
class Behind:
	"""The documents behind one client's figures; those of the collections are read with the sums already."""

	sold: list[Voucher] = field(default_factory=list)
	due: list[Voucher] = field(default_factory=list)
	orders: list[Voucher] = field(default_factory=list)


@dataclass(slots=True)
class CompanyFacts:
	"""Facts of a company's clients; amounts in its currency, by Customer.

	collected, collected_before   what was collected net of tax in the period and in the year before, by receipt
	sales                         gross profit and net of the invoices of the period
	dues                          what fell due in the period, and what of it was paid in time
	orders                        all orders of all time: their sum, and the largest
	referrers                     by whose recommendation another client came and ordered
	in_groups                     clients with a parent or with subsidiaries
	"""

	company: str
	period: Period
	collected: dict[str, list[Voucher]]
	collected_before: dict[str, list[Voucher]]
	sales: dict[str, tuple[Decimal, Decimal]]
	dues: dict[str, tuple[Decimal, Decimal]]
	orders: dict[str, tuple[Decimal, Decimal]]
	referrers: frozenset[str]
	in_groups: frozenset[str]
	gross_profit: Decimal = ZERO

	def evidence(self, customer: str, potential: Decimal | None) -> Evidence:
		due, on_time = self.dues.get(customer, (ZERO, ZERO))
		return Evidence(
			collections=total(self.collected.get(customer, ())),
			collections_before=total(self.collected_before.get(customer, ())),
			gross_profit=self.sales.get(customer, (ZERO, ZERO))[0],
			company_gross_profit=self.gross_profit,
			due=due,
			due_on_time=on_time,
			potential=potential,
		)

	def purchases(self, customer: str) -> Decimal:
		"""Invoiced net of tax in the period, less returns."""
		return self.sales.get(customer, (ZERO, ZERO))[1]

	def dealings(self, customer: str, *, is_strategic: bool) -> Dealings:
		due, on_time = self.dues.get(customer, (ZERO, ZERO))
		contracts, largest = self.orders.get(customer, (ZERO, ZERO))
		return Dealings(
			contracts=contracts,
			largest_contract=largest,
			on_time=on_time / due if due else None,
			referred_a_client=customer in self.referrers,
			has_group=customer in self.in_groups,
			is_strategic=is_strategic,
		)


def read_facts(
	source: Source,
	company: str,
	day: dt.date,
	customers: Collection[str],
	rules: CashRules,
	context: LedgerContext,
) -> CompanyFacts:
	"""What a company's books say on the morning of a day.

	customers   those whose receipts are kept
	rules       what counts as collected
	context     as reading receipts for the bonus has it
	"""
	period = Period.before(day)
	params = {"company": company, "start": period.start, "end": period.end}
	sales = _two_sums(source, SALES, params)
	wanted = frozenset(customers)
	return CompanyFacts(
		company=company,
		period=period,
		collected=_collected(source, company, period, wanted, rules, context),
		collected_before=_collected(source, company, period.year_before, wanted, rules, context),
		sales=sales,
		dues=_two_sums(source, DUES, params),
		orders=_two_sums(source, ORDERS, params),
		referrers=frozenset(name for (name,) in source.rows(REFERRERS, params)),
		in_groups=frozenset(name for (name,) in source.rows(IN_GROUPS, params)),
		gross_profit=sum((profit for profit, _net in sales.values()), ZERO),
	)


def documents_behind(source: Source, facts: CompanyFacts, customers: Iterable[str]) -> dict[str, Behind]:
	"""The documents behind the figures of some clients: invoices, what fell due, and orders."""
	params = {
		"company": facts.company,
		"start": facts.period.start,
		"end": facts.period.end,
		"customers": tuple(customers),
	}
	behind: dict[str, Behind] = defaultdict(Behind)
	if not params["customers"]:
		return behind
	for customer, name, day, profit, net in source.rows(SOLD_DOCUMENTS, params):
		behind[customer].sold.append(_voucher("Sales Invoice", name, day, profit, net))
	for customer, name, day, due, on_time in source.rows(DUE_DOCUMENTS, params):
		behind[customer].due.append(_voucher("Sales Invoice", name, day, on_time, due))
	for customer, name, day, net in source.rows(ORDER_DOCUMENTS, params):
		behind[customer].orders.append(_voucher("Sales Order", name, day, net))
	return behind


def _collected(
	source: Source,
	company: str,
	period: Period,
	wanted: frozenset[str],
	rules: CashRules,
	context: LedgerContext,
) -> dict[str, list[Voucher]]:
	"""Net money collected, as the bonus counts it, by receipt; bills of exchange that are held back are not."""
	found: dict[str, list[Voucher]] = defaultdict(list)
	for start, end in _slices(period):
		for receipt in read_collections(source, company, start, end, rules, context):
			if receipt.customer in wanted and receipt.net and not receipt.held:
				found[receipt.customer].append(
					Voucher(
						receipt.voucher_type,
						receipt.voucher_no,
						receipt.day,
						receipt.net,
						receipt.amount,
						receipt.invoice,
					)
				)
	return found


def _slices(period: Period) -> Iterator[tuple[dt.date, dt.date]]:
	start = period.start
	while start <= period.end:
		following = add_months(start, SLICE)
		yield start, min(following - ONE_DAY, period.end)
		start = following


def _two_sums(source: Source, sql: str, params: dict) -> dict[str, tuple[Decimal, Decimal]]:
	return {
		customer: (to_decimal(first), to_decimal(second))
		for customer, first, second in source.rows(sql, params)
	}


def _voucher(doctype: str, name: str, day: dt.date | str, amount: object, of: object = None) -> Voucher:
	return Voucher(doctype, name, as_date(day), to_decimal(amount), None if of is None else to_decimal(of))
