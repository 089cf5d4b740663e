"""Who sees whose bonus: rows, totals, chart and tie-out; a negative case for each role."""

import frappe
import pytest
from factories.bonus import as_user, bonus_rows, make_plan, run_report, set_target, start_bonus
from factories.masters import COMPANY, named, user_of
from factories.money import pay
from factories.selling import invoice

LI_NA, WANG_WEI = user_of("Li Na"), user_of("Wang Wei")
REPORTS = ("Quarterly Bonus", "Bonus Receipts")
SPECIALISTS = ("Sales User", "Key Account Specialist")
MANAGERS = ("Sales Manager", "Key Account Manager")


@pytest.fixture(autouse=True)
def books():
	start_bonus("2025-01-01")
	make_plan()
	for person in ("Li Na", "Wang Wei"):
		set_target(person, 16000)
	pay(invoice([("Software", 5000)], on="2025-02-10", team={"Li Na": 60, "Wang Wei": 40}), on="2025-02-10")
	pay(invoice(on="2025-02-11"), on="2025-02-11")


def cards(result) -> dict[str, float]:
	return {card["label"]: card["value"] for card in result["report_summary"]}


def make_head(user: str) -> None:
	"""Let the user's employee stand for the group Key Accounts instead of for themselves."""
	employee = frappe.db.get_value("Employee", {"user_id": user})
	frappe.db.set_value("Sales Person", {"employee": employee}, "employee", None)
	frappe.db.set_value("Sales Person", named("Key Accounts"), "employee", employee)


# Roles are looked at one after the other within a test, because posting the documents takes most of the time.


def test_specialist_sees_their_own_row_and_nothing_in_totals_or_chart_of_others():
	for role in SPECIALISTS:
		with as_user(LI_NA, role):
			result = run_report("Quarterly Bonus")
			assert [row["sales_person"] for row in result["result"]] == [named("Li Na")], role
			assert result["chart"]["data"]["labels"] == [named("Li Na")]
			assert cards(result)["Credited"] == 3000
			assert "Difference to Ledger" not in cards(result)
			assert "Ledger" not in (result["message"] or "")


def test_specialist_sees_only_their_parts_of_receipts():
	for role in SPECIALISTS:
		with as_user(LI_NA, role):
			result = run_report("Bonus Receipts")
			assert {row["sales_person"] for row in result["result"]} == {named("Li Na")}, role
			assert cards(result) == {"Credited": 3000}


def test_specialist_may_not_ask_for_a_sibling():
	for report in REPORTS:
		with as_user(LI_NA, "Sales User"), pytest.raises(frappe.PermissionError, match="bonus of"):
			run_report(report, sales_person=named("Wang Wei"))


def test_manager_sees_the_team_below_them():
	make_head(WANG_WEI)
	for role in MANAGERS:
		with as_user(WANG_WEI, role):
			assert set(bonus_rows()) == {"Li Na", "Wang Wei"}, role
			assert "Difference to Ledger" not in cards(run_report("Quarterly Bonus"))


def test_manager_who_heads_nobody_sees_only_themselves():
	for role in MANAGERS:
		with as_user(WANG_WEI, role):
			assert set(bonus_rows()) == {"Wang Wei"}, role


def test_head_of_a_group_with_a_specialists_role_sees_no_team():
	make_head(WANG_WEI)
	with as_user(WANG_WEI, "Sales User"):
		assert bonus_rows() == {}


def test_finance_and_heads_see_everybody_and_the_tie_out():
	for role in ("Accounts User", "Accounts Manager", "Key Account Director", "Key Account Executive"):
		with as_user(LI_NA, role):
			result = run_report("Quarterly Bonus")
			assert len(result["result"]) == 2, role
			assert cards(result)["Difference to Ledger"] == 0


def test_user_permission_on_a_sales_person_narrows_finance_too():
	with_permission(LI_NA, "Sales Person", named("Wang Wei"))
	with as_user(LI_NA, "Accounts User"):
		result = run_report("Quarterly Bonus")
		assert [row["sales_person"] for row in result["result"]] == [named("Wang Wei")]
		assert "Difference to Ledger" not in cards(result)


def test_user_permission_on_a_customer_narrows_receipts_and_their_totals():
	with_permission(LI_NA, "Customer", named("Beta"))
	with as_user(LI_NA, "Accounts User"):
		result = run_report("Bonus Receipts")
		assert result["result"] == []
		assert cards(result) == {"Credited": 0}


def test_company_the_user_may_not_see_is_refused():
	other = frappe.get_all("Company", {"name": ("!=", COMPANY)}, pluck="name", limit=1, order_by="name")
	with_permission(LI_NA, "Company", other[0] if other else make_company())
	with (
		as_user(LI_NA, "Accounts User"),
		pytest.raises(frappe.PermissionError, match=f"figures of .*{COMPANY}"),
	):
		run_report("Quarterly Bonus")


def test_other_roles_may_not_open_the_report():
	for role in ("HR User", "Purchase User", "Stock User", "Employee"):
		for report in REPORTS:
			with as_user(LI_NA, role), pytest.raises(frappe.PermissionError):
				run_report(report)


def test_filters_offer_only_people_whose_figures_the_reader_may_see():
	from key_account.report.bonus_request import choices

	with as_user(LI_NA, "Sales User"):
		assert choices(COMPANY)["sales_persons"] == [named("Li Na")]
	with as_user(LI_NA, "Accounts User"):
		assert {named("Li Na"), named("Wang Wei")} <= set(choices(COMPANY)["sales_persons"])


def test_guest_gets_no_choices():
	from key_account.report.bonus_request import choices

	frappe.set_user("Guest")
	try:
		with pytest.raises(frappe.PermissionError):
			choices(COMPANY)
	finally:
		frappe.set_user("Administrator")


def with_permission(user: str, doctype: str, name: str) -> None:
	"""Restrict a user to one document."""
	frappe.get_doc({"doctype": "User Permission", "user": user, "allow": doctype, "for_value": name}).insert()


def make_company() -> str:
	return (
		frappe.get_doc(
			{
				"doctype": "Company",
				"company_name": "KA Other Co",
				"abbr": "KAO",
				"default_currency": "CNY",
				"country": "China",
			}
		)
		.insert()
		.name
	)
