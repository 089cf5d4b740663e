"""Account health: the nightly job, who is told of a fall, who sees what, and the settings."""

import datetime as dt
from collections.abc import Callable, Iterator

import frappe
import pytest
from factories.clients import acting_as, person
from factories.health import TODAY, client, compute, follow_up, issue, kept, weigh
from factories.masters import COMPANY, named
from queries import queries_of

from key_account.clients import health_job, health_notices


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
	"""What the job commits is kept when it is killed, and undone with the test; yields what a kill does."""

	def commit() -> None:
		frappe.db.savepoint("committed")

	commit()
	monkeypatch.setattr(frappe.local.db, "commit", commit)
	yield lambda: frappe.db.rollback(save_point="committed")


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

	def test_a_batch_that_fails_is_noted_and_the_others_are_written(
		self, monkeypatch: pytest.MonkeyPatch, commits: Callable[[], None]
	) -> None:
		monkeypatch.setattr(health_job, "BATCH", 1)
		archives = sorted(client(name) for name in ("Alpha", "Beta"))
		write = health_job._write

		def fails_for_the_first(found: list, *args: object) -> None:
			if found[0].client.archive == archives[0]:
				raise ZeroDivisionError("of this client")
			write(found, *args)

		monkeypatch.setattr(health_job, "_write", fails_for_the_first)
		monkeypatch.setattr(frappe.local.db, "rollback", lambda: None)
		assert compute() == 1
		assert [len(kept(archive)) for archive in archives] == [0, 1]
		assert frappe.get_all("Error Log", {"method": f"Account health of {COMPANY}"}, order_by="name")

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
		def asked(day: int) -> int:
			return len(queries_of(lambda: compute(TODAY + dt.timedelta(day))))

		weigh(ISSUES=1, OVERDUE=9)  # an issue is no fall that anybody is told
		client()
		compute()
		issue()
		few = asked(1)
		for name in ("Beta", "Managed", "Both Sides", "Dollar"):
			client(name)
		compute(TODAY + dt.timedelta(2))
		for name in ("Alpha", "Beta", "Managed", "Both Sides", "Dollar"):
			issue(name)
		assert asked(3) == few

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

	def test_of_many_clients_that_fall_everybody_is_told_once(self) -> None:
		weigh(ISSUES=1)
		names = ("Alpha", "Beta", "Managed", "Both Sides")
		archives = {name: client(name, by="colleague" if name == "Beta" else "specialist") for name in names}
		compute()
		for name in names:
			issue(name)
		issue("Both Sides")
		compute(TODAY + dt.timedelta(1))
		(subject,) = notices("director")
		assert "health of 4 clients fell, most of all of: <strong>KA Both Sides</strong> 100 → 60," in subject
		assert subject.count("→") == 3
		(subject,) = notices("specialist")
		assert "health of 3 clients fell: " in subject
		assert "KA Beta" not in subject
		(subject,) = notices("colleague")
		assert "KA Beta" in subject
		assert "from 100 to 80" in subject
		notice = frappe.get_last_doc("Notification Log", {"for_user": person("director")})
		for name, archive in archives.items():
			health = kept(archive)[0].name
			assert f'/client-health/{health}">KA {name}</a>: 100 → ' in notice.email_content
			assert health in notice.link

	def test_who_cannot_be_told_keeps_no_other_from_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
		archive = client()
		weigh(ISSUES=1)
		compute()
		make = health_notices.make_notification_logs

		def refuse(notice: frappe._dict, users: list[str]) -> None:
			if users == [person("director")]:
				frappe.db.set_value("User", users[0], "bio", "half done")
				raise frappe.ValidationError("A field is missing")
			make(notice, users)

		monkeypatch.setattr(health_notices, "make_notification_logs", refuse)
		self.fall(archive, 1, 1)
		assert (len(notices("specialist")), notices("director")) == (1, [])
		assert [row.points for row in kept(archive)] == [80, 100]
		assert not frappe.db.get_value("User", person("director"), "bio")
		title = f"Notice of account health to {person('director')}"
		assert frappe.get_all("Error Log", {"method": title}, order_by="name")

	def test_as_many_queries_for_many_falls_as_for_two(self) -> None:
		weigh(ISSUES=1)
		names = ("Alpha", "Beta", "Managed", "Both Sides", "Dollar")
		for name in names:
			client(name)
		compute()
		asked = []
		for day, falling in enumerate((names[:2], names[:2], names), 1):
			for name in falling:
				issue(name)
			asked.append(len(queries_of(lambda day=day: compute(TODAY + dt.timedelta(day)))))
		assert asked[2] <= asked[1]

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

	@staticmethod
	def seen() -> list[str]:
		# The site may have clients of another company.
		return frappe.get_list("Client Health", {"company": COMPANY}, pluck="name", order_by="name")

	@pytest.mark.parametrize("who", ["specialist", "director", "executive", "finance"])
	def test_who_sees_the_client_sees_its_health(self, health: str, who: str) -> None:
		with acting_as(who):
			assert self.seen() == [health]
			frappe.get_doc("Client Health", health).check_permission("read")

	@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
	def test_others_do_not(self, health: str, who: str) -> None:
		with acting_as(who):
			try:
				seen = self.seen()
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
		from key_account.clients.health_settings import health_settings

		self.save(expected_margin=0)
		assert health_settings().expected_margin is None
