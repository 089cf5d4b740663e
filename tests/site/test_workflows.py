"""The Workflows of the approvals: made where a site has none, and left alone where it has its own."""

import frappe
import pytest

from key_account.approvals import Approval
from key_account.setup import workflows

NAMES = [approval.doctype for approval in workflows.APPROVALS]


def steps_of(doctype: str) -> set[tuple[str, str, str, str]]:
	name = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1})
	return {
		(row.state, row.action, row.next_state, row.allowed)
		for row in frappe.get_doc("Workflow", name).transitions
	}


@pytest.mark.parametrize("approval", workflows.APPROVALS, ids=NAMES)
def test_one_that_is_missing_is_made_with_the_steps_of_its_approval(approval: Approval) -> None:
	frappe.db.delete("Workflow", {"document_type": approval.doctype})
	workflows.create()
	assert steps_of(approval.doctype) == {
		(step.before.value, step.action, step.after.value, role)
		for step in approval.steps
		for role in step.roles
	}


def test_one_of_the_site_s_own_stays_and_no_second_one_comes() -> None:
	name = frappe.db.get_value("Workflow", {"document_type": "Client Archive"})
	doc = frappe.get_doc("Workflow", name)
	doc.transitions[0].allowed = "Sales Manager"
	doc.is_active = 0
	doc.save()
	workflows.create()
	(kept,) = frappe.get_all(
		"Workflow", {"document_type": "Client Archive"}, ["name", "is_active"], order_by="name"
	)
	assert (kept.name, kept.is_active) == (name, 0)
	assert frappe.get_doc("Workflow", name).transitions[0].allowed == "Sales Manager"
