"""Categories of a client, several of which may hold at once (source 004, 3.2.2: 优质 高值 集团 战略 潜在)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.marks import N_
from key_account.scoring import ZERO


class ClientCategory(Enum):
	"""Which kind of client it is; STRATEGIC is set by people, with a reason, the others follow from facts."""

	QUALITY = N_("Quality Account")
	HIGH_VALUE = N_("High-value Account")
	GROUP = N_("Group Account")
	STRATEGIC = N_("Strategic Account")
	POTENTIAL = N_("Potential Account")


@dataclass(frozen=True, slots=True)
class CategoryRules:
	"""large        contract value, net of tax in company currency, over which a client is one of quality or high value
	good_on_time    share of what fell due that must have been paid in time for credit to be good (0.9 is 90 %)
	"""

	large: Decimal = Decimal(10_000_000)
	good_on_time: Decimal = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Dealings:
	"""What decides on the categories; amounts net of tax in company currency.

	contracts           all orders ever submitted
	largest_contract    the largest of them
	on_time             share of what fell due that was paid in time, None where nothing fell due yet
	referred_a_client   another client came by its recommendation, and closed
	has_group           has a parent client or subsidiaries
	is_strategic        somebody set it, with a reason
	"""

	contracts: Decimal = ZERO
	largest_contract: Decimal = ZERO
	on_time: Decimal | None = None
	referred_a_client: bool = False
	has_group: bool = False
	is_strategic: bool = False


def categories(dealings: Dealings, rules: CategoryRules | None = None) -> tuple[ClientCategory, ...]:
	"""All that hold, in the order of the enumeration. Without payments yet, credit is not good."""
	rules = rules or CategoryRules()
	good = dealings.on_time is not None and dealings.on_time >= rules.good_on_time
	holds = {
		ClientCategory.QUALITY: (good and dealings.contracts > rules.large) or dealings.referred_a_client,
		ClientCategory.HIGH_VALUE: good and dealings.largest_contract > rules.large,
		ClientCategory.GROUP: dealings.has_group,
		ClientCategory.STRATEGIC: dealings.is_strategic,
		ClientCategory.POTENTIAL: not dealings.contracts,
	}
	return tuple(category for category, holding in holds.items() if holding)
