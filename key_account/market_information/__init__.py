"""What a salesperson learns of the market (有效信息), and what becomes of it (clients.md, Market Information).

The director says whether it is valid; what is valid can become an opportunity. How much of it does is evidence for
the KPIs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from key_account.approvals import Approval, Step
from key_account.marks import N_
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, SPECIALIST


class State(Enum):
	"""Where a piece of information stands."""

	DRAFT = N_("Draft")
	PENDING_DIRECTOR = N_("Pending Director")
	VALID = N_("Valid")
	INVALID = N_("Invalid")


SEND, APPROVE, REJECT, CHECK_AGAIN = N_("Send for Check"), N_("Approve"), N_("Reject"), N_("Check Again")

#: The executive checks what the director has written.
CHECKERS = (EXECUTIVE, DIRECTOR)

STEPS = (
	Step(State.DRAFT, SEND, State.PENDING_DIRECTOR, (SPECIALIST, MANAGER, DIRECTOR)),
	Step(State.PENDING_DIRECTOR, APPROVE, State.VALID, CHECKERS, is_approval=True),
	# Nobody judges their own, not even to the worse: what is invalid counts, too.
	Step(State.PENDING_DIRECTOR, REJECT, State.INVALID, CHECKERS, is_approval=True, is_rejection=True),
	Step(State.VALID, CHECK_AGAIN, State.PENDING_DIRECTOR, CHECKERS),
	Step(State.INVALID, CHECK_AGAIN, State.PENDING_DIRECTOR, CHECKERS),
)

APPROVAL = Approval(
	"Market Information",
	STEPS,
	editors={State.DRAFT: (SPECIALIST, MANAGER, DIRECTOR), State.PENDING_DIRECTOR: CHECKERS},
)


@dataclass(frozen=True, slots=True)
class Sent:
	"""A piece of information that was sent for check.

	person           who reported it
	is_opportunity   an opportunity was made of it
	"""

	person: str
	kind: str
	state: State
	is_opportunity: bool


@dataclass(frozen=True, slots=True)
class Counts:
	"""How many were sent, and what became of them."""

	valid: int = 0
	invalid: int = 0
	waiting: int = 0
	opportunities: int = 0

	@property
	def sent(self) -> int:
		return self.valid + self.invalid + self.waiting

	@property
	def valid_share(self) -> Fraction | None:
		"""Valid ones of those that were checked; None where none was."""
		checked = self.valid + self.invalid
		return Fraction(self.valid, checked) if checked else None

	@property
	def conversion(self) -> Fraction | None:
		"""Opportunities of the valid ones (有效信息转化率); None where none is valid."""
		return Fraction(self.opportunities, self.valid) if self.valid else None

	def __add__(self, other: "Counts") -> "Counts":
		return Counts(
			self.valid + other.valid,
			self.invalid + other.invalid,
			self.waiting + other.waiting,
			self.opportunities + other.opportunities,
		)


def count(information: Iterable[Sent]) -> dict[tuple[str, str], Counts]:
	"""(person, kind) -> how many they sent of it and what became of them."""
	counts: dict[tuple[str, str], Counts] = {}
	for one in information:
		key = (one.person, one.kind)
		counts[key] = counts.get(key, Counts()) + Counts(
			valid=int(one.state is State.VALID),
			invalid=int(one.state is State.INVALID),
			waiting=int(one.state is State.PENDING_DIRECTOR),
			opportunities=int(one.state is State.VALID and one.is_opportunity),
		)
	return counts
