"""How special terms are approved: one declaration for the check, the Workflow of a site, and the forms."""

from enum import Enum

from key_account.approvals import Approval, Step
from key_account.marks import N_
from key_account.roles import DIRECTOR, MANAGER, SPECIALIST


class State(Enum):
	"""Where a request stands."""

	DRAFT = N_("Draft")
	PENDING_DIRECTOR = N_("Pending Director")
	APPROVED = N_("Approved")
	REJECTED = N_("Rejected")


STEPS = (
	Step(State.DRAFT, N_("Ask the Director"), State.PENDING_DIRECTOR, (SPECIALIST, MANAGER, DIRECTOR)),
	Step(State.PENDING_DIRECTOR, N_("Approve"), State.APPROVED, (DIRECTOR,), is_approval=True),
	Step(State.PENDING_DIRECTOR, N_("Reject"), State.REJECTED, (DIRECTOR,), is_rejection=True),
)

#: What was decided is not changed any more: other terms need another request.
APPROVAL = Approval(
	"Special Terms Request",
	STEPS,
	editors={State.DRAFT: (SPECIALIST, MANAGER, DIRECTOR), State.PENDING_DIRECTOR: (DIRECTOR,)},
)
