"""What customers owed on a day that is past: items settled, cancelled or moved since then count as they stood."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import frappe
import pytest
from factories.clearing import cancel, reconcile
from factories.masters import COMPANY, named
from factories.money import advance, credit, debit, draft_payment, journal, pay
from factories.selling import credit_note, invoice, order

from key_account.ledger.receivables import Owed, receivables
from key_account.ledger.site import SiteSource

DAYS = ("2025-01-31", "2025-02-10", "2025-02-28", "2025-03-15", "2025-03-31", "2025-12-31")


def owed(on: str, customer: str = "Alpha") -> tuple[Decimal, Decimal]:
	found = receivables(SiteSource(), COMPANY, dt.date.fromisoformat(on))
	return tuple(found.get(named(customer), Owed()))


def added_up(on: str) -> dict[str, tuple[Decimal, Decimal]]:
	"""The same by adding up every row of the Payment Ledger, item by item."""
	rows = frappe.get_all(
		"Payment Ledger Entry",
		filters={
			"company": COMPANY,
			"posting_date": ("<=", on),
			"delinked": 0,
			"account_type": "Receivable",
			"party_type": "Customer",
		},
		fields=["party", "amount", "due_date", "voucher_no", "against_voucher_type", "against_voucher_no"],
		order_by="name",
	)
	items: dict[tuple, list] = {}
	for row in rows:
		item = items.setdefault(
			(row.party, row.against_voucher_type, row.against_voucher_no), [Decimal(0), None]
		)
		item[0] += Decimal(str(row.amount))
		if row.voucher_no == row.against_voucher_no:
			item[1] = row.due_date
	totals: dict[str, list[Decimal]] = {}
	for (party, *_), (amount, due) in items.items():
		total = totals.setdefault(party, [Decimal(0), Decimal(0)])
		total[0] += amount
		if amount > 0 and due and due < dt.date.fromisoformat(on):
			total[1] += amount
	return {party: tuple(total) for party, total in totals.items() if any(total)}


@pytest.fixture(autouse=True, params=[0.0, float("inf")], ids=["added up", "looked up"])
def _agrees_with_the_ledger(
	request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
	"""Both ways of reading, and at each day the same as the ledger's rows."""
	monkeypatch.setattr("key_account.ledger.receivables.MUCH", request.param)
	yield
	for on in DAYS:
		found = receivables(SiteSource(), COMPANY, dt.date.fromisoformat(on))
		assert {party: tuple(own) for party, own in found.items() if any(own)} == added_up(on), on


@pytest.mark.usefixtures("ledger")
class TestInBothLedgers:
	def test_paid_after_the_day(self) -> None:
		pay(invoice(on="2025-02-10"), on="2025-03-10")
		assert owed("2025-02-10") == (1130, 0)
		assert owed("2025-02-28") == (1130, 1130)
		assert owed("2025-03-15") == (0, 0)

	def test_the_payment_was_cancelled_later(self) -> None:
		payment = pay(invoice(on="2025-02-10"), on="2025-02-20")
		cancel(payment, on="2025-03-20")
		assert owed("2025-12-31") == (1130, 1130)

	def test_the_invoice_was_cancelled_later(self) -> None:
		cancel(invoice(on="2025-02-10"), on="2025-03-20")
		assert owed("2025-12-31") == (0, 0)

	def test_settled_by_a_journal(self) -> None:
		sold = invoice(on="2025-02-10")
		journal(debit("Bank", 1130), credit(sold, 1130), on="2025-03-10")
		assert owed("2025-02-28") == (1130, 1130)
		assert owed("2025-03-31") == (0, 0)

	def test_a_journal_that_stands_by_itself(self) -> None:
		journal(debit("Debtors", 500, party="Alpha"), credit("Sales", 500), on="2025-02-10")
		assert owed("2025-02-28")[0] == 500
		assert owed("2025-01-31") == (0, 0)

	def test_paid_in_advance_and_allocated_later(self) -> None:
		paid = advance("Alpha", 500, on="2025-01-20")
		sold = invoice(on="2025-02-10")
		assert owed("2025-01-31") == (-500, 0)
		reconcile(paid, sold)
		assert owed("2025-02-28") == (630, 630)

	def test_paid_in_advance_on_an_order(self) -> None:
		entry = draft_payment(order(), 300, on="2025-01-20")
		entry.paid_amount = entry.received_amount = 300
		entry.insert().submit()
		assert entry.unallocated_amount == 0
		assert owed("2025-01-31") == (-300, 0)

	def test_returned_after_the_day(self) -> None:
		sold = invoice(on="2025-02-10")
		credit_note(sold, on="2025-03-10", stand_alone=False)
		assert owed("2025-02-28") == (1130, 1130)
		assert owed("2025-03-15") == (0, 0)

	def test_a_credit_note_that_stands_by_itself(self) -> None:
		credit_note(invoice(on="2025-02-10"), on="2025-03-10")
		assert owed("2025-03-15") == (0, 1130)

	def test_foreign_money_paid_at_another_rate(self) -> None:
		sold = invoice(
			on="2025-02-10",
			customer="Dollar",
			currency="USD",
			rate=7,
			receivable="Debtors USD",
			tax=None,
		)
		assert owed("2025-02-28", "Dollar") == (7000, 7000)
		entry = draft_payment(sold, on="2025-03-10")
		entry.update({"source_exchange_rate": 7.5, "paid_to": entry.paid_to})
		entry.received_amount = entry.base_received_amount = 7500
		entry.insert().submit()
		sold.reload()
		assert sold.outstanding_amount == 0
		assert owed("2025-02-28", "Dollar") == (7000, 7000)
