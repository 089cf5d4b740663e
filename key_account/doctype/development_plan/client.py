"""What a development plan says of its client is the client's: opportunity, contract, people; and its project."""

import frappe
from frappe import _
from frappe.model.document import Document

from key_account.key_account.doctype.development_plan import opportunities

ARCHIVE = "Client Archive"


def check(plan: Document) -> None:
	"""raises     ValidationError where something is of another client; PermissionError for a project unseen"""
	if not plan.archive:
		return  # Frappe asks for it after this
	archive = frappe.get_cached_doc(ARCHIVE, plan.archive)
	saved = plan.get_doc_before_save()
	if _is_new(plan, saved, "opportunity"):
		_check_opportunity(plan, archive)
	if _is_new(plan, saved, "contract"):
		_check_contract(plan, archive)
	if _is_new(plan, saved, "project"):
		_check_project(plan)
	_check_people(plan, saved, archive)


@frappe.whitelist()
def client_of(archive: str) -> dict:
	"""What the form of a plan offers of its client: record, stakeholders, expectation.

	raises     PermissionError for who may not read the archive
	"""
	doc = frappe.get_doc(ARCHIVE, archive)
	doc.check_permission("read")
	return {
		"party_type": doc.party_type,
		"party": doc.party,
		"company": doc.company,
		"expected_amount": doc.expected_amount,
		"expected_date": doc.expected_date,
		"people": [
			{"name": (row.person_name or "").strip(), "role": row.role, "attitude": row.support}
			for row in doc.stakeholders
		],
	}


def _is_new(plan: Document, saved: Document | None, field: str) -> bool:
	return bool(plan.get(field)) and plan.get(field) != (saved.get(field) if saved else None)


def _check_opportunity(plan: Document, archive: Document) -> None:
	other = frappe.db.get_value(
		plan.doctype, {"opportunity": plan.opportunity, "name": ("!=", plan.name or "")}
	)
	if other:
		plan.refuse(
			_("Opportunity {0} has the plan {1} already: go on with that one."), plan.opportunity, other
		)
	values = frappe.db.get_value(
		"Opportunity", plan.opportunity, ["opportunity_from", "party_name"], as_dict=True
	)
	if values and archive.name not in opportunities.archives_of(values.opportunity_from, values.party_name):
		plan.refuse(_("Opportunity {0} is of {1}, not of this client."), plan.opportunity, values.party_name)


def _check_contract(plan: Document, archive: Document) -> None:
	party = frappe.db.get_value("Contract", plan.contract, ["party_type", "party_name"])
	if party and tuple(party) != (archive.party_type, archive.party):
		plan.refuse(_("Contract {0} is with {1}, not with this client."), plan.contract, party[1])


def _check_project(plan: Document) -> None:
	"""What a project cost is shown to all who see the plan: by somebody who may see it themselves."""
	frappe.get_doc("Project", plan.project).check_permission("read")
	company = frappe.db.get_value("Project", plan.project, "company")
	if company != plan.company:
		plan.refuse(_("Project {0} is of company {1}, the plan of {2}."), plan.project, company, plan.company)


def _check_people(plan: Document, saved: Document | None, archive: Document) -> None:
	"""Only those named anew: who left the client's archive since stays in the plan."""
	people = {(row.person_name or "").strip(): row for row in archive.stakeholders}
	known = {saved.inside_contact, *(row.stakeholder for row in saved.decisions)} if saved else set()
	named = [plan.inside_contact, *(row.stakeholder for row in plan.decisions)]
	for name in filter(None, named):
		if name not in people and name not in known:
			plan.refuse(_("{0} is not among the stakeholders of the client's archive: add them there."), name)
	seen: set[str] = set()
	for row in plan.decisions:
		if row.stakeholder in seen:
			plan.refuse(_("{0} is there twice among those who decide: remove one row."), row.stakeholder)
		seen.add(row.stakeholder)
		if person := people.get(row.stakeholder):
			row.role = row.role or person.role
			row.attitude = row.attitude or person.support
