"""Documents that people approve: the states they go through, and who may take which step.

One declaration of a doctype's steps serves the check here, the Workflow that a site gets, and the forms.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

from key_account.errors import DomainError
from key_account.marks import N_


class ApprovalError(DomainError):
	"""A step that a document cannot take now."""


class NotPermitted(ApprovalError):
	"""A step that this person may not take."""


@dataclass(frozen=True, slots=True)
class Step:
	"""A step from one state to another.

	action           what it is called on the button
	roles            who may take it
	is_approval      not by who wrote the document or sent it for approval
	is_rejection     with a reason
	with_executive   only where the executive is asked too (True), only where not (False), or always (None)
	"""

	before: Enum
	action: str
	after: Enum
	roles: tuple[str, ...]
	is_approval: bool = False
	is_rejection: bool = False
	with_executive: bool | None = None


@dataclass(frozen=True, slots=True)
class Approval:
	"""How documents of a doctype are approved.

	steps          the first begins at the state of a new document
	editors        state -> who may change the document in it; nobody where it is not named
	submitted      states in which the document is submitted; it is a draft in the others
	executive_if   checkbox of the document by which the executive is asked too
	decided        fields that the approval is about: while it waits for one they stay as they were sent, or who
	               approves it could approve what they wrote
	"""

	doctype: str
	steps: tuple[Step, ...]
	editors: Mapping[Enum, tuple[str, ...]]
	submitted: frozenset[Enum] = frozenset()
	executive_if: str | None = None
	decided: tuple[str, ...] = ()

	@property
	def first(self) -> Enum:
		"""The state of a new document."""
		return self.steps[0].before

	@property
	def states(self) -> tuple[Enum, ...]:
		return tuple(type(self.first))

	def waits_in(self, state: Enum) -> bool:
		"""Whether a document that was sent waits in this state for somebody's approval."""
		return state is not self.first and any(
			step.is_approval and step.before is state for step in self.steps
		)


@dataclass(frozen=True, slots=True)
class Actor:
	"""Who takes a step.

	roles       of the person
	is_author   wrote the document, or sent it for approval
	"""

	roles: Collection[str] = field(default=())
	is_author: bool = False


def take_step(
	approval: Approval,
	before: Enum | None,
	after: Enum,
	actor: Actor,
	*,
	with_executive: bool = False,
	reason: str | None = None,
) -> Step | None:
	"""The step that a document takes from one state to another; None where it stays as it is.

	before           None for a document that is written for the first time
	with_executive   whether the executive is asked too
	reason           why it is rejected
	raises           ApprovalError where there is no such step or its reason is missing; NotPermitted where it is not
	                 this person's to take
	"""
	before = before or approval.first
	if before is after:
		return None
	steps = [step for step in approval.steps if step.before is before and step.after is after]
	fitting = [step for step in steps if step.with_executive in (None, with_executive)]
	if not fitting:
		raise ApprovalError(
			N_("It does not go from {before} to {after}: use the actions of its form."),
			before=before,
			after=after,
		)
	step = fitting[0]
	if not set(step.roles).intersection(actor.roles):
		raise NotPermitted(
			N_("Only a {role} may take it from {before} to {after}."),
			role=step.roles[-1],
			before=before,
			after=after,
		)
	if step.is_approval and actor.is_author:
		raise NotPermitted(N_("You wrote it or sent it for approval: somebody else approves it."))
	if step.is_rejection and not (reason or "").strip():
		raise ApprovalError(N_("Say why it is rejected: fill in the reason first."))
	return step
