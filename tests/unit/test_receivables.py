"""IBM's public receivables sample gives the bonuses worked out by hand for it.

The list is no part of the project; it is looked for at $KEY_ACCOUNT_SHARED/data/receivables.csv, else at
../shared/data/receivables.csv beside the checkout.
"""

import json
import os
from pathlib import Path

import pytest
from command_line import run, write

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KEY_ACCOUNT_SHARED") or CHECKOUT.parent / "shared")
LIST = SHARED / "data" / "receivables.csv"

pytestmark = pytest.mark.skipif(not LIST.is_file(), reason=f"there is no {LIST}; set KEY_ACCOUNT_SHARED")

FIGURES = ("attainment", "case", "eligible", "made_up_base", "carry_out", "open_shortfall", "bonus")
KNOWN = """
391 2012-Q1  3590.19  at target    3500.00  0.00     90.19    0.00    140.00
391 2012-Q2  4304.84  at target    3500.00  0.00     804.84   0.00    140.00
391 2012-Q3  5494.66  at target    3500.00  0.00     1994.66  0.00    140.00
391 2012-Q4  6574.16  accelerated  6574.16  0.00     0.00     0.00    262.97
770 2012-Q1  1361.73  below base   0.00     0.00     0.00     388.27  0.00
770 2012-Q2  2852.67  between      2464.40  1750.00  0.00     0.00    168.58
770 2012-Q3  3797.45  at target    3500.00  0.00     297.45   0.00    140.00
770 2012-Q4  3589.36  at target    3500.00  0.00     89.36    0.00    140.00
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
	out = tmp_path_factory.mktemp("receivables") / "ledger.sqlite"
	columns = {
		"customer": "customerID",
		"salesperson": "countryCode",
		"invoice": "invoiceNumber",
		"invoice-date": "InvoiceDate",
		"gross": "InvoiceAmount",
		"tax-rate": "13",
		"paid-on": "SettledDate",
		"date-format": "%m/%d/%Y",
	}
	options = [part for name, value in columns.items() for part in (f"--{name}", value)]
	outcome = run("ledger", "import", LIST, "--out", out, *options)
	assert (outcome.code, outcome.out) == (0, f"{out}: 2,466 invoices.\n"), outcome
	return out


def test_the_bonuses_are_the_known_ones(ledger, tmp_path):
	plan = write(tmp_path / "plan.toml", "no_carry_threshold = 6000\n")
	outcome = run("bonus", ledger, "--target", 3500, "--plan", plan, "--format", "json")
	rows = json.loads(outcome.out)
	found = {
		(row["sales_person"], row["quarter"]): [row[name] for name in FIGURES]
		for row in rows
		if row["sales_person"] in ("391", "770") and row["quarter"].startswith("2012")
	}
	known = {}
	for line in KNOWN.strip().splitlines():
		person, quarter, *figures = (
			line.replace("at target", "at_target").replace("below base", "below_base").split()
		)
		known[person, quarter] = [figure.replace("_", " ") for figure in figures]
	assert found == known


def test_the_ledger_ties_out(ledger):
	outcome = run("ledger", "check", ledger)
	assert outcome.code == 0
	assert outcome.out.count("difference 0.00") == 9
