"""Tier Review: what is proposed, what overtakes it, and who decides."""

from collections.abc import Callable

import frappe
import pytest
from factories.clients import acting_as, registered, send, step
from factories.clients import archive as draft_archive
from factories.masters import COMPANY, named
from factories.money import pay
from factories.tiers import (
	ago,
	app_rules,
	by_potential_alone,
	customer,
	in_tier,
	proposal,
	proposals,
	propose_now,
	reject,
	run,
	sell,
)
from frappe.utils import getdate
from roles import permitted

from key_account.clients import frozen_evidence as evidence
from key_account.clients import tier_review_job as job


@pytest.fixture(autouse=True)
def rules() -> None:
	app_rules()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
	"""Background jobs run in the place where they are asked for."""

	enqueue = frappe.enqueue

	def run_now(method: object, **arguments: object) -> object:
		if method != "key_account.clients.tier_review_job.review_client":
			return enqueue(method, **arguments)
		assert (arguments.pop("queue"), arguments.pop("enqueue_after_commit")) == ("long", True)
		return job.review_client(**arguments)

	monkeypatch.setattr(frappe, "enqueue", run_now)


class TestProposals:
	def test_a_new_client_gets_its_first_tier_and_what_it_gives(self) -> None:
		doc = registered(potential=50)
		(name,) = run()
		found = proposal()
		assert (found.name, found.archive, found.company) == (name, doc.name, COMPANY)
		assert (found.change, found.tier_before, found.tier) == ("First Tier", None, "KA Silver")
		assert (found.status, found.is_manual, found.owner) == ("Draft", 0, "Administrator")
		assert (found.visit_interval_days_before, found.visit_interval_days) == (0, 90)
		assert (found.discount_authority, found.gift_limit) == (5, 100)

	def test_an_upgrade_says_what_would_change(self) -> None:
		by_potential_alone()
		registered(potential=50)
		in_tier("Alpha", "KA Silver")
		run()
		found = proposal()
		assert (found.change, found.tier_before, found.tier) == ("Upgrade", "KA Silver", "KA Platinum")
		assert (found.visit_interval_days_before, found.visit_interval_days) == (90, 45)
		frappe.db.set_value("Client Tier", "KA Platinum", "visit_interval_days", 7)
		assert proposal().visit_interval_days == 45

	def test_a_downgrade_is_one_step_and_after_the_grace_period(self) -> None:
		registered()
		in_tier("Alpha", "KA Gold", since=ago(89))
		assert run() == []
		in_tier("Alpha", "KA Gold", since=ago(90))
		run()
		assert (proposal().change, proposal().tier) == ("Downgrade", "KA Platinum")

	def test_only_registered_clients_are_reviewed(self) -> None:
		send(draft_archive())
		assert run() == []

	def test_twice_is_once(self) -> None:
		registered()
		registered("Beta")
		assert len(run()) == 2
		assert run() == []
		assert len(proposals()) == 1

	def test_a_locked_tier_stays_until_the_day_of_the_lock(self) -> None:
		registered()
		in_tier("Alpha", "KA Gold", ka_tier_locked=1)
		assert run() == []
		in_tier("Alpha", "KA Gold", ka_tier_locked=1, ka_tier_locked_until=ago(0))
		assert run() == []
		in_tier("Alpha", "KA Gold", ka_tier_locked=1, ka_tier_locked_until=ago(1))
		assert len(run()) == 1

	def test_what_no_longer_holds_is_replaced(self) -> None:
		by_potential_alone()
		doc = registered(potential=10)
		run()
		frappe.db.set_value("Client Archive", doc.name, "potential", 50)
		in_tier("Alpha", "KA Silver")
		run()
		old, new = proposals()
		assert (old.status, new.status) == ("Withdrawn", "Draft")
		assert old.withdrawn_because == (
			"The client has come to KA Silver meanwhile: propose another change."
		)
		assert (new.change, new.tier) == ("Upgrade", "KA Platinum")
		frappe.db.set_value("Client Archive", doc.name, "potential", 1)
		run()
		assert proposals()[1].withdrawn_because == (
			"By the figures of a later day the review proposes it no more."
		)
		assert len(proposals()) == 2

	def test_those_of_clients_that_are_archived_are_withdrawn(self) -> None:
		doc = registered()
		run()
		step(doc, "Archive Client", "director")
		job.withdraw_of_unregistered()
		assert proposal().withdrawn_because == "The client is not registered any more."

	def test_what_was_rejected_is_not_proposed_again_within_the_grace_period(self) -> None:
		registered()
		run()
		reject(proposal(), "Too early")
		assert run() == []
		frappe.db.set_value("Tier Review", proposal().name, "decided_on", ago(90))
		assert len(run()) == 1

	def test_names_follow_one_another(self) -> None:
		registered()
		registered("Beta")
		first, second = run()
		year = getdate().year
		assert first.startswith(f"TR-{year}-")
		assert int(second[-5:]) == int(first[-5:]) + 1


class TestDecision:
	def test_approval_moves_the_client(self) -> None:
		registered()
		run()
		doc = step(proposal(), "Approve", "director")
		assert doc.status == "Approved"
		assert customer("Alpha", "ka_tier", "ka_tier_since") == ("KA Silver", getdate())
		assert (proposal().decided_by, proposal().decided_on) == ("ka.director@example.com", getdate())
		assert run() == []

	def test_a_rejection_says_why_and_moves_nobody(self) -> None:
		registered()
		run()
		with pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
			step(proposal(), "Reject", "director")
		doc = reject(proposal(), "Too early")
		assert (doc.status, doc.rejection_reason) == ("Rejected", "Too early")
		assert customer("Alpha", "ka_tier") == (None,)

	@pytest.mark.parametrize("who", ["specialist", "manager", "finance"])
	def test_others_do_not_decide(self, who: str) -> None:
		registered()
		run()
		doc = proposal()
		with acting_as(who), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
			doc = frappe.get_doc(doc.doctype, doc.name)
			doc.status = "Approved"
			doc.save()
		assert customer("Alpha", "ka_tier") == (None,)

	@pytest.mark.parametrize(
		("meanwhile", "sentence"),
		[
			(lambda: in_tier("Alpha", "KA Gold"), "The client has come to KA Gold meanwhile"),
			(
				lambda: frappe.db.set_value("Customer", named("Alpha"), "ka_tier_locked", 1),
				"The tier of the client is kept: take the lock off",
			),
			(
				lambda: frappe.db.set_value("Client Tier", "KA Silver", "disabled", 1),
				"Tier KA Silver is not in use",
			),
			(
				lambda: frappe.db.set_value(
					"Client Archive", {"party": named("Alpha")}, "status", "Archived"
				),
				"The client is not registered any more: reject the proposal",
			),
		],
		ids=["another tier", "locked", "tier disabled", "archived"],
	)
	def test_what_was_overtaken_is_not_approved(self, meanwhile: Callable[[], object], sentence: str) -> None:
		registered()
		run()
		meanwhile()
		with pytest.raises(frappe.ValidationError, match=f"Tier Review KA Alpha: {sentence}"):
			step(proposal(), "Approve", "director")
		assert frappe.db.get_value("Tier Review", proposal().name, "status") == "Draft"

	def test_a_newer_proposal_goes_first(self, at_once: None) -> None:
		doc = registered()
		run()
		older = proposal()
		frappe.db.set_value("Tier Review", older.name, {"status": "Withdrawn", "creation": ago(1)})
		propose_now(doc, "KA Gold", "The largest of its trade")
		frappe.db.set_value("Tier Review", older.name, "status", "Draft")
		newer = proposal(is_manual=1)
		with pytest.raises(frappe.ValidationError, match=f"There is a newer proposal, {newer.name}"):
			step(older, "Approve", "director")

	def test_a_proposal_is_frozen(self) -> None:
		registered()
		run()
		doc = proposal()
		with acting_as("director"):
			for change in ({"tier": "KA Gold"}, {"points": 99}, {"figures": []}, {"archive": None}):
				with pytest.raises(frappe.ValidationError):
					frappe.get_doc(doc.doctype, doc.name).update(change).save()
			with pytest.raises(frappe.ValidationError, match="Proposed Tier is frozen"):
				frappe.client.set_value(doc.doctype, doc.name, "tier", "KA Gold")
			with pytest.raises(frappe.ValidationError, match="is frozen"):
				changed = frappe.get_doc(doc.doctype, doc.name)
				changed.figures[0].points = 100
				changed.save()
		assert proposal().tier == "KA Silver"

	def test_nobody_writes_one_by_hand(self) -> None:
		doc = registered()
		values = {
			"doctype": "Tier Review",
			"archive": doc.name,
			"customer": named("Alpha"),
			"company": COMPANY,
			"tier": "KA Gold",
		}
		with acting_as("director"):
			assert not permitted(lambda: frappe.get_doc(values).insert())
		with pytest.raises(frappe.ValidationError, match="use Propose Now"):
			frappe.get_doc(values).insert()

	def test_what_was_decided_is_history(self) -> None:
		registered()
		run()
		step(proposal(), "Approve", "director")
		with pytest.raises(frappe.ValidationError, match="stays as part of the client's history"):
			frappe.delete_doc("Tier Review", proposal().name)

	def test_an_open_one_is_deleted_with_its_evidence(self) -> None:
		registered()
		pay(sell(), on=ago(100))
		run()
		name = proposal().name
		assert evidence.summary("Tier Review", name)
		frappe.delete_doc("Tier Review", name)
		assert not evidence.summary("Tier Review", name)


class TestByHand:
	@pytest.fixture(autouse=True)
	def _at_once(self, at_once: None) -> None:
		pass

	def test_a_director_proposes_and_somebody_else_approves(self) -> None:
		doc = registered()
		run()
		with acting_as("director") as director:
			propose_now(doc, "KA Gold", "The largest of its trade")
		old, new = proposals()
		assert (old.status, old.withdrawn_because) == ("Withdrawn", "Another tier was proposed by hand.")
		assert (new.tier, new.is_manual, new.reason, new.owner) == (
			"KA Gold",
			1,
			"The largest of its trade",
			director,
		)
		with acting_as("director"), pytest.raises(frappe.PermissionError, match="somebody else approves it"):
			mine = frappe.get_doc(new.doctype, new.name)
			mine.status = "Approved"
			mine.save()
		step(new, "Approve", "executive")
		assert customer("Alpha", "ka_tier") == ("KA Gold",)

	def test_it_stays_open_whatever_the_figures_say(self) -> None:
		doc = registered()
		propose_now(doc, "KA Gold", "The largest of its trade")
		assert run() == []
		assert proposal().status == "Draft"
		in_tier("Alpha", "KA Platinum")
		run()
		assert proposals()[0].status == "Withdrawn"

	def test_without_a_tier_it_is_what_the_figures_say(self) -> None:
		doc = registered()
		with acting_as("manager"):
			frappe.db.set_value("Client Archive", doc.name, "account_manager", frappe.session.user)
			propose_now(doc)
		assert (proposal().tier, proposal().is_manual) == ("KA Silver", 0)

	@pytest.mark.parametrize(
		("tier", "reason", "sentence"),
		[
			("KA Gold", " ", "fill in the reason"),
			("KA Silver", "So", "The client is KA Silver already"),
			("KA Bronze", "So", "Tier KA Bronze is not in use"),
		],
	)
	def test_what_cannot_be_is_said_at_once(self, tier: str, reason: str, sentence: str) -> None:
		doc = registered()
		in_tier("Alpha", "KA Silver")
		with pytest.raises(frappe.ValidationError, match=sentence):
			propose_now(doc, tier, reason)

	def test_a_locked_tier_is_not_changed_by_hand_either(self) -> None:
		doc = registered()
		in_tier("Alpha", "KA Silver", ka_tier_locked=1, ka_tier_locked_until="2099-12-31")
		with pytest.raises(frappe.ValidationError, match="kept until 2099-12-31: take the lock off"):
			propose_now(doc, "KA Gold", "So")

	def test_only_registered_clients_have_a_tier(self) -> None:
		doc = draft_archive()
		with pytest.raises(frappe.ValidationError, match="Only registered clients"):
			propose_now(doc)

	@pytest.mark.parametrize("who", ["specialist", "executive", "finance", "sales", "employee"])
	def test_others_do_not_propose(self, who: str) -> None:
		doc = registered()
		with acting_as(who):
			assert not permitted(lambda: propose_now(doc, "KA Gold", "So"))
		assert proposals() == []

	def test_a_manager_proposes_for_clients_they_see(self) -> None:
		doc = registered()
		with acting_as("manager"):
			assert not permitted(lambda: propose_now(doc, "KA Gold", "So"))
