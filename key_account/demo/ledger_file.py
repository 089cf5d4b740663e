"""The story as a ledger file: the rows that ERPNext would have posted for its documents.

tests/site/test_demo.py tells the same story on a site and holds the two against each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from key_account.bonus.money import HUNDRED, ONE, ZERO, round_money
from key_account.demo.ledger_masters import BAD_DEBTS, BANK, BANK_CHARGES, EXCHANGE, RECEIVABLE, write_masters
from key_account.demo.model import Deal, Line, Step, Story, document_name, steps
from key_account.ledger.books import BooksConfig
from key_account.ledger.config import config_to_json
from key_account.ledger.files import new_ledger_file

Row = dict[str, Any]


def write_ledger(story: Story, path: Path) -> None:
	"""Write the whole story to a new ledger file, with its plan and settings in it.

	raises     OSError where the file cannot be written
	"""
	with new_ledger_file(path) as writer:
		write_masters(story, writer)
		bookkeeper = _Bookkeeper(story)
		for step in steps(story):
			bookkeeper.post(step)
		for table, rows in bookkeeper.rows.items():
			writer.write(table, rows)
		writer.set_meta(
			company=story.company,
			currency=story.currency,
			precision=2,
			origin="demo",
			config=config_to_json(settings(story)),
		)


def settings(story: Story) -> BooksConfig:
	"""What the demo company has set: its plan, and registration wanted from the first day on."""
	return BooksConfig(plans=(story.plan,), go_live=story.go_live, currency=story.currency)


class _Bookkeeper:
	"""Posts step after step; knows what every invoice and credit note still is to be paid."""

	def __init__(self, story: Story) -> None:
		self.story = story
		self.rows: dict[str, list[Row]] = defaultdict(list)
		self.open: dict[str, Decimal] = {}
		self.advances: dict[int, Decimal] = {}

	def post(self, step: Step) -> None:
		getattr(self, f"_{step.kind}")(step)

	def _order(self, step: Step) -> None:
		self.rows["tabSales Order"].append({"name": step.name, "transaction_date": step.on})
		for number, line in enumerate(step.deal.lines, 1):
			self.rows["tabSales Order Item"].append(
				{
					"name": f"{step.name}-{number}",
					"base_net_amount": line.price * line.quantity * step.deal.rate,
					"ka_cost_amount": line.cost,
					"ka_standard_amount": line.standard,
				}
			)

	def _advance(self, step: Step) -> None:
		"""Paid on the order; its row stands against the invoice once there is one, as ERPNext rewrites it."""
		amount = step.deal.advance[1]
		self.advances[step.deal.number] = amount
		self._payment_entry(step, amount)
		self._ledger(step, "Payment Entry", document_name(self.story, "SI", step.deal.number), -amount)

	def _invoice(self, step: Step) -> None:
		lines = [(line, step.bill.quantity or line.quantity) for line in step.deal.lines]
		self._sales_invoice(step, lines)
		self.open[step.name] -= self.advances.pop(step.deal.number, ZERO)

	def _counter(self, step: Step) -> None:
		self._sales_invoice(step, [(line, line.quantity) for line in step.deal.lines], is_pos=1)
		paid = self.open.pop(step.name)
		self.rows["tabSales Invoice Payment"].append(
			{"name": step.name, "parent": step.name, "parenttype": "Sales Invoice", "base_amount": paid}
		)
		self._ledger(step, "Sales Invoice", step.name, -paid)

	def _return(self, step: Step) -> None:
		"""Stands on its own where it is refunded, else it lowers what the invoice still is to be paid."""
		back = step.bill.returned
		lines = [
			(line, -(back.quantity or line.quantity))
			for line in step.deal.lines
			if line.item_group in back.item_groups
		]
		alone = back.refunded_on is not None
		against = step.name if alone else step.invoice
		self._sales_invoice(
			step,
			lines,
			against,
			is_return=1,
			return_against=step.invoice,
			update_outstanding_for_self=int(alone),
		)
		if not alone:
			self.open[step.invoice] += self.open.pop(step.name)

	def _sales_invoice(
		self, step: Step, lines: list[tuple[Line, int]], against: str | None = None, **values: Any
	) -> None:
		deal = step.deal
		net = sum(line.price * quantity for line, quantity in lines)
		gross = net + round_money(Decimal(net) * deal.vat / HUNDRED)
		self.open[step.name] = gross
		self.rows["tabSales Invoice"].append(
			{
				"name": step.name,
				"company": self.story.company,
				"customer": deal.customer,
				"posting_date": step.on,
				"docstatus": 1,
				"is_return": 0,
				"update_outstanding_for_self": 0,
				"is_opening": "No",
				"is_pos": 0,
				"base_net_total": net * deal.rate,
				"base_grand_total": gross * deal.rate,
				"base_rounded_total": 0,
				"base_rounding_adjustment": 0,
				"base_change_amount": 0,
				**values,
			}
		)
		self._invoice_lines(step, deal, lines)
		team = step.bill.team_edited[1] if step.bill.team_edited else deal.team
		for person, percent in team.items():
			self.rows["tabSales Team"].append(
				{
					"name": f"{step.name} {person}",
					"parent": step.name,
					"parenttype": "Sales Invoice",
					"sales_person": person,
					"allocated_percentage": percent,
				}
			)
		self._ledger(step, "Sales Invoice", against or step.name, gross * deal.rate)

	def _invoice_lines(self, step: Step, deal: Deal, lines: list[tuple[Line, int]]) -> None:
		order = None if deal.at_counter else document_name(self.story, "SO", deal.number)
		for line, quantity in lines:
			number = deal.lines.index(line) + 1
			self.rows["tabSales Invoice Item"].append(
				{
					"name": f"{step.name}-{number}",
					"parent": step.name,
					"parenttype": "Sales Invoice",
					"item_group": line.item_group,
					"base_net_amount": line.price * quantity * deal.rate,
					"ka_cost_amount": 0,
					"ka_standard_amount": 0,
					"so_detail": f"{order}-{number}" if order else None,
					"sales_order": order,
				}
			)

	def _team(self, step: Step) -> None:
		"""The invoice was posted with the team as it is in the end."""

	def _payment(self, step: Step) -> None:
		"""Foreign money is posted at the day's rate, and the difference to the invoice's by a journal."""
		payment = step.payment
		rate = payment.rate or step.deal.rate
		settled = dict(self._settled(step))
		self._payment_entry(step, sum(settled.values()), rate)
		for name, amount in settled.items():
			self._ledger(step, "Payment Entry", name, -amount * rate)
			if rate != step.deal.rate:
				self._exchange_journal(step, name, amount * (rate - step.deal.rate))
		for account, amount in ((BANK_CHARGES, payment.fee), (BAD_DEBTS, payment.write_off)):
			if amount:
				self._deduction(step, account, amount)

	def _journal(self, step: Step) -> None:
		((name, amount),) = self._settled(step)
		self._journal_entry(step, step.name, "Bank Entry", ((BANK, amount), (RECEIVABLE, -amount)))
		self._ledger(step, "Journal Entry", name, -amount)

	def _exchange_journal(self, step: Step, invoice: str, gain: Decimal) -> None:
		"""ERPNext's own journal for what foreign money brought more than its invoice stood for."""
		name = document_name(self.story, "EX", step.deal.number)
		self._journal_entry(step, name, "Exchange Gain Or Loss", ((RECEIVABLE, gain), (EXCHANGE, -gain)))
		self._ledger(step, "Journal Entry", invoice, gain, name)

	def _journal_entry(
		self, step: Step, name: str, kind: str, lines: tuple[tuple[str, Decimal], ...]
	) -> None:
		"""`lines` are accounts with what they are debited (positive) or credited (negative)."""
		self.rows["tabJournal Entry"].append(
			{
				**self._voucher(step),
				"name": name,
				"voucher_type": kind,
				"multi_currency": int(step.deal.currency != self.story.currency),
			}
		)
		for account, amount in lines:
			of_customer = account == RECEIVABLE
			self.rows["tabJournal Entry Account"].append(
				{
					"name": f"{name} {account}",
					"parent": name,
					"account": account,
					"party_type": "Customer" if of_customer else None,
					"reference_type": "Sales Invoice" if of_customer else None,
					"debit": max(amount, ZERO),
					"credit": max(-amount, ZERO),
				}
			)

	def _refund(self, step: Step) -> None:
		owed = self.open.pop(step.invoice)
		self._payment_entry(step, owed, payment_type="Pay", paid_to=RECEIVABLE)
		self._ledger(step, "Payment Entry", step.invoice, -owed)

	def _settled(self, step: Step) -> Iterator[tuple[str, Decimal]]:
		"""What a payment settles: its own invoice, in part or whole, and further ones wholly."""
		amount = self.open[step.invoice] if step.payment.amount is None else step.payment.amount
		self.open[step.invoice] -= amount
		yield step.invoice, amount
		for other in step.settles:
			yield other, self.open.pop(other)

	def _voucher(self, step: Step) -> Row:
		return {"name": step.name, "company": self.story.company, "posting_date": step.on, "docstatus": 1}

	def _payment_entry(self, step: Step, amount: Decimal, rate: Decimal = ONE, **values: Any) -> None:
		"""`amount` is what it settles in the invoices' currency, `rate` company currency per unit of it."""
		self.rows["tabPayment Entry"].append(
			{
				**self._voucher(step),
				"payment_type": "Receive",
				"paid_to": BANK,
				"base_total_allocated_amount": amount * rate,
				"unallocated_amount": 0,
				"source_exchange_rate": rate,
				"target_exchange_rate": 1,
				"book_advance_payments_in_separate_party_account": 0,
				**values,
			}
		)

	def _deduction(self, step: Step, account: str, amount: int) -> None:
		self.rows["tabPayment Entry Deduction"].append(
			{
				"name": f"{step.name} {account}",
				"parent": step.name,
				"account": account,
				"amount": amount,
				"is_exchange_gain_loss": 0,
			}
		)

	def _ledger(
		self, step: Step, voucher_type: str, against: str, amount: Decimal, voucher: str | None = None
	) -> None:
		"""A row of the Payment Ledger: debit less credit on the receivable, in company currency."""
		entries = self.rows["tabPayment Ledger Entry"]
		entries.append(
			{
				"name": f"{step.name} {len(entries)}",
				"company": self.story.company,
				"posting_date": step.on,
				"account_type": "Receivable",
				"party_type": "Customer",
				"voucher_type": voucher_type,
				"voucher_no": voucher or step.name,
				"against_voucher_type": "Sales Invoice",
				"against_voucher_no": against,
				"amount": amount,
				"delinked": 0,
			}
		)
