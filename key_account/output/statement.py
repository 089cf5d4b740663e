"""The bonus table as one page for a browser or a printer, with everything it needs in it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from importlib.resources import files

from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable
from key_account.language import _, spoken
from key_account.output import BonusReport
from key_account.output.chart import bar_chart
from key_account.output.columns import BY_NAME, Column, Kind, money, number, percent, total_of, value_of
from key_account.output.words import explanation, name_of, plan_name, remarks, within

SHOWN = (
	"sales_person",
	"target",
	"credited",
	"carry_in",
	"attainment",
	"case",
	"made_up_base",
	"eligible",
	"carry_out",
	"open_shortfall",
	"kpi_factor",
	"bonus",
	"wage_deduction",
)
# A browser prints only what is unfolded.
UNFOLD_FOR_PRINT = """
for (const [event, open] of [["beforeprint", true], ["afterprint", false]])
	addEventListener(event, () => document.querySelectorAll("details").forEach((d) => (d.open = open)));
"""


def statement(report: BonusReport) -> str:
	"""A page with, for each quarter, summary, chart, table, tie-out, and each person's figures in words."""
	kind = _("Quarterly Bonus")
	currency = _("Amounts in {currency}").format(currency=report.currency) if report.currency else ""
	body = "".join(_quarter(report, table) for table in report.tables) or (
		"<section><p>" + escape(_("There is no quarter with posted documents.")) + "</p></section>"
	)
	style = files(__package__).joinpath("statement.css").read_text(encoding="utf-8")
	return f"""<!doctype html>
<html lang="{spoken().tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(kind)} · {escape(report.company)}</title>
<style>
{style}</style>
</head>
<body>
<header>
<p class="kind">{escape(kind)}</p>
<h1>{escape(report.company)}</h1>
<p>{escape(" · ".join(note for note in (currency, report.origin) if note))}</p>
<nav>{_links(report.tables)}</nav>
</header>
<main>
{body}</main>
<script>{UNFOLD_FOR_PRINT}</script>
</body>
</html>
"""


def _links(tables: Sequence[QuarterTable]) -> str:
	if len(tables) < 2:
		return ""
	return "".join(f'<a href="#{_id(table)}">{escape(table.quarter.key)}</a>' for table in tables)


def _id(table: QuarterTable) -> str:
	return f"q-{table.quarter.start.isoformat()}"


def _quarter(report: BonusReport, table: QuarterTable) -> str:
	quarter, precision = table.quarter, report.precision
	people = [row for row in table.rows if not row.department]
	days = _("{start} to {end}").format(start=quarter.start, end=quarter.end)
	plan = _("plan: {plan}").format(plan=plan_name(table.plan))
	parts = [
		f'<section id="{_id(table)}">\n<h2>{escape(quarter.key)}</h2>',
		f'<p class="when">{escape(days)} · {escape(plan)}</p>',
		_summary(table, people, precision),
		'<div class="beside">',
		f"<figure>{_legend(table)}{bar_chart(people, precision)}</figure>" if people else "<div></div>",
		_tie_out(table, precision),
		"</div>",
		"".join(f'<p class="remark">{escape(text)}</p>' for text in remarks(table)),
		_table(table.rows, precision) if table.rows else "",
		_explanations(table, precision),
		"</section>\n",
	]
	return "\n".join(part for part in parts if part)


def _summary(table: QuarterTable, people: Sequence[Row], precision: int) -> str:
	credited, target = (total_of(people, BY_NAME[name]) for name in ("credited", "target"))
	reached = sum(1 for row in people if row.result.floating_wage_due)
	tiles = [
		(_("Credited toward targets"), money(credited, precision)),
		(_("Of all targets"), percent(round(credited / target, 3)) if target else "–"),
		(_("At target"), _("{reached} of {people}").format(reached=reached, people=len(people))),
		(_("Bonus"), money(total_of(table.rows, BY_NAME["bonus"]), precision)),
	]
	return (
		"<dl class=tiles>"
		+ "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in tiles)
		+ "</dl>"
	)


def _legend(table: QuarterTable) -> str:
	base = _("base ({ratio})").format(ratio=percent(table.plan.base_ratio))
	return (
		f"<figcaption><b>{escape(BY_NAME['attainment'].heading)}</b>"
		f'<span class="key base"></span>{escape(base)}'
		f'<span class="key target"></span>{escape(within(BY_NAME["target"].heading))}</figcaption>'
	)


def _tie_out(table: QuarterTable, precision: int) -> str:
	"""The tie-out of ledger.md as a sum."""
	lines = [(BY_NAME["credited"].heading, table.totals.credited)]
	lines += [(_(reason.value), amount) for reason, amount in sorted(table.totals.excluded.items()) if amount]
	ties = not table.tie_out.difference
	verdict = _("Ties out with the ledger") if ties else _("Does not tie out with the ledger")
	result = [(_("Ledger Total"), table.ledger), (_("Difference to Ledger"), table.tie_out.difference)]

	def rows(amounts: Sequence[tuple[str, Decimal]]) -> str:
		return "".join(f"<tr><td>{escape(name)}<td>{money(amount, precision)}" for name, amount in amounts)

	return (
		f'<div class="tie-out {"good" if ties else "bad"}"><h3>{escape(verdict)}</h3>'
		f"<table><tbody>{rows(lines)}</tbody><tfoot>{rows(result)}</tfoot></table></div>"
	)


def _table(rows: Sequence[Row], precision: int) -> str:
	scored = any(row.result.kpi_score is not None for row in rows)
	columns = [BY_NAME[name] for name in SHOWN if scored or name != "kpi_factor"]
	head = "".join(f"<th{_class(column)}>{_heading(column)}" for column in columns)
	body = "".join(
		f"<tr{' class=department' if row.department else ''}>"
		+ "".join(_cell(row, column, precision) for column in columns)
		for row in rows
	)
	foot = "".join(_total(rows, column, precision) for column in columns)
	return (
		f'<div class="wide"><table class="bonus"><thead><tr>{head}</thead><tbody>{body}</tbody>'
		f"<tfoot><tr>{foot}</tfoot></table></div>"
	)


def _heading(column: Column) -> str:
	"""A heading that breaks between words only."""
	heading = _("Wage") if column.name == "wage_deduction" else column.heading
	return escape(heading).replace("-", "\u2011")


def _class(column: Column, *more: str) -> str:
	kinds = [*more]
	kinds += [] if column.kind is Kind.TEXT else ["figure"]
	kinds += ["paid"] if column.name == "bonus" else []
	return f' class="{" ".join(kinds)}"' if kinds else ""


def _cell(row: Row, column: Column, precision: int) -> str:
	value = value_of(row, column)
	if column.name == "sales_person":
		department = within(_("Department")) if row.department else ""
		small = f"<small>{escape(department)}</small>" if department else ""
		return f"<th scope=row>{escape(str(value))}{small}"
	if column.name == "case":
		shown = f'<span class="case {value.replace(" ", "-")}">{escape(_(value))}</span>'
	elif column.name == "wage_deduction":
		shown = _wage(row, precision)
	elif column.kind is Kind.MONEY:
		shown = money(value, precision)
	else:
		shown = number(value) + ("*" if row.result.provisional else "")
	nothing = not value and not (column.name == "wage_deduction" and row.result.floating_wage_due)
	return f'<td{_class(column, *(["faint"] if nothing else []))} data-label="{_heading(column)}">{shown}'


def _wage(row: Row, precision: int) -> str:
	"""What the quarter does to the wage: a deduction, the floating part, or nothing."""
	if row.result.wage_deduction:
		return f"−{money(row.result.wage_deduction, precision)}"
	return "<b>" + escape(_("floating due")) + "</b>" if row.result.floating_wage_due else "–"


def _total(rows: Sequence[Row], column: Column, precision: int) -> str:
	if column.name == "sales_person":
		return "<td>" + escape(_("Total"))
	total = total_of(rows, column)
	shown = "" if total is None else money(total, precision)
	minus = "−" if column.name == "wage_deduction" and total else ""
	return f'<td{_class(column)} data-label="{_heading(column)}">{minus}{shown}'


def _explanations(table: QuarterTable, precision: int) -> str:
	if not table.rows:
		return ""
	heading = _("How each figure came about")
	return f"<h3>{escape(heading)}</h3>{''.join(_explained(table, precision))}"


def _explained(table: QuarterTable, precision: int) -> Iterator[str]:
	for row in table.rows:
		by_category = {
			category: amount
			for (person, category), amount in table.totals.by_category.items()
			if person == row.sales_person and not row.department
		}
		sentences = "".join(
			f"<li>{escape(sentence)}" for sentence in explanation(row, table.plan, by_category, precision)
		)
		outcome = _("{case}, bonus {amount}").format(
			case=_(row.result.case.value), amount=money(row.result.bonus, precision)
		)
		yield (
			f"<details><summary><b>{escape(name_of(row))}</b> <span>{escape(outcome)}</span></summary>"
			f"<ol>{sentences}</ol></details>"
		)
