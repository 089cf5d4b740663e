"""Handover 交接: who takes over what, and by which steps it is approved (clients.md, Handover)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.approvals import Approval, Step
from key_account.errors import DomainError
from key_account.marks import N_
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, SPECIALIST

ARCHIVE, CUSTOMER = "Client Archive", "Customer"


class State(Enum):
	"""Where a handover stands."""

	DRAFT = N_("Draft")
	PENDING_ACCEPTANCE = N_("Pending Acceptance")
	PENDING_DIRECTOR = N_("Pending Director")
	APPROVED = N_("Approved")


SEND, APPROVE, REJECT = N_("Send to Successors"), N_("Approve"), N_("Reject")

_ANYBODY = (SPECIALIST, MANAGER, DIRECTOR)

#: From Pending Acceptance it comes to the director by itself, with the last acceptance.
STEPS = (
	Step(State.DRAFT, SEND, State.PENDING_ACCEPTANCE, _ANYBODY),
	Step(State.PENDING_ACCEPTANCE, REJECT, State.DRAFT, _ANYBODY, is_rejection=True),
	Step(State.PENDING_DIRECTOR, APPROVE, State.APPROVED, (EXECUTIVE, DIRECTOR), is_approval=True),
	Step(State.PENDING_DIRECTOR, REJECT, State.DRAFT, (EXECUTIVE, DIRECTOR), is_rejection=True),
)

APPROVAL = Approval(
	"Client Handover",
	STEPS,
	editors={
		State.DRAFT: _ANYBODY,
		# The checklist is ticked off, and the reason of a rejection written; the documents stay as they were sent.
		State.PENDING_ACCEPTANCE: _ANYBODY,
		State.PENDING_DIRECTOR: (DIRECTOR, EXECUTIVE),
	},
	submitted=frozenset((State.APPROVED,)),
)

#: The user's own list: 002 离职管理流程 (client files, progress of projects, sales figures, company property).
CHECKLIST = (
	N_("Files of the clients handed over"),
	N_("Progress of projects and negotiations explained"),
	N_("Sales figures and open payments gone through together"),
	N_("Successor introduced to the people who decide at each client"),
	N_("Contracts, quotations and price lists handed over"),
	N_("Company property returned: computer, phone, cards, keys"),
	N_("Advances and expenses settled"),
)


class HandoverError(DomainError):
	"""A handover that cannot go on as it is."""


class SuccessorError(HandoverError):
	"""Somebody who cannot take over."""


@dataclass(frozen=True, slots=True)
class Successor:
	"""Who takes over, as far as it decides on whether they can.

	employee      its name on the site, which is told where something is wrong
	user          login, or None
	is_active     works here, neither left nor suspended
	is_enabled    may log in
	can_accept    has a role of the department
	"""

	employee: str
	user: str | None
	is_active: bool = True
	is_enabled: bool = True
	can_accept: bool = True


def check_successor(successor: Successor, *, leaver: str, leaver_user: str | None) -> None:
	"""raises     SuccessorError that names the employee and what is wrong"""
	name = successor.employee
	if name == leaver or (leaver_user and successor.user == leaver_user):
		raise SuccessorError(
			N_("Nobody hands over to themselves: choose another employee than {name}."), name=name
		)
	if not successor.is_active:
		raise SuccessorError(
			N_("Employee {name} does not work here any more or is not active: choose another one."), name=name
		)
	if not successor.user:
		raise SuccessorError(N_("Employee {name} has no login: give them one, or choose another."), name=name)
	if not successor.is_enabled:
		raise SuccessorError(
			N_("The login {user} of employee {name} is disabled: choose another one."),
			user=successor.user,
			name=name,
		)
	if not successor.can_accept:
		raise SuccessorError(
			N_(
				"Employee {name} has no role of the key-account department and could not accept: give {user} one."
			),
			user=successor.user,
			name=name,
		)


@dataclass(frozen=True, slots=True)
class Owned:
	"""A document that somebody is responsible for.

	customer      the client it is about, or None
	amount        what of it is open, in company currency
	was_manager   they are the account manager of the client, not only in its sales team
	"""

	document_type: str
	document: str
	title: str = ""
	customer: str | None = None
	amount: Decimal = Decimal(0)
	was_manager: bool = False

	@property
	def is_client(self) -> bool:
		return self.document_type in (ARCHIVE, CUSTOMER)

	@property
	def key(self) -> tuple[str, str]:
		return self.document_type, self.document


@dataclass(frozen=True, slots=True)
class Handed:
	"""A row of a handover, and who takes it over."""

	owned: Owned
	successor: str | None = None
	is_accepted: bool = False


def listed(found: Iterable[Owned]) -> list[Owned]:
	"""What is listed of the documents found: each once, and a client not again beside its archive."""
	result: dict[tuple[str, str], Owned] = {}
	archived: set[str] = set()
	for owned in found:
		if owned.document_type == ARCHIVE and owned.customer:
			archived.add(owned.customer)
		if owned.document_type == CUSTOMER and owned.document in archived:
			continue
		result.setdefault(owned.key, owned)
	return list(result.values())


def check_successors_chosen(rows: Iterable[Handed]) -> None:
	"""Whether a handover may be sent.

	raises     HandoverError where there is nothing in it, or a row has no successor
	"""
	rows = list(rows)
	if not rows:
		raise HandoverError(N_("There is nothing to hand over: the employee is responsible for no document."))
	without = [row.owned for row in rows if not row.successor]
	if without:
		raise HandoverError(
			N_(
				"{count} documents have no successor, the first is {document_type} {document}: choose one for each."
			),
			count=len(without),
			document_type=without[0].document_type,
			document=without[0].document,
		)


def check_approval(rows: Iterable[Handed], found: Iterable[Owned]) -> None:
	"""Whether a handover may be approved; it goes through whole or not at all.

	raises     HandoverError where a row is not accepted, or clients came to the employee since it was sent
	"""
	rows = list(rows)
	waiting = sum(not row.is_accepted for row in rows)
	if waiting:
		raise HandoverError(N_("{count} documents are not accepted by their successors yet."), count=waiting)
	there = {row.owned.key for row in rows}
	missing = [owned for owned in found if owned.is_client and owned.key not in there]
	if missing:
		raise HandoverError(
			N_(
				"{count} clients came to the employee since it was sent, the first is {title}: "
				"reject it, so that it is sent again with them."
			),
			count=len(missing),
			title=missing[0].title,
		)


def check_days(effective: dt.date, until: dt.date | None, *, is_absence: bool) -> None:
	"""raises     HandoverError where an absence has no end, or ends before it begins"""
	if is_absence and until is None:
		raise HandoverError(N_("Say until when the absence lasts."))
	if is_absence and until < effective:
		raise HandoverError(
			N_("The absence ends on {until}, before it begins on {effective}."),
			until=until,
			effective=effective,
		)
