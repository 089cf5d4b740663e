"""What changes of a registered client by approval: its account manager, and the group it belongs to (clients.md)."""

from dataclasses import dataclass
from enum import Enum

from key_account.approvals import Approval, Step
from key_account.errors import DomainError
from key_account.marks import N_
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, SPECIALIST


class State(Enum):
	"""Where a request stands."""

	DRAFT = N_("Draft")
	PENDING_DIRECTOR = N_("Pending Director")
	APPROVED = N_("Approved")
	REJECTED = N_("Rejected")


SEND, APPROVE, REJECT = N_("Send for Approval"), N_("Approve"), N_("Reject")

STEPS = (
	Step(State.DRAFT, SEND, State.PENDING_DIRECTOR, (SPECIALIST, MANAGER, DIRECTOR)),
	Step(State.PENDING_DIRECTOR, APPROVE, State.APPROVED, (EXECUTIVE, DIRECTOR), is_approval=True),
	Step(State.PENDING_DIRECTOR, REJECT, State.REJECTED, (EXECUTIVE, DIRECTOR), is_rejection=True),
)

APPROVAL = Approval(
	"Client Change Request",
	STEPS,
	editors={
		State.DRAFT: (SPECIALIST, MANAGER, DIRECTOR),
		# For the reason of a rejection, which is written before the step is taken.
		State.PENDING_DIRECTOR: (DIRECTOR, EXECUTIVE),
	},
	decided=("archive", "new_account_manager", "new_parent_client", "leaves_group", "reason"),
)

#: A request in one of these waits for a decision.
OPEN = (State.DRAFT, State.PENDING_DIRECTOR)


class ChangeError(DomainError):
	"""A request that asks for nothing, or for what cannot be."""


@dataclass(frozen=True, slots=True)
class Standing:
	"""What decides on a client's money.

	account_manager   login
	parent            the Customer above it in its group, or None
	"""

	account_manager: str | None
	parent: str | None = None


def changed(
	now: Standing,
	*,
	account_manager: str | None = None,
	parent: str | None = None,
	leaves_group: bool = False,
) -> Standing:
	"""What a client will be once a request is approved.

	account_manager   the new one; None where it stays
	parent            the new one; None where it stays
	leaves_group      there is no parent any more
	raises            ChangeError where nothing would change, or the request says two things at once
	"""
	if parent and leaves_group:
		raise ChangeError(N_("Choose a new parent client or none at all, not both."))
	after = Standing(account_manager or now.account_manager, None if leaves_group else parent or now.parent)
	if after == now:
		raise ChangeError(N_("Nothing would change: choose a new account manager, or another parent client."))
	return after
