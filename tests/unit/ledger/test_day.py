"""Day: when a row counts (ledger.md, Day), read from a ledger file."""

import itertools
from pathlib import Path

import pytest
from ledger_builder import QUARTERS, Ledger, receipts

from key_account.bonus.receipts import Reason
from key_account.ledger.cash import CashRules

WHEN_CASHED = CashRules(bill_accounts=frozenset({"Bills"}), bill_when_cashed=True)


def counted(folder: Path, ledger: Ledger, rules: CashRules | None = None) -> dict[str, list[tuple[str, int]]]:
	"""Quarter -> (day, amount) of what counts in it, whatever the voucher."""
	source = ledger.open(folder)
	found = {}
	for quarter in QUARTERS:
		rows = receipts(source, quarter, rules)
		if rows:
			found[quarter] = sorted((row.day.isoformat(), int(row.amount)) for row in rows)
	source.close()
	return found


def test_a_payment_counts_on_its_own_day(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2026-01-10")
	ledger.payment("PAY", "2026-04-01", {"INV": 1000})
	assert counted(tmp_path, ledger) == {"2026-Q2": [("2026-04-01", 1000)]}


def test_both_ends_of_a_quarter_belong_to_it(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2025-12-01")
	ledger.payment("FIRST", "2026-01-01", {"INV": 400})
	ledger.payment("LAST", "2026-03-31", {"INV": 600})
	assert counted(tmp_path, ledger) == {"2026-Q1": [("2026-01-01", 400), ("2026-03-31", 600)]}


def test_money_paid_before_the_invoice_counts_on_the_invoice_s_day(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.payment("PAY", "2026-03-20", {"INV": 1000})
	ledger.invoice("INV", "2026-04-05")
	assert counted(tmp_path, ledger) == {"2026-Q2": [("2026-04-05", 1000)]}


def test_a_refund_counts_on_its_day_and_not_before_the_original_invoice(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2026-04-05")
	ledger.invoice("RET", "2026-07-02", [("Product", -1000)], against="INV")
	ledger.payment("LATER", "2026-10-09", {"RET": -700}, payment_type="Pay")
	# booked with an earlier date than the sale itself
	ledger.payment("EARLIER", "2026-01-09", {"RET": -300}, payment_type="Pay")
	assert counted(tmp_path, ledger) == {
		"2026-Q2": [("2026-04-05", -300)],
		"2026-Q4": [("2026-10-09", -700)],
	}


def test_a_debit_note_goes_by_its_own_day(tmp_path: Path) -> None:
	"""It names another invoice too, but it is no return of it."""
	ledger = Ledger()
	ledger.invoice("INV", "2026-07-05")
	ledger.invoice("DEBIT", "2026-04-05", [("Product", 50)], against="INV", is_return=0)
	ledger.payment("PAY", "2026-02-01", {"DEBIT": 50})
	assert counted(tmp_path, ledger) == {"2026-Q2": [("2026-04-05", 50)]}


def test_a_journal_counts_on_the_later_day_too(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2026-02-10")
	ledger.journal("JV1", "2026-01-05", [("Bank", 400), ("Debtors", -400)], {"INV": 400})
	ledger.journal("JV2", "2026-05-05", [("Bank", 600), ("Debtors", -600)], {"INV": 600})
	assert counted(tmp_path, ledger) == {
		"2026-Q1": [("2026-02-10", 400)],
		"2026-Q2": [("2026-05-05", 600)],
	}


def test_a_cancelled_payment_of_an_immutable_ledger_is_taken_back_on_the_day_of_the_reverse(
	tmp_path: Path,
) -> None:
	"""Each row on its own day, whatever the day of the voucher."""
	ledger = Ledger()
	ledger.invoice("INV", "2025-12-10")
	ledger.payment("PAY", "2025-12-20", {"INV": 1000}, docstatus=2)
	ledger.moved("Payment Entry", "PAY", "INV", -1000, "2026-05-02")
	assert counted(tmp_path, ledger) == {
		"2025-Q4": [("2025-12-20", 1000)],
		"2026-Q2": [("2026-05-02", -1000)],
	}


def test_what_a_cancelled_payment_brought_before_the_invoice_stays_where_it_counted(tmp_path: Path) -> None:
	"""It counted on the invoice's day while it was submitted, and a closed quarter does not move."""
	ledger = Ledger()
	ledger.invoice("INV", "2026-02-10")
	ledger.payment("PAY", "2025-12-20", {"INV": 1000}, docstatus=2)
	ledger.moved("Payment Entry", "PAY", "INV", -1000, "2026-05-02")
	assert counted(tmp_path, ledger) == {
		"2026-Q1": [("2026-02-10", 1000)],
		"2026-Q2": [("2026-05-02", -1000)],
	}


def test_a_cancelled_payment_is_gone_otherwise(tmp_path: Path) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2026-02-10")
	ledger.payment("PAY", "2026-02-20", {}, docstatus=2)
	for amount in (1000, -1000):
		ledger.moved("Payment Entry", "PAY", "INV", amount, "2026-02-20", delinked=1)
	assert counted(tmp_path, ledger) == {}


@pytest.mark.parametrize(
	"row",
	[
		{"delinked": 1},
		{"account_type": "Payable"},
		{"party_type": "Supplier"},
		{"against_voucher_type": "Sales Order"},
		{"company": "Another Ltd"},
	],
)
def test_rows_of_other_kinds_do_not_count(tmp_path: Path, row: dict) -> None:
	ledger = Ledger()
	ledger.invoice("INV", "2026-02-10")
	ledger.payment("PAY", "2026-02-20", {})
	ledger.moved("Payment Entry", "PAY", "INV", 1000, "2026-02-20", **row)
	ledger.moved("Invoice Discounting", "DISC", "INV", 1000, "2026-02-20")
	ledger.moved("Payment Entry", "PAY", "PAY", 50, "2026-02-20", against_voucher_type="Payment Entry")
	assert counted(tmp_path, ledger) == {}


def test_rows_of_one_voucher_and_invoice_are_one_receipt(tmp_path: Path) -> None:
	"""Payment terms: two rows of one payment on one invoice."""
	ledger = Ledger()
	ledger.invoice("INV", "2026-02-10")
	ledger.payment("PAY", "2026-02-20", {"INV": 700})
	ledger.moved("Payment Entry", "PAY", "INV", 300, "2026-02-20")
	assert counted(tmp_path, ledger) == {"2026-Q1": [("2026-02-20", 1000)]}


class TestAdvanceInASeparateAccount:
	"""Its rows are dated as the Company's setting says; it counts on the later of the two documents' days."""

	@pytest.mark.parametrize("row_day", ["2026-01-05", "2026-04-10", "2026-10-03"])
	@pytest.mark.parametrize(
		("paid", "invoiced", "quarter", "day"),
		[
			("2026-01-05", "2026-04-10", "2026-Q2", "2026-04-10"),
			("2026-04-10", "2026-01-05", "2026-Q2", "2026-04-10"),
			("2026-03-31", "2026-01-05", "2026-Q1", "2026-03-31"),
		],
	)
	def test_counts_once_on_the_later_day(
		self, tmp_path: Path, paid: str, invoiced: str, row_day: str, quarter: str, day: str
	) -> None:
		ledger = Ledger()
		ledger.invoice("INV", invoiced)
		separate = {"book_advance_payments_in_separate_party_account": 1}
		ledger.payment("ADV", paid, {"INV": 1000}, row_day=row_day, **separate)
		assert counted(tmp_path, ledger) == {quarter: [(day, 1000)]}


class TestBillsOfExchange:
	def ledger(self, cleared: str | None, invoiced: str = "2026-01-10") -> Ledger:
		ledger = Ledger()
		ledger.invoice("INV", invoiced)
		ledger.payment("BILL", "2026-02-20", {"INV": 600}, paid_to="Bills", clearance_date=cleared)
		ledger.payment("PAY", "2026-02-20", {"INV": 400}, clearance_date="2026-07-01")
		return ledger

	def by_journal(self, cleared: str | None) -> Ledger:
		ledger = Ledger()
		ledger.invoice("INV", "2026-01-10")
		bill, cash = ([("Bills", 600), ("Debtors", -600)], [("Bank", 400), ("Debtors", -400)])
		ledger.journal("BILL", "2026-02-20", bill, {"INV": 600}, clearance_date=cleared)
		ledger.journal("CASH", "2026-02-20", cash, {"INV": 400}, clearance_date="2026-07-01")
		return ledger

	@pytest.mark.parametrize("cleared", [None, "2026-05-20"])
	def test_count_when_received(self, tmp_path: Path, cleared: str | None) -> None:
		ledger = self.ledger(cleared)
		received = CashRules(bill_accounts=frozenset({"Bills"}))
		wanted = {"2026-Q1": [("2026-02-20", 400), ("2026-02-20", 600)]}
		assert counted(tmp_path, ledger, received) == wanted

	def test_or_when_cashed(self, tmp_path: Path) -> None:
		assert counted(tmp_path, self.ledger("2026-05-20"), WHEN_CASHED) == {
			"2026-Q1": [("2026-02-20", 400)],
			"2026-Q2": [("2026-05-20", 600)],
		}

	@pytest.mark.parametrize("cleared", ["2026-01-15", "2026-04-10"])
	def test_when_cashed_before_the_invoice_on_the_invoice_s_day(self, tmp_path: Path, cleared: str) -> None:
		ledger = self.ledger(cleared, invoiced="2026-04-10")
		wanted = {"2026-Q2": [("2026-04-10", 400), ("2026-04-10", 600)]}
		assert counted(tmp_path, ledger, WHEN_CASHED) == wanted

	def test_by_journal_too(self, tmp_path: Path) -> None:
		assert counted(tmp_path, self.by_journal("2026-05-20"), WHEN_CASHED) == {
			"2026-Q1": [("2026-02-20", 400)],
			"2026-Q2": [("2026-05-20", 600)],
		}

	@pytest.mark.parametrize("by_journal", [False, True])
	def test_until_then_they_are_listed_as_not_cashed(self, tmp_path: Path, by_journal: bool) -> None:
		ledger = self.by_journal(None) if by_journal else self.ledger(None)
		source = ledger.open(tmp_path)
		held = {row.voucher_no: row.held for row in receipts(source, "2026-Q1", WHEN_CASHED)}
		source.close()
		assert held.pop("BILL") is Reason.BILL_NOT_CASHED
		assert list(held.values()) == [None]

	@pytest.mark.parametrize("by_journal", [False, True])
	def test_and_no_longer(self, tmp_path: Path, by_journal: bool) -> None:
		ledger = self.by_journal("2026-05-20") if by_journal else self.ledger("2026-05-20")
		source = ledger.open(tmp_path)
		(row,) = receipts(source, "2026-Q2", WHEN_CASHED)
		source.close()
		assert (row.voucher_no, row.held, row.cash) == ("BILL", None, 600)


MONTHS = ("2026-02-15", "2026-05-15", "2026-08-15", "2026-11-15")
QUARTER_OF = dict(zip(MONTHS, ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"), strict=True))


@pytest.mark.parametrize("rules", [CashRules(), WHEN_CASHED], ids=["received", "cashed"])
def test_whatever_the_dates_each_voucher_counts_once_in_its_quarter(tmp_path: Path, rules: CashRules) -> None:
	"""Invoice, voucher, its row and clearance in every order of quarters: the branches of the query neither
	overlap nor leave a gap."""
	ledger = Ledger()
	wanted: dict[str, set[str]] = {quarter: set() for quarter in QUARTERS}
	for number, (invoiced, paid, row_day, cleared) in enumerate(
		itertools.product(MONTHS, MONTHS, MONTHS, (None, *MONTHS))
	):
		separate = int(row_day != paid)  # only rows of advances in a separate account are dated otherwise
		ledger.invoice(f"INV{number}", invoiced)
		ledger.payment(
			f"PAY{number}",
			paid,
			{f"INV{number}": 1000},
			row_day=row_day,
			paid_to="Bills",
			clearance_date=cleared,
			book_advance_payments_in_separate_party_account=separate,
		)
		days = [invoiced, paid, *([cleared] if cleared and rules.bill_when_cashed else [])]
		wanted[QUARTER_OF[max(days)]].add(f"PAY{number}")
		if row_day == paid:
			bill = [("Bills", 500), ("Debtors", -500)]
			ledger.journal(f"JV{number}", paid, bill, {f"INV{number}": 500}, clearance_date=cleared)
			wanted[QUARTER_OF[max(days)]].add(f"JV{number}")
	source = ledger.open(tmp_path)
	for quarter in QUARTERS:
		found = receipts(source, quarter, rules)
		assert [row.voucher_no for row in found] == sorted(wanted[quarter])
		moved = {"Payment Entry": 1000, "Journal Entry": 500}
		assert [row for row in found if row.amount != moved[row.voucher_type]] == []


def test_whatever_the_dates_each_refund_counts_once_in_its_quarter(tmp_path: Path) -> None:
	"""Sale, return, refund and its row in every order of quarters: the day of the return does not matter."""
	ledger = Ledger()
	wanted: dict[str, set[str]] = {quarter: set() for quarter in QUARTERS}
	for number, (sold, returned, paid, row_day) in enumerate(itertools.product(MONTHS, repeat=4)):
		ledger.invoice(f"INV{number}", sold)
		ledger.invoice(f"RET{number}", returned, [("Product", -1000)], against=f"INV{number}")
		ledger.payment(
			f"PAY{number}",
			paid,
			{f"RET{number}": -1000},
			row_day=row_day,
			payment_type="Pay",
			book_advance_payments_in_separate_party_account=int(row_day != paid),
		)
		wanted[QUARTER_OF[max(sold, paid)]].add(f"PAY{number}")
	source = ledger.open(tmp_path)
	for quarter in QUARTERS:
		found = receipts(source, quarter)
		assert [row.voucher_no for row in found] == sorted(wanted[quarter])
		assert [row for row in found if row.amount != -1000] == []
