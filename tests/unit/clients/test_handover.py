"""What is handed over, to whom, and by which steps (clients.md, Handover)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from key_account import handover
from key_account.approvals import Actor, ApprovalError, NotPermitted, take_step
from key_account.handover import (
	APPROVAL,
	Handed,
	HandoverError,
	Owned,
	State,
	Successor,
	SuccessorError,
	check_approval,
	check_days,
	check_successor,
	check_successors_chosen,
	listed,
)
from key_account.handover.sources import SOURCES, source_of
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, ROLES, SPECIALIST

ARCHIVE = Owned("Client Archive", "CA-1", "Alpha", "C-1", was_manager=True)
ORDER = Owned("Sales Order", "SO-1", "Alpha", "C-1", Decimal(500))
BOB = Successor("E-2", "bob@example.com")


def row(owned: Owned, successor: str | None = "E-2", *, is_accepted: bool = True) -> Handed:
	return Handed(owned, successor, is_accepted)


class TestListing:
	def test_each_document_is_listed_once_by_its_first_source(self) -> None:
		again = replace(ORDER, title="another")
		assert listed([ARCHIVE, ORDER, again]) == [ARCHIVE, ORDER]

	def test_a_client_stands_there_by_its_archive(self) -> None:
		customer = Owned("Customer", "C-1", "Alpha", "C-1")
		other = Owned("Customer", "C-2", "Beta", "C-2")
		assert listed([ARCHIVE, customer, other]) == [ARCHIVE, other]

	def test_the_archive_of_a_lead_hides_no_customer(self) -> None:
		lead = replace(ARCHIVE, customer=None)
		customer = Owned("Customer", "C-1", "Alpha", "C-1")
		assert listed([lead, customer]) == [lead, customer]

	def test_every_kind_of_document_is_handed_over_in_one_way(self) -> None:
		for source in SOURCES:
			assert source.how is source_of(source.doctype).how
		assert source_of("Item") is None


class TestSending:
	def test_there_is_something_to_hand_over(self) -> None:
		with pytest.raises(HandoverError, match="There is nothing to hand over"):
			check_successors_chosen([])

	def test_every_document_has_a_successor(self) -> None:
		with pytest.raises(
			HandoverError, match="1 documents have no successor, the first is Sales Order SO-1"
		):
			check_successors_chosen([row(ARCHIVE), row(ORDER, None)])
		check_successors_chosen([row(ARCHIVE), row(ORDER)])


class TestApproval:
	def test_every_row_is_accepted(self) -> None:
		with pytest.raises(HandoverError, match="1 documents are not accepted"):
			check_approval([row(ARCHIVE), row(ORDER, is_accepted=False)], [ARCHIVE, ORDER])

	def test_no_client_came_since(self) -> None:
		new = Owned("Client Archive", "CA-2", "Beta", "C-2")
		with pytest.raises(
			HandoverError, match="1 clients came to the employee since it was sent, the first is Beta"
		):
			check_approval([row(ARCHIVE)], [ARCHIVE, new])

	def test_other_documents_may_come_and_go(self) -> None:
		check_approval([row(ARCHIVE), row(ORDER)], [ARCHIVE, replace(ORDER, document="SO-2")])


class TestSuccessors:
	@pytest.mark.parametrize(
		("successor", "sentence"),
		[
			(replace(BOB, employee="E-1"), "Nobody hands over to themselves"),
			(replace(BOB, user="ann@example.com"), "Nobody hands over to themselves"),
			(replace(BOB, is_active=False), "Employee E-2 does not work here any more or is not active"),
			(replace(BOB, user=None), "Employee E-2 has no login"),
			(replace(BOB, is_enabled=False), "The login bob@example.com of employee E-2 is disabled"),
			(replace(BOB, can_accept=False), "Employee E-2 has no role of the key-account department"),
		],
	)
	def test_who_cannot_take_over(self, successor: Successor, sentence: str) -> None:
		with pytest.raises(SuccessorError, match=sentence):
			check_successor(successor, leaver="E-1", leaver_user="ann@example.com")

	def test_who_can(self) -> None:
		check_successor(BOB, leaver="E-1", leaver_user=None)


class TestDays:
	def test_an_absence_ends(self) -> None:
		day = dt.date(2026, 3, 1)
		with pytest.raises(HandoverError, match="until when the absence lasts"):
			check_days(day, None, is_absence=True)
		with pytest.raises(HandoverError, match="ends on 2026-02-28, before it begins on 2026-03-01"):
			check_days(day, dt.date(2026, 2, 28), is_absence=True)
		check_days(day, day, is_absence=True)
		check_days(day, None, is_absence=False)


class TestSteps:
	def test_nobody_takes_it_past_the_successors(self) -> None:
		everybody = Actor(ROLES)
		for after in (State.PENDING_DIRECTOR, State.APPROVED):
			with pytest.raises(ApprovalError, match="It does not go from"):
				take_step(APPROVAL, State.PENDING_ACCEPTANCE, after, everybody)
		with pytest.raises(ApprovalError):
			take_step(APPROVAL, State.DRAFT, State.APPROVED, everybody)

	@pytest.mark.parametrize("role", [DIRECTOR, EXECUTIVE])
	def test_director_or_executive_approves(self, role: str) -> None:
		step = take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([role]))
		assert step.after in APPROVAL.submitted
		with pytest.raises(NotPermitted, match="somebody else approves it"):
			take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([role], is_author=True))

	@pytest.mark.parametrize("role", [SPECIALIST, MANAGER])
	def test_nobody_else_does(self, role: str) -> None:
		with pytest.raises(NotPermitted, match="Only a Key Account Director"):
			take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([role]))

	def test_the_checklist_has_the_users_words(self) -> None:
		assert len(set(handover.CHECKLIST)) == len(handover.CHECKLIST) == 7
