"""Credit rating 信用等级 of a client, by how it pays (clients.md, Client Archive, credit)."""

from decimal import Decimal
from enum import Enum


class CreditRating(str, Enum):
	"""From the best to the worst."""

	A, B, C, D = "A", "B", "C", "D"


#: Rating, what was paid in time at the least, and what of the debt is overdue at the most, as shares of 1; else D.
BOUNDS = (
	(CreditRating.A, Decimal("0.95"), Decimal(0)),
	(CreditRating.B, Decimal("0.8"), Decimal("0.1")),
	(CreditRating.C, Decimal("0.5"), Decimal("0.5")),
)


def credit_rating(
	*, due: Decimal, on_time: Decimal, outstanding: Decimal, overdue: Decimal
) -> CreditRating | None:
	"""The rating of a client; None where nothing fell due yet.

	due, on_time           what fell due in 12 months, and what of it was paid in time, in company currency
	outstanding, overdue   what is owed, and what of it is past its due date
	"""
	if due <= 0 and overdue <= 0:
		return None
	in_time = on_time / due if due > 0 else Decimal(0)
	# Money paid in advance may leave less outstanding than is overdue.
	late = overdue / max(outstanding, overdue) if overdue > 0 else Decimal(0)
	for rating, least_in_time, most_late in BOUNDS:
		if in_time >= least_in_time and late <= most_late:
			return rating
	return CreditRating.D
