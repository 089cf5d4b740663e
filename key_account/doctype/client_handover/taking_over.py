"""A handover is carried out: owners, sales teams, assignments, custody; rights of who hands over go.

All of it in the transaction of the approval, on the right of the director who approves.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_datetime, now_datetime

from key_account.bonus.handover import moved
from key_account.handover import ARCHIVE, CUSTOMER
from key_account.handover.sources import How, Source, source_of

#: Hundredths of a per cent are what ERPNext's own check of a sales team adds up without noise.
TEAM_UNIT = Decimal("0.01")
INTRODUCTION_AT = dt.time(10)


def take_over(handover: Document) -> None:
	"""Carry out the rows that are handed over."""
	rows = [row for row in handover.documents if row.outcome == "Handed Over"]
	by_how = defaultdict(list)
	for row in rows:
		source = source_of(row.document_type)
		by_how[source.how].append((source, row))
	steps = {
		How.CLIENT: _clients,
		How.OWNER: _owners,
		How.TEAM: _teams,
		How.PEOPLE: _people,
		How.CUSTODY: _custody,
		How.ASSIGNED: _assigned,
		# After the archives, which write the tasks of their own measures.
		How.TODO: _todos,
	}
	for how, step in steps.items():
		step(handover, by_how[how])
	_revoke(handover, rows)
	if handover.plan_introductions:
		for row in rows:
			if row.was_manager:
				_introduce(handover, row)


Rows = Iterable[tuple[Source, Document]]


def _clients(handover: Document, rows: Rows) -> None:
	for _source, row in rows:
		if row.document_type == ARCHIVE:
			_archive(handover, row)
		if row.customer:
			_customer(handover, row)
		archive = row.document if row.document_type == ARCHIVE else None
		if archive:
			text = _("Handed over from {0} to {1} by {2}").format(
				handover.employee_name, row.successor_name, handover.name
			)
			frappe.get_doc(ARCHIVE, archive).add_comment("Info", escape_html(text))


def _archive(handover: Document, row: Document) -> None:
	"""The client's archive: its account manager, and whoever in it keeps a relation or a measure."""
	archive = frappe.get_doc(ARCHIVE, row.document)
	archive.account_manager = row.successor_user
	for person in archive.stakeholders:
		if person.our_owner == handover.user:
			person.our_owner = row.successor_user
	for measure in archive.measures:
		if measure.assigned_to == handover.user and measure.status == "Open":
			measure.assigned_to = row.successor_user
	for member in archive.team:
		if member.employee == handover.employee:
			member.update({"employee": row.successor, "employee_name": row.successor_name, "phone": None})
	archive.flags.by_approval = True
	archive.save(ignore_permissions=True)  # on the right of who approves


def _customer(handover: Document, row: Document) -> None:
	"""ERPNext's customer: account manager, and the sales team that new documents begin with."""
	customer = frappe.get_doc(CUSTOMER, row.customer)
	is_changed = _replace_in_team(customer, handover.sales_person, row.sales_person)
	# That of a registered client came with its archive; that of a draft's, or of no archive, is still who leaves.
	if row.was_manager and customer.account_manager == handover.user:
		customer.account_manager = row.successor_user
		is_changed = True
	if is_changed:
		customer.flags.by_approval = True
		customer.save(ignore_permissions=True)  # on the right of who approves


def _replace_in_team(doc: Document, leaver: str | None, successor: str | None, share: float = 100) -> bool:
	"""Put the successor into a document's sales team, with `share` per cent of what the leaver has there."""
	before = tuple((row.sales_person, Decimal(str(row.allocated_percentage or 0))) for row in doc.sales_team)
	if not leaver or not successor or leaver not in dict(before):
		return False
	part = sum(percent for person, percent in before if person == leaver)
	goes = (part * Decimal(str(share)) / 100).quantize(TEAM_UNIT) if share != 100 else part
	after = dict(moved(before, leaver, successor, goes / part * 100 if part else Decimal(100)))
	kept = {}
	for row in list(doc.sales_team):
		if row.sales_person in after and row.sales_person not in kept:
			kept[row.sales_person] = row
		elif row.sales_person == leaver and successor not in kept and successor not in dict(before):
			row.sales_person = successor
			kept[successor] = row
		else:
			doc.remove(row)
	for person in after:
		if person not in kept:
			kept[person] = doc.append("sales_team", {"sales_person": person})
	for person, row in kept.items():
		row.allocated_percentage = float(round(after[person], 9))
		if doc.get("amount_eligible_for_commission"):
			row.allocated_amount = doc.amount_eligible_for_commission * row.allocated_percentage / 100
	return True


def _owners(handover: Document, rows: Rows) -> None:
	for source, row in rows:
		frappe.db.set_value(row.document_type, row.document, source.field, row.successor_user)


def _teams(handover: Document, rows: Rows) -> None:
	"""Open orders: invoices made of them carry their team on, so it shares by the rule of the handover."""
	for _source, row in rows:
		order = frappe.get_doc(row.document_type, row.document)
		if _replace_in_team(order, handover.sales_person, row.sales_person, handover.receiver_share):
			order.save(ignore_permissions=True)  # on the right of who approves


def _people(handover: Document, rows: Rows) -> None:
	for source, row in rows:
		project = frappe.get_doc(row.document_type, row.document)
		people = project.get("users")
		is_there = any(person.user == row.successor_user for person in people)
		for person in list(people):
			if person.get(source.field) != handover.user:
				continue
			if is_there:
				project.remove(person)
			else:
				person.set(source.field, row.successor_user)
		project.save(ignore_permissions=True)  # on the right of who approves


def _custody(handover: Document, rows: Rows) -> None:
	"""One Asset Movement for each company and successor."""
	groups = defaultdict(list)
	for _source, row in rows:
		company = frappe.db.get_value(row.document_type, row.document, "company")
		groups[company, row.successor].append(row.document)
	for (company, successor), assets in groups.items():
		movement = frappe.get_doc(
			{
				"doctype": "Asset Movement",
				"company": company,
				"purpose": "Issue",
				"transaction_date": now_datetime(),
				"assets": [
					{"asset": asset, "from_employee": handover.employee, "to_employee": successor}
					for asset in assets
				],
			}
		)
		movement.flags.ignore_permissions = True  # on the right of who approves
		movement.insert()
		movement.submit()


def _assigned(handover: Document, rows: Rows) -> None:
	"""A task for the successor, who may read the document whatever their roles. (Frappe's own assignment asks for the
	right to share it, which the director may lack.)
	"""
	for _source, row in rows:
		frappe.get_doc(
			{
				"doctype": "ToDo",
				"allocated_to": row.successor_user,
				"assigned_by": frappe.session.user,
				"reference_type": row.document_type,
				"reference_name": row.document,
				"description": _("Taken over from {0}: {1}").format(
					escape_html(handover.employee_name), escape_html(row.title or row.document)
				),
			}
		).insert(ignore_permissions=True)  # on the right of who approves
		if not frappe.has_permission(row.document_type, "read", row.document, user=row.successor_user):
			frappe.share.add_docshare(
				row.document_type,
				row.document,
				row.successor_user,
				flags={"ignore_share_permission": True},  # as above
			)


def _todos(handover: Document, rows: Rows) -> None:
	for _source, row in rows:
		todo = frappe.get_doc(row.document_type, row.document)
		todo.allocated_to = row.successor_user
		todo.save(ignore_permissions=True)  # on the right of who approves
		if measure := frappe.db.get_value("Client Measure", {"todo": todo.name}):
			frappe.db.set_value("Client Measure", measure, "assigned_to", row.successor_user)


def _revoke(handover: Document, rows: Iterable[Document]) -> None:
	"""Take away what let who hands over see these documents, beside what their roles and clients do."""
	if not handover.user:
		return
	names = defaultdict(set)
	for row in rows:
		names[row.document_type].add(row.document)
		if row.customer and row.document_type in (ARCHIVE, CUSTOMER):
			names[CUSTOMER].add(row.customer)
	for doctype, documents in names.items():
		frappe.db.delete(
			"DocShare",
			{"user": handover.user, "share_doctype": doctype, "share_name": ("in", list(documents))},
		)
		permissions = frappe.get_all(
			"User Permission",
			{"user": handover.user, "allow": doctype, "for_value": ("in", list(documents))},
			pluck="name",
			order_by="name",
		)
		for permission in permissions:
			frappe.delete_doc("User Permission", permission, ignore_permissions=True)  # as above
		if permissions and not frappe.db.exists("User Permission", {"user": handover.user, "allow": doctype}):
			# Frappe takes no User Permission on a doctype for all of its documents.
			frappe.msgprint(
				_(
					"{0} has no User Permission on {1} any more, and so may open every {1} that their roles allow: "
					"take these roles away, or disable the login."
				).format(escape_html(handover.user), _(doctype))
			)


def _introduce(handover: Document, row: Document) -> None:
	"""An appointment at the client, in the calendar of the successor."""
	starts_on = get_datetime(dt.datetime.combine(handover.first_day_of_introductions(), INTRODUCTION_AT))
	party_type, party = CUSTOMER, row.customer
	if not party:
		party_type, party = frappe.db.get_value(ARCHIVE, row.document, ["party_type", "party"])
	event = frappe.get_doc(
		{
			"doctype": "Event",
			"subject": _("Introduction at {0}: {1} takes over from {2}").format(
				row.title, row.successor_name, handover.employee_name
			),
			"event_category": "Meeting",
			"event_type": "Private",
			"starts_on": starts_on,
			"ends_on": starts_on + dt.timedelta(hours=1),
			"send_reminder": 1,
			"event_participants": [
				{"reference_doctype": party_type, "reference_docname": party},
				{
					"reference_doctype": "Employee",
					"reference_docname": row.successor,
					"email": row.successor_user,
				},
				{
					"reference_doctype": "Employee",
					"reference_docname": handover.employee,
					"email": handover.user,
				},
			],
		}
	)
	event.insert(ignore_permissions=True)  # on the right of who approves
	# Frappe makes who inserts it the owner; a private one is changed by its owner only.
	event.db_set("owner", row.successor_user, update_modified=False)
