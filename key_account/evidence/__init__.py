"""Evidence that is frozen: the documents behind a figure, as they were when somebody was judged by it.

A proposal, or a KPI sheet, says the same years later, whatever becomes of the documents. Pure; the keeping of it on a
site is in site.py.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from key_account.errors import DomainError
from key_account.marks import N_


class EvidenceError(DomainError):
	"""Evidence that cannot be read."""


@dataclass(frozen=True, slots=True)
class Voucher:
	"""A document and what it contributes to a figure.

	doctype, name   of the document
	day             on which it counts
	amount          what it adds to the figure
	compared_with   what the amount is a part of, None where it is none
	against         another document that it is for, such as the invoice of a payment; empty where there is none
	"""

	doctype: str
	name: str
	day: dt.date
	amount: Decimal
	compared_with: Decimal | None = None
	against: str = ""


def total(vouchers: Iterable[Voucher]) -> Decimal:
	return sum((voucher.amount for voucher in vouchers), Decimal(0))


def pack(vouchers: Iterable[Voucher]) -> str:
	"""As JSON: the names of the doctypes once, and a list for each document."""
	doctypes: list[str] = []
	rows = []
	for voucher in vouchers:
		if voucher.doctype not in doctypes:
			doctypes.append(voucher.doctype)
		rows.append(
			[
				doctypes.index(voucher.doctype),
				voucher.name,
				voucher.day.isoformat(),
				f"{voucher.amount:f}",
				None if voucher.compared_with is None else f"{voucher.compared_with:f}",
				voucher.against,
			]
		)
	return json.dumps({"doctypes": doctypes, "rows": rows}, ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str) -> list[Voucher]:
	"""The inverse of `pack`.

	raises     EvidenceError where it is not what `pack` wrote
	"""
	try:
		kept = json.loads(packed)
		return [
			Voucher(
				kept["doctypes"][kind],
				name,
				dt.date.fromisoformat(day),
				Decimal(amount),
				None if compared_with is None else Decimal(compared_with),
				against,
			)
			for kind, name, day, amount, compared_with, against in kept["rows"]
		]
	except (ValueError, TypeError, KeyError, IndexError, ArithmeticError) as error:
		raise EvidenceError(N_("The documents behind this figure cannot be read any more.")) from error
