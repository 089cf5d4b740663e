"""What becomes of market information, and how it is counted."""

from fractions import Fraction
from itertools import product

import pytest

from key_account import approvals
from key_account.approvals import Actor, ApprovalError, NotPermitted, Step
from key_account.market_information import APPROVAL, STEPS, Counts, Sent, State, count
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, ROLES, SPECIALIST


def take(
	before: State, after: State, *roles: str, is_author: bool = False, reason: str | None = None
) -> Step | None:
	return approvals.take_step(APPROVAL, before, after, Actor(roles, is_author), reason=reason)


@pytest.mark.parametrize("role", [SPECIALIST, MANAGER, DIRECTOR])
def test_who_learns_something_sends_it(role: str) -> None:
	assert take(State.DRAFT, State.PENDING_DIRECTOR, role, is_author=True)


@pytest.mark.parametrize("after", [State.VALID, State.INVALID])
class TestCheck:
	def test_the_director_or_the_executive_checks(self, after: State) -> None:
		for role in (DIRECTOR, EXECUTIVE):
			assert take(State.PENDING_DIRECTOR, after, role, reason="Known already")

	def test_nobody_else_does(self, after: State) -> None:
		for role in (SPECIALIST, MANAGER, "System Manager"):
			with pytest.raises(NotPermitted, match="Only a Key Account Director"):
				take(State.PENDING_DIRECTOR, after, role, reason="Known already")

	def test_not_the_author(self, after: State) -> None:
		with pytest.raises(NotPermitted, match="somebody else"):
			take(State.PENDING_DIRECTOR, after, DIRECTOR, is_author=True, reason="Known already")

	def test_it_can_be_checked_again(self, after: State) -> None:
		assert take(after, State.PENDING_DIRECTOR, DIRECTOR)
		with pytest.raises(NotPermitted):
			take(after, State.PENDING_DIRECTOR, MANAGER)


def test_what_is_invalid_says_why() -> None:
	with pytest.raises(ApprovalError, match="Say why"):
		take(State.PENDING_DIRECTOR, State.INVALID, DIRECTOR, reason=" ")


@pytest.mark.parametrize(
	("before", "after"), [pair for pair in product(State, State) if pair[0] is not pair[1]]
)
def test_only_the_declared_steps_can_be_taken(before: State, after: State) -> None:
	declared = any((step.before, step.after) == (before, after) for step in STEPS)
	if declared:
		assert take(before, after, *ROLES, reason="no")
	else:
		with pytest.raises(ApprovalError, match="does not go from"):
			take(before, after, *ROLES, reason="no")


def sent(state: State, person: str = "li", kind: str = "Price", is_opportunity: bool = False) -> Sent:
	return Sent(person, kind, state, is_opportunity)


class TestCounts:
	def test_by_person_and_kind(self) -> None:
		counts = count(
			[
				sent(State.VALID, is_opportunity=True),
				sent(State.VALID),
				sent(State.INVALID),
				sent(State.PENDING_DIRECTOR),
				sent(State.VALID, kind="People"),
				sent(State.INVALID, person="wang"),
			]
		)
		assert counts == {
			("li", "Price"): Counts(valid=2, invalid=1, waiting=1, opportunities=1),
			("li", "People"): Counts(valid=1),
			("wang", "Price"): Counts(invalid=1),
		}
		assert sum(counts.values(), Counts()) == Counts(valid=3, invalid=2, waiting=1, opportunities=1)

	def test_shares(self) -> None:
		counts = Counts(valid=3, invalid=1, waiting=5, opportunities=1)
		assert (counts.sent, counts.valid_share, counts.conversion) == (9, Fraction(3, 4), Fraction(1, 3))

	def test_no_share_of_nothing(self) -> None:
		assert Counts(waiting=2).valid_share is None
		assert Counts(invalid=2).conversion is None
