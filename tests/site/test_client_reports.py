"""Client Portfolio, Archive Completeness, Churn and Retention: rows, totals, and who sees them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.health import TODAY, client, compute, follow_up, issue, weigh
from factories.masters import COMPANY, named
from factories.money import pay
from factories.selling import credit_note, invoice
from key_account.key_account.doctype.client_archive.facts import living_facts
from queries import queries_of
from roles import as_user_with_role, permitted

from key_account.clients.category_words import told
from key_account.tiers.categories import ClientCategory

REPORTS = ("Client Portfolio", "Archive Completeness", "Churn and Retention")


def run(report: str, **filters: Any) -> Mapping[str, Any]:
	from frappe.desk.query_report import run

	return run(report, {"company": COMPANY, **filters})


def cards(found: Mapping[str, Any]) -> dict[str, Any]:
	return {card["label"]: card["value"] for card in found["report_summary"]}


@pytest.fixture(autouse=True)
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
	"""The nightly job commits its batches; here nothing is kept."""
	monkeypatch.setattr(frappe.local.db, "commit", lambda: None)


def in_team(who: str, head: str) -> None:
	"""Let `who` be a salesperson of the group Key Accounts, of which `head` is the head."""
	for login, sales_person in ((person(who), "Li Na"), (person(head), "Key Accounts")):
		employee = frappe.get_doc(
			{
				"doctype": "Employee",
				"naming_series": "HR-EMP-",
				"first_name": login,
				"company": COMPANY,
				"gender": "Female",
				"date_of_birth": "1990-01-01",
				"date_of_joining": "2020-01-01",
				"user_id": login,
				"create_user_permission": 0,
			}
		).insert()
		frappe.db.set_value("Sales Person", named(sales_person), "employee", employee.name)


class TestPortfolio:
	@pytest.fixture(autouse=True)
	def clients(self) -> None:
		weigh(ISSUES=1)
		first = self.archive = client(tier_days=30)
		follow_up(first, "2025-06-10")
		pay(invoice(on="2025-05-10"), 565, on="2025-05-20")
		client("Beta", by="colleague")
		pay(invoice([("Software", 300)], on="2025-06-10", customer="Beta"), on="2025-06-20")
		for _number in range(3):
			issue("Beta")
		compute()

	def rows(self, **filters: Any) -> dict[str, Mapping[str, Any]]:
		found = run("Client Portfolio", **filters)["result"]
		return {row["client"].removeprefix("KA "): row for row in found}

	def test_standing_health_money_and_visits(self) -> None:
		found = self.rows()
		fields = ("tier", "points", "condition", "collected_year", "outstanding", "overdue")
		assert {name: tuple(row[field] for field in fields) for name, row in found.items()} == {
			"Alpha": ("KA Every 30 Days", 100, "In Good Health", 500, 565, 565),
			"Beta": (None, 40, "To Watch", 300, 0, 0),
		}
		alpha = found["Alpha"]
		assert (alpha["last_contact"], alpha["next_visit_due"]) == (
			dt.date(2025, 6, 10),
			dt.date(2025, 7, 10),
		)
		assert (alpha["account_manager"], alpha["as_of"]) == (person("specialist"), TODAY)

	def test_totals_and_chart_are_those_of_the_rows(self) -> None:
		found = run("Client Portfolio")
		assert cards(found) == {
			"Clients": 2,
			"At Risk": 0,
			"Collected in 12 Months": 800,
			"Outstanding": 565,
			"Overdue": 565,
		}
		assert found["chart"]["data"]["labels"] == ["KA Every 30 Days", "No Tier Yet"]
		assert [(each["name"], each["values"]) for each in found["chart"]["data"]["datasets"]] == [
			("In Good Health", [1, 0]),
			("To Watch", [0, 1]),
		]

	def test_a_part_of_the_clients(self) -> None:
		assert set(self.rows(tier="KA Every 30 Days")) == {"Alpha"}
		assert set(self.rows(condition="To Watch")) == {"Beta"}
		assert set(self.rows(account_manager=person("colleague"))) == {"Beta"}
		assert cards(run("Client Portfolio", condition="To Watch"))["Collected in 12 Months"] == 300

	@pytest.mark.parametrize(("kept_in", "reader"), [("zh", "en"), ("en", "zh-TW"), ("zh-TW", "zh")])
	def test_categories_kept_in_the_sites_language_are_shown_in_the_readers(
		self, kept_in: str, reader: str, monkeypatch: pytest.MonkeyPatch
	) -> None:
		kept = [ClientCategory.QUALITY, ClientCategory.GROUP]
		frappe.db.set_single_value("System Settings", "language", kept_in)
		frappe.clear_cache()
		words = told(kept)
		frappe.db.set_value("Customer", named("Alpha"), "ka_categories", words)
		expected = ", ".join(frappe._(category.value, lang=reader) for category in kept)
		assert expected not in words
		monkeypatch.setattr(frappe.local, "lang", reader)
		assert self.rows()["Alpha"]["categories"] == expected
		(fact,) = [fact for fact in living_facts(self.archive) if fact.get("name") == named("Alpha")]
		assert fact["note"].endswith(expected)

	def test_a_client_without_health_yet(self) -> None:
		client("Both Sides")
		row = self.rows()["Both Sides"]
		assert (row["points"], row["condition"], row["collected_year"]) == (None, None, None)

	def test_each_sees_rows_and_totals_of_their_clients(self) -> None:
		with acting_as("specialist"):
			assert set(self.rows()) == {"Alpha"}
			assert cards(run("Client Portfolio"))["Collected in 12 Months"] == 500
			assert self.rows(account_manager=person("colleague")) == {}

	def test_a_manager_sees_the_team_s(self) -> None:
		with acting_as("manager"):
			assert self.rows() == {}
		in_team("colleague", head="manager")
		with acting_as("manager"):
			assert set(self.rows()) == {"Beta"}
			assert cards(run("Client Portfolio"))["Clients"] == 1

	@pytest.mark.parametrize("who", ["director", "executive", "finance"])
	def test_heads_and_finance_see_all(self, who: str) -> None:
		with acting_as(who):
			assert set(self.rows()) == {"Alpha", "Beta"}

	def test_a_confidential_client_is_not_for_finance(self) -> None:
		frappe.db.set_value("Client Archive", {"party": named("Alpha")}, "confidentiality", "Confidential")
		with acting_as("finance"):
			assert set(self.rows()) == {"Beta"}
			assert cards(run("Client Portfolio"))["Outstanding"] == 0
		with acting_as("specialist"):
			assert set(self.rows()) == {"Alpha"}

	def test_a_manager_whose_login_has_a_sign_of_per_cent(self) -> None:
		frappe.db.set_value(
			"Client Archive", {"party": named("Alpha")}, "account_manager", "50%s@example.com"
		)
		in_team("colleague", head="manager")
		employee = frappe.db.get_value("Sales Person", named("Li Na"), "employee")
		frappe.db.set_value("Employee", employee, "user_id", "50%s@example.com")
		with acting_as("manager"):
			assert set(self.rows()) == {"Alpha"}


class TestCompleteness:
	def rows(self, **filters: Any) -> dict[str, Mapping[str, Any]]:
		return {row["client_name"]: row for row in run("Archive Completeness", **filters)["result"]}

	def test_the_same_as_the_archive_itself_says(self) -> None:
		docs = [
			archive(),
			archive(
				"Beta",
				phone="1",
				has_budget="Yes",
				budget_kind="Own",
				stakeholders=[{"person_name": "Chen", "role": "User"}],
				follow_ups=[{"date": "2025-01-01", "progress": "Met"}],
			),
		]
		found = self.rows()
		for doc in docs:
			now = frappe.get_doc("Client Archive", doc.name).completeness_now()
			row = found[doc.client_name]
			assert (row["completeness"], row["missing"]) == (float(now.percent), len(now.missing))
		assert found["KA Alpha"]["completeness"] == 0
		assert 0 < found["KA Beta"]["completeness"] < 100
		assert "Stakeholders" in found["KA Alpha"]["weightiest"]

	def test_weights_of_the_settings_count_at_once(self) -> None:
		archive(phone="1")
		settings = frappe.get_doc("Key Account Settings")
		settings.append("archive_questions", {"field": "phone", "weight": 3})
		settings.append("archive_questions", {"field": "bank", "weight": 1})
		settings.save()
		row = self.rows()["KA Alpha"]
		assert (row["completeness"], row["missing"], row["weightiest"]) == (75, 1, "Bank")

	def test_totals_and_chart_are_those_of_the_rows(self) -> None:
		archive(phone="1")
		archive("Beta", by="colleague")
		settings = frappe.get_doc("Key Account Settings")
		settings.append("archive_questions", {"field": "phone", "weight": 1})
		settings.save()
		found = run("Archive Completeness")
		assert cards(found) == {
			"Archives": 2,
			"Mean Completeness": "50.0 %",
			"Complete Archives": 1,
			"Below 80 %": 1,
		}
		assert found["chart"]["data"]["labels"] == ["Colleague", "Specialist"]
		assert found["chart"]["data"]["datasets"][0]["values"] == [0, 100]

	def test_a_part_of_the_archives(self) -> None:
		archive()
		client("Beta", by="colleague")
		assert set(self.rows(status="Draft")) == {"KA Alpha"}
		assert set(self.rows(account_manager=person("colleague"))) == {"KA Beta"}
		frappe.db.set_value("Client Archive", {"party": named("Beta")}, "status", "Archived")
		assert set(self.rows()) == {"KA Alpha"}
		assert set(self.rows(status="Archived")) == {"KA Beta"}

	def test_each_sees_rows_and_totals_of_their_clients(self) -> None:
		archive()
		archive("Beta", by="colleague")
		with acting_as("specialist"):
			assert set(self.rows()) == {"KA Alpha"}
			assert cards(run("Archive Completeness"))["Archives"] == 1
		with acting_as("manager"):
			assert self.rows() == {}
			assert cards(run("Archive Completeness"))["Mean Completeness"] == "0.0 %"
		in_team("colleague", head="manager")
		with acting_as("manager"):
			assert set(self.rows()) == {"KA Beta"}
		with acting_as("director"):
			assert set(self.rows()) == {"KA Alpha", "KA Beta"}


class TestChurn:
	@pytest.fixture(autouse=True)
	def clients(self) -> None:
		"""Alpha buys on; Beta stopped in November; Both Sides is new in February and looked after by a colleague."""
		client()
		client("Beta")
		client("Both Sides", by="colleague")
		for day in ("2024-12-15", "2025-02-10"):
			invoice(on=day)
		for day in ("2024-06-01", "2024-11-20"):
			invoice([("Software", 400)], on=day, customer="Beta")
		sold = invoice([("Software", 300)], on="2025-02-20", customer="Both Sides")
		credit_note(sold, [("Software", 100)], on="2025-02-21")

	def run(self, **filters: Any) -> Mapping[str, Any]:
		dates = {"from_date": "2025-01-01", "to_date": "2025-02-28", "lost_after": 90}
		return run("Churn and Retention", **{**dates, **filters})

	def test_months_with_who_came_and_went(self) -> None:
		fields = ("label", "active_before", "new", "lost", "active_after", "retention", "net", "net_lost")
		found = self.run()["result"]
		assert [tuple(row.get(field) for field in fields) for row in found if not row["indent"]] == [
			("2025-02", 2, 1, 1, 2, 50, 1200, 800),
			("2025-01", 2, 0, 0, 2, 100, 0, 0),
		]
		below = [
			(row["client"], row["state"], row["last_purchase"], row.get("net_lost"), row.get("net_new"))
			for row in found
			if row["indent"]
		]
		assert below == [
			(named("Beta"), "LOST", dt.date(2024, 11, 20), 800, None),
			(named("Both Sides"), "NEW", None, None, 200),
		]

	def test_quarters(self) -> None:
		(total, *_rest) = self.run(by="Quarter", to_date="2025-03-31")["result"]
		assert (total["label"], total["new"], total["lost"]) == ("2025-01 – 2025-03", 1, 1)

	def test_totals_and_chart_are_those_of_the_rows(self) -> None:
		found = self.run()
		assert cards(found) == {
			"Active Clients": 2,
			"New Clients": 1,
			"Won Back": 0,
			"Lost Clients": 1,
			"Mean Retention Rate": "75.0 %",
			"Yearly Purchases Lost": 800,
		}
		assert found["chart"]["data"]["labels"] == ["2025-01", "2025-02"]
		assert [each["values"] for each in found["chart"]["data"]["datasets"]] == [[0, 1], [0, 0], [0, 1]]

	def test_each_sees_rows_and_totals_of_their_clients(self) -> None:
		with acting_as("colleague"):
			found = self.run()
			assert {row["client"] for row in found["result"] if row["indent"]} == {named("Both Sides")}
			assert cards(found)["Active Clients"] == 1
			assert cards(found)["Lost Clients"] == 0
		with acting_as("manager"):
			found = self.run()
			assert not [row for row in found["result"] if row["indent"]]
			assert cards(found)["Active Clients"] == 0
		with acting_as("director"):
			assert cards(self.run())["Active Clients"] == 2

	def test_of_one_account_manager(self) -> None:
		assert cards(self.run(account_manager=person("colleague")))["New Clients"] == 1
		assert cards(self.run(account_manager=person("specialist")))["New Clients"] == 0

	def test_what_says_nothing_is_refused(self) -> None:
		with pytest.raises(frappe.ValidationError, match="ends on 2024-12-31, before it begins"):
			self.run(to_date="2024-12-31")
		with pytest.raises(frappe.ValidationError, match="let it be 31 or more"):
			self.run(lost_after=30)

	def test_a_client_that_was_archived_counts_among_those_lost(self) -> None:
		frappe.db.set_value("Client Archive", {"party": named("Beta")}, "status", "Archived")
		assert cards(self.run())["Lost Clients"] == 1


@pytest.mark.parametrize("report", REPORTS)
class TestAll:
	def test_as_many_queries_for_many_clients_as_for_few(self, report: str) -> None:
		def asked() -> int:
			run(report)
			return len(queries_of(lambda: run(report)))

		client()
		invoice(on=str(frappe.utils.add_days(None, -3)))
		compute()
		few = asked()
		rows = len(run(report)["result"])
		for name in ("Beta", "Managed", "Both Sides"):
			follow_up(client(name, tier_days=30), "2025-06-10")
			invoice(on=str(frappe.utils.add_days(None, -2)), customer=name)
		compute(TODAY + dt.timedelta(1))
		assert asked() == few
		assert len(run(report)["result"]) > rows

	@pytest.mark.parametrize("role", ["Sales User", "HR Manager", "Purchase User", "Employee"])
	def test_others_may_not_open_it(self, report: str, role: str) -> None:
		with as_user_with_role(role):
			assert not permitted(lambda: run(report))

	def test_a_company_the_reader_may_not_see_is_refused(self, report: str) -> None:
		frappe.get_doc(
			{
				"doctype": "User Permission",
				"user": person("finance"),
				"allow": "Company",
				"for_value": "KA Elsewhere",
			}
		).insert(ignore_links=True)
		with acting_as("finance"), pytest.raises(frappe.PermissionError, match="figures of"):
			run(report)
