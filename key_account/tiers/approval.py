"""How a proposal of a Tier Review is decided on (clients.md, Tier Review)."""

from enum import Enum

from key_account.approvals import Approval, Step
from key_account.marks import N_
from key_account.roles import DIRECTOR, EXECUTIVE


class State(Enum):
	"""Where a proposal stands. WITHDRAWN it is by the review itself, which no longer proposes it."""

	DRAFT = N_("Draft")
	APPROVED = N_("Approved")
	REJECTED = N_("Rejected")
	WITHDRAWN = N_("Withdrawn")


APPROVE, REJECT = N_("Approve"), N_("Reject")

APPROVAL = Approval(
	"Tier Review",
	(
		Step(State.DRAFT, APPROVE, State.APPROVED, (EXECUTIVE, DIRECTOR), is_approval=True),
		Step(State.DRAFT, REJECT, State.REJECTED, (EXECUTIVE, DIRECTOR), is_rejection=True),
	),
	editors={State.DRAFT: (EXECUTIVE, DIRECTOR)},
)
