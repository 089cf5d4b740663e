"""What came of a development plan: its expectations beside what orders, invoices and a project say."""

from decimal import Decimal

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from key_account.development import InvoicedLine, Outcome, sales_of

#: What ERPNext sums up on a Project; expense claims are there only where the HR app is installed.
PROJECT_COSTS = (
	"total_costing_amount",
	"total_purchase_cost",
	"total_consumed_material_cost",
	"total_expense_claim",
)


@frappe.whitelist()
def facts(plan: str) -> dict:
	"""Orders, figures and what else is known of a plan, in company currency without tax.

	returns    orders: the submitted Sales Orders that name the plan; ordered, invoiced, profit, without_cost: see
	           `development.Sales`; cost: of the plan's project, None where it has none; currency; opportunity: name,
	           status, sales_stage; other_plans: of the same client, in progress
	raises     PermissionError for who may not read the plan
	"""
	doc = frappe.get_doc("Development Plan", plan)
	doc.check_permission("read")
	orders = _orders(doc)
	sales = sales_of(_invoiced_lines(doc))
	return {
		"currency": frappe.get_cached_value("Company", doc.company, "default_currency"),
		"orders": orders,
		"ordered": flt(sum(order.base_net_total for order in orders), 2),
		"invoiced": float(sales.invoiced),
		"profit": float(sales.profit),
		"without_cost": float(sales.without_cost),
		"cost": _cost(doc),
		"opportunity": _opportunity(doc),
		"other_plans": _other_plans(doc),
	}


def _orders(plan: Document) -> list[dict]:
	return frappe.get_all(
		"Sales Order",
		filters={"ka_development_plan": plan.name, "docstatus": 1, "company": plan.company},
		fields=["name", "transaction_date", "status", "base_net_total"],
		order_by="transaction_date, name",
	)


def _invoiced_lines(plan: Document) -> list[InvoicedLine]:
	order, line = frappe.qb.DocType("Sales Order"), frappe.qb.DocType("Sales Invoice Item")
	invoice, ordered = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Order Item")
	sold = frappe.qb.DocType("Sales Invoice Item").as_("sold")
	rows = (
		frappe.qb.from_(order)
		.join(line)
		.on(line.sales_order == order.name)
		.join(invoice)
		.on(invoice.name == line.parent)
		.left_join(sold)
		.on((sold.name == line.sales_invoice_item) & (invoice.is_return == 1))
		.left_join(ordered)
		.on(ordered.name == line.so_detail)
		.select(
			line.base_net_amount,
			line.ka_cost_amount,
			sold.base_net_amount,
			sold.ka_cost_amount,
			ordered.base_net_amount,
			ordered.ka_cost_amount,
		)
		.where(order.ka_development_plan == plan.name)
		.where(order.docstatus == 1)
		.where(order.company == plan.company)
		.where(invoice.docstatus == 1)
		.orderby(line.name)
	).run()
	return [InvoicedLine(*(Decimal(str(value or 0)) for value in row)) for row in rows]


def _cost(plan: Document) -> float | None:
	if not plan.project:
		return None
	meta = frappe.get_meta("Project")
	fields = [field for field in PROJECT_COSTS if meta.has_field(field)]
	values = frappe.db.get_value("Project", plan.project, fields)
	return flt(sum(flt(value) for value in values), 2)


def _opportunity(plan: Document) -> dict | None:
	if not plan.opportunity:
		return None
	return frappe.db.get_value(
		"Opportunity", plan.opportunity, ["name", "status", "sales_stage"], as_dict=True
	)


def _other_plans(plan: Document) -> list[dict]:
	"""Of the same client, and so seen by whoever sees this one."""
	return frappe.get_all(
		plan.doctype,
		filters={
			"archive": plan.archive,
			"status": Outcome.IN_PROGRESS.value,
			"name": ("!=", plan.name),
		},
		fields=["name", "plan_title", "stage"],
		order_by="creation",
	)
