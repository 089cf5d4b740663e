"""The bonus table as a page: all it needs is in it, and every figure is told in words."""

import html
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from builders import dec
from reports import PEOPLE, QUARTERS, report, settled, shortfall_of

from key_account.bonus.plan import Plan
from key_account.bonus.quarter import Collected, State
from key_account.output import render
from key_account.output.words import explanation

VOID = {"meta", "rect", "line", "br"}
OPTIONAL_END = {"tr", "td", "th", "li", "thead", "tbody", "tfoot"}


class _Checker(HTMLParser):
	"""Elements in order, those left open, and everything that a browser would fetch."""

	def __init__(self) -> None:
		super().__init__()
		self.open: list[str] = []
		self.fetched: list[str] = []
		self.ids: list[str] = []
		self.links: list[str] = []

	def handle_starttag(self, tag, attrs):
		for name, value in attrs:
			if name in ("src", "srcset", "data", "action") or (name == "href" and not value.startswith("#")):
				self.fetched.append(f"{tag} {name}={value}")
			if name == "id":
				self.ids.append(value)
			if name == "href":
				self.links.append(value)
		if tag not in VOID and tag not in OPTIONAL_END:
			self.open.append(tag)

	def handle_startendtag(self, tag, attrs):
		self.handle_starttag(tag, attrs)
		if tag not in VOID:
			self.open.pop()

	def handle_endtag(self, tag):
		if tag not in OPTIONAL_END:
			assert self.open.pop() == tag


@pytest.fixture
def page():
	return render(report(settled(), settled(QUARTERS[1])), "html")


def told(name, table, precision=2):
	"""What is said of a person, in one text."""
	(row,) = [row for row in table.rows if row.sales_person == name and not row.department]
	categories = {
		category: amount for (person, category), amount in table.totals.by_category.items() if person == name
	}
	return " ".join(explanation(row, table.plan, categories, precision))


def test_the_page_is_well_formed_and_fetches_nothing(page):
	checker = _Checker()
	checker.feed(page)
	assert checker.open == []
	assert checker.fetched == []
	assert "url(" not in page and "@import" not in page and "http" not in page
	assert sorted(checker.links) == sorted(f"#{name}" for name in checker.ids)


def test_names_are_escaped_everywhere(page):
	assert "<Co>" not in page
	assert page.count("=Ann &amp; &lt;Co&gt;") >= 6
	assert "张伟" in page


def test_the_chart_has_a_bar_for_each_person_with_base_and_target(page):
	first, _second = re.findall(r"<svg.*?</svg>", page, re.S)
	assert first.count('class="bar ') == 3
	# The newcomer has no target to draw.
	assert (first.count('class="mark base"'), first.count('class="mark target"')) == (2, 2)
	widths = re.findall(r'width="([\d.]+)%" height="\d+" rx="3" class="bar ([a-z-]+)"', first)
	assert sorted(widths) == [("0.77", "at-target"), ("100.00", "at-target"), ("30.77", "below-base")]


def test_a_bar_below_zero_begins_at_zero():
	table = settled(collected={"张伟": -50000, "=Ann & <Co>": 0})
	chart = re.search(r"<svg.*?</svg>", render(report(table), "html"), re.S)[0]
	assert '<rect x="0.00%" y="114" width="33.33%" height="14" rx="3" class="bar below-base"' in chart
	assert 'class="zero"' in chart


def test_every_row_of_the_table_is_labelled_for_a_phone(page):
	body = re.search(r"<tbody>(.*?)</tbody>", page[page.index('class="bonus"') :], re.S)[1]
	assert body.count("<tr") == 4
	assert body.count("<td") == body.count("data-label=")


def test_a_floating_wage_is_shown_on_a_phone_too(page):
	"""A phone hides what is faint, that is nothing."""
	assert '<td class="figure" data-label="Wage"><b>floating due</b>' in page
	assert '<td class="faint figure" data-label="Wage">–' in page


def test_the_tie_out_is_a_sum_with_its_verdict(page):
	assert page.count("Ties out with the ledger") == 2
	assert "Does not tie out" in render(report(settled(missing=1)), "html")


def test_the_kpi_factor_is_a_column_once_there_is_a_score():
	assert "KPI Factor" not in render(report(), "html")
	scored = render(report(settled(scores={"张伟": dec(90)})), "html")
	assert '<td class="figure" data-label="KPI Factor">0.98<' in scored
	assert '<td class="figure" data-label="KPI Factor">1*<' in scored


def test_a_quarter_below_base_is_told():
	said = told("=Ann & <Co>", settled())
	assert "The target is 100,000.00; its base is 50 % of that, 50,000.00." in said
	assert (
		"40,000.00 collected counts toward the target: the attainment is 40,000.00, 40 % of the target."
		in said
	)
	assert "the gap of 10,000.00 joins the open shortfalls" in said
	assert "600.00 is taken off the fixed wage" in said
	assert "Shortfalls of 10,000.00 stay open." in said
	assert said.endswith("No bonus: 0.00.")


def test_a_quarter_between_with_a_shortfall_made_up_is_told():
	state = {"张伟": State(shortfalls=(shortfall_of(10000),))}
	said = told("张伟", settled(QUARTERS[1], collected={"张伟": 80000}, states=state))
	assert "Of the 30,000.00 above the base, 10,000.00 fills open shortfalls, oldest first" in said
	assert "completes those whose bases are 50,000.00" in said
	assert (
		"That leaves 70,000.00, which lies between base and target: 70,000.00 is eligible; no floating wage"
		in said
	)
	assert "70,000.00 × 4 % and the made-up base 50,000.00 at the rate of its own quarter = 4,800.00." in said


def test_a_quarter_at_target_is_told():
	said = told("张伟", settled())
	assert (
		"That reaches the target: 100,000.00 is eligible and 30,000.10 is carried into the next quarter"
		in said
	)
	assert "Plan bonus: 100,000.00 × 4 % = 4,000.00." in said
	assert (
		"There is no KPI sheet yet, so the factor counts as 1: 4,000.00 accrued, bonus 4,000.00, provisional."
		in said
	)


def test_an_accelerated_quarter_with_a_carry_is_told():
	said = told(
		"张伟", settled(QUARTERS[1], collected={"张伟": 290000}, states={"张伟": State(carry=dec(20000))})
	)
	assert "290,000.00 collected counts toward the target, and 20,000.00 was carried in" in said
	assert (
		"That reaches 300,000.00, from where on nothing is carried: 310,000.00 is eligible; floating wage"
		in said
	)


def test_a_first_quarter_is_told():
	said = told("New", settled())
	assert "no task in a new salesperson's first quarter" in said
	assert "Of it 1,000.00 is eligible; floating wage is due." in said


def test_money_with_a_rate_of_its_own_is_told():
	money = Collected(dec(90000), dec(20000), dec(1200))
	said = told("张伟", settled(collected={"张伟": money}))
	assert "Plan bonus: 80,000.00 without the 20,000.00 that has a rate of its own × 4 % = 3,200.00." in said
	assert "Categories with a rate of their own add 1,200.00." in said


def test_money_of_several_categories_is_told():
	table = settled()
	table.totals.by_category["张伟", "Training"] = dec(5000)
	assert "(credited in all: Product 130,000.10, Training 5,000.00)" in told("张伟", table)


def test_a_score_is_told():
	said = told("张伟", settled(scores={"张伟": Decimal(90)}))
	assert said.endswith("The KPI score 90 weighs 20 %: 4,000.00 accrued × 0.98 = bonus 3,920.00.")


def test_a_reset_at_the_years_end_is_told():
	said = told("张伟", settled(QUARTERS[3], plan=Plan(year_end="reset")))
	assert (
		"The fiscal year ends: open shortfalls are let off, and 30,000.10 to be carried is forfeited." in said
	)


def test_a_department_is_told():
	table = settled(plan=Plan(department_override_rate=Decimal("0.01")))
	(row,) = [row for row in table.rows if row.department]
	said = " ".join(explanation(row, table.plan, {}, 2))
	assert "A department carries nothing and owes no wage" in said
	assert "credited in all" not in said
	assert "171,000.10 × 1 % = 1,710.00" in said


def test_the_page_tells_it_all(page):
	text = html.unescape(re.sub("<[^>]+>", " ", page))
	for name in PEOPLE:
		assert name in text
	assert text.count("How each figure came about") == 2
