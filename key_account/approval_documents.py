"""What every doctype with an approval does on a site: its steps are checked whichever way a document is saved."""

from enum import Enum

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from key_account.approvals import Actor, Approval, ApprovalError, NotPermitted, Step, take_step


def check_step(doc: Document, approval: Approval) -> Step | None:
	"""The step that a document takes with this save, or None; to be called in `validate`.

	The doctype has the fields `status`, `sent_by` and `rejection_reason`. Who sent it is noted in `sent_by`, and the
	reason of a rejection is forgotten when it is sent again.

	raises     frappe.PermissionError where the step, or a change in this state, is not this person's;
	           frappe.ValidationError where there is no such step or it lacks a reason
	"""
	saved = doc.get_doc_before_save()
	doc.sent_by = saved.sent_by if saved else None
	before = state_of(approval, saved.status) if saved else approval.first
	after = state_of(approval, doc.status or approval.first.value)
	actor = Actor(frappe.get_roles(), is_author=frappe.session.user in (doc.owner, doc.sent_by))
	try:
		step = take_step(
			approval,
			before,
			after,
			actor,
			with_executive=bool(approval.executive_if and doc.get(approval.executive_if)),
			reason=doc.rejection_reason,
		)
	except NotPermitted as error:
		_refuse(doc, error.told(_), frappe.PermissionError)
	except ApprovalError as error:
		_refuse(doc, error.told(_))
	if step is None:
		_check_editor(doc, approval, before)
	elif before is approval.first and not (step.is_approval or step.is_rejection):
		doc.sent_by = frappe.session.user
		doc.rejection_reason = None
	return step


def state_of(approval: Approval, status: str) -> Enum:
	"""raises     frappe.ValidationError where the doctype has no such state"""
	found = next((state for state in approval.states if state.value == status), None)
	if found is None:
		frappe.throw(_("{0}: there is no status {1}.").format(_(approval.doctype), escape_html(status)))
	return found


def _check_editor(doc: Document, approval: Approval, state: Enum) -> None:
	if doc.flags.ignore_permissions or doc.is_new():
		return
	editors = approval.editors.get(state, ())
	if state is approval.first:
		editors = (*editors, "System Manager")
	if set(editors).intersection(frappe.get_roles()):
		return
	_refuse(
		doc,
		_("It is {0}: only {1} may change it now.").format(
			_(state.value), ", ".join(_(role) for role in editors) or _("nobody")
		),
		frappe.PermissionError,
	)


def _refuse(doc: Document, sentence: str, kind: type[Exception] = frappe.ValidationError) -> None:
	name = doc.get_title() or doc.name
	frappe.throw(f"{_(doc.doctype)} {escape_html(name)}: {escape_html(sentence)}", kind, title=_(doc.doctype))
