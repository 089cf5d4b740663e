"""Account health: the facts behind it, the nightly job, who is told of a fall, and who sees what."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import frappe
import pytest
from factories.clients import acting_as, person
from factories.health import TODAY, client, compute, follow_up, issue, kept, weigh
from factories.masters import COMPANY, named
from factories.money import advance, pay
from factories.selling import Line, credit_note, invoice, order

from key_account import client_facts, health_job
from key_account.health import Facts


def facts_of(archive: str, on: dt.date = TODAY) -> Facts:
	return client_facts.read(COMPANY, on)[archive].facts


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
	"""What the job commits is kept when it is killed, and undone with the test; yields what a kill does."""

	def commit() -> None:
		frappe.db.savepoint("committed")

	commit()
	monkeypatch.setattr(frappe.local.db, "commit", commit)
	yield lambda: frappe.db.rollback(save_point="committed")


class TestFacts:
	def test_money_of_ninety_days_and_of_the_same_days_a_year_before(self) -> None:
		archive = client()
		for paid_on, amount in (("2025-06-30", 1000), ("2025-04-02", 200), ("2025-04-01", 70)):
			pay(invoice([("Software", amount)], on="2025-01-10"), on=paid_on)
		for paid_on, amount in (("2024-06-30", 500), ("2024-04-02", 30), ("2024-07-01", 9)):
			pay(invoice([("Software", amount)], on="2024-01-10"), on=paid_on)
		pay(invoice([("Software", 4000)], on="2025-06-01", customer="Beta"), on="2025-06-02")
		facts = facts_of(archive)
		assert (facts.collected, facts.collected_before) == (1200, 530)
		assert client_facts.read(COMPANY, TODAY)[archive].collected_year == 1279

	def test_what_is_owed_and_overdue(self) -> None:
		archive = client()
		pay(invoice(on="2025-05-10"), 130, on="2025-05-20")
		invoice([("Software", 2000)], on="2025-06-10", due_date="2025-08-10")
		advance("Beta", 500, on="2025-06-01")
		facts = facts_of(archive)
		assert (facts.outstanding, facts.overdue) == (3260, 1000)

	def test_margin_of_lines_whose_cost_is_known(self) -> None:
		archive = client()
		sold = invoice([Line("Software", 1000, cost=600), ("Training", 300)], on="2025-02-10")
		credit_note(sold, [("Software", 500)], on="2025-03-01")
		invoice([Line("Software", 9000, cost=1)], on="2024-06-29")
		facts = facts_of(archive)
		assert (facts.revenue, facts.gross_profit) == (500, 200)

	def test_orders_of_the_fiscal_year(self) -> None:
		archive = client()
		for day, amount in (("2025-01-01", 100), ("2025-06-30", 20), ("2024-12-31", 7), ("2025-07-01", 3)):
			order([("Software", amount)], on=day)
		order([("Software", 1000)], on="2025-02-01").cancel()
		assert facts_of(archive).orders == 120

	def test_open_issues_and_complaints(self) -> None:
		archive = client()
		frappe.get_doc({"doctype": "Issue Type", "name": "KA Complaint"}).insert()
		frappe.db.set_single_value("Key Account Settings", "complaint_issue_type", "KA Complaint")
		frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
		issue()
		issue(status="Resolved")
		issue(issue_type="KA Complaint")
		issue("Beta")
		facts = facts_of(archive)
		assert (facts.open_issues, facts.open_complaints) == (1, 1)

	def test_without_a_type_of_complaints_all_are_issues(self) -> None:
		archive = client()
		issue()
		facts = facts_of(archive)
		assert (facts.open_issues, facts.open_complaints) == (1, 0)

	def test_decision_makers_whom_somebody_of_ours_knows(self) -> None:
		us = person("specialist")
		archive = client(
			stakeholders=[
				{"person_name": "Chen", "role": "Decision Maker", "our_owner": us, "closeness": 0.2},
				{"person_name": "Wu", "role": "Decision Maker", "our_owner": us},
				{"person_name": "Xu", "role": "Decision Maker", "closeness": 1},
				{"person_name": "Yan", "role": "User", "our_owner": us, "closeness": 1},
			]
		)
		facts = facts_of(archive)
		assert (facts.decision_makers, facts.covered) == (3, 1)
		doc = frappe.get_doc("Client Archive", archive)
		from key_account.stakeholders import coverage

		assert coverage(doc.people()) == (3, 1)

	def test_days_since_the_last_contact_or_the_registration(self) -> None:
		archive = client(tier_days=30)
		facts = facts_of(archive, dt.date(2025, 1, 21))
		assert (facts.days_since_visit, facts.days_between_visits) == (20, 30)
		follow_up(archive, "2025-06-10")
		follow_up(archive, "2025-07-10")
		found = client_facts.read(COMPANY, TODAY)[archive]
		assert found.facts.days_since_visit == 20
		assert (found.last_contact, found.next_visit_due) == (dt.date(2025, 6, 10), dt.date(2025, 7, 10))

	def test_a_tier_that_asks_for_no_visits_makes_none_due(self) -> None:
		archive = client()
		found = client_facts.read(COMPANY, TODAY)[archive]
		assert (found.facts.days_between_visits, found.next_visit_due) == (None, None)

	def test_satisfaction_of_twelve_months(self) -> None:
		if not frappe.db.table_exists("Satisfaction Survey"):
			pytest.skip("no surveys in this version")
		archive = client()
		for day, score, status in (
			("2025-06-30 23:00:00", 7, "Answered"),
			("2025-01-01 10:00:00", 8, "Answered"),
			("2024-06-30 10:00:00", 1, "Answered"),
			("2025-05-01 10:00:00", 1, "Withdrawn"),
		):
			survey = frappe.new_doc("Satisfaction Survey")
			survey.update({"archive": archive, "overall": score, "answered_on": day, "status": status})
			survey.set_new_name()
			survey.db_insert()
		assert facts_of(archive).satisfaction == Decimal("7.5")

	def test_orders_that_plans_expect_till_the_day(self) -> None:
		if not frappe.db.table_exists("Development Plan"):
			pytest.skip("no development plans in this version")
		archive = client()
		for day, amount, status in (
			("2025-03-01", 100, "In Progress"),
			("2025-06-30", 20, "Succeeded"),
			("2025-05-01", 3, "Failed"),
			("2025-05-02", 1000, "Paused"),
			("2025-07-01", 1000, "In Progress"),
			("2024-12-31", 1000, "In Progress"),
		):
			plan = frappe.new_doc("Development Plan")
			plan.update(
				{
					"archive": archive,
					"company": COMPANY,
					"expected_sales": amount,
					"expected_close_on": day,
					"status": status,
				}
			)
			plan.set_new_name()
			plan.db_insert()
		assert facts_of(archive).planned_orders == 123

	def test_only_clients_that_are_registered(self) -> None:
		from factories.clients import archive

		draft = archive("Beta")
		assert draft.name not in client_facts.read(COMPANY, TODAY)

	def test_as_many_queries_for_many_clients_as_for_few(self) -> None:
		client()
		few = self.queries()
		for name in ("Beta", "Managed", "Both Sides"):
			archive = client(name, tier_days=30)
			follow_up(archive, "2025-06-10")
			pay(invoice(on="2025-06-01", customer=name), on="2025-06-10")
			issue(name)
		assert self.queries() == few

	@staticmethod
	def queries() -> int:
		client_facts.read(COMPANY, TODAY)
		run, count = frappe.local.db.sql, 0

		def counted(*args: object, **kwargs: object) -> object:
			nonlocal count
			count += 1
			return run(*args, **kwargs)

		frappe.local.db.sql = counted
		try:
			client_facts.read(COMPANY, TODAY)
		finally:
			frappe.local.db.sql = run
		return count


@pytest.mark.usefixtures("commits")
class TestJob:
	def test_health_is_kept_and_shown_on_the_customer(self) -> None:
		weigh(ISSUES=1, VISITS=1)
		archive = client(tier_days=30)
		follow_up(archive, "2025-05-01")  # 60 days: half the points
		issue()  # 80 points
		assert compute() == 1
		(row,) = kept(archive)
		assert (row.points, row.condition, row.since, row.as_of) == (65, "To Watch", TODAY, TODAY)
		assert (row.is_latest, row.customer, row.company) == (1, named("Alpha"), COMPANY)
		customer = frappe.db.get_value(
			"Customer", named("Alpha"), ["ka_health", "ka_health_on", "ka_next_visit_due"], as_dict=True
		)
		assert customer == {
			"ka_health": 65,
			"ka_health_on": TODAY,
			"ka_next_visit_due": dt.date(2025, 5, 31),
		}

	def test_the_customer_is_not_marked_as_edited(self) -> None:
		client()
		before = frappe.db.get_value("Customer", named("Alpha"), "modified")
		compute()
		assert frappe.db.get_value("Customer", named("Alpha"), "modified") == before

	def test_again_on_the_same_day_finds_nothing_to_do(self) -> None:
		archive = client()
		assert compute() == 1
		issue()
		assert compute() == 0
		assert [row.points for row in kept(archive)] == [100]

	def test_a_day_without_a_change_brings_the_latest_up_to_date(self) -> None:
		archive = client()
		compute()
		compute(TODAY + dt.timedelta(1))
		(row,) = kept(archive)
		assert (row.since, row.as_of) == (TODAY, TODAY + dt.timedelta(1))

	def test_a_change_is_kept_beside_what_was_before(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		compute()
		issue()
		compute(TODAY + dt.timedelta(1))
		now, before = kept(archive)
		assert (now.points, now.points_before, now.has_before, now.is_latest) == (80, 100, 1, 1)
		assert (before.points, before.has_before, before.is_latest, before.as_of) == (100, 0, 0, TODAY)

	def test_a_score_that_cannot_be_told(self) -> None:
		archive = client()
		weigh(SATISFACTION=1)
		compute()
		(row,) = kept(archive)
		assert (row.points, row.condition) == (0, "")
		assert frappe.db.get_value("Customer", named("Alpha"), "ka_health_on") is None
		assert compute() == 0

	def test_killed_half_way_it_takes_up_where_it_stopped(
		self, monkeypatch: pytest.MonkeyPatch, commits: Callable[[], None]
	) -> None:
		archives = [client(name) for name in ("Alpha", "Beta", "Managed")]
		monkeypatch.setattr(health_job, "BATCH", 1)
		told = health_job.tell
		calls: list[str] = []

		def killed(company: str, falls: list) -> None:
			calls.append(company)
			if len(calls) == 2:
				raise SystemExit("killed")
			told(company, falls)

		monkeypatch.setattr(health_job, "tell", killed)
		with pytest.raises(SystemExit):
			compute()
		commits()
		assert [len(kept(archive)) for archive in archives] == [1, 0, 0]
		assert compute() == 2
		assert [len(kept(archive)) for archive in archives] == [1, 1, 1]

	def test_the_database_keeps_a_second_one_of_a_day_out(self) -> None:
		archive = client()
		compute()
		(row,) = kept(archive)
		with pytest.raises(Exception, match="Duplicate entry"):
			frappe.get_doc({**row, "doctype": "Client Health", "name": "another"}).db_insert()

	def test_a_company_whose_settings_are_wrong_keeps_no_other_waiting(
		self, monkeypatch: pytest.MonkeyPatch
	) -> None:
		from key_account.health import HealthError

		done: list[str] = []

		def compute_one(company: str, today: dt.date) -> int:
			done.append(company)
			if len(done) == 1:
				raise HealthError("No {what}", what="order")
			return 0

		monkeypatch.setattr(health_job, "compute", compute_one)
		monkeypatch.setattr(frappe.local.db, "rollback", lambda: None)
		health_job.compute_all()
		assert COMPANY in done
		assert frappe.get_all("Error Log", {"method": f"Account health of {done[0]}"}, order_by="name")

	def test_as_many_queries_for_a_batch_of_many_as_of_few(self) -> None:
		def asked(today: dt.date) -> int:
			run, count = frappe.local.db.sql, 0

			def counted(*args: object, **kwargs: object) -> object:
				nonlocal count
				count += 1
				return run(*args, **kwargs)

			frappe.local.db.sql = counted
			try:
				compute(today)
			finally:
				frappe.local.db.sql = run
			return count

		weigh(ISSUES=1, OVERDUE=9)  # an issue is no fall that anybody is told
		client()
		compute()
		issue()
		few = asked(TODAY + dt.timedelta(1))
		for name in ("Beta", "Managed", "Both Sides", "Dollar"):
			client(name)
		compute(TODAY + dt.timedelta(2))
		for name in ("Alpha", "Beta", "Managed", "Both Sides", "Dollar"):
			issue(name)
		assert asked(TODAY + dt.timedelta(3)) == few

	def test_merged_clients_have_one_health(self) -> None:
		old, new = client("Alpha"), client("Beta")
		compute()
		frappe.rename_doc("Customer", named("Alpha"), named("Beta"), merge=True, force=True, show_alert=False)
		assert kept(old) == []
		assert len(kept(new)) == 1


def notices(who: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		filters={"for_user": person(who), "document_type": "Client Health"},
		pluck="subject",
		order_by="creation",
	)


@pytest.mark.usefixtures("commits")
class TestFalls:
	def fall(self, archive: str, day: int, issues: int) -> None:
		for _number in range(issues):
			issue()
		compute(TODAY + dt.timedelta(day))

	def test_the_account_manager_and_the_director_are_told_once(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		compute()
		self.fall(archive, 1, 1)
		self.fall(archive, 2, 0)
		for who in ("specialist", "director"):
			(subject,) = notices(who)
			assert "KA Alpha" in subject
			assert "from 100 to 80" in subject
		for who in ("colleague", "manager", "executive", "finance"):
			assert notices(who) == []
		self.fall(archive, 3, 1)
		assert len(notices("specialist")) == 2

	def test_a_small_fall_is_not_told_until_it_adds_up(self) -> None:
		archive = client()
		weigh(ISSUES=1, OVERDUE=3)
		compute()
		self.fall(archive, 1, 1)  # 5 points
		assert notices("specialist") == []
		self.fall(archive, 2, 1)
		(subject,) = notices("specialist")
		assert "from 100 to 90" in subject

	def test_the_fall_that_is_told_is_a_setting(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		settings = frappe.get_doc("Key Account Settings")
		settings.health_fall = 30
		settings.save()
		compute()
		self.fall(archive, 1, 1)
		assert notices("specialist") == []

	def test_in_the_language_of_who_is_told(self) -> None:
		archive = client()
		frappe.db.set_value("User", person("specialist"), "language", "zh")
		weigh(ISSUES=1)
		compute()
		self.fall(archive, 1, 1)
		(theirs,), (english,) = notices("specialist"), notices("director")
		assert theirs == frappe._(
			"Account health of {0} fell from {1} to {2}: see what it is made of.", lang="zh"
		).format("<strong>KA Alpha</strong>", "100", "80")
		assert "fell from" in english

	def test_a_director_who_may_not_see_the_client_is_not_told(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		frappe.get_doc(
			{
				"doctype": "User Permission",
				"user": person("director"),
				"allow": "Customer",
				"for_value": named("Beta"),
			}
		).insert()
		compute()
		self.fall(archive, 1, 1)
		assert (len(notices("specialist")), notices("director")) == (1, [])

	def test_who_left_is_not_told(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		frappe.db.set_value("User", person("specialist"), "enabled", 0)
		compute()
		self.fall(archive, 1, 1)
		assert notices("specialist") == []


@pytest.mark.usefixtures("commits")
class TestWhoSees:
	@pytest.fixture
	def health(self) -> str:
		archive = client()
		compute()
		return kept(archive)[0].name

	@pytest.mark.parametrize("who", ["specialist", "director", "executive", "finance"])
	def test_who_sees_the_client_sees_its_health(self, health: str, who: str) -> None:
		with acting_as(who):
			assert frappe.get_list("Client Health", pluck="name", order_by="name") == [health]
			frappe.get_doc("Client Health", health).check_permission("read")

	@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
	def test_others_do_not(self, health: str, who: str) -> None:
		with acting_as(who):
			try:
				seen = frappe.get_list("Client Health", pluck="name", order_by="name")
			except frappe.PermissionError:
				seen = []
			assert seen == []
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc("Client Health", health).check_permission("read")

	@pytest.mark.parametrize("who", ["specialist", "director", "executive", "finance"])
	def test_nobody_writes_it(self, health: str, who: str) -> None:
		with acting_as(who):
			doc = frappe.get_doc("Client Health", health)
			doc.points = 100
			with pytest.raises(frappe.PermissionError):
				doc.save()
			with pytest.raises(frappe.PermissionError):
				doc.delete()
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc({**doc.as_dict(), "since": "2025-01-01", "name": None}).insert()


class TestSettings:
	def save(self, **values: object) -> None:
		settings = frappe.get_doc("Key Account Settings")
		settings.update(values)
		settings.save()

	def test_they_come_filled_in(self) -> None:
		settings = frappe.get_doc("Key Account Settings")
		assert {row.part: row.weight for row in settings.health_weights}["Overdue Share"] == 20
		assert (settings.health_good_from, settings.health_watch_from) == (70, 40)
		assert (settings.expected_margin, settings.health_fall) == (30, 10)

	@pytest.mark.parametrize(
		("values", "sentence"),
		[
			({"health_good_from": 40}, "Health is good from 40 and to be watched from 40 points"),
			({"health_watch_from": -1}, "to be watched from -1 points"),
			({"expected_margin": 101}, "Expected Gross Margin .* must be from 0 to 100, not 101"),
			({"health_fall": 0}, "Fall That Is Told must be above 0 and at most 100, not 0"),
			(
				{"health_weights": [{"part": "Open Issues", "weight": 0}]},
				"Give at least one row of What Account Health Is Made Of a weight above 0",
			),
			(
				{"health_weights": [{"part": "Open Issues", "weight": 1}] * 2},
				"Open Issues is listed twice under What Account Health Is Made Of, in rows 1 and 2",
			),
		],
	)
	def test_what_makes_no_sense_is_refused(self, values: dict, sentence: str) -> None:
		with pytest.raises(frappe.ValidationError, match=sentence):
			self.save(**values)

	def test_a_margin_that_is_not_expected_is_not_judged(self) -> None:
		from key_account.health_settings import health_settings

		self.save(expected_margin=0)
		assert health_settings().expected_margin is None


@pytest.mark.usefixtures("commits")
class TestParts:
	def test_each_part_says_why_and_leads_to_its_documents(self) -> None:
		from key_account.health_parts import parts_of

		archive = client(tier_days=30)
		follow_up(archive, "2025-06-20")
		pay(invoice([Line("Software", 1000, cost=800)], on="2025-05-10"), 130, on="2025-05-20")
		issue()
		compute()
		found = parts_of(archive)
		parts = {part["part"]: part for part in found["parts"]}
		assert {name: part["points"] for name, part in parts.items()} == {
			"collections": None,
			"overdue": 0,
			"margin": 66.7,
			"orders": None,
			"issues": 80,
			"satisfaction": None,
			"visits": 100,
			"decision_makers": None,
		}
		assert sum(part["share"] for part in parts.values()) == pytest.approx(100)
		assert "Gross margin 20.0 %" in parts["margin"]["explanation"]
		assert (
			"10 days since the last contact; the tier asks for one every 30 days"
			in (parts["visits"]["explanation"])
		)
		assert parts["visits"]["documents"] == {"doctype": "Client Archive", "name": archive}
		for part, count in (("overdue", 1), ("margin", 1), ("collections", 1), ("issues", 1), ("orders", 0)):
			behind = parts[part]["documents"]
			rows = frappe.get_list(behind["doctype"], filters=behind["filters"], order_by="name")
			assert len(rows) == count, part

	def test_what_was_kept_on_an_earlier_day(self) -> None:
		from key_account.health_parts import parts_of

		archive = client()
		weigh(ISSUES=1)
		compute()
		issue()
		compute(TODAY + dt.timedelta(1))
		now, before = kept(archive)
		assert (parts_of(archive)["points"], parts_of(archive, before.name)["points"]) == (80, 100)
		assert [row["points"] for row in parts_of(archive)["trend"]] == [100, 80]
		assert [row["points"] for row in parts_of(archive, before.name)["trend"]] == [100]
		assert parts_of(archive, now.name)["name"] == now.name

	def test_a_client_without_health_yet(self) -> None:
		from key_account.health_parts import parts_of

		assert parts_of(client()) is None

	def test_the_health_of_another_client_is_not_told(self) -> None:
		from key_account.health_parts import parts_of

		mine, other = client(), client("Beta", by="colleague")
		compute()
		with acting_as("specialist"):
			assert parts_of(mine, kept(other)[0].name) is None
			with pytest.raises(frappe.PermissionError):
				parts_of(other, kept(other)[0].name)

	@pytest.mark.parametrize("who", ["specialist", "director", "executive", "finance"])
	def test_who_sees_the_client(self, who: str) -> None:
		from key_account.health_parts import parts_of

		archive = client()
		compute()
		with acting_as(who):
			assert parts_of(archive)["points"] == 100

	@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
	def test_who_does_not(self, who: str) -> None:
		from key_account.health_parts import parts_of

		archive = client()
		compute()
		with acting_as(who), pytest.raises(frappe.PermissionError):
			parts_of(archive)

	def test_documents_that_the_reader_may_not_open_are_not_linked(self) -> None:
		from key_account.health_parts import parts_of

		archive = client()
		compute()
		with acting_as("specialist"):
			parts = {part["part"]: part for part in parts_of(archive)["parts"]}
			assert parts["visits"]["documents"]
			assert parts["collections"]["documents"] is None
