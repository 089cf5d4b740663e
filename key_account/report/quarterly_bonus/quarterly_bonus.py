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
		columns(request.books.config.currency),
		[_data_row(row) for row in rows],
		_message(table, rows, request),
		_chart(rows, request.books.config.currency),
		_summary(table, rows, request),
	)


def columns(currency: str) -> list[dict]:
	def money(fieldname: str, label: str, width: int = 120) -> dict:
		return {
			"fieldname": fieldname,
			"label": label,
			"fieldtype": "Currency",
			"options": "currency",
			"width": width,
		}

	return [
		{
			"fieldname": "sales_person",
			"label": _("Sales Person"),
			"fieldtype": "Link",
			"options": "Sales Person",
			"width": 150,
		},
		{"fieldname": "department", "label": _("Department"), "fieldtype": "Check", "width": 50},
		{"fieldname": "quarter", "label": _("Quarter"), "fieldtype": "Data", "width": 90},
		{"fieldname": "case", "label": _("Case"), "fieldtype": "Data", "width": 110},
		money("target", _("Target")),
		money("base", _("Base")),
		money("credited", _("Credited")),
		money("carry_in", _("Carried In")),
		money("attainment", _("Attainment")),
		money("made_up", _("Made Up")),
		money("made_up_base", _("Made-up Base")),
		money("eligible", _("Eligible")),
		money("carry_out", _("Carried Out")),
		money("open_shortfall", _("Open Shortfall")),
		money("plan_amount", _("Plan Amount")),
		money("plan_bonus", _("Plan Bonus")),
		money("own_rate_bonus", _("Own-rate Bonus")),
		money("accrued", _("Accrued")),
		{"fieldname": "kpi_score", "label": _("KPI Score"), "fieldtype": "Float", "width": 90},
		{
			"fieldname": "kpi_factor",
			"label": _("KPI Factor"),
			"fieldtype": "Float",
			"precision": "4",
			"width": 90,
		},
		money("bonus", _("Bonus")),
		{
			"fieldname": "floating_wage_due",
			"label": _("Floating Wage Due"),
			"fieldtype": "Check",
			"width": 90,
		},
		money("wage_deduction", _("Wage Deduction")),
		{
			"fieldname": "plan",
			"label": _("Bonus Plan"),
			"fieldtype": "Link",
			"options": "Bonus Plan",
			"width": 160,
		},
		{
			"fieldname": "currency",
			"label": _("Currency"),
			"fieldtype": "Link",
			"options": "Currency",
			"hidden": 1,
			"default": currency,
		},
	]


def _data_row(row: Row) -> dict:
	result = row.result
	return {
		"sales_person": row.sales_person,
		"department": int(row.department),
		"quarter": row.quarter.key,
		"case": _(result.case.value.capitalize()),
		"case_key": result.case.name,
		**{name: float(getattr(result, name)) for name in MONEY},
		"kpi_score": None if result.kpi_score is None else float(result.kpi_score),
		"kpi_factor": float(result.kpi_factor),
		"floating_wage_due": int(result.floating_wage_due),
		"provisional": int(result.provisional),
		"plan": row.plan,
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

	def money(label: str, amount: Decimal, indicator: str) -> dict:
		return {
			"label": label,
			"value": float(amount),
			"datatype": "Currency",
			"currency": currency,
			"indicator": indicator,
		}

	below = sum(result.case is Case.BELOW_BASE for result in people)
	bonuses = sum((row.result.bonus for row in rows), ZERO)
	summary = [
		money(_("Credited"), sum((result.credited for result in people), ZERO), "Blue"),
		money(_("Bonus"), bonuses, "Green"),
		money(_("Open Shortfall"), sum((result.open_shortfall for result in people), ZERO), "Orange"),
		{
			"label": _("Below Base"),
			"value": below,
			"datatype": "Int",
			"indicator": "Red" if below else "Green",
		},
	]
	if request.sees_all and not request.chosen:
		indicator = "Red" if table.difference else "Green"
		summary.append(money(_("Difference to Ledger"), table.difference, indicator))
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

	parts = [f"{_('Credited')} {money(table.totals.credited)}"]
	parts += [
		f"{_(reason.value)} {money(amount)}" for reason, amount in table.totals.excluded.items() if amount
	]
	line = _("Ledger {0} = {1}").format(money(table.ledger), " + ".join(parts))
	if table.difference:
		return f"<b>{line}: {_('differs by {0}').format(money(table.difference))}</b>"
	return f"{line}: {_('ties out to the cent')}"
