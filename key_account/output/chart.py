"""A bar chart as inline SVG: each person's attainment against their base and target.

Lengths are per cent of the width and letters keep their size, so one drawing serves a phone and a printer.
"""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from key_account.bonus.money import ZERO
from key_account.bonus.settlement import Row
from key_account.language import _
from key_account.output.columns import money

ROW_HEIGHT = 46
BAR_TOP = 22
BAR_HEIGHT = 14


def bar_chart(rows: Sequence[Row], precision: int) -> str:
	"""One bar for each row, all on one scale that begins at zero, or below where a refund went below it."""
	if not rows:
		return ""
	low = min(ZERO, *(row.result.attainment for row in rows))
	high = max(Decimal(1), *(max(row.result.attainment, row.result.target) for row in rows))
	height = len(rows) * ROW_HEIGHT

	def place(amount: Decimal) -> Decimal:
		return round((amount - low) * 100 / (high - low), 2)

	drawn = "".join(_bar(row, index * ROW_HEIGHT, place, precision) for index, row in enumerate(rows))
	if low < 0:
		drawn += f'<line x1="{place(ZERO)}%" x2="{place(ZERO)}%" y1="0" y2="{height}" class="zero"/>'
	label = escape(_("Attainment of each salesperson against base and target"))
	return f'<svg class="chart" width="100%" height="{height}" role="img" aria-label="{label}">{drawn}</svg>'


def _bar(row: Row, top: int, place, precision: int) -> str:
	result = row.result
	name = escape(row.sales_person)
	zero, end = place(ZERO), place(result.attainment)
	case = result.case.value.replace(" ", "-")
	bar_top = top + BAR_TOP
	attainment = money(result.attainment, precision)
	of_target = _(" of {target}").format(target=money(result.target, precision)) if result.target else ""
	title = _("{name}: {attainment}{of_target}, {case}").format(
		name=row.sales_person, attainment=attainment, of_target=of_target, case=_(result.case.value)
	)
	parts = [
		f"<g><title>{escape(title)}</title>",
		f'<text x="0" y="{top + 15}" class="who">{name}</text>',
		f'<text x="100%" y="{top + 15}" text-anchor="end">{attainment}'
		f'<tspan class="of">{escape(of_target)}</tspan></text>',
		f'<rect x="0" y="{bar_top}" width="100%" height="{BAR_HEIGHT}" rx="3" class="track"/>',
		f'<rect x="{min(zero, end)}%" y="{bar_top}" width="{abs(end - zero)}%" height="{BAR_HEIGHT}" rx="3" '
		f'class="bar {case}"/>',
	]
	if result.target:
		parts.append(_mark(place(result.base), bar_top, "base"))
		parts.append(_mark(place(result.target), bar_top, "target"))
	return "".join(parts) + "</g>"


def _mark(at: Decimal, bar_top: int, kind: str) -> str:
	# A line on the very edge would be cut in half.
	at = min(max(at, Decimal("0.3")), Decimal("99.7"))
	line = f'<line x1="{at}%" x2="{at}%" y1="{bar_top - 2}" y2="{bar_top + BAR_HEIGHT + 4}"'
	# On a bar the mark needs a light edge to be seen.
	return f'{line} class="edge"/>{line} class="mark {kind}"/>'
