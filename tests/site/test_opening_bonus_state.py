"""Going live in mid-year: what a salesperson brings along starts the quarter machine once it is approved."""

import frappe
import pytest
from factories.bonus import as_user, bonus_rows, fiscal_year, make_plan, set_target, start_bonus
from factories.masters import COMPANY, named, user_of
from factories.money import pay
from factories.selling import invoice


@pytest.fixture(autouse=True)
def books():
	start_bonus("2025-07-01")
	make_plan()
	set_target("Li Na", 16000)


def opening_state(**values):
	doc = frappe.new_doc("Opening Bonus State")
	doc.update(
		{
			"company": COMPANY,
			"sales_person": named("Li Na"),
			"fiscal_year": fiscal_year("2025"),
			"quarter": "2",
			"reason": "Settled on paper until June",
			**values,
		}
	)
	return doc.insert()


def sell(net: float, on: str) -> None:
	pay(invoice([("Software", net)], on=on, team={"Li Na": 100}), on=on)


def test_carry_is_taken_into_the_quarter_after_it():
	opening_state(carry=700).submit()
	sell(1500, "2025-08-10")
	row = bonus_rows("2025-Q3")["Li Na"]
	assert (row["carry_in"], row["attainment"], row["case_key"]) == (700, 2200, "BETWEEN")


def test_open_shortfalls_are_made_up_at_the_rate_of_their_plan():
	opening_state(shortfalls=[{"quarter": "2025-Q1", "base": 1000, "gap": 300, "rate": 5}]).submit()
	sell(2500, "2025-08-10")
	row = bonus_rows("2025-Q3")["Li Na"]
	assert (row["made_up"], row["made_up_base"], row["eligible"]) == (300, 1000, 2200)
	assert row["plan_bonus"] == 138  # 2,200 × 4 % + 1,000 × 5 %


def test_own_rate_part_of_a_carry_earns_no_plan_rate():
	opening_state(carry=700, carry_own=500).submit()
	sell(1500, "2025-08-10")
	assert bonus_rows("2025-Q3")["Li Na"]["plan_amount"] == 1700


def test_a_draft_does_not_count():
	opening_state(carry=700)
	assert bonus_rows("2025-Q3")["Li Na"]["carry_in"] == 0


def test_a_cancelled_one_does_not_count():
	doc = opening_state(carry=700).submit()
	doc.cancel()
	assert bonus_rows("2025-Q3")["Li Na"]["carry_in"] == 0


def test_a_second_one_for_the_same_person_is_refused():
	opening_state(carry=700).submit()
	with pytest.raises(frappe.DuplicateEntryError, match="already has an opening state"):
		opening_state(quarter="3")


@pytest.mark.parametrize(
	("values", "sentence"),
	[
		({"carry": 100, "carry_own": 200}, "cannot be more than the carry"),
		({"shortfalls": [{"quarter": "2025-Q1", "base": 0, "gap": 5, "rate": 4}]}, "row 1: base and what"),
		({"shortfalls": [{"quarter": "2025-Q1", "base": 9, "gap": -5, "rate": 4}]}, "row 1: base and what"),
		({"shortfalls": [{"quarter": "2025-Q1", "base": 9, "gap": 5, "rate": 104}]}, "row 1: the plan rate"),
		(
			{"shortfalls": [{"quarter": "2025-Q1", "base": 9, "gap": 5, "rate": 4}] * 2},
			"2025-Q1 is there twice",
		),
	],
)
def test_figures_that_make_no_sense_are_refused_by_name(values, sentence):
	with pytest.raises(frappe.ValidationError, match=sentence) as refusal:
		opening_state(**values)
	assert named("Li Na") in str(refusal.value)


def test_a_quarter_that_the_books_do_not_hold_is_refused_by_name():
	year = frappe.get_doc(
		{
			"doctype": "Fiscal Year",
			"year": "1990 of another time",
			"year_start_date": "1990-01-01",
			"year_end_date": "1990-12-31",
			"disabled": 1,
		}
	).insert()
	with pytest.raises(frappe.ValidationError, match=f"no quarter {year.name}-Q2 in the books of {COMPANY}"):
		opening_state(fiscal_year=year.name, carry=100)


@pytest.mark.parametrize(
	"role", ["Sales User", "Sales Manager", "Key Account Specialist", "Key Account Manager"]
)
def test_sales_staff_may_neither_read_nor_write_one(role):
	doc = opening_state(carry=700)
	with as_user(user_of("Li Na"), role):
		for right in ("read", "write", "submit"):
			assert not doc.has_permission(right)


@pytest.mark.parametrize(("role", "may_approve"), [("Accounts User", False), ("Accounts Manager", True)])
def test_finance_enters_and_its_manager_approves(role, may_approve):
	doc = opening_state(carry=700)
	with as_user(user_of("Li Na"), role):
		assert doc.has_permission("write")
		assert bool(doc.has_permission("submit")) is may_approve
