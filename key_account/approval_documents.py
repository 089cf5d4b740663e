"""What every doctype with an approval does on a site: its steps are checked whichever way a document is saved."""

from enum import Enum
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from key_account.approvals import Actor, Approval, ApprovalError, NotPermitted, Step, take_step
from key_account.roles import DIRECTOR


def check_step(doc: Document, approval: Approval) -> Step | None:
	"""The step that a document takes with this save, or None; to be called in `validate`.

	The doctype has the fields `status`, `sent_by` and `rejection_reason`. Who sent it is noted in `sent_by`, and the
	reason of a rejection is forgotten when it is sent again.

	raises     frappe.PermissionError where the step, or a change in this state, is not this person's;
	           frappe.ValidationError where there is no such step, it lacks a reason, or what was sent is changed
	"""
	saved = doc.get_doc_before_save()
	doc.sent_by = saved.sent_by if saved else None
	before = _state(doc, approval, saved.status) if saved else approval.first
	after = _state(doc, approval, doc.status or approval.first.value)
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
	_check_docstatus(doc, approval, after)
	if approval.waits_in(before):
		_check_decided(doc, approval, saved)
	if step is None:
		_check_editor(doc, approval, before)
	elif before is approval.first and not (step.is_approval or step.is_rejection):
		doc.sent_by = frappe.session.user
		doc.rejection_reason = None
	return step


def check_deletion(doc: Document, approval: Approval) -> None:
	"""What was sent is rejected with a reason, and not made away with; to be called in `on_trash`.

	raises     frappe.PermissionError where it is no draft, for who is no director
	"""
	if doc.status != approval.first.value and not {DIRECTOR, "System Manager"}.intersection(
		frappe.get_roles()
	):
		_refuse(
			doc,
			_("It is {0}: only a {1} may delete it now.").format(_(doc.status), _(DIRECTOR)),
			frappe.PermissionError,
		)


def _state(doc: Document, approval: Approval, status: str) -> Enum:
	"""raises     frappe.ValidationError where the doctype has no such state"""
	found = next((state for state in approval.states if state.value == status), None)
	return found or _refuse(doc, _("There is no status {0}.").format(status))


def _check_docstatus(doc: Document, approval: Approval, state: Enum) -> None:
	"""Submitting is what an approval does: by itself it would take no step, and nobody would be asked.

	raises     frappe.ValidationError
	"""
	if doc.docstatus != int(state in approval.submitted):
		_refuse(doc, _("It is submitted by its approval only: use the actions of its form."))


def _check_decided(doc: Document, approval: Approval, saved: Document) -> None:
	if doc.flags.by_approval:
		return
	for field in approval.decided:
		if _content(doc.get(field)) != _content(saved.get(field)):
			_refuse(
				doc,
				_("{0} stays as it was sent: reject it, so that it is changed and sent again.").format(
					_(doc.meta.get_label(field))
				),
			)


def _content(value: object) -> str:
	"""A field's value, however a form, an import or the database writes that there is none."""
	return "" if value in (None, 0, "0") else str(value)


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


def _refuse(doc: Document, sentence: str, kind: type[Exception] = frappe.ValidationError) -> NoReturn:
	name = doc.get_title() or doc.name
	frappe.throw(f"{_(doc.doctype)} {escape_html(name)}: {escape_html(sentence)}", kind, title=_(doc.doctype))
