"""The Workflows of the app's doctypes: made from their approvals where a site has none, removed at uninstall.

Workflow States and actions carry no module; those made here are noted in the site's defaults, as roles are.
"""

import json

import frappe

from key_account import client_changes, handover, market_information, registration
from key_account.approvals import Approval
from key_account.special_terms import approval as special_terms
from key_account.tiers import approval as tier_approval

APPROVALS: tuple[Approval, ...] = (
	registration.APPROVAL,
	tier_approval.APPROVAL,
	market_information.APPROVAL,
	special_terms.APPROVAL,
	client_changes.APPROVAL,
	handover.APPROVAL,
)

NOTE = "key_account_created_workflow_words"
STATE, ACTION = "Workflow State", "Workflow Action Master"
STYLES = {
	"Draft": "",
	"Rejected": "Danger",
	"Invalid": "Danger",
	"Archived": "Inverse",
	"Withdrawn": "Inverse",
}


def create() -> None:
	for approval in APPROVALS:
		if not frappe.db.exists("Workflow", {"document_type": approval.doctype}):
			_create_words(approval)
			_create_workflow(approval)


def remove() -> None:
	"""Delete the states and actions made by `create`, but for those that another Workflow uses.

	The Workflows themselves go with all that names a doctype of this app (references.py).
	"""
	for doctype, name in _noted():
		if not _is_used(doctype, name):
			frappe.delete_doc(doctype, name, force=True, delete_permanently=True)
	frappe.defaults.clear_default(NOTE, parent="__global")


def _create_workflow(approval: Approval) -> None:
	states = [
		{
			"state": state.value,
			"doc_status": "1" if state in approval.submitted else "0",
			"allow_edit": role,
		}
		for state in approval.states
		for role in approval.editors.get(state) or ("System Manager",)
	]
	transitions = [
		{
			"state": step.before.value,
			"action": step.action,
			"next_state": step.after.value,
			"allowed": role,
			"allow_self_approval": int(not step.is_approval),
			"condition": _condition(approval, step.with_executive),
		}
		for step in approval.steps
		for role in step.roles
	]
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": f"{approval.doctype} Approval",
			"document_type": approval.doctype,
			"workflow_state_field": "status",
			"is_active": 1,
			# The link in such a mail acts for whoever opens it.
			"send_email_alert": 0,
			"states": states,
			"transitions": transitions,
		}
	).insert(ignore_permissions=True)  # on the right of the administrator who installs or migrates


def _condition(approval: Approval, with_executive: bool | None) -> str | None:
	if with_executive is None:
		return None
	return f"doc.{approval.executive_if}" if with_executive else f"not doc.{approval.executive_if}"


def _create_words(approval: Approval) -> None:
	created = _noted()
	for state in approval.states:
		if not frappe.db.exists(STATE, state.value):
			style = STYLES.get(state.value, "Warning" if state.value.startswith("Pending") else "Success")
			_insert({"doctype": STATE, "workflow_state_name": state.value, "style": style})
			created.add((STATE, state.value))
	for action in sorted({step.action for step in approval.steps}):
		if not frappe.db.exists(ACTION, action):
			_insert({"doctype": ACTION, "workflow_action_name": action})
			created.add((ACTION, action))
	frappe.db.set_global(NOTE, json.dumps(sorted(created)))


def _insert(values: dict) -> None:
	frappe.get_doc(values).insert(ignore_permissions=True)  # as above


def _is_used(doctype: str, name: str) -> bool:
	field, tables = {
		STATE: ("state", ("Workflow Document State", "Workflow Transition")),
		ACTION: ("action", ("Workflow Transition",)),
	}[doctype]
	return any(frappe.db.exists(table, {field: name}) for table in tables)


def _noted() -> set[tuple[str, str]]:
	return {(doctype, name) for doctype, name in json.loads(frappe.db.get_global(NOTE) or "[]")}
