import datetime as dt

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, flt, getdate, now_datetime

from key_account import handover as rules
from key_account.approval_documents import check_deletion, check_step
from key_account.clients.successors import check_successors, sales_persons
from key_account.handover import APPROVAL, Handed, HandoverError, Owned, State
from key_account.key_account.doctype.client_handover.owned import Person, owned_by
from key_account.key_account.doctype.client_handover.taking_over import take_over
from key_account.ledger.source import to_decimal
from key_account.permissions.handovers import may_hand_over
from key_account.roles import DIRECTOR

#: What the successors accepted beside the documents.
TERMS = ("kind", "effective_date", "until_date", "receiver_share", "plan_introductions", "company")
#: What a row says of its document and successor, beside what people choose.
LISTED = ("title", "customer", "amount", "was_manager", "successor_user", "successor_name")
#: Rows of these, and their successors, decide on whose money it is.
ABOUT_MONEY = ("Client Archive", "Customer", "Sales Order", "Sales Invoice")


class ClientHandover(Document):
	"""Who leaves, moves or is absent hands over all that they are responsible for (clients.md, Handover)."""

	def validate(self) -> None:
		saved = self.get_doc_before_save()
		self.check_employee(saved)
		self.check_author(saved)
		self.check_terms()
		if self.is_new():
			self.set_checklist()
		self.note_tasks(saved)
		is_draft = not saved or saved.status == State.DRAFT.value
		is_sent = is_draft and self.status == State.PENDING_ACCEPTANCE.value
		if self.is_new() or is_sent:
			self.list_owned()
		self.keep_rows(saved, is_draft)
		# What was sent can be rejected whatever has become of a successor since.
		if is_draft or self.status == State.APPROVED.value:
			self.check_successors(is_sent)
		step = check_step(self, APPROVAL)
		if step and step.is_rejection:
			self.check_may_reject(saved)
			self.forget_acceptances()
		if step and step.after is State.APPROVED:
			self.check_may_approve()

	def check_employee(self, saved: Document | None) -> None:
		"""raises     PermissionError where it is nobody of the author's team; ValidationError where it is written twice"""
		if saved and saved.employee != self.employee:
			self.refuse(_("A handover stays with its employee: make another one for {0}."), self.employee)
		self.user = frappe.db.get_value("Employee", self.employee, "user_id")
		if not saved:
			if not may_hand_over(self.user):
				self.refuse(
					_("{0} is not of your team: their manager or the director hands over for them."),
					self.employee,
					kind=frappe.PermissionError,
				)
			self.check_other_handovers()
		self.sales_person = sales_persons({self.employee}).get(self.employee)

	def check_author(self, saved: Document | None) -> None:
		"""raises     PermissionError where who only takes over, or was shown it, writes in a draft"""
		is_draft = saved and saved.status == State.DRAFT.value
		if is_draft and frappe.session.user != saved.owner and not may_hand_over(self.user):
			self.refuse(
				_("It is a draft: who hands over, their manager, or the director changes and sends it."),
				kind=frappe.PermissionError,
			)

	def check_other_handovers(self) -> None:
		# Who comes second in the same moment waits here, and then finds the first one's.
		frappe.db.get_value("Employee", self.employee, "name", for_update=True)
		other = frappe.db.get_value(
			self.doctype,
			{"employee": self.employee, "docstatus": 0, "name": ("!=", self.name or "")},
			for_update=True,
		)
		if other:
			self.refuse(_("{0} is not finished yet: go on with that one, or delete it."), other)

	def check_terms(self) -> None:
		if not 0 <= flt(self.receiver_share) <= 100:
			self.refuse(
				_("{0} must be from 0 to 100, not {1}."),
				_(self.meta.get_label("receiver_share")),
				self.receiver_share,
			)
		is_absence = self.kind == "Absence"
		if not is_absence:
			self.until_date = None
		until = getdate(self.until_date) if self.until_date else None
		try:
			rules.check_days(getdate(self.effective_date), until, is_absence=is_absence)
		except HandoverError as error:
			self.refuse("{0}", error.told(_))

	def set_checklist(self) -> None:
		if not self.tasks:
			for task in rules.CHECKLIST:
				self.append("tasks", {"task": _(task)})

	def note_tasks(self, saved: Document | None) -> None:
		"""Who ticked off what, and when, is the server's word."""
		before = {row.name: row for row in saved.tasks} if saved else {}
		for row in self.tasks:
			old = before.get(row.name)
			row.done_by, row.done_on = (old.done_by, old.done_on) if old else (None, None)
			if row.done and not (old and old.done):
				row.done_by, row.done_on = frappe.session.user, now_datetime()
			elif not row.done:
				row.done_by = row.done_on = None

	def person(self) -> Person:
		return Person(self.employee, self.user, self.sales_person)

	def list_owned(self) -> None:
		"""List anew what the employee is responsible for; successors and notes of rows that are there stay."""
		before = {(row.document_type, row.document): row for row in self.documents}
		self.documents = []
		for owned in owned_by(self.person()):
			values = {
				"document_type": owned.document_type,
				"document": owned.document,
				"title": owned.title,
				"customer": owned.customer,
				"amount": float(owned.amount),
				"was_manager": int(owned.was_manager),
			}
			row = before.get(owned.key)
			if row is None:
				self.append("documents", values)
				continue
			row.update(values)
			row.idx = len(self.documents) + 1
			self.documents.append(row)

	@frappe.whitelist()
	def list_documents(self) -> None:
		"""List the documents anew, for the form.

		raises     PermissionError for who may not write it; ValidationError where it was sent already
		"""
		self.check_permission("write")
		if self.status != State.DRAFT.value:
			self.refuse(_("It was sent: its documents stay as they are."))
		# A form may send another login along, and would be told what is theirs.
		self.check_employee(None if self.is_new() else frappe.get_doc(self.doctype, self.name))
		self.list_owned()
		self.save()

	def keep_rows(self, saved: Document | None, is_draft: bool) -> None:
		"""What people may not write stays as it was: acceptances, and once it is sent, the rows themselves.

		raises     ValidationError where somebody changes what was sent
		"""
		before = {row.name: row for row in saved.documents} if saved else {}
		if not is_draft and (_content(self) != _content(saved) or _terms(self) != _terms(saved)):
			self.refuse(
				_("It was sent: its terms, documents and successors change only after it was rejected.")
			)
		for row in self.documents:
			old = before.get(row.name)
			if not self.flags.accepting:
				is_same = old and old.successor == row.successor
				row.accepted, row.accepted_on = (old.accepted, old.accepted_on) if is_same else (0, None)
			if not is_draft:
				for field in LISTED:
					row.set(field, old.get(field))
			row.outcome = row.sales_person = None

	def check_successors(self, is_sent: bool) -> None:
		"""raises     ValidationError where somebody cannot take over, or a row that is sent has no successor"""
		try:
			self.set_successors()
			if is_sent:
				rules.check_successors_chosen(self.rows())
		except HandoverError as error:
			self.refuse("{0}", error.told(_))

	def set_successors(self) -> None:
		"""Give rows without a successor the general one, and look at all of them.

		raises     HandoverError for who cannot take over
		"""
		for row in self.documents:
			row.successor = row.successor or self.default_successor
		names = {row.successor for row in self.documents if row.successor} | {self.default_successor}
		logins = check_successors(names - {None, ""}, leaver=self.employee, leaver_user=self.user)
		people = frappe.get_all(
			"Employee", {"name": ("in", list(logins) or [""])}, ["name", "employee_name"], order_by="name"
		)
		called = {person.name: person.employee_name for person in people}
		for row in self.documents:
			row.successor_user = logins.get(row.successor)
			row.successor_name = called.get(row.successor)

	def rows(self) -> list[Handed]:
		"""The rows as the rules have them."""
		return [
			Handed(
				Owned(
					row.document_type,
					row.document,
					title=row.title or "",
					customer=row.customer,
					amount=to_decimal(row.amount),
					was_manager=bool(row.was_manager),
				),
				row.successor,
				bool(row.accepted),
			)
			for row in self.documents
		]

	def check_may_reject(self, saved: Document) -> None:
		"""raises     PermissionError for who neither takes over nor sent it, and is no director"""
		user = frappe.session.user
		is_theirs = user in (saved.owner, saved.sent_by, self.user) or user in self.receivers()
		if saved.status == State.PENDING_ACCEPTANCE.value and not (
			is_theirs or DIRECTOR in frappe.get_roles()
		):
			self.refuse(
				_("Its successors, who sent it, or the director reject it."), kind=frappe.PermissionError
			)

	def check_may_approve(self) -> None:
		"""raises     PermissionError for who is part of it; ValidationError where something is missing"""
		if frappe.session.user in {self.user, *self.receivers()}:
			self.refuse(
				_("You hand over or take over yourself: another director, or the executive, approves it."),
				kind=frappe.PermissionError,
			)

	def receivers(self) -> set[str]:
		return {row.successor_user for row in self.documents if row.successor_user}

	def forget_acceptances(self) -> None:
		for row in self.documents:
			row.accepted, row.accepted_on = 0, None

	def on_update(self) -> None:
		if self.flags.accepting and all(row.accepted for row in self.documents):
			# Nobody takes this step: it follows from the last acceptance.
			self.db_set("status", State.PENDING_DIRECTOR.value)

	def before_submit(self) -> None:
		"""raises     ValidationError where a row is not accepted, or could only half be handed over"""
		found = owned_by(self.person())
		try:
			rules.check_approval(self.rows(), found)
		except HandoverError as error:
			self.refuse("{0}", error.told(_))
		still_theirs = {owned.key for owned in found}
		sales_person_of = sales_persons({row.successor for row in self.documents})
		for row in self.documents:
			is_theirs = (row.document_type, row.document) in still_theirs
			row.outcome = "Handed Over" if is_theirs else "No Longer Theirs"
			# An invoice that was paid since it was listed may be paid back, or be paid for anew.
			if is_theirs or row.document_type == "Sales Invoice":
				row.sales_person = sales_person_of.get(row.successor)
				self.check_sales_person(row)
		self.approved_by, self.approved_on = frappe.session.user, now_datetime()

	def check_sales_person(self, row: Document) -> None:
		"""raises     ValidationError where money that was a salesperson's would be nobody's"""
		if self.sales_person and row.document_type in ABOUT_MONEY and not row.sales_person:
			self.refuse(
				_(
					"{0} is no Sales Person and could get no bonus on {1} {2}: enter one for this employee first."
				),
				row.successor_name,
				_(row.document_type),
				row.document,
			)

	def on_submit(self) -> None:
		take_over(self)

	def first_day_of_introductions(self) -> dt.date:
		return max(getdate(self.effective_date), getdate())

	def on_trash(self) -> None:
		"""raises     PermissionError for who may not write it, or once it was sent, for who is no director"""
		check_deletion(self, APPROVAL)
		self.check_author(self)

	def before_cancel(self) -> None:
		self.refuse(
			_(
				"Its owners have changed, and are not changed back by cancelling: hand over back by another handover."
			)
		)

	def refuse(self, sentence: str, *values: object, kind: type[Exception] = frappe.ValidationError) -> None:
		"""raises     `kind`, naming the handover"""
		name = " ".join(filter(None, (self.name, self.employee_name))) or self.employee
		text = sentence.format(*(escape_html(str(value)) for value in values))
		frappe.throw(f"{_(self.doctype)} {escape_html(name)}: {text}", kind, title=_(self.doctype))


def _content(doc: Document) -> list[tuple]:
	return [(row.name, row.document_type, row.document, row.successor or None) for row in doc.documents]


def _terms(doc: Document) -> list[object]:
	return [cstr(doc.get(field)) if field != "receiver_share" else flt(doc.receiver_share) for field in TERMS]


@frappe.whitelist()
def accept(handover: str) -> int:
	"""Accept what one takes over by a handover; with the last acceptance it comes to the director.

	returns    the number of documents accepted
	raises     PermissionError for who takes over nothing by it; ValidationError where it waits for no acceptance
	"""
	frappe.has_permission("Client Handover", "read", handover, throw=True)
	doc = frappe.get_doc("Client Handover", handover, for_update=True)
	mine = [row for row in doc.documents if row.successor_user == frappe.session.user]
	if not mine:
		doc.refuse(_("You take over nothing by it."), kind=frappe.PermissionError)
	if doc.status != State.PENDING_ACCEPTANCE.value:
		doc.refuse(_("It is {0}: there is nothing to accept now."), _(doc.status))
	waiting = [row for row in mine if not row.accepted]
	now = now_datetime()
	for row in waiting:
		row.accepted, row.accepted_on = 1, now
	doc.flags.accepting = True
	doc.save(ignore_permissions=True)  # on the right of the successor named in these rows
	return len(waiting)
