"""Short words for the deals of the demo's story."""

import datetime as dt
from decimal import Decimal

from key_account.demo.model import Deal, Invoice, Line, Payment


def day(text: str) -> dt.date:
	return dt.date.fromisoformat(text)


def money(amount: int | str) -> Decimal:
	return Decimal(amount)


def sale(
	number: int,
	customer: str,
	amount: int,
	person: str | None,
	ordered: str,
	billed: str,
	paid: str | None,
	*,
	item_group: str = "Software Product",
	vat: int = 13,
	note: str = "",
) -> Deal:
	"""A plain deal: one line ordered, billed at once and paid in full by one payment, or (None) not paid by it.

	amount     net of tax, in yuan
	person     the whole sales team, or None for no team
	"""
	payments = (Payment(day(paid)),) if paid else ()
	return Deal(
		number,
		customer,
		day(ordered),
		(Line(item_group, amount),),
		{person: 100} if person else {},
		(Invoice(day(billed), payments),),
		vat=vat,
		note=note,
	)
