"""How a client becomes a registered key account (clients.md, Client Archive, Workflow).

One declaration of the steps serves the check here, the Workflow that a site gets, and the forms.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from key_account.errors import DomainError
from key_account.marks import N_


class RegistrationError(DomainError):
	"""A step that an archive cannot take now."""


class NotPermitted(RegistrationError):
	"""A step that this person may not take."""


class State(Enum):
	"""Where an archive stands."""

	DRAFT = N_("Draft")
	PENDING_DIRECTOR = N_("Pending Director")
	PENDING_EXECUTIVE = N_("Pending Executive")
	REGISTERED = N_("Registered")
	ARCHIVED = N_("Archived")


SPECIALIST, MANAGER = "Key Account Specialist", "Key Account Manager"
DIRECTOR, EXECUTIVE = "Key Account Director", "Key Account Executive"


@dataclass(frozen=True, slots=True)
class Step:
	"""A step from one state to another.

	action          what it is called on the button
	roles           who may take it
	is_approval     not by who wrote the archive or sent it for approval
	is_rejection    with a reason
	if_strategic    only with a strategic client (True), only with another (False), or with any (None)
	"""

	before: State
	action: str
	after: State
	roles: tuple[str, ...]
	is_approval: bool = False
	is_rejection: bool = False
	if_strategic: bool | None = None


SEND, APPROVE, REJECT = N_("Send for Registration"), N_("Approve"), N_("Reject")
ARCHIVE, REOPEN = N_("Archive Client"), N_("Reopen Client")

#: A strategic client is seen by the executive after the director; nothing else leads to Registered.
STEPS = (
	Step(State.DRAFT, SEND, State.PENDING_DIRECTOR, (SPECIALIST, MANAGER, DIRECTOR)),
	Step(
		State.PENDING_DIRECTOR, APPROVE, State.REGISTERED, (DIRECTOR,), is_approval=True, if_strategic=False
	),
	Step(
		State.PENDING_DIRECTOR,
		APPROVE,
		State.PENDING_EXECUTIVE,
		(DIRECTOR,),
		is_approval=True,
		if_strategic=True,
	),
	Step(State.PENDING_EXECUTIVE, APPROVE, State.REGISTERED, (EXECUTIVE,), is_approval=True),
	Step(State.PENDING_DIRECTOR, REJECT, State.DRAFT, (DIRECTOR,), is_rejection=True),
	Step(State.PENDING_EXECUTIVE, REJECT, State.DRAFT, (EXECUTIVE,), is_rejection=True),
	Step(State.REGISTERED, ARCHIVE, State.ARCHIVED, (DIRECTOR,)),
	Step(State.ARCHIVED, REOPEN, State.REGISTERED, (DIRECTOR,)),
)


@dataclass(frozen=True, slots=True)
class Actor:
	"""Who takes a step.

	roles       of the person
	is_author   wrote the archive, or sent it for approval
	"""

	roles: Collection[str]
	is_author: bool = False


def take_step(
	before: State | None, after: State, actor: Actor, *, is_strategic: bool = False, reason: str | None = None
) -> Step | None:
	"""The step that an archive takes from one state to another; None where it stays as it is.

	before     None for an archive that is written for the first time, which is a draft
	reason     why it is rejected
	raises     RegistrationError where there is no such step or its reason is missing; NotPermitted where it is not
	           this person's to take
	"""
	before = before or State.DRAFT
	if before is after:
		return None
	steps = [step for step in STEPS if step.before is before and step.after is after]
	fitting = [step for step in steps if step.if_strategic in (None, is_strategic)]
	if not fitting:
		raise RegistrationError(
			N_("An archive does not go from {before} to {after}: use the actions of its form."),
			before=before,
			after=after,
		)
	step = fitting[0]
	if not set(step.roles).intersection(actor.roles):
		raise NotPermitted(
			N_("Only a {role} may take an archive from {before} to {after}."),
			role=step.roles[-1],
			before=before,
			after=after,
		)
	if step.is_approval and actor.is_author:
		raise NotPermitted(N_("You wrote this archive or sent it for approval: somebody else approves it."))
	if step.is_rejection and not (reason or "").strip():
		raise RegistrationError(N_("Say why the archive is rejected: fill in the reason first."))
	return step


def registered_on(step: Step | None, recorded: dt.date | None, now: dt.datetime) -> dt.date | None:
	"""The day from which the client's deals count for bonus, after a step.

	recorded   what was recorded before; it stays once it is there, whatever becomes of the archive
	now        the server's present time in the site's time zone
	"""
	if recorded is None and step is not None and step.is_approval and step.after is State.REGISTERED:
		return now.date()
	return recorded
