"""How a client becomes a registered key account."""

import datetime as dt
from itertools import product

import pytest

from key_account import approvals
from key_account.approvals import Actor, ApprovalError, NotPermitted, Step
from key_account.registration import APPROVAL, STEPS, State, registered_on
from key_account.roles import DIRECTOR, EXECUTIVE, ROLES, SPECIALIST

NOW = dt.datetime(2026, 11, 22, 23, 59)


def take_step(before: State | None, after: State, actor: Actor, **more: object) -> Step | None:
	return approvals.take_step(APPROVAL, before, after, actor, **more)


def by(*roles: str, is_author: bool = False) -> Actor:
	return Actor(roles, is_author)


def test_the_usual_way() -> None:
	take_step(None, State.DRAFT, by(SPECIALIST, is_author=True))
	take_step(State.DRAFT, State.PENDING_DIRECTOR, by(SPECIALIST, is_author=True))
	step = take_step(State.PENDING_DIRECTOR, State.REGISTERED, by(DIRECTOR))
	assert registered_on(step, None, NOW) == dt.date(2026, 11, 22)


def test_a_strategic_client_is_seen_by_the_executive_too() -> None:
	pending, registered = State.PENDING_EXECUTIVE, State.REGISTERED
	step = take_step(State.PENDING_DIRECTOR, pending, by(DIRECTOR), with_executive=True)
	assert registered_on(step, None, NOW) is None
	step = take_step(pending, registered, by(EXECUTIVE), with_executive=True)
	assert registered_on(step, None, NOW) == NOW.date()
	with pytest.raises(ApprovalError, match="does not go from Pending Director to Registered"):
		take_step(State.PENDING_DIRECTOR, registered, by(DIRECTOR), with_executive=True)
	with pytest.raises(ApprovalError, match="does not go from Pending Director to Pending Executive"):
		take_step(State.PENDING_DIRECTOR, pending, by(DIRECTOR), with_executive=False)


def test_staying_is_no_step() -> None:
	for state in State:
		assert take_step(state, state, by()) is None


@pytest.mark.parametrize(
	("before", "after"), [pair for pair in product(State, State) if pair[0] is not pair[1]]
)
def test_only_the_declared_steps_can_be_taken(before: State, after: State) -> None:
	declared = [step for step in STEPS if (step.before, step.after) == (before, after)]
	taken = []
	for with_executive in (False, True):
		try:
			taken.append(take_step(before, after, by(*ROLES), with_executive=with_executive, reason="no"))
		except ApprovalError:
			continue
	assert set(taken) == set(declared)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.before.name} to {step.after.name}")
@pytest.mark.parametrize("role", ROLES)
def test_each_step_is_its_roles_to_take(step, role: str) -> None:
	def take() -> None:
		take_step(step.before, step.after, by(role), with_executive=bool(step.with_executive), reason="no")

	if role in step.roles:
		take()
	else:
		with pytest.raises(NotPermitted, match="Only a"):
			take()


@pytest.mark.parametrize(
	"step", [step for step in STEPS if step.is_approval], ids=lambda step: step.after.name
)
def test_nobody_approves_what_they_wrote(step) -> None:
	with pytest.raises(NotPermitted, match="somebody else approves it"):
		take_step(
			step.before, step.after, by(*ROLES, is_author=True), with_executive=bool(step.with_executive)
		)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_rejection_says_why(reason: str | None) -> None:
	with pytest.raises(ApprovalError, match="Say why"):
		take_step(State.PENDING_DIRECTOR, State.DRAFT, by(DIRECTOR), reason=reason)
	assert take_step(State.PENDING_DIRECTOR, State.DRAFT, by(DIRECTOR), reason="No budget")


def test_the_day_of_registration_stays_once_it_is_there() -> None:
	first = dt.date(2025, 1, 1)
	step = take_step(State.PENDING_DIRECTOR, State.REGISTERED, by(DIRECTOR))
	assert registered_on(step, first, NOW) == first
	assert registered_on(None, first, NOW) == first


def test_reopening_registers_nobody() -> None:
	step = take_step(State.ARCHIVED, State.REGISTERED, by(DIRECTOR))
	assert registered_on(step, None, NOW) is None
