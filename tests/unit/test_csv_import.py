"""A flat list of invoices with settlement dates becomes a ledger."""

import datetime as dt
from decimal import Decimal

import pytest
from command_line import HEADER, SALES, import_list, ledger_in, made_ledger, names_in

from key_account.input_file import InputError
from key_account.ledger.csv_import import COMPANY, CsvColumns, parse_day, parse_rate, strptime_format
from key_account.ledger.file_books import ledger_quarters, open_ledger


def receipts(folder, text=SALES, **options):
	"""Receipts of the whole ledger by invoice: (day, amount, net)."""
	with open_ledger(made_ledger(folder, text, **options)) as books:
		found = books.receipts(dt.date.min, dt.date.max)
		return {r.invoice: (str(r.day), str(r.amount), str(r.net)) for r in found}


def test_an_invoice_is_collected_on_the_day_it_was_settled(tmp_path):
	assert receipts(tmp_path) == {
		"1": ("2026-02-01", "1130", "1000.00"),
		"2": ("2026-04-01", "565", "500.00"),
		"3": ("2026-05-01", "2260", "2000.00"),
	}


def test_money_paid_before_the_invoice_counts_on_the_invoices_day(tmp_path):
	assert receipts(tmp_path, HEADER + "Alpha,Ann,1,2026-04-05,113,2026-03-01\n") == {
		"1": ("2026-04-05", "113", "100.00")
	}


def test_an_amount_without_tax_is_taken_as_it_is(tmp_path):
	found = receipts(tmp_path, "c,s,n,d,net,p\nA,Ann,1,2026-01-05,99.99,2026-02-01\n", **by_net())
	assert found == {"1": ("2026-02-01", "112.99", "99.99")}


def by_net():
	return {
		"customer": "c",
		"salesperson": "s",
		"invoice": "n",
		"invoice_date": "d",
		"gross": None,
		"net": "net",
		"paid_on": "p",
	}


def test_a_part_paid_collects_that_part(tmp_path):
	text = "customer,person,number,day,gross,paid,received\nA,Ann,1,2026-01-05,1130,2026-02-01,565\n"
	assert receipts(tmp_path, text, paid_amount="received") == {"1": ("2026-02-01", "565", "500.00")}


def test_what_was_paid_beyond_the_invoice_is_not_collected(tmp_path):
	text = "customer,person,number,day,gross,paid,received\nA,Ann,1,2026-01-05,1130,2026-02-01,1200\n"
	assert receipts(tmp_path, text, paid_amount="received") == {"1": ("2026-02-01", "1130", "1000.00")}


def test_a_credit_in_the_list_takes_money_away(tmp_path):
	assert receipts(tmp_path, HEADER + "A,Ann,1,2026-01-05,-113,2026-02-01\n") == {
		"1": ("2026-02-01", "-113", "-100.00")
	}


def test_net_is_rounded_to_cents_for_each_invoice(tmp_path):
	assert receipts(tmp_path, HEADER + "A,Ann,1,2026-01-05,55.94,2026-02-01\n")["1"] == (
		"2026-02-01",
		"55.94",
		"49.50",
	)


def test_the_tax_rate_may_be_a_column_of_its_own(tmp_path):
	text = "customer,person,number,day,gross,paid,vat\n" + "".join(
		f"A,Ann,{number},2026-01-05,106.00,2026-02-01,{rate}\n"
		for number, rate in enumerate(("6", "6%", "0.06", "6 %", "0", "13.5%"), 1)
	)
	found = receipts(tmp_path, text, tax_rate="vat")
	assert [net for _, _, net in found.values()] == ["100.00"] * 4 + ["106.00", "93.39"]


def test_the_category_is_the_item_group(tmp_path):
	text = "customer,person,number,day,gross,paid,kind\nA,Ann,1,2026-01-05,113,2026-02-01,Training\n"
	with open_ledger(made_ledger(tmp_path, text, category="kind")) as books:
		(receipt,) = books.receipts(dt.date.min, dt.date.max)
		assert [line.item_group for line in receipt.lines] == ["Training"]


def test_fiscal_years_are_calendar_years_from_the_first_invoice_to_the_last_payment(tmp_path):
	text = HEADER + "A,Ann,1,2025-11-05,113,2026-02-01\nA,Ann,2,2025-12-05,113,\n"
	with open_ledger(made_ledger(tmp_path, text)) as books:
		assert [quarter.key for quarter in ledger_quarters(books)] == ["2025-Q4", "2026-Q1"]
		assert [quarter.key for quarter in books.quarters][0::4] == ["2025-Q1", "2026-Q1"]
		assert books.company == COMPANY


def test_a_number_that_ends_like_a_payment_is_no_trouble(tmp_path):
	text = HEADER + "A,Ann,1,2026-01-05,113,2026-02-01\nA,Ann,1 paid,2026-01-05,226,2026-02-01\n"
	assert receipts(tmp_path, text) == {
		"1": ("2026-02-01", "113", "100.00"),
		"1 paid": ("2026-02-01", "226", "200.00"),
	}


@pytest.mark.parametrize(
	"encoding, text",
	[
		("utf-8-sig", SALES),
		("gb18030", "客户,销售,number,day,gross,paid\n甲公司,张伟,1,2026-01-05,113,2026-02-01\n"),
		("utf-8", SALES.replace(",", ";")),
		("utf-8", SALES.replace(",", "\t")),
		("utf-8", SALES.replace("\n", "\r\n") + "\r\n,,,,,\r\n"),
		("utf-8", SALES.replace("1130.00", '"1,130.00"')),
	],
)
def test_lists_come_in_many_forms(tmp_path, encoding, text):
	names = {"customer": "客户", "salesperson": "销售"} if "客户" in text else {}
	made = import_list(tmp_path, text, encoding, **names)
	assert (made.code, made.err) == (0, "")
	with open_ledger(ledger_in(tmp_path)) as books:
		persons = {"张伟"} if names else {"Ann", "Bob"}
		assert set(books.people) == persons
		assert sum(r.net for r in books.receipts(dt.date.min, dt.date.max)) == (100 if names else 3500)


GOOD = "Alpha,Ann,1,2026-01-05,1130.00,2026-02-01\n"


@pytest.mark.parametrize(
	"text, options, place, said",
	[
		("", {}, "", "empty"),
		(HEADER, {}, "", "no invoice"),
		("a,b\n1,2\n", {}, ", line 1, column customer", "no such column; there are a, b"),
		(
			HEADER.replace("person", "paid") + GOOD,
			{"salesperson": "paid"},
			", line 1, column paid",
			"more than one",
		),
		(
			HEADER + GOOD + "B,Bob,2,5/1/2026,113,2026-02-01\n",
			{},
			", line 3, column day",
			"'5/1/2026' is not a date",
		),
		(HEADER + "B,Bob,2,2026-02-30,113,2026-02-01\n", {}, ", line 2, column day", "is not a date"),
		(HEADER + "B,Bob,2,,113,2026-02-01\n", {}, ", line 2, column day", "empty"),
		(HEADER + "B,Bob,2,2026-02-28,113,soon\n", {}, ", line 2, column paid", "'soon' is not a date"),
		(
			HEADER + "B,Bob,2,2026-02-28,abc,2026-02-01\n",
			{},
			", line 2, column gross",
			"'abc' is not an amount",
		),
		(HEADER + "B,Bob,2,2026-02-28,1e5,2026-02-01\n", {}, ", line 2, column gross", "is not an amount"),
		(HEADER + "B,Bob,2,2026-02-28,NaN,2026-02-01\n", {}, ", line 2, column gross", "is not an amount"),
		(HEADER + "B,Bob,2,2026-02-28,1.234,56,2026-02-01\n", {}, ", line 2", "7 values for 6 columns"),
		(
			HEADER + "B,Bob,2,2026-02-28,99999999999999,2026-02-01\n",
			{},
			", line 2, column gross",
			"an amount below 10,000,000,000,000",
		),
		(HEADER + "B,,2,2026-02-28,113,2026-02-01\n", {}, ", line 2, column person", "empty"),
		(HEADER + GOOD + GOOD, {}, ", line 3, column number", "already on line 2"),
		(HEADER + GOOD + 'B,"Bob,2,2026-02-28,113,2026-02-01\n', {}, ", line 3", "not a line of a CSV file"),
		(HEADER + GOOD, {"tax_rate": "vat"}, ", line 1, column vat", "no such column"),
		(HEADER + GOOD, {"tax_rate": "-13"}, "", "'-13' is not a tax rate of 0 or more"),
		(
			HEADER.replace("\n", ",vat\n") + GOOD.replace("\n", ",-13%\n"),
			{"tax_rate": "vat"},
			", line 2, column vat",
			"'-13%' is not a tax rate of 0 or more",
		),
		(HEADER + GOOD, {"date_format": "%Y"}, "", "'%Y' is not the form of a date"),
		(
			HEADER.replace("\n", ",received\n") + "B,Bob,2,2026-02-28,113,,50\n",
			{"paid_amount": "received"},
			", line 2, column paid",
			"empty, though an amount was paid",
		),
		(
			HEADER.replace("\n", ",received\n") + "B,Bob,2,2026-02-28,113,2026-03-01,-50\n",
			{"paid_amount": "received"},
			", line 2, column received",
			"another sign",
		),
	],
)
def test_bad_lists_are_refused_by_file_line_and_column(tmp_path, text, options, place, said):
	refused = import_list(tmp_path, text, **options).sentence
	assert refused.startswith(f"{tmp_path / 'sales.csv'}{place}")
	assert said in refused
	assert names_in(tmp_path) == {"sales.csv"}


def test_a_list_that_is_no_text_is_refused(tmp_path):
	(tmp_path / "sales.csv").write_bytes(b"PK\x03\x04\xff\xff\xfe\x80\x00")
	refused = import_list_as_it_is(tmp_path)
	assert refused == f"{tmp_path / 'sales.csv'}: it is neither UTF-8 nor GB 18030 text."


def test_a_list_that_cannot_be_read_is_refused(tmp_path):
	(tmp_path / "sales.csv").mkdir()
	assert import_list_as_it_is(tmp_path).startswith(f"{tmp_path / 'sales.csv'}: it cannot be read")


def import_list_as_it_is(folder):
	from command_line import COLUMNS, run

	options = [part for pair in COLUMNS.items() for part in pair]
	refused = run("ledger", "import", folder / "sales.csv", "--out", ledger_in(folder), *options).sentence
	assert names_in(folder) == {"sales.csv"}
	return refused


@pytest.mark.parametrize(
	"form, text",
	[
		("%m/%d/%Y", "1/15/2013"),
		("M/D/YYYY", "1/15/2013"),
		("MM/DD/YYYY", "01/15/2013"),
		("YYYYMMDD", "20130115"),
		("DD.MM.YY", "15.01.13"),
		("YYYY年M月D日", "2013年1月15日"),
		("%d %b %Y", "15 Jan 2013"),
		("%Y-%m-%d %H:%M:%S", "2013-01-15 00:00:00"),
	],
)
def test_dates_are_read_in_the_form_given(form, text):
	assert parse_day(text, form) == dt.date(2013, 1, 15)


@pytest.mark.parametrize("form", ["", "date", "%Y", "YYYY-MM", "%d/%m", "MM/DD", "%Q"])
def test_a_form_that_lacks_day_month_or_year_is_refused(form):
	with pytest.raises(ValueError, match="is not the form of a date"):
		strptime_format(form)


@pytest.mark.parametrize(
	"text, rate",
	[("13", "0.13"), ("13%", "0.13"), ("0.13", "0.13"), ("0", "0"), ("0.5%", "0.005"), ("1", "0.01")],
)
def test_a_rate_of_one_and_more_is_per_cent(text, rate):
	assert parse_rate(text) == Decimal(rate)


def test_gross_or_net_has_to_be_named():
	with pytest.raises(ValueError, match="with tax or"):
		CsvColumns("c", "s", "i", "d", "p", "13")
	with pytest.raises(ValueError, match="with tax or"):
		CsvColumns("c", "s", "i", "d", "p", "13", gross="g", net="n")


def test_an_error_names_its_place():
	assert str(InputError("f.csv", "it is empty.", 3, "day")) == "f.csv, line 3, column day: it is empty."
