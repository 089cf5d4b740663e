"""What salespeople and clients do from the first to the last step: a plan, a handover, a survey; also on a phone."""

import re

import pytest
from conftest import DESKTOP, PHONE, OpenDesk, desk_path
from playwright.sync_api import Page, expect
from test_bonus_reports import keep_picture

ON_BOTH = pytest.mark.parametrize(
	"language, size", [("en", DESKTOP), ("zh", PHONE)], ids=["en-desktop", "zh-phone"]
)
SECONDS = 60_000
#: No answer of the server is waited for.
QUIET = "!frappe.request.ajax_count"
BEST = {
	"share_to_win": "5",
	"value_to_us": "5",
	"our_capacity": "5",
	"time_and_cost": "1",
	"closing_risk": "1",
	"payment_risk": "1",
	"technical_difficulty": "1",
}

People = dict[str, dict[str, str]]


@pytest.fixture(autouse=True)
def _patience() -> None:
	expect.set_options(timeout=SECONDS)


def open_form(page: Page, doctype: str, name: str, query: str = "") -> None:
	page.goto(f"{desk_path(page)}/{doctype.lower().replace(' ', '-')}/{name}{query}")
	page.wait_for_function(f"window.cur_frm?.doctype === '{doctype}' && cur_frm.doc", timeout=SECONDS)


def save(page: Page) -> None:
	"""By the button, and wait until the server's answer is shown."""
	page.locator(".page-head .primary-action:visible").click()
	page.wait_for_function("!cur_frm.is_dirty() && !cur_frm.is_new()", timeout=SECONDS)
	page.wait_for_function(QUIET, timeout=SECONDS)


def field(page: Page, fieldname: str, kind: str = "select"):
	return page.locator(f".form-page {kind}[data-fieldname={fieldname}]:visible").first


def write(page: Page, fieldname: str, text: str) -> None:
	"""A text, and wait until the form has it: a save in the same moment would leave it out."""
	place = field(page, fieldname, "textarea")
	place.fill(text)
	place.blur()
	page.wait_for_function(
		"([name, text]) => cur_frm.doc[name] === text", arg=[fieldname, text], timeout=SECONDS
	)


def open_tab(page: Page, fieldname: str) -> None:
	page.locator(f"#development-plan-{fieldname}-tab").click()


def take_step(page: Page, state: str) -> None:
	"""The workflow's step that leads to `state`, by the button of the form."""
	action = page.evaluate(
		"(state) => frappe.workflow.get_transitions(cur_frm.doc)"
		".then((all) => all.find((one) => one.next_state === state).action)",
		state,
	)
	page.locator(".actions-btn-group:visible > button").click()
	label = page.evaluate("(action) => __(action)", action)
	page.locator(".actions-btn-group .dropdown-menu a:visible", has_text=label).first.click()
	page.wait_for_function("(state) => cur_frm.doc.status === state", arg=state, timeout=SECONDS)
	page.wait_for_function(QUIET, timeout=SECONDS)


def fits(page: Page, size: tuple[int, int]) -> None:
	assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@ON_BOTH
def test_a_plan_goes_through_its_stages(
	open_page: OpenDesk, client_people: People, language: str, size: tuple[int, int]
) -> None:
	here = client_people[language]
	page = open_page(size, here["giver"], here["password"])
	open_form(page, "Development Plan", "new", f"?archive={here['archive']}&plan_title=Group+licence")
	save(page)
	steps = page.locator("[data-fieldname=facts] [role=list] > div")
	expect(steps).to_have_count(5)
	expect(steps.nth(0)).to_have_attribute("aria-current", "step")
	stages = page.evaluate("cur_frm.doc.stages.map((row) => row.stage)")
	for number, stage in enumerate(stages[1:], start=1):
		if number == 3:  # decision makers are seen once the scores make a grade
			open_tab(page, "tab_assessment")
			for criterion, score in BEST.items():
				field(page, criterion).select_option(score)
			save(page)
			bars = page.locator("[data-fieldname=assessment] .small > span:last-child")
			assert bars.all_text_contents() == list("5551111")
			keep_picture(page, f"development-plan-assessment-{language}-{size[0]}")
			open_tab(page, "__details")
		field(page, "stage").select_option(stage)
		save(page)
		expect(steps.nth(number)).to_have_attribute("aria-current", "step")
	assert page.evaluate("cur_frm.doc.effort_grade") == "A"
	fits(page, size)
	keep_picture(page, f"development-plan-{language}-{size[0]}")
	field(page, "status").select_option("Succeeded")
	write(page, "reason", "They trusted us")
	save(page)
	succeeded = page.evaluate("__('Succeeded')")
	expect(page.locator(".page-head .indicator-pill:visible")).to_contain_text(succeeded)


@ON_BOTH
def test_a_client_answers_once(
	open_page: OpenDesk, client_people: People, language: str, size: tuple[int, int]
) -> None:
	here = client_people[language]
	link = here["survey_link"]
	page = open_page(size)
	page.goto(link)
	words = {
		"en": ("Please give every question a score.", "Thank you!", "answered"),
		"zh": ("请为每个问题评分。", "谢谢", "答复"),
	}
	missing, thanks, again = words[language]
	page.locator("button[type=submit]").click()
	expect(page.locator("#trouble")).to_have_text(missing)
	for question, score in {"overall": 9, "response_time": 8, "resolution": 9, "attitude": 10}.items():
		page.locator(f"input[name={question}][value='{score}']").check()
	expect(page.locator("#trouble")).to_be_hidden()
	page.locator("#comment").fill("Come more often")
	fits(page, size)
	keep_picture(page, f"satisfaction-page-{language}-{size[0]}")
	page.locator("button[type=submit]").click()
	expect(page.locator("#thanks")).to_contain_text(thanks)
	expect(page.locator("#asked")).to_be_hidden()
	keep_picture(page, f"satisfaction-thanks-{language}-{size[0]}")
	# The browser notes the refusal as an error in its console; that is none of the page's.
	refused = page.request.get(link)
	assert refused.status == 410
	page.set_content(refused.text())
	expect(page.locator("[role=status]")).to_contain_text(again)
	expect(page.locator("form")).to_have_count(0)
	keep_picture(page, f"satisfaction-refused-{language}-{size[0]}")


@ON_BOTH
def test_a_handover_goes_from_draft_to_approval(
	open_page: OpenDesk, client_people: People, language: str, size: tuple[int, int]
) -> None:
	"""The last one: afterwards the client is somebody else's."""
	here = client_people[language]
	page = open_page(size, here["giver"], here["password"])
	open_form(page, "Client Handover", "new", f"?employee={here['giver_employee']}&kind=Moving")
	page.evaluate(
		"cur_frm.set_value({company: 'Yunfeng Software', effective_date: frappe.datetime.get_today()})"
	)
	save(page)
	tiles = page.locator("[data-fieldname=summary]")
	expect(tiles).to_contain_text(page.evaluate("__('Client Archive')"))
	expect(tiles).to_contain_text(page.evaluate("__('Without a successor')"))
	# Who hands over stands nowhere as the successor.
	assert set(page.locator(".grid-body [data-fieldname=successor] .static-area").all_inner_texts()) == {""}
	page.evaluate("(successor) => cur_frm.set_value('default_successor', successor)", here["taker_employee"])
	save(page)
	handover = page.evaluate("cur_frm.doc.name")
	take_step(page, "Pending Acceptance")
	expect(tiles).to_contain_text(re.compile("Guo Jun"))
	fits(page, size)
	keep_picture(page, f"client-handover-sent-{language}-{size[0]}")

	page = open_page(size, here["taker"], here["password"])
	open_form(page, "Client Handover", handover)
	label = page.evaluate("__('Accept {0} Documents', [cur_frm.doc.documents.length])")
	if size == PHONE:
		page.locator(".page-head .menu-btn-group:visible > button").click()
		page.locator(".menu-btn-group .dropdown-menu a:visible", has_text=label).click()
	else:
		page.locator(".page-head button:visible", has_text=label).click()
	page.locator(".modal.show .btn-modal-primary").click()
	page.wait_for_function("cur_frm.doc.status === 'Pending Director'", timeout=SECONDS)

	page = open_page(size, here["director"], here["password"])
	open_form(page, "Client Handover", handover)
	take_step(page, "Approved")
	assert page.evaluate("cur_frm.doc.docstatus") == 1
	fits(page, size)
	keep_picture(page, f"client-handover-approved-{language}-{size[0]}")
	archive = page.request.get(f"/api/resource/Client Archive/{here['archive']}").json()["data"]
	assert archive["account_manager"] == here["taker"]
