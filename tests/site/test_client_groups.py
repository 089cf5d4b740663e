"""Client groups: the parent on a Customer, and the report of what groups owe."""

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
import pytest
from asked import queries
from factories.bonus import as_user
from factories.masters import ABBR, COMPANY, named, user_of
from factories.money import advance, pay
from factories.selling import credit_note, invoice
from frappe.model.document import Document
from roles import as_user_with_role, permitted

REPORT = "Client Group Receivables"
ON = "2025-06-30"
LI_NA, WANG_WEI = user_of("Li Na"), user_of("Wang Wei")


def set_parent(child: str, parent: str | None) -> Document:
	"""Save the parent of a client as its form does."""
	doc = frappe.get_doc("Customer", named(child))
	doc.ka_parent_client = named(parent) if parent else None
	return doc.save()


def parent_of(client: str) -> str | None:
	return frappe.db.get_value("Customer", named(client), "ka_parent_client")


def report(**filters: Any) -> Mapping[str, Any]:
	from frappe.desk.query_report import run

	return run(REPORT, {"company": COMPANY, "on": ON, **filters})


def rows(**filters: Any) -> dict[str, dict]:
	"""Rows by client (without the tests' prefix), the tests' own clients only."""
	found = {row["client"]: row for row in report(**filters)["result"] if row["client"].startswith("KA ")}
	return {name.removeprefix("KA "): row for name, row in found.items()}


class TestParent:
	def test_a_client_comes_below_another(self) -> None:
		set_parent("Beta", "Alpha")
		set_parent("Managed", "Beta")
		assert (parent_of("Beta"), parent_of("Managed")) == (named("Alpha"), named("Beta"))

	def test_a_client_is_not_its_own_parent(self) -> None:
		with pytest.raises(frappe.ValidationError, match="Customer KA Alpha cannot be its own parent"):
			set_parent("Alpha", "Alpha")

	def test_a_circle_is_refused_with_its_way(self) -> None:
		set_parent("Beta", "Alpha")
		set_parent("Managed", "Beta")
		with pytest.raises(
			frappe.ValidationError,
			match="KA Alpha cannot come below KA Managed, which stands below it: "
			"KA Alpha → KA Managed → KA Beta → KA Alpha",
		):
			set_parent("Alpha", "Managed")
		assert parent_of("Alpha") is None

	def test_the_other_clients_are_looked_at_only_where_it_changes(self) -> None:
		set_parent("Beta", "Alpha")
		reads: list[str] = []
		run = frappe.local.db.sql

		def noted(query: object, *args: object, **kwargs: object) -> object:
			if "ka_parent_client" in str(query) and str(query).lstrip().lower().startswith("select"):
				reads.append(str(query))
			return run(query, *args, **kwargs)

		doc = frappe.get_doc("Customer", named("Beta"))
		doc.market_segment = None
		frappe.local.db.sql = noted
		try:
			doc.save()
		finally:
			frappe.local.db.sql = run
		assert not [query for query in reads if "is not null" in query.lower()]

	def test_renaming_a_parent_keeps_its_children(self) -> None:
		set_parent("Beta", "Alpha")
		frappe.rename_doc("Customer", named("Alpha"), "KA Omega", force=True, show_alert=False)
		assert parent_of("Beta") == "KA Omega"

	def test_merging_a_parent_into_its_child_leaves_no_circle(self) -> None:
		set_parent("Beta", "Alpha")
		set_parent("Managed", "Beta")
		frappe.rename_doc(
			"Customer", named("Alpha"), named("Managed"), merge=True, force=True, show_alert=False
		)
		assert (parent_of("Managed"), parent_of("Beta")) == (None, named("Managed"))

	def test_merging_a_child_into_its_parent_keeps_the_group(self) -> None:
		set_parent("Beta", "Alpha")
		set_parent("Managed", "Beta")
		frappe.rename_doc("Customer", named("Beta"), named("Alpha"), merge=True, force=True, show_alert=False)
		assert (parent_of("Alpha"), parent_of("Managed")) == (None, named("Alpha"))

	def test_deleting_a_parent_is_refused(self) -> None:
		set_parent("Beta", "Managed")
		with pytest.raises(frappe.LinkExistsError):
			frappe.delete_doc("Customer", named("Managed"))
		assert frappe.db.exists("Customer", named("Managed"))


@pytest.fixture
def group() -> Iterator[None]:
	"""Alpha above Beta and Managed: 1,130 due in May, of which 130 are paid, 2,260 due in August, 500 in advance."""
	set_parent("Beta", "Alpha")
	set_parent("Managed", "Alpha")
	pay(invoice(on="2025-05-10", customer="Alpha"), 130, on="2025-05-20")
	invoice([("Software", 2000)], on="2025-06-10", customer="Beta", due_date="2025-08-10")
	advance("Managed", 500, on="2025-06-01")
	yield


@pytest.mark.usefixtures("group")
class TestReport:
	def test_each_client_and_its_group(self) -> None:
		found = rows()
		assert [(name, row["indent"]) for name, row in found.items()] == [
			("Alpha", 0),
			("Beta", 1),
			("Managed", 1),
		]
		figures = ("outstanding", "overdue", "overdue_share", "group_outstanding", "group_overdue")
		assert {name: tuple(row[figure] for figure in figures) for name, row in found.items()} == {
			"Alpha": (1000, 1000, 100, 2760, 1000),
			"Beta": (2260, 0, 0, 2260, 0),
			"Managed": (-500, 0, None, -500, 0),
		}
		assert found["Beta"]["parent_client"] == named("Alpha")

	def test_on_the_day_asked_for(self) -> None:
		found = rows(on="2025-05-15")
		assert (found["Alpha"]["outstanding"], found["Alpha"]["overdue"]) == (1130, 1130)
		assert (found["Beta"]["outstanding"], found["Managed"]["outstanding"]) == (0, 0)
		assert rows(on="2025-05-10")["Alpha"]["overdue"] == 0  # due that day
		assert rows(on="2025-08-11")["Beta"]["overdue"] == 2260

	def test_returns_and_cancelled_documents_are_not_owed(self) -> None:
		sold = invoice([("Software", 100)], on="2025-06-01", customer="Beta")
		credit_note(sold, on="2025-06-05")
		invoice([("Software", 70)], on="2025-06-02", customer="Beta").cancel()
		assert rows()["Beta"]["outstanding"] == 2260

	def test_agrees_with_erpnext(self) -> None:
		from erpnext.accounts.report.accounts_receivable_summary.accounts_receivable_summary import execute

		_columns, theirs, *_rest = execute(
			frappe._dict(company=COMPANY, report_date=ON, ageing_based_on="Due Date", range="30, 60, 90, 120")
		)
		ours = {name: row["outstanding"] for name, row in rows(with_single_clients=1).items()}
		assert {name: amount for name, amount in ours.items() if amount} == {
			row["party"].removeprefix("KA "): row["outstanding"] for row in theirs
		}

	def test_clients_without_a_group_who_owe_something_where_they_are_wanted(self) -> None:
		invoice([("Software", 100)], on="2025-06-01", customer="Both Sides")
		assert "Both Sides" not in rows()
		found = rows(with_single_clients=1)
		assert found["Both Sides"]["outstanding"] == 113
		assert "Dollar" not in found

	def test_parents_stand_out(self) -> None:
		set_parent("Both Sides", "Beta")
		parents = {name: row["is_parent"] for name, row in rows().items()}
		assert parents == {"Alpha": True, "Beta": True, "Both Sides": False, "Managed": False}

	def test_the_part_below_one_client(self) -> None:
		set_parent("Both Sides", "Beta")
		assert [(name, row["indent"]) for name, row in rows(customer=named("Beta")).items()] == [
			("Beta", 0),
			("Both Sides", 1),
		]
		assert list(rows(customer=named("Managed"))) == ["Managed"]

	def test_chart_and_summary_are_made_of_the_rows(self) -> None:
		found = report(customer=named("Alpha"))
		assert [card["value"] for card in found["report_summary"]] == [2760, 1000]
		assert found["chart"]["data"]["labels"] == [named("Alpha")]
		assert [each["values"] for each in found["chart"]["data"]["datasets"]] == [[2760], [1000]]

	def test_credit_limit_is_that_of_the_company(self) -> None:
		doc = frappe.get_doc("Customer", named("Beta"))
		doc.append("credit_limits", {"company": COMPANY, "credit_limit": 5000})
		doc.save()
		assert (rows()["Beta"]["credit_limit"], rows()["Alpha"]["credit_limit"]) == (5000, None)

	def test_asks_as_often_for_many_clients_as_for_few(self) -> None:
		def asked() -> int:
			report()
			return len(queries(report))

		few = asked()
		set_parent("Both Sides", "Managed")
		for number in range(10):
			frappe.get_doc(
				{
					"doctype": "Customer",
					"customer_name": f"KA Branch {number}",
					"customer_group": "Commercial",
					"territory": "All Territories",
					"ka_parent_client": named("Beta"),
				}
			).insert()
			invoice([("Software", 10)], on="2025-06-11", customer="Beta")
		assert asked() == few


@pytest.mark.usefixtures("group")
class TestWhoSees:
	@pytest.mark.parametrize("role", ["Sales User", "Key Account Specialist"])
	def test_a_specialist_sees_the_clients_they_look_after_and_totals_of_these(self, role: str) -> None:
		frappe.db.set_value("Customer", named("Beta"), "account_manager", LI_NA)
		with as_user(LI_NA, role):
			found = report(with_single_clients=1)
			assert [row["client"] for row in found["result"]] == [named("Beta")]
			assert found["result"][0]["indent"] == 0
			assert [card["value"] for card in found["report_summary"]] == [2260, 0]
			assert found["chart"]["data"]["labels"] == [named("Beta")]

	def test_so_does_who_is_in_the_client_s_sales_team(self) -> None:
		doc = frappe.get_doc("Customer", named("Beta"))
		doc.append("sales_team", {"sales_person": named("Li Na"), "allocated_percentage": 100})
		doc.save()
		with as_user(LI_NA, "Sales User"):
			assert list(rows(with_single_clients=1)) == ["Beta"]

	def test_who_looks_after_nobody_sees_nothing(self) -> None:
		with as_user(LI_NA, "Sales User"):
			found = report(with_single_clients=1)
			assert found["result"] == []
			assert [card["value"] for card in found["report_summary"]] == [0, 0]
			assert report()["result"] == []

	@pytest.mark.parametrize(
		"role", ["Sales User", "Sales Manager", "Key Account Specialist", "Key Account Manager"]
	)
	@pytest.mark.parametrize("nobody", [None, ""])
	def test_who_is_no_sales_person_sees_nothing(self, role: str, nobody: str | None) -> None:
		frappe.db.set_value("Customer", {"name": ("like", "KA %")}, "account_manager", nobody)
		with as_user_with_role(role):
			found = report(with_single_clients=1)
			assert found["result"] == []
			assert [card["value"] for card in found["report_summary"]] == [0, 0]

	def test_a_manager_sees_the_team_s(self) -> None:
		frappe.db.set_value("Customer", named("Beta"), "account_manager", LI_NA)
		employee = frappe.db.get_value("Employee", {"user_id": WANG_WEI})
		frappe.db.set_value("Sales Person", {"employee": employee}, "employee", None)
		frappe.db.set_value("Sales Person", named("Key Accounts"), "employee", employee)
		with as_user(WANG_WEI, "Key Account Manager"):
			# Managed is looked after by Zhao Lei, who is in the team too.
			assert set(rows(with_single_clients=1)) == {"Beta", "Managed"}

	@pytest.mark.parametrize(
		"role", ["Accounts User", "Accounts Manager", "Key Account Director", "Key Account Executive"]
	)
	def test_finance_and_heads_see_all(self, role: str) -> None:
		with as_user(LI_NA, role):
			assert set(rows()) == {"Alpha", "Beta", "Managed"}

	def test_a_user_permission_on_a_customer_narrows_finance_too(self) -> None:
		frappe.get_doc(
			{
				"doctype": "User Permission",
				"user": LI_NA,
				"allow": "Customer",
				"for_value": named("Beta"),
			}
		).insert()
		with as_user(LI_NA, "Accounts User"):
			assert list(rows(with_single_clients=1)) == ["Beta"]

	@pytest.mark.parametrize("role", ["HR Manager", "Purchase User", "Employee"])
	def test_others_may_not_open_it(self, role: str) -> None:
		with as_user_with_role(role):
			assert not permitted(report)

	def test_a_company_is_asked_for_by_name(self) -> None:
		with pytest.raises(frappe.ValidationError, match="Choose a company"):
			report(company=None)
		with pytest.raises(frappe.DoesNotExistError, match=f"There is no company .*{ABBR} Other"):
			report(company=f"{ABBR} Other")
