"""Quarterly Bonus: one row per salesperson and department with every figure of the quarter machine."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import fmt_money

from key_account.bonus.money import ZERO
from key_account.bonus.quarter import Case
from key_account.bonus.settlement import Row
from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.report.bonus_request import BonusRequest, bonus_request, readable_errors
from key_account.report.columns import currency_column, link_column, money_card, money_column

MONEY = (
	"target",
	"base",
	"credited",
	"carry_in",
	"attainment",
	"made_up",
	"made_up_base",
	"eligible",
	"carry_out",
	"open_shortfall",
	"plan_amount",
	"plan_bonus",
	"own_rate_bonus",
	"accrued",
	"bonus",
	"wage_deduction",
)


def execute(filters: Mapping[str, Any] | None = None) -> tuple:
	request = bonus_request(filters)
	with readable_errors():
		(table,) = bonus_tables(request.books, [request.quarter])
	rows = [row for row in table.rows if request.shows(row.sales_person)]
	return (
		columns(),
		[_data_row(row, request.books.config.currency) for row in rows],
		_message(table, rows, request),
		_chart(rows, request.books.config.currency),
		_summary(table, rows, request),
	)


def columns() -> list[dict]:
	return [
		link_column("sales_person", _("Sales Person"), "Sales Person"),
		{"fieldname": "department", "label": _("Department"), "fieldtype": "Check", "width": 110},
		{"fieldname": "quarter", "label": _("Quarter"), "fieldtype": "Data", "width": 90},
		{"fieldname": "case", "label": _("Case"), "fieldtype": "Data", "width": 120},
		money_column("target", _("Target")),
		money_column("base", _("Base")),
		money_column("credited", _("Credited")),
		money_column("carry_in", _("Carried In")),
		money_column("attainment", _("Attainment")),
		money_column("made_up", _("Made Up")),
		money_column("made_up_base", _("Made-up Base")),
		money_column("eligible", _("Eligible")),
		money_column("carry_out", _("Carried Out")),
		money_column("open_shortfall", _("Open Shortfall")),
		money_column("plan_amount", _("Plan Amount")),
		money_column("plan_bonus", _("Plan Bonus")),
		money_column("own_rate_bonus", _("Own-rate Bonus")),
		money_column("accrued", _("Accrued")),
		{"fieldname": "kpi_score", "label": _("KPI Score"), "fieldtype": "Float", "width": 90},
		{
			"fieldname": "kpi_factor",
			"label": _("KPI Factor"),
			"fieldtype": "Float",
			"precision": "4",
			"width": 90,
		},
		money_column("bonus", _("Bonus")),
		{
			"fieldname": "floating_wage_due",
			"label": _("Floating Wage Due"),
			"fieldtype": "Check",
			"width": 150,
		},
		money_column("wage_deduction", _("Wage Deduction")),
		link_column("plan", _("Bonus Plan"), "Bonus Plan", 160),
		currency_column(),
	]


def _data_row(row: Row, currency: str) -> dict:
	result = row.result
	return {
		"sales_person": row.sales_person,
		"department": int(row.department),
		"quarter": row.quarter.key,
		"case": _(result.case.value),
		"case_key": result.case.name,
		**{name: float(getattr(result, name)) for name in MONEY},
		"kpi_score": None if result.kpi_score is None else float(result.kpi_score),
		"kpi_factor": float(result.kpi_factor),
		"floating_wage_due": int(result.floating_wage_due),
		"provisional": int(result.provisional),
		"plan": row.plan,
		"currency": currency,
	}


def _chart(rows: list[Row], currency: str) -> dict | None:
	people = [row for row in rows if not row.department]
	if not people:
		return None

	def dataset(name: str, figure: str) -> dict:
		return {"name": name, "values": [float(getattr(row.result, figure)) for row in people]}

	return {
		"data": {
			"labels": [row.sales_person for row in people],
			"datasets": [
				dataset(_("Base"), "base"),
				dataset(_("Target"), "target"),
				dataset(_("Attainment"), "attainment"),
			],
		},
		"type": "bar",
		# A chart that is drawn again while it still moves ends in an error in the browser.
		"animate": 0,
		"disableEntryAnimation": 1,
		"colors": ["#b8c2cc", "#5e64ff", "#28a745"],
		"fieldtype": "Currency",
		"options": "currency",
		"currency": currency,
		"barOptions": {"spaceRatio": 0.4},
	}


def _summary(table: QuarterTable, rows: list[Row], request: BonusRequest) -> list[dict]:
	"""Sums over the rows that are shown, and no others."""
	people = [row.result for row in rows if not row.department]
	currency = request.books.config.currency

	below = sum(result.case is Case.BELOW_BASE for result in people)
	bonuses = sum((row.result.bonus for row in rows), ZERO)
	summary = [
		money_card(_("Credited"), sum((result.credited for result in people), ZERO), "Blue", currency),
		money_card(_("Bonus"), bonuses, "Green", currency),
		money_card(
			_("Open Shortfall"), sum((result.open_shortfall for result in people), ZERO), "Orange", currency
		),
		{
			"label": _("Below Base"),
			"value": below,
			"datatype": "Int",
			"indicator": "Red" if below else "Green",
		},
	]
	if request.sees_all and not request.chosen:
		indicator = "Red" if table.tie_out.difference else "Green"
		summary.append(money_card(_("Difference to Ledger"), table.tie_out.difference, indicator, currency))
	return summary


def _message(table: QuarterTable, rows: list[Row], request: BonusRequest) -> str:
	lines = []
	if request.sees_all and not request.chosen:
		lines.append(_tie_out_line(table, request.books.config.currency))
	if any(row.result.provisional for row in rows):
		lines.append(
			_("Provisional: rows without a final KPI sheet count with factor 1 and cannot be closed.")
		)
	idle = [name for name in table.idle if request.shows(name)]
	if idle:
		lines.append(
			_("Without a target this quarter; their carry and open shortfalls wait: {0}.").format(
				", ".join(frappe.utils.escape_html(name) for name in idle)
			)
		)
	if not rows:
		lines.append(
			_(
				"No salesperson has a target in {0}: enter targets on Sales Person, or in the Bonus Plan."
			).format(request.quarter.key)
		)
	return "<br>".join(lines)


def _tie_out_line(table: QuarterTable, currency: str) -> str:
	"""The ledger's total and how it is explained, in one line (ledger.md, Tie-out)."""

	def money(amount: Decimal) -> str:
		return fmt_money(float(amount), currency=currency)

	amounts = {_("Credited"): table.totals.credited}
	amounts |= {_(reason.value): amount for reason, amount in table.totals.excluded.items() if amount}
	explained = " + ".join(f"{label} {money(amount)}" for label, amount in amounts.items())
	if table.tie_out.difference:
		line = _("Ledger {0} = {1}: differs by {2}").format(
			money(table.ledger), explained, money(table.tie_out.difference)
		)
		return f"<b>{line}</b>"
	return _("Ledger {0} = {1}: ties out to the cent").format(money(table.ledger), explained)
