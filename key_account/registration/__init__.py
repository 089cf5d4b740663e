"""How a client becomes a registered key account (clients.md, Client Archive, Workflow).

One declaration of the steps serves the check here, the Workflow that a site gets, and the forms.
"""

import datetime as dt
from enum import Enum

from key_account.approvals import Approval, Step
from key_account.marks import N_
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, SPECIALIST


class State(Enum):
	"""Where an archive stands."""

	DRAFT = N_("Draft")
	PENDING_DIRECTOR = N_("Pending Director")
	PENDING_EXECUTIVE = N_("Pending Executive")
	REGISTERED = N_("Registered")
	ARCHIVED = N_("Archived")


SEND, APPROVE, REJECT = N_("Send for Registration"), N_("Approve"), N_("Reject")
ARCHIVE, REOPEN = N_("Archive Client"), N_("Reopen Client")

#: A strategic client is seen by the executive after the director; nothing else leads to Registered.
STEPS = (
	Step(State.DRAFT, SEND, State.PENDING_DIRECTOR, (SPECIALIST, MANAGER, DIRECTOR)),
	Step(
		State.PENDING_DIRECTOR,
		APPROVE,
		State.REGISTERED,
		(DIRECTOR,),
		is_approval=True,
		with_executive=False,
	),
	Step(
		State.PENDING_DIRECTOR,
		APPROVE,
		State.PENDING_EXECUTIVE,
		(DIRECTOR,),
		is_approval=True,
		with_executive=True,
	),
	Step(State.PENDING_EXECUTIVE, APPROVE, State.REGISTERED, (EXECUTIVE,), is_approval=True),
	Step(State.PENDING_DIRECTOR, REJECT, State.DRAFT, (DIRECTOR,), is_rejection=True),
	Step(State.PENDING_EXECUTIVE, REJECT, State.DRAFT, (EXECUTIVE,), is_rejection=True),
	Step(State.REGISTERED, ARCHIVE, State.ARCHIVED, (DIRECTOR,)),
	Step(State.ARCHIVED, REOPEN, State.REGISTERED, (DIRECTOR,)),
)


APPROVAL = Approval(
	"Client Archive",
	STEPS,
	editors={
		State.DRAFT: (SPECIALIST, MANAGER, DIRECTOR),
		State.PENDING_DIRECTOR: (DIRECTOR,),
		State.PENDING_EXECUTIVE: (EXECUTIVE,),
		State.REGISTERED: (SPECIALIST, MANAGER, DIRECTOR),
	},
	executive_if="is_strategic",
	# Whose money the client's is to be, and whether the executive is asked.
	decided=("account_manager", "company", "is_strategic"),
)


def registered_on(step: Step | None, recorded: dt.date | None, now: dt.datetime) -> dt.date | None:
	"""The day from which the client's deals count for bonus, after a step.

	recorded   what was recorded before; it stays once it is there, whatever becomes of the archive
	now        the server's present time in the site's time zone
	"""
	if recorded is None and step is not None and step.is_approval and step.after is State.REGISTERED:
		return now.date()
	return recorded
