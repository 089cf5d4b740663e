"""Quarterly Bonus and Bonus Receipts as finance sees them: wide, on a phone, in English and Chinese."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import DESKTOP, PHONE, OpenDesk, desk_path
from playwright.sync_api import Page, expect

LOADED = "() => frappe.query_report?.data?.length && document.querySelector('.dt-cell__content')"
PICTURES = Path(__file__).resolve().parents[2] / ".test-report" / "pictures"


def open_report(page: Page, name: str, company: str, quarter: str) -> None:
	page.goto(f"{desk_path(page)}/query-report/{quote(name)}?company={quote(company)}&quarter={quarter}")
	page.wait_for_function(LOADED, timeout=60_000)


#: The heights of the chart's bars.
BARS = "[...document.querySelectorAll('.frappe-chart .dataset-units rect')].map((bar) => +bar.getAttribute('height'))"


def keep_picture(page: Page, name: str) -> None:
	PICTURES.mkdir(parents=True, exist_ok=True)
	# A chart draws its bars a moment after its axes.
	page.wait_for_function(f"!document.querySelector('.frappe-chart') || {BARS}.some((height) => height > 0)")
	page.screenshot(path=PICTURES / f"{name}.png")


def rows(page: Page) -> list[dict]:
	return page.evaluate("frappe.query_report.data")


def test_finance_sees_the_table_that_the_demo_tells_of(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_report(page, "Quarterly Bonus", demo_company, "2026-Q3")
	by_person = {row["sales_person"]: row for row in rows(page) if not row["department"]}
	assert by_person["Wang Wei"]["made_up"] == 140000
	assert by_person["Wang Wei"]["bonus"] == 9600
	expect(page.locator(".report-summary")).to_contain_text("Difference to Ledger")
	expect(page.locator(".layout-main-section")).to_contain_text("ties out to the cent")
	expect(page.locator(".chart-wrapper svg.frappe-chart")).to_be_visible()
	# Base, target and attainment of five people, of which none is zero.
	page.wait_for_function(f"{BARS}.filter((height) => height > 0).length === 15")
	keep_picture(page, "quarterly-bonus")


def test_a_figure_leads_to_the_receipts_behind_it(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_report(page, "Quarterly Bonus", demo_company, "2026-Q3")
	page.locator(".dt-cell__content a[href*='Bonus Receipts'][href*='Wang%20Wei']").first.click()
	page.wait_for_url(re.compile("Bonus%20Receipts"))
	page.wait_for_function("() => frappe.query_report.data?.[0]?.voucher_no", timeout=30_000)
	found = rows(page)
	assert {row["sales_person"] for row in found} == {"Wang Wei"}
	assert sum(row["credited"] or 0 for row in found) == 260000
	assert page.evaluate("frappe.query_report.get_filter_value('quarter')") == "2026-Q3"


def test_choosing_another_quarter_shows_it(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_report(page, "Quarterly Bonus", demo_company, "2026-Q3")
	page.locator("select[data-fieldname='quarter']").select_option("2025-Q1")
	page.wait_for_function("() => frappe.query_report.data?.[0]?.quarter === '2025-Q1'", timeout=30_000)


def test_an_unknown_quarter_in_the_address_becomes_the_present_one(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_report(page, "Quarterly Bonus", demo_company, "1875-Q9")
	offered = page.locator("select[data-fieldname='quarter'] option").all_text_contents()
	assert rows(page)[0]["quarter"] == next(option for option in offered if option)


@pytest.mark.parametrize("language", ["zh", "zh-TW"])
@pytest.mark.parametrize("report", ["Quarterly Bonus", "Bonus Receipts"])
def test_nothing_is_left_in_english(desk: OpenDesk, demo_company: str, report: str, language: str) -> None:
	page = desk(language)
	open_report(page, report, demo_company, "2026-Q3")
	shown = page.locator(".dt-row-header .dt-cell__content, .report-summary .summary-label, .page-title h3")
	texts = [text.strip() for text in shown.all_text_contents() if text.strip()]
	assert len(texts) > 15
	assert [text for text in texts if re.search("[A-Za-z]{3,}", text.replace("KPI", ""))] == []
	if report == "Quarterly Bonus":
		cases = page.locator(".dt-cell__content .indicator-pill").all_text_contents()
		assert cases and not any(re.search("[a-z]", case) for case in cases)
	keep_picture(page, f"{report.lower().replace(' ', '-')}-{language}")


@pytest.mark.parametrize("report", ["Quarterly Bonus", "Bonus Receipts"])
def test_a_phone_shows_it_without_scrolling_the_page_sideways(
	desk: OpenDesk, demo_company: str, report: str
) -> None:
	page = desk("zh", PHONE)
	open_report(page, report, demo_company, "2026-Q3")
	assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
	expect(page.locator(".report-summary")).to_be_visible()
	keep_picture(page, f"{report.lower().replace(' ', '-')}-phone")


def test_the_bonus_plan_explains_itself(desk: OpenDesk, demo_company: str) -> None:
	page = desk("en", DESKTOP)
	page.goto("/app/bonus-plan")
	page.locator(".list-row a.ellipsis").first.click()
	page.wait_for_function("() => cur_frm?.doc?.doctype === 'Bonus Plan'")
	expect(page.locator(".form-layout")).to_contain_text("Example for a quarterly target of")
	keep_picture(page, "bonus-plan")
