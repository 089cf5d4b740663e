"""The bonus table for programs: JSON and CSV."""

import csv
import io
import json
from decimal import Decimal

from reports import report, settled

from key_account.output import render

KEYS = [
	"sales_person",
	"quarter",
	"target",
	"base",
	"credited",
	"carry_in",
	"attainment",
	"case",
	"made_up",
	"made_up_base",
	"eligible",
	"carry_out",
	"open_shortfall",
	"plan_amount",
	"plan_bonus",
	"own_rate_bonus",
	"accrued",
	"kpi_score",
	"kpi_factor",
	"bonus",
	"floating_wage_due",
	"wage_deduction",
]


def rows(given=None):
	return {
		(row["sales_person"], "department" in row): row
		for row in json.loads(render(given or report(), "json"))
	}


def test_a_persons_object_has_exactly_the_documented_keys_in_their_order():
	assert [list(row) for (_, department), row in rows().items() if not department] == [KEYS] * 3


def test_a_departments_object_has_one_key_more():
	department = rows()["Head", True]
	assert list(department) == [*KEYS, "department"]
	assert department["department"] is True
	assert (department["target"], department["credited"]) == ("300000.00", "171000.10")


def test_money_is_a_text_with_two_decimals():
	row = rows()["张伟", False]
	assert (row["target"], row["attainment"], row["carry_out"], row["bonus"]) == (
		"100000.00",
		"130000.10",
		"30000.10",
		"4000.00",
	)


def test_money_has_the_decimals_of_the_currency():
	whole = rows(report(settled(collected={"张伟": 130000}), precision=0))["张伟", False]
	assert (whole["attainment"], whole["bonus"]) == ("130000", "4000")
	assert rows(report(precision=3))["张伟", False]["attainment"] == "130000.100"


def test_switches_are_booleans():
	assert [rows()[name, False]["floating_wage_due"] for name in ("张伟", "=Ann & <Co>", "New")] == [
		True,
		False,
		True,
	]


def test_a_missing_score_is_null_and_its_factor_one():
	row = rows()["张伟", False]
	assert (row["kpi_score"], row["kpi_factor"]) == (None, "1")


def test_a_score_and_its_factor_are_short_texts():
	row = rows(report(settled(scores={"张伟": Decimal("90.00")})))["张伟", False]
	assert (row["kpi_score"], row["kpi_factor"], row["bonus"]) == ("90", "0.98", "3920.00")


def test_rows_of_all_quarters_are_in_one_list():
	from reports import QUARTERS

	found = json.loads(render(report(settled(), settled(QUARTERS[1])), "json"))
	assert [row["quarter"] for row in found] == ["2026-Q1"] * 4 + ["2026-Q2"] * 3


def test_csv_has_the_same_columns_and_values():
	listed = list(csv.DictReader(io.StringIO(render(report(), "csv"))))
	assert list(listed[0]) == [*KEYS, "department"]
	for row in listed:
		same = rows()[row["sales_person"], row["department"] == "true"]
		for key in KEYS:
			written = {None: "", True: "true", False: "false"}.get(same[key], same[key])
			assert row[key] == written
