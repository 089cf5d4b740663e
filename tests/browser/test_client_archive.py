"""A client's archive as people see it: facts beside it, stakeholders as a picture, in Chinese, on a phone."""

import json
import re

import pytest
from conftest import DESKTOP, PHONE, OpenDesk, desk_path
from playwright.sync_api import Page, expect
from test_bonus_reports import keep_picture

CLIENT = "Xinghe Bank"
DRAWN = "() => cur_frm?.doc?.doctype === 'Client Archive' && document.querySelector('[data-fieldname=facts] .row b')"


def open_archive(page: Page) -> None:
	filters = json.dumps({"party_type": "Customer", "party": CLIENT})
	found = page.request.get("/api/resource/Client Archive", params={"filters": filters}).json()["data"]
	page.goto(f"{desk_path(page)}/client-archive/{found[0]['name']}")
	page.wait_for_function(DRAWN, timeout=60_000)


def open_tab(page: Page, fieldname: str) -> None:
	page.locator(f"#client-archive-{fieldname}-tab").click()


def test_the_facts_of_erpnext_stand_beside_it(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_archive(page)
	facts = page.locator("[data-fieldname=facts]")
	for label in ("Orders of 12 Months", "Invoiced in 12 Months", "Owed", "Past Due", "Paid in Time"):
		expect(facts).to_contain_text(label)
	completeness = page.locator(".ka-completeness")
	expect(completeness).to_be_visible()
	expect(completeness).to_contain_text(re.compile(r"Completeness [\d.]+ %.*Missing: "))
	keep_picture(page, "client-archive")


def test_stakeholders_are_a_picture_of_who_reports_to_whom(desk: OpenDesk, demo_company: str) -> None:
	page = desk()
	open_archive(page)
	open_tab(page, "tab_survey")
	cards = page.locator(".ka-card")
	expect(cards).to_have_count(5)
	expect(cards.first).to_contain_text("Sun Qiang")
	expect(cards.first).to_contain_text("Not Covered")
	# He Jia reports to Xu Bo, who reports to Gao Yan, who reports to Sun Qiang.
	expect(page.locator(".ka-stakeholders ul ul ul ul .ka-card")).to_contain_text("He Jia")
	keep_picture(page, "client-archive-stakeholders")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "zh-TW"])
def test_its_labels_are_chinese(
	desk: OpenDesk, demo_company: str, language: str, size: tuple[int, int]
) -> None:
	page = desk(language, size)
	open_archive(page)
	labels = page.evaluate(
		"cur_frm.meta.fields.filter((df) => df.label && !df.hidden).map((df) => __(df.label, null, df.parent))"
	)
	assert len(labels) > 40
	assert [label for label in labels if re.search("[A-Za-z]{3,}", label)] == []
	texts = page.locator("[data-fieldname=facts] .text-muted").all_text_contents()
	assert texts and not [text for text in texts if re.search("[A-Za-z]{4,}", text)]
	assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
	keep_picture(page, f"client-archive-{language}-{size[0]}")


def test_the_list_shows_where_each_archive_stands(desk: OpenDesk, demo_company: str) -> None:
	page = desk("zh")
	page.goto(f"{desk_path(page)}/client-archive")
	expect(page.locator(".list-row .indicator-pill").first).to_contain_text("已登记", timeout=60_000)
	keep_picture(page, "client-archive-list")
