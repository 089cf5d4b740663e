"""Tier Review: what the books say of a client, what is proposed, and who decides."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import frappe
import pytest
from factories.clients import acting_as, person, registered, send, step
from factories.clients import archive as draft_archive
from factories.masters import COMPANY, named
from factories.money import pay
from factories.selling import Line, credit_note, invoice, order
from factories.tiers import (
	ago,
	in_tier,
	make_ladder,
	proposal,
	proposals,
	propose_now,
	reject,
	run,
)
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now
from key_account.key_account.doctype.frozen_evidence.frozen_evidence import documents_behind
from roles import as_user_with_role, permitted

from key_account.evidence import site as evidence
from key_account.tiers import job
from key_account.tiers.settings import default_measures

TWO = Decimal("0.01")


@pytest.fixture(autouse=True)
def rules() -> None:
	"""The tests' ladder, and the app's own measures."""
	make_ladder()
	settings = frappe.get_doc("Key Account Settings")
	settings.set("tier_measures", default_measures())
	settings.update(
		{
			"tier_grace_days": 90,
			"grade_points": 50,
			"large_contract_amount": 10_000_000,
			"good_on_time_share": 90,
			"key_purchases": 1_000_000,
			"key_profit_share": 10,
		}
	)
	settings.save()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
	"""Background jobs run in the place where they are asked for."""

	enqueue = frappe.enqueue

	def run_now(method: object, **arguments: object) -> object:
		if method != "key_account.tiers.job.review_client":
			return enqueue(method, **arguments)
		assert (arguments.pop("queue"), arguments.pop("enqueue_after_commit")) == ("long", True)
		return job.review_client(**arguments)

	monkeypatch.setattr(frappe, "enqueue", run_now)


def by_potential_alone() -> None:
	settings = frappe.get_doc("Key Account Settings")
	settings.set("tier_measures", [{"measure": "Client Potential", "weight": 1, "full_at": 100}])
	settings.save()


def figures(doc: Document) -> dict[str, tuple[float, float, float, float]]:
	"""Measure -> amount, what it is compared with, figure, points; of those that could be judged."""
	return {
		row.measure: (row.amount, row.compared_with, row.value, row.points)
		for row in doc.figures
		if row.is_judged
	}


def frozen(doc: Document, measure: str) -> list[tuple[str, str, float, float | None]]:
	"""Document, day, amount and what it is compared with, as the form shows them."""
	return [
		(row["name"], str(row["date"]), row["amount"], row["compared_with"])
		for row in documents_behind(doc.doctype, doc.name, measure)
	]


def customer(client: str, *fields: str) -> tuple:
	found = frappe.db.get_value("Customer", named(client), fields, as_dict=True)
	return tuple(found[field] for field in fields)


def sell(client: str = "Alpha", amount: int = 1000, days: int = 100, **options: object) -> Document:
	return invoice(
		[Line("Software", amount, cost=options.pop("cost", 0))], on=ago(days), customer=client, **options
	)


class TestEvidence:
	def test_collections_are_those_of_the_bonus_net_of_tax(self) -> None:
		registered(potential=40)
		first, before = sell(amount=2_000_000), sell(amount=1_000_000, days=500)
		part = pay(first, 1_130_000, on=ago(90))
		pay(before, on=ago(400))
		run()
		doc = proposal()
		found = figures(doc)
		assert found["Money Collected"] == (1_000_000, 0, 1_000_000, 10)
		assert found["Growth of Collections"] == (1_000_000, 1_000_000, 0, 50)
		assert frozen(doc, "Money Collected") == [(part.name, ago(90), 1_000_000, 1_130_000)]
		assert [row[2] for row in frozen(doc, "Growth of Collections")] == [1_000_000]
		assert (str(doc.from_date), str(doc.to_date)) == (ago(365), ago(1))

	def test_what_is_paid_today_counts_tomorrow(self) -> None:
		registered()
		pay(sell(), on=ago(0))
		run()
		assert figures(proposal())["Money Collected"][0] == 0
		run(add_days(getdate(), 1))
		assert figures(proposals()[-1])["Money Collected"][0] == (0 if len(proposals()) == 1 else 1000)

	def test_gross_profit_is_what_invoices_leave_of_their_cost_losses_too(self) -> None:
		registered()
		good = sell(amount=1000, cost=400)
		loss = sell(amount=1000, cost=1500, days=50)
		sell("Beta", amount=900)
		credit_note(good, [("Software", 1000)], on=ago(80))
		run()
		doc = proposal()
		assert figures(doc)["Share of Gross Profit"][:2] == (-500, 400)
		assert [row[2:] for row in frozen(doc, "Share of Gross Profit")] == [
			(600, 1000),
			(-600, -1000),
			(-500, 1000),
		]
		assert frozen(doc, "Share of Gross Profit")[2][0] == loss.name
		assert doc.purchases == 1000

	def test_an_invoice_takes_its_part_of_the_orders_cost(self) -> None:
		registered()
		ordered = order([Line("Software", 1000, cost=700)], on=ago(120))
		from factories.selling import invoice_of

		invoice_of(ordered, on=ago(110))
		run()
		assert figures(proposal())["Share of Gross Profit"][0] == 300

	def test_goods_cost_what_erpnext_valued_them_at(self) -> None:
		registered()
		sold = sell(amount=1000)
		frappe.db.set_value("Sales Invoice Item", sold.items[0].name, {"incoming_rate": 250, "stock_qty": 2})
		run()
		assert figures(proposal())["Share of Gross Profit"][0] == 500

	def test_payment_discipline_is_what_was_paid_by_its_due_date(self) -> None:
		registered()
		in_time, late, open_still = (sell(days=days, amount=1000) for days in (100, 90, 80))
		not_due = sell(days=10)
		frappe.db.set_value("Sales Invoice", not_due.name, "due_date", add_days(getdate(), 20))
		pay(in_time, 565, on=ago(100))
		pay(in_time, 565, on=ago(99))
		pay(late, on=ago(89))
		run()
		doc = proposal()
		assert figures(doc)["Payment Discipline"][:2] == (565, 3390)
		assert [row[0] for row in frozen(doc, "Payment Discipline")] == [
			in_time.name,
			late.name,
			open_still.name,
		]

	def test_what_was_returned_never_fell_due(self) -> None:
		registered()
		returned = sell(amount=1000)
		credit_note(returned, [("Software", 400)], on=ago(100), stand_alone=False)
		pay(returned, on=ago(100))
		run()
		assert figures(proposal())["Payment Discipline"][:3] == (678, 678, 100)

	def test_the_documents_add_up_to_the_figures(self) -> None:
		registered(potential=10)
		for days in (400, 200, 100, 50):
			pay(sell(amount=1234, days=days, cost=333), 777, on=ago(days))
		order(on=ago(300))
		run()
		doc = proposal()
		totals = {
			row.measure: Decimal(str(row.total)).quantize(TWO)
			for row in evidence.summary(doc.doctype, doc.name)
		}
		found = figures(doc)
		assert totals == {
			"Money Collected": Decimal(str(found["Money Collected"][0])).quantize(TWO),
			"Share of Gross Profit": Decimal(str(found["Share of Gross Profit"][0])).quantize(TWO),
			"Growth of Collections": Decimal(str(found["Growth of Collections"][1])).quantize(TWO),
			"Payment Discipline": Decimal(str(found["Payment Discipline"][0])).quantize(TWO),
			"All Orders": Decimal(str(doc.contracts)).quantize(TWO),
		}
		for measure, total in totals.items():
			assert sum(Decimal(str(row[2])) for row in frozen(doc, measure)).quantize(TWO) == total

	def test_frozen_it_stays_whatever_becomes_of_the_documents(self) -> None:
		registered()
		sold = sell()
		paid = pay(sold, on=ago(100))
		run()
		doc = proposal()
		before = frozen(doc, "Money Collected")
		paid.reload()
		paid.cancel()
		assert frozen(doc, "Money Collected") == before == [(paid.name, ago(100), 1000, 1130)]

	def test_who_was_never_judged_for_potential_is_judged_by_the_rest(self) -> None:
		registered()
		run()
		assert set(figures(proposal())) == {"Money Collected"}


class TestStanding:
	def test_grade_and_categories_are_written_every_night(self) -> None:
		registered(potential=60, is_strategic=0)
		registered("Beta")
		order([("Software", 12_000_000)], on=ago(300))
		pay(sell(amount=2_000_000, cost=1), on=ago(100))
		frappe.db.set_value("Customer", named("Beta"), "ka_parent_client", named("Alpha"))
		run()
		assert customer("Alpha", "ka_grade", "ka_categories") == (
			"A",
			"Quality Account\nHigh-value Account\nGroup Account",
		)
		assert customer("Beta", "ka_grade", "ka_categories") == ("C", "Group Account\nPotential Account")
		doc = proposal()
		assert (doc.grade, doc.is_key_client) == ("A", 1)
		assert (doc.contracts, doc.largest_contract) == (12_000_000, 12_000_000)
		assert customer("Alpha", "ka_tier") == (None,)

	def test_who_recommended_a_client_that_ordered_is_one_of_quality(self) -> None:
		registered("Alpha")
		registered("Beta", referred_by=named("Alpha"))
		order(customer="Alpha", on=ago(10))
		run()
		assert customer("Alpha", "ka_categories") == ("",)
		order(customer="Beta", on=ago(10))
		run()
		assert customer("Alpha", "ka_categories") == ("Quality Account",)

	def test_a_chinese_site_has_them_in_chinese(self) -> None:
		registered()
		frappe.db.set_single_value("System Settings", "language", "zh")
		frappe.clear_document_cache("System Settings", "System Settings")
		run()
		assert customer("Alpha", "ka_categories") == ("潜在客户",)


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


RIGHTS = {
	"System Manager": {"read", "list", "evidence", "delete"},
	"Key Account Director": {"read", "list", "evidence"},
	"Key Account Executive": {"read", "list", "evidence"},
	"Key Account Manager": set(),
	"Key Account Specialist": set(),
	"Accounts Manager": {"read", "list", "evidence"},
	"Accounts User": {"read", "list", "evidence"},
	"Sales Manager": set(),
	"Sales User": set(),
	"HR Manager": set(),
	"Employee": set(),
}


class TestRights:
	@pytest.mark.parametrize(("role", "rights"), RIGHTS.items())
	def test_of_each_role_on_somebody_elses_client(self, role: str, rights: set[str]) -> None:
		registered()
		run()
		doc = proposal()
		acts: dict[str, Callable[[], object]] = {
			"read": lambda: frappe.get_doc(doc.doctype, doc.name).check_permission("read"),
			"evidence": lambda: documents_behind(doc.doctype, doc.name, "Money Collected"),
			"delete": lambda: frappe.delete_doc(doc.doctype, doc.name),
		}
		with as_user_with_role(role):
			found = {right for right, act in acts.items() if permitted(act)}
			names: list[str] = []
			if permitted(lambda: names.extend(frappe.get_list(doc.doctype, pluck="name", order_by="name"))):
				found |= {"list"} if doc.name in names or "delete" in found else set()
		assert found == rights

	def test_a_specialist_sees_those_of_their_own_clients(self) -> None:
		registered("Alpha")
		registered("Beta", by="colleague")
		run()
		with acting_as("specialist"):
			assert frappe.get_list("Tier Review", pluck="customer", order_by="name") == [named("Alpha")]
			frappe.get_doc("Tier Review", proposal().name).check_permission("read")
			assert not permitted(
				lambda: frappe.get_doc("Tier Review", proposal("Beta").name).check_permission("read")
			)

	@pytest.mark.parametrize("role", ["Key Account Director", "Accounts Manager", "Key Account Specialist"])
	def test_evidence_is_seen_through_what_it_stands_behind_only(self, role: str) -> None:
		registered()
		pay(sell(), on=ago(100))
		run()
		with as_user_with_role(role):
			assert not permitted(lambda: frappe.get_list("Frozen Evidence", order_by="name"))

	def test_evidence_is_not_written_by_hand(self) -> None:
		registered()
		pay(sell(), on=ago(100))
		run()
		name = frappe.get_all("Frozen Evidence", pluck="name", order_by="name", limit=1)[0]
		with pytest.raises(frappe.ValidationError, match="does not change"):
			frappe.get_doc("Frozen Evidence", name).save()


class TestLock:
	@pytest.mark.parametrize(
		("role", "may"),
		[
			("Key Account Director", True),
			("System Manager", True),
			("Key Account Manager", False),
			("Sales Manager", False),
			("Sales User", False),
			("Accounts Manager", False),
		],
	)
	def test_who_keeps_a_tier(self, role: str, may: bool) -> None:
		in_tier("Alpha", "KA Gold")

		def save(**values: object) -> None:
			doc = frappe.get_doc("Customer", named("Alpha"))
			doc.flags.ignore_permissions = True  # the lock alone is in question
			doc.update(values).save()

		with as_user_with_role(role):
			assert permitted(lambda: save(ka_tier_locked=1)) is may
			assert permitted(lambda: save(ka_tier_locked_until="2099-01-01")) is may
			save(ka_tier_locked="1" if may else "0")
			save(market_segment=None)

	def test_the_refusal_names_the_customer(self) -> None:
		in_tier("Alpha", "KA Gold")
		with as_user_with_role("Sales User"), pytest.raises(frappe.PermissionError) as caught:
			doc = frappe.get_doc("Customer", named("Alpha"))
			doc.flags.ignore_permissions = True
			doc.update({"ka_tier_locked": 1}).save()
		assert (
			str(caught.value) == "Customer KA Alpha: only a Key Account Director may change Keep This Tier."
		)


class TestSettings:
	def test_a_site_without_any_gets_the_apps_own(self) -> None:
		from key_account.setup import defaults

		frappe.db.delete("Singles", {"doctype": "Key Account Settings", "field": "tier_grace_days"})
		frappe.db.delete("Tier Review Measure")
		frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
		defaults.create_review_settings()
		settings = frappe.get_doc("Key Account Settings")
		assert settings.tier_grace_days == 90
		assert [(row.measure, row.weight, row.zero_at, row.full_at) for row in settings.tier_measures] == [
			("Money Collected", 40, 0, 10_000_000),
			("Share of Gross Profit", 20, 0, 10),
			("Growth of Collections", 10, -50, 50),
			("Payment Discipline", 15, 50, 100),
			("Client Potential", 15, 0, 100),
		]

	def test_what_was_set_stays(self) -> None:
		from key_account.setup import defaults

		settings = frappe.get_doc("Key Account Settings")
		settings.tier_grace_days = 0
		settings.set("tier_measures", [{"measure": "Client Potential", "weight": 1, "full_at": 10}])
		settings.save()
		defaults.create_review_settings()
		settings = frappe.get_doc("Key Account Settings")
		assert (settings.tier_grace_days, len(settings.tier_measures)) == (0, 1)
		registered(potential=8)
		run()
		assert (proposal().points, proposal().tier) == (80, "KA Gold")

	@pytest.mark.parametrize(
		("values", "sentence"),
		[
			({"grade_points": 101}, "Points for Grade A and B must be from 0 to 100, not 101"),
			({"good_on_time_share": 120}, "must be from 0 to 100, not 120"),
			({"key_profit_share": 120}, "must be from 0 to 100, not 120"),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 1, "zero_at": 5, "full_at": 5}]},
				"The values for 0 and for 100 points are both 5; make them differ.",
			),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 0, "full_at": 5}]},
				"All measures weigh 0: give at least one of them a weight.",
			),
			(
				{"tier_measures": [{"measure": "Client Potential", "weight": 1, "full_at": 5}] * 2},
				"Client Potential is listed twice: remove one of its rows.",
			),
		],
	)
	def test_what_makes_no_sense_is_refused(self, values: dict, sentence: str) -> None:
		with pytest.raises(frappe.ValidationError) as caught:
			frappe.get_doc("Key Account Settings").update(values).save()
		assert sentence in str(caught.value)
		assert str(caught.value).startswith("Key Account Settings")


def test_as_many_queries_for_many_clients_as_for_few() -> None:
	def queries() -> int:
		before = frappe.local.db.sql
		found: list[str] = []

		def counted(query: object, *args: object, **kwargs: object) -> object:
			found.append(str(query))
			return before(query, *args, **kwargs)

		frappe.local.db.sql = counted
		try:
			assert run()
		finally:
			frappe.local.db.sql = before
		return len(found)

	registered("Alpha")
	pay(sell("Alpha"), on=ago(100))
	order(customer="Alpha", on=ago(200))
	run()
	frappe.db.delete("Tier Review")
	few = queries()
	for client in ("Beta", "Managed", "Both Sides"):
		registered(client, account_manager=person("specialist"))
		pay(sell(client), on=ago(100))
		order(customer=client, on=ago(200))
	frappe.db.delete("Tier Review")
	assert queries() == few


class TestJob:
	"""What commits, on clients without any posted document, by the site's own tiers."""

	@pytest.fixture
	def clients(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Document]]:
		"""Three clients whose archives are committed; a batch has one of them."""
		frappe.db.rollback()  # the ladder of the other tests is not to be committed
		frappe.clear_cache()
		monkeypatch.setattr(job, "BATCH", 1)
		started = now()
		users = set(frappe.get_all("User", pluck="name", order_by="name"))
		made = [registered(client) for client in ("Alpha", "Beta", "Both Sides")]
		frappe.db.commit()
		try:
			yield made
		finally:
			frappe.db.rollback()
			_undo(made, users, started)

	@staticmethod
	def reviewed(*statuses: str) -> list[str]:
		"""Archives with a Tier Review in one of the statuses, once for each."""
		filters = {"company": COMPANY, "status": ("in", statuses)}
		return frappe.get_all("Tier Review", filters, pluck="archive", order_by="archive")

	@pytest.mark.commits
	def test_a_job_that_breaks_off_keeps_its_batches_and_the_next_one_goes_on(
		self, clients: list[Document], monkeypatch: pytest.MonkeyPatch
	) -> None:
		batch, calls = job._review_batch, []

		def breaks_at_the_second(review: object, archives: list[str]) -> list[str]:
			calls.append(archives)
			if len(calls) == 2:
				raise RuntimeError("killed")
			return batch(review, archives)

		monkeypatch.setattr(job, "_review_batch", breaks_at_the_second)
		with pytest.raises(RuntimeError, match="killed"):
			job.review_all()
		frappe.db.rollback()
		assert self.reviewed("Draft") == [clients[0].name]
		monkeypatch.setattr(job, "_review_batch", batch)
		for _again in range(2):
			job.review_all()
			frappe.db.rollback()
			assert self.reviewed("Draft") == sorted(doc.name for doc in clients)

	@pytest.mark.commits
	def test_a_company_whose_settings_make_no_sense_is_logged_and_left_out(
		self, clients: list[Document], monkeypatch: pytest.MonkeyPatch
	) -> None:
		log = {"method": f"Tier Review: {COMPANY}"}
		frappe.db.delete("Error Log", log)

		def no_tiers() -> list:
			return []

		monkeypatch.setattr(job, "tiers", no_tiers)
		job.review_all()
		assert self.reviewed("Draft") == []
		assert "There is no tier" in frappe.db.get_value("Error Log", log, "error")
		frappe.db.delete("Error Log", log)

	@pytest.mark.commits
	def test_many_are_approved_at_once_and_what_was_right_is_kept(self, clients: list[Document]) -> None:
		from frappe.model.workflow import bulk_workflow_approval, get_common_transition_actions

		job.review_all()
		names = frappe.get_all("Tier Review", {"company": COMPANY}, pluck="name", order_by="name")
		locked = clients[1]
		frappe.db.set_value("Customer", locked.party, "ka_tier_locked", 1)
		frappe.db.commit()
		with acting_as("director"):
			docs = [frappe.get_doc("Tier Review", name).as_dict() for name in names]
			assert set(get_common_transition_actions(docs, "Tier Review")) == {"Approve", "Reject"}
			bulk_workflow_approval(frappe.as_json(names), "Tier Review", "Approve")
		frappe.db.rollback()
		assert self.reviewed("Draft") == [locked.name]
		assert self.reviewed("Approved") == sorted((clients[0].name, clients[2].name))
		assert [bool(customer(client, "ka_tier")[0]) for client in ("Alpha", "Beta", "Both Sides")] == [
			True,
			False,
			True,
		]


#: What Frappe writes of documents that are saved, sent and deleted.
TRACES = (
	"Comment",
	"Version",
	"Error Log",
	"Deleted Document",
	"Workflow Action",
	"Workflow Action Permitted Role",
)


def _undo(archives: list[Document], users_before: set[str], started: str) -> None:
	"""Take back what was committed since the test started."""
	reviews = frappe.get_all("Tier Review", {"company": COMPANY}, pluck="name", order_by="name")
	written = {"Tier Review": "name", "Tier Review Figure": "parent", "Frozen Evidence": "reference_name"}
	for doctype, field in written.items():
		frappe.db.delete(doctype, {field: ("in", reviews or ("",))})
	kept = (
		"account_manager",
		"ka_archive",
		"ka_registered_on",
		"ka_tier",
		"ka_tier_since",
		"ka_grade",
		"ka_categories",
	)
	for doc in archives:
		frappe.db.set_value("Customer", doc.party, {**dict.fromkeys(kept), "ka_tier_locked": 0})
		frappe.db.set_value("Client Archive", doc.name, "registered_on", None)
		frappe.delete_doc("Client Archive", doc.name, force=True, delete_permanently=True)
	for user in set(frappe.get_all("User", pluck="name", order_by="name")) - users_before:
		frappe.delete_doc("User", user, force=True, delete_permanently=True)
	for doctype in TRACES:
		frappe.db.delete(doctype, {"creation": (">=", started)})
	frappe.db.commit()
