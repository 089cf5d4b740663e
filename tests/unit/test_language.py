"""The language that the command line speaks: which one, by which catalogue, and that nothing is left in English."""

import ast
import csv
import html
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from builders import dec
from command_line import ledger_in, made_ledger, run, write
from reports import QUARTERS, report, settled, shortfall_of

from key_account.bonus.plan import Plan
from key_account.bonus.quarter import Collected, State
from key_account.bonus.receipts import Reason
from key_account.command_parser import language_wanted
from key_account.demo.standalone import main as demo
from key_account.language import LANGUAGES, _, catalogue, language_of, read_catalogue, speaking
from key_account.output import BonusReport, render
from key_account.output.columns import COLUMNS
from key_account.output.text import display_width

PACKAGE = Path(__file__).resolve().parents[2] / "key_account"
CHINESE = ("zh", "zh_TW")
SPEAKERS = (
	*("cli.py", "command_parser.py", "language.py", "input_file.py", "plan_file.py", "targets_file.py"),
	*("output/*.py", "ledger/*.py", "bonus/*.py", "demo/standalone.py"),
)
# Names of the tests' people, plan and company, and what is Latin in Chinese too.
NAMES = {"Head", "Ann", "Co", "New", "Gone", "Acme", "Product", "CNY", "From", "the", "tests", "KPI", "Q"}
FORMATS = {"format", "json", "csv", "xlsx", "html"}


# Which language


@pytest.mark.parametrize(
	"environ, code",
	[
		({}, "en"),
		({"LANG": "zh_CN.UTF-8"}, "zh"),
		({"LANG": "zh"}, "zh"),
		({"LANG": "zh_SG.GB18030"}, "zh"),
		({"LANG": "zh_TW"}, "zh_TW"),
		({"LANG": "zh_HK.UTF-8"}, "zh_TW"),
		({"LANG": "zh_Hant_TW"}, "zh_TW"),
		({"LANG": "de_DE.UTF-8"}, "en"),
		({"LANG": "C.UTF-8"}, "en"),
		({"LANG": "zha_CN"}, "en"),
		({"LANG": "zh_CN", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
		({"LANG": "zh_CN", "LC_ALL": "", "LC_MESSAGES": ""}, "zh"),
		({"LC_MESSAGES": "zh_CN", "LC_ALL": "zh_TW.Big5"}, "zh_TW"),
		({"LANGUAGE": "fr:zh_TW:en", "LANG": "zh_CN"}, "zh_TW"),
		({"LANGUAGE": "en:zh_CN"}, "en"),
	],
)
def test_the_language_is_that_of_the_environment(environ, code):
	assert language_of(environ) == code


@pytest.mark.parametrize(
	"argv, code",
	[
		(["bonus", "l", "--language", "zh_TW"], "zh_TW"),
		(["--language=en", "bonus"], "en"),
		(["bonus", "l", "--target", "5"], "zh"),
		(["bonus", "--language", "fr"], "zh"),
		(["bonus", "--language"], "zh"),
	],
)
def test_the_option_goes_before_the_environment(argv, code):
	assert language_wanted(argv, {"LANG": "zh_CN.UTF-8"}) == code


def test_english_is_spoken_where_nothing_is_said():
	assert _("below base") == "below base"
	with speaking("zh"):
		with speaking("zh_TW"):
			assert _("below base") == "低於基數"
		assert _("below base") == "低于基数"
	assert _("below base") == "below base"


# Catalogues


def test_entries_of_every_form_are_read():
	found = read_catalogue(
		"""# A comment "with quotation marks"
msgid ""
msgstr ""
"Language: zh\\n"

#: a.py
msgid "one"
msgstr "一"

#, python-brace-format
msgid ""
"two {lines}\\n"
"and \\"more\\" \\\\"
msgstr ""
"二{lines}\\n"
"和“更多” \\\\"

msgid "none yet"
msgstr ""

#, fuzzy
msgid "guessed"
msgstr "猜"

msgctxt "elsewhere"
msgid "three"
msgstr "三"

msgid "day"
msgid_plural "days"
msgstr[0] "天"

#~ msgid "gone"
#~ msgstr "没了"
"""
	)
	assert found == {"one": "一", 'two {lines}\nand "more" \\': "二{lines}\n和“更多” \\"}


def test_what_is_not_translated_is_english():
	with speaking("zh"):
		assert _("nobody translated this") == "nobody translated this"
		assert _("") == ""


def sentences() -> Iterator[tuple[str, str]]:
	"""(file, sentence) of all that is marked in the command line and what it is made of."""
	for pattern in SPEAKERS:
		for path in PACKAGE.glob(pattern):
			for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
				if is_mark(node) and isinstance(node.args[0], ast.Constant):
					yield path.name, node.args[0].value


def is_mark(node: ast.AST) -> bool:
	return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")


@pytest.mark.parametrize("code", CHINESE)
def test_every_sentence_is_translated_with_the_same_places(code):
	found = dict(map(reversed, sentences()))
	assert len(found) > 200
	assert not {sentence: file for sentence, file in found.items() if sentence not in catalogue(code)}
	for sentence in found:
		assert places(catalogue(code)[sentence]) == places(sentence)


def places(template: str) -> list[str]:
	"""The named places of a template, in either form, in whatever order."""
	named = [
		f"{field}!{conversion}:{form}"
		for _text, field, form, conversion in string.Formatter().parse(template)
	]
	return sorted(place for place in named if not place.startswith("None")) + sorted(
		re.findall(r"%%|%\(\w+\)[sr]|%s", template)
	)


def test_no_sentence_stands_where_the_extractor_does_not_look():
	"""It takes a text with braces and an f before it for a text, and what is called within for letters."""
	for pattern in SPEAKERS:
		for path in PACKAGE.glob(pattern):
			for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
				if isinstance(node, ast.JoinedStr):
					assert not any(
						is_mark(part) and isinstance(part.args[0], ast.Constant) for part in ast.walk(node)
					)


def test_headings_are_the_reports_own():
	text = (PACKAGE / "report/quarterly_bonus/quarterly_bonus.py").read_text(encoding="utf-8")
	assert not [column.label for column in COLUMNS if f'_("{column.label}")' not in text]


# Outputs


@pytest.fixture
def of_every_kind() -> BonusReport:
	"""Tables whose explanations need every sentence that there is."""
	own_rates = Collected(dec(90000), dec(20000), dec(1200))
	first, second, _third, last = QUARTERS
	mixed = settled(missing="0.01", idle=("Gone",), plan=Plan(department_override_rate=dec("0.01")))
	mixed.totals.by_category["张伟", "Product 2"] = dec(5000)
	mixed.totals.excluded.update(dict.fromkeys(Reason, dec(1)))
	state = {
		"张伟": State(shortfalls=(shortfall_of(10000),)),
		"=Ann & <Co>": State(shortfalls=(shortfall_of(90000),)),
	}
	return report(
		mixed,
		settled(first, plan=Plan(first_quarter="carry")),
		settled(first, scores={"张伟": dec(90)}, collected={"张伟": own_rates}),
		settled(second, collected={"张伟": 80000, "=Ann & <Co>": 130000}, states=state),
		settled(second, collected={"张伟": 290000}, states={"张伟": State(carry=dec(20000))}),
		settled(last, plan=Plan(year_end="reset", wage_deduction=dec(0))),
	)


def english_in(text: str) -> set[str]:
	return set(re.findall(r"[A-Za-z]+", text)) - NAMES


@pytest.mark.parametrize("code", CHINESE)
def test_the_page_is_in_one_language(of_every_kind, code):
	with speaking(code):
		page = render(of_every_kind, "html")
	assert f'<html lang="{LANGUAGES[code].tag}">' in page
	body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
	said = re.findall(r'(?:data-label|aria-label)="([^"]*)"', body) + re.findall(r">([^<]*)", body)
	assert english_in(html.unescape("\n".join(said))) == set()


@pytest.mark.parametrize("code", CHINESE)
@pytest.mark.parametrize("width", [80, 300])
def test_the_table_is_in_one_language(of_every_kind, code, width):
	with speaking(code):
		assert english_in(render(of_every_kind, "table", width)) <= FORMATS


@pytest.mark.parametrize("code", CHINESE)
def test_figures_stand_below_their_chinese_headings(code):
	with speaking(code):
		lines = render(report(), "table", 120).splitlines()
		target, attainment = _("Target"), _("Attainment")
	(heading,) = [line for line in lines if target in line and attainment in line]
	(row,) = [line for line in lines if line.startswith("张伟")]
	for name, figure in ((target, "100,000.00"), (attainment, "130,000.10")):
		end = display_width(heading[: heading.index(name) + len(name)])
		assert end in {display_width(row[: found.end()]) for found in re.finditer(re.escape(figure), row)}
	rules = {display_width(line) for line in lines if line.startswith("---")}
	assert rules == {display_width(row)}


@pytest.mark.parametrize("code", CHINESE)
def test_the_workbook_is_in_one_language(of_every_kind, code):
	with speaking(code):
		content = render(of_every_kind, "xlsx")
	book = openpyxl.load_workbook(io.BytesIO(content))
	texts = [str(value) for sheet in book for row in sheet.values for value in row if isinstance(value, str)]
	assert english_in("\n".join([*book.sheetnames, *texts])) == set()
	# A score is no money in any language.
	formats = {
		cell.number_format
		for column in (18, 19)
		for (cell,) in book.worksheets[0].iter_rows(2, None, column, column)
		if cell.value is not None
	}
	assert formats == {"General"}


def test_programs_read_the_same_in_every_language(of_every_kind):
	for form in ("json", "csv"):
		english = render(of_every_kind, form)
		for code in CHINESE:
			with speaking(code):
				assert render(of_every_kind, form) == english
	assert {row["case"] for row in csv.DictReader(io.StringIO(english))} >= {"below base", "at target"}


# The commands


def test_a_refusal_is_in_chinese(tmp_path):
	ledger = made_ledger(tmp_path)
	speak = ("--language", "zh")
	plan = write(tmp_path / "plan.toml", "rate = 4\n")
	listed = write(tmp_path / "t.csv", "sales_person,quarter,target\nAnn,,much\n")
	missing = tmp_path / "none"
	for arguments, sentence in (
		(("bonus", ledger), f"{ledger}：其中没有任务目标：请用 --target 或 --targets 给出。"),
		(
			("bonus", ledger, "--target", "5", "--quarter", "2019-Q9"),
			f"{ledger}：没有季度2019-Q9：请选择2026-Q1至2026-Q4之间的季度。",
		),
		(("bonus", ledger, "--targets", listed), f"{listed}，第2行，target列：'much'不是金额。"),
		(
			("bonus", ledger, "--target", "5", "--plan", plan),
			f"{plan}，第1行，rate列：奖金方案plan：rate必须在0至1之间，不能是4。",
		),
		(("bonus", missing, "--target", "5"), f"{missing}：没有此文件。"),
		(("bonus", ledger, "--target", "5", "--plan", missing), f"{missing}：无法读取（没有此文件或目录）。"),
		(("bonus",), "key-account bonus：缺少必需的参数：LEDGER；用法见 key-account bonus --help。"),
		(
			("bonus", ledger, "--target", "much"),
			"key-account bonus：参数 --target：'much'不是金额；用法见 key-account bonus --help。",
		),
	):
		assert run(*arguments, *speak).sentence == sentence


def test_a_command_goes_by_the_environment(tmp_path, monkeypatch):
	made_ledger(tmp_path)
	monkeypatch.setenv("LANGUAGE", "zh_TW")
	outcome = run("ledger", "check", ledger_in(tmp_path))
	assert outcome.out.splitlines()[0] == "2026-Q1  總帳 1,130.00 = 計入額 1,000.00 + 稅 130.00；差額 0.00"
	assert run("ledger", "check", ledger_in(tmp_path), "--language", "en").out.startswith(
		"2026-Q1  Ledger 1,130"
	)


def test_a_list_has_no_company_and_says_so_in_the_readers_language(tmp_path):
	ledger = made_ledger(tmp_path)
	assert run("bonus", ledger, "--target", "5", "--language", "zh").out.startswith("导入的清单 季度奖金\n")


@pytest.mark.parametrize("command", [["bonus"], ["ledger", "import"], ["ledger", "check"]])
def test_help_is_in_chinese(command, monkeypatch):
	monkeypatch.setenv("COLUMNS", "80")
	printed = run(*command, "--help", "--language", "zh").out
	assert printed.startswith("用法：key-account ")
	described = [line[24:] for line in printed.splitlines() if re.match(r" {24}\S|  -.{20} \S", line)]
	assert described and all(re.search("[\u4e00-\u9fff]", line) or line == "LANG）" for line in described)
	assert max(map(display_width, printed.split("示例：")[0].splitlines())) <= 82


def test_the_demo_speaks_too(tmp_path, capsys):
	assert demo(["--out", str(tmp_path), "--language", "zh"]) == 0
	printed = capsys.readouterr().out
	assert "金额单位：CNY" in printed and "账簿文件    /" in printed
	assert '<html lang="zh-CN">' in (tmp_path / "statement.html").read_text(encoding="utf-8")
