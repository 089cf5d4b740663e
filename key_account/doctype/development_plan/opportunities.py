"""A plan and its Opportunity: one is made of the other, and their stages go together."""

import frappe
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import flt

ARCHIVE = "Client Archive"
#: In these an Opportunity is over, and stays as it is.
OVER = ("Lost", "Converted", "Closed")
SOURCES = {"Lead": "lead_name", "Prospect": "prospect_name"}


def archives_of(party_type: str, party: str) -> set[str]:
	"""Client Archives of an Opportunity's party: its own, or that of the Customer it became."""
	parties = [(party_type, party)]
	source = SOURCES.get(party_type)
	if source and frappe.get_meta("Customer").has_field(source):
		became = frappe.get_all("Customer", filters={source: party}, pluck="name", order_by="name")
		parties += [("Customer", name) for name in became]
	found = (frappe.db.get_value(ARCHIVE, {"party_type": kind, "party": name}) for kind, name in parties)
	return {name for name in found if name}


def follow(plan: Document) -> None:
	"""Bring the Opportunity to the sales stage of the plan's stage, when the plan comes to it or is linked."""
	before = plan.get_doc_before_save()
	if before and (before.stage, before.opportunity) == (plan.stage, plan.opportunity):
		return
	if not plan.opportunity or plan.status != "In Progress":
		return
	wanted = frappe.db.get_value("Development Stage Template", plan.stage, "sales_stage")
	opportunity = frappe.get_doc("Opportunity", plan.opportunity)
	if wanted and opportunity.status not in OVER and opportunity.sales_stage != wanted:
		# On the right of who may write the plan: the Opportunity is of the same client, and only its stage changes.
		opportunity.db_set("sales_stage", wanted, notify=True)


@frappe.whitelist()
def plan_of(opportunity: str) -> dict:
	"""The plan of an Opportunity, None where the user sees none, and whether they may make one.

	raises     PermissionError for who may not read the Opportunity
	"""
	doc = frappe.get_doc("Opportunity", opportunity)
	doc.check_permission("read")
	plan = frappe.db.get_value("Development Plan", {"opportunity": doc.name})
	archive = _archive_of(doc)
	return {
		"plan": plan if plan and frappe.has_permission("Development Plan", "read", plan) else None,
		"may_make": bool(archive and not plan and frappe.has_permission("Development Plan", "create")),
	}


@frappe.whitelist()
def make_development_plan(source_name: str, target_doc: str | Document | None = None) -> Document:
	"""A plan for an Opportunity whose party has a Client Archive, to be completed and saved by the user.

	raises     PermissionError for who may not read the Opportunity or make a plan
	"""
	frappe.get_doc("Opportunity", source_name).check_permission("read")

	def fill_in(source: Document, target: Document) -> None:
		target.opportunity = source.name
		target.archive = _archive_of(source)
		# Only the form keeps the amount in company currency, not an import or a call.
		target.expected_sales = flt(source.opportunity_amount) * (flt(source.conversion_rate) or 1)
		target.plan_title = source.get("title") or source.get("customer_name") or source.party_name

	return get_mapped_doc(
		"Opportunity",
		source_name,
		{
			"Opportunity": {
				"doctype": "Development Plan",
				"field_map": {"expected_closing": "expected_close_on"},
			}
		},
		target_doc,
		fill_in,
	)


def _archive_of(opportunity: Document) -> str | None:
	"""The archive, if the user sees it."""
	found = sorted(archives_of(opportunity.opportunity_from, opportunity.party_name))
	return next((name for name in found if frappe.has_permission(ARCHIVE, "read", name)), None)
