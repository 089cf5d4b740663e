"""How a period's ledger is explained, to the cent (ledger.md, Tie-out)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from key_account.bonus.money import ZERO
from key_account.bonus.receipts import Reason


@dataclass(frozen=True, slots=True)
class TieOut:
	"""The ledger's total of a period and what it went to, in company currency.

	ledger      what the ledger moved, in one sum
	credited    what is credited to somebody
	excluded    reason -> what is not (tax and non-cash among them)
	"""

	ledger: Decimal
	credited: Decimal
	excluded: Mapping[Reason, Decimal]

	@property
	def explained(self) -> Decimal:
		return self.credited + sum(self.excluded.values(), ZERO)

	@property
	def difference(self) -> Decimal:
		return self.ledger - self.explained
