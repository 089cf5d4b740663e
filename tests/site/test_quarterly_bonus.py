"""The reports Quarterly Bonus and Bonus Receipts: figures, reasons, tie-out and refusals."""

import frappe
import pytest
from factories.bonus import bonus_rows, make_plan, run_report, set_target, start_bonus
from factories.masters import COMPANY, named
from factories.money import pay
from factories.selling import credit_note, invoice, order, set_team

# Targets are 4,000.00 a quarter, so the base is 2,000.00; invoices carry 13 % tax.


@pytest.fixture(autouse=True)
def books():
	start_bonus("2025-01-01")
	set_target("Li Na", 16000)


def sell(net: float, *, on: str, team: dict | None = None, lines: list | None = None, **options):
	"""Invoice an amount and have it paid the same day."""
	sold = invoice(lines or [("Software", net)], on=on, team=team or {"Li Na": 100}, **options)
	pay(sold, on=on)
	return sold


def summary(result) -> dict[str, float]:
	return {card["label"]: card["value"] for card in result["report_summary"]}


def test_quarters_follow_each_other_as_in_the_worked_example():
	# bonus.md, worked example, in hundredths: base 500, target 1,000, money 400, 800, 1,300, 200.
	make_plan()
	frappe.get_doc("Sales Person", named("Li Na")).targets[0].db_set("target_amount", 4000)
	for day, net in (("2025-02-10", 400), ("2025-05-10", 800), ("2025-08-10", 1300), ("2025-11-10", 200)):
		sell(net, on=day)
	found = [bonus_rows(f"2025-Q{number}")["Li Na"] for number in (1, 2, 3, 4)]
	assert [row["case_key"] for row in found] == ["BELOW_BASE", "BETWEEN", "AT_TARGET", "BETWEEN"]
	assert [row["attainment"] for row in found] == [400, 800, 1300, 500]
	assert [row["carry_in"] for row in found] == [0, 0, 0, 300]
	assert [row["made_up_base"] for row in found] == [0, 500, 0, 0]
	assert [row["eligible"] for row in found] == [0, 700, 1000, 500]
	assert [row["carry_out"] for row in found] == [0, 0, 300, 0]
	assert [row["open_shortfall"] for row in found] == [100, 0, 0, 0]
	assert [row["bonus"] for row in found] == [0, 48, 40, 20]
	assert [row["wage_deduction"] for row in found] == [600, 0, 0, 0]
	assert [row["floating_wage_due"] for row in found] == [0, 0, 1, 0]


def test_categories_pay_by_their_own_rates():
	make_plan()
	sell(
		0,
		on="2025-02-10",
		lines=[("Software", 2500), ("Implementation", 1000), ("Training", 500)],
	)
	row = bonus_rows()["Li Na"]
	assert row["credited"] == 3500  # training does not count toward the target
	assert row["plan_amount"] == 2500  # implementation has its own rate already
	assert row["plan_bonus"] == 100  # 2,500 × 4 %
	assert row["own_rate_bonus"] == 90  # (1,000 + 500) × 6 %
	assert row["bonus"] == 190


def test_cost_of_an_order_line_is_taken_off_custom_development():
	from factories.selling import invoice_of

	make_plan()
	ordered = order([("Development", 5000)], on="2025-01-20", team={"Li Na": 100})
	frappe.db.set_value("Sales Order Item", ordered.items[0].name, "ka_cost_amount", 2000)
	pay(invoice_of(ordered, on="2025-02-10"), on="2025-03-01")
	assert bonus_rows()["Li Na"]["credited"] == 3000
	assert summary(run_report("Bonus Receipts"))["Cost of the line"] == 2000


def test_implementation_below_its_standard_quote_moves_product_money():
	make_plan()
	sold = invoice([("Software", 3000), ("Implementation", 600)], on="2025-02-10", team={"Li Na": 100})
	frappe.db.set_value("Sales Invoice Item", sold.items[1].name, "ka_standard_amount", 1000)
	pay(sold, on="2025-03-01")
	rows = run_report("Bonus Receipts", show="Credited")["result"]
	assert {row["category"]: row["credited"] for row in rows} == {
		"Product": 2600,
		"Implementation": 600,
		"Implementation (below standard quote)": 400,
	}
	row = bonus_rows()["Li Na"]
	assert (row["plan_amount"], row["own_rate_bonus"]) == (3000, 36)  # 600 × 6 %


def test_bonuses_roll_up_to_the_parent_client():
	make_plan()
	frappe.db.set_value("Customer", named("Beta"), "ka_parent_client", named("Alpha"))
	sell(700, on="2025-02-10")
	sell(200, on="2025-02-11", customer="Beta")
	sell(50, on="2025-02-12", customer="Managed")
	assert summary(run_report("Bonus Receipts", client=named("Alpha")))["Credited"] == 900
	beta = run_report("Bonus Receipts", client=named("Beta"))
	assert {row["customer"] for row in beta["result"]} == {named("Beta")}
	# A part of the ledger is not held against all of it.
	assert "Difference to Ledger" not in summary(beta)


def test_every_cent_of_the_ledger_is_credited_or_has_a_reason():
	make_plan(registered_only=1)
	frappe.db.set_value("Customer", named("Alpha"), "ka_registered_on", "2025-01-01")
	frappe.db.set_single_value("Key Account Settings", "go_live_date", "2024-01-01")
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")
	pay(invoice(on="2025-02-10", team={"Li Na": 60, "Wang Wei": 40}), on="2025-02-20", write_off=113)
	pay(invoice(on="2025-02-11", customer="Beta", team={"Li Na": 100}), on="2025-02-20")
	pay(invoice(on="2025-02-12"), on="2025-02-20")
	result = run_report("Bonus Receipts")
	# 1,017 cash of the first is 900 net: 540 to Li Na, 360 to Wang Wei, who has no target.
	assert summary(result) == {
		"Credited": 540,
		"No cash in it": 113,
		"Tax": 377,
		"Not registered": 1000,
		"No salesperson": 1000,
		"No target": 360,
		"Difference to Ledger": 0,
	}
	assert sum((row["credited"] or 0) + (row["not_credited"] or 0) for row in result["result"]) == 3390
	message = run_report("Quarterly Bonus")["message"]
	assert "ties out to the cent" in message and "Not registered" in message


def test_unassigned_part_of_a_team_falls_to_the_account_manager():
	make_plan()
	set_target("Zhao Lei", 16000)
	sold = invoice([("Software", 4000)], on="2025-02-10", customer="Managed", team={"Li Na": 100})
	set_team(sold, {"Li Na": 70})
	pay(sold, on="2025-02-10")
	rows = bonus_rows()
	assert (rows["Li Na"]["credited"], rows["Zhao Lei"]["credited"]) == (2800, 1200)


def test_department_row_adds_up_everyone_below_against_the_departments_target():
	make_plan(department_override_rate=1)
	set_target("Wang Wei", 16000)
	set_target("Key Accounts", 32000)
	sell(5000, on="2025-02-10", team={"Li Na": 60, "Wang Wei": 40})
	(row,) = [row for row in run_report("Quarterly Bonus")["result"] if row["department"]]
	assert (row["sales_person"], row["target"], row["attainment"]) == (named("Key Accounts"), 8000, 5000)
	assert (row["case_key"], row["bonus"]) == ("BETWEEN", 50)


def test_refund_in_a_later_quarter_counts_against_it():
	from factories.money import refund

	make_plan()
	sold = sell(5000, on="2025-02-10")
	refund(credit_note(sold, [("Software", 1000)], on="2025-04-10"), on="2025-05-02")
	row = bonus_rows("2025-Q2")["Li Na"]
	# 1,000 carried in from 5,000 against a target of 4,000, less 1,000 paid back.
	assert (row["credited"], row["carry_in"], row["attainment"]) == (-1000, 1000, 0)
	assert row["open_shortfall"] == 2000


def test_chart_and_summary_come_from_the_rows():
	make_plan()
	set_target("Wang Wei", 16000)
	sell(5000, on="2025-02-10", team={"Li Na": 60, "Wang Wei": 40})
	result = run_report("Quarterly Bonus")
	chart = result["chart"]["data"]
	assert chart["labels"] == [named("Li Na"), named("Wang Wei")]
	assert {d["name"]: d["values"] for d in chart["datasets"]} == {
		"Base": [2000, 2000],
		"Target": [4000, 4000],
		"Attainment": [3000, 2000],
	}
	assert summary(result)["Credited"] == 5000
	assert summary(result)["Difference to Ledger"] == 0


def refused(exception=frappe.ValidationError, **filters) -> str:
	"""What the report says when it refuses."""
	from frappe.desk.query_report import run

	with pytest.raises(exception) as refusal:
		run("Quarterly Bonus", {"company": COMPANY, "quarter": "2025-Q1", **filters})
	return str(refusal.value)


def test_without_a_quarter_the_report_asks_for_one():
	assert refused(quarter=None) == "Choose a quarter, for example 2026-Q1."


def test_an_unknown_quarter_is_refused_by_name():
	assert refused(quarter="1875-Q9").startswith("There is no quarter 1875-Q9: choose one from ")


def test_without_a_company_the_report_asks_for_one():
	assert refused(company=None) == "Choose a company."


def test_quarter_without_a_plan_is_refused():
	make_plan(valid_from="2025-04-01")
	frappe.db.set_value("Bonus Plan", {"company": ("is", "not set")}, "disabled", 1)
	assert f"No Bonus Plan of {COMPANY} is in force in" in refused()


def test_target_of_zero_is_refused_by_name():
	make_plan()
	frappe.get_doc("Sales Person", named("Li Na")).targets[0].db_set("target_amount", 0)
	assert refused().startswith(f"Sales Person {named('Li Na')}: the target in")


def test_team_over_100_per_cent_is_refused_by_invoice():
	make_plan()
	sold = sell(1000, on="2025-02-10")
	set_team(sold, {"Li Na": 70, "Wang Wei": 40})
	assert refused() == (
		f"Sales Invoice {sold.name}: its sales team adds up to 110 %; correct the contributions to 100 % or less."
	)
