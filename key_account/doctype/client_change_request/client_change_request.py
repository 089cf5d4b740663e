import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from key_account import client_changes
from key_account.approval_documents import check_step
from key_account.client_changes import APPROVAL, ChangeError, Standing, State, changed
from key_account.clients.successors import SuccessorError, check_login
from key_account.groups import GroupError
from key_account.overrides.customer import check_new_parent


class ClientChangeRequest(Document):
	"""Another account manager or parent client for a registered client (clients.md, Client Archive)."""

	def validate(self) -> None:
		saved = self.get_doc_before_save()
		is_open = not saved or saved.status in _values(client_changes.OPEN)
		if is_open:
			self.note_what_is()
		step = check_step(self, APPROVAL)
		# What was sent can be rejected whatever has become of the client since.
		if not saved or saved.status == State.DRAFT.value or (step and step.is_approval):
			self.check_client()
			self.check_other_requests()
			self.check_change()
		self.note_approval(step)

	def note_what_is(self) -> None:
		"""The client as it is now; it stays in the request once that is decided."""
		archive = self.archive_now()
		is_customer = archive.party_type == "Customer"
		self.customer = archive.party if is_customer else None
		self.old_account_manager = archive.account_manager
		self.old_parent_client = is_customer and frappe.db.get_value(
			"Customer", archive.party, "ka_parent_client"
		)
		if not self.old_parent_client:
			self.old_parent_client = None

	def archive_now(self) -> frappe._dict:
		fields = ["account_manager", "party_type", "party", "status"]
		found = frappe.db.get_value("Client Archive", self.archive, fields, as_dict=True)
		return found or self.refuse(_("There is no Client Archive {0}."), self.archive or "")

	def check_client(self) -> None:
		"""raises     ValidationError where the client is not registered, or is asked to change by another request"""
		saved = self.get_doc_before_save()
		if saved and saved.archive != self.archive:
			self.refuse(_("A request stays with its client: make another one for {0}."), self.archive)
		if self.archive_now().status != "Registered":
			self.refuse(_("The client is not registered: change its archive {0} itself."), self.archive)
		if (self.new_parent_client or self.leaves_group) and not self.customer:
			self.refuse(_("It is no Customer yet, and belongs to no group: leave the parent client empty."))

	def check_other_requests(self) -> None:
		# Who comes second in the same moment waits here, and then finds the first one's.
		frappe.db.get_value("Client Archive", self.archive, "name", for_update=True)
		other = frappe.db.get_value(
			self.doctype,
			{
				"archive": self.archive,
				"status": ("in", _values(client_changes.OPEN)),
				"name": ("!=", self.name or ""),
			},
			for_update=True,
		)
		if other:
			self.refuse(_("{0} waits for a decision already: change that one, or have it decided."), other)

	def check_change(self) -> None:
		"""raises     ValidationError where nothing would change, or the client could not be so"""
		try:
			after = self.after()
			if after.account_manager != self.old_account_manager:
				check_login(after.account_manager)
			if after.parent and after.parent != self.old_parent_client:
				check_new_parent(self.customer, after.parent)
		except (ChangeError, GroupError, SuccessorError) as error:
			self.refuse("{0}", error.told(_))

	def after(self) -> Standing:
		"""What the client will be."""
		return changed(
			Standing(self.old_account_manager, self.old_parent_client),
			account_manager=self.new_account_manager or None,
			parent=self.new_parent_client or None,
			leaves_group=bool(self.leaves_group),
		)

	def note_approval(self, step) -> None:
		saved = self.get_doc_before_save()
		self.approved_by, self.approved_on = (saved.approved_by, saved.approved_on) if saved else (None, None)
		self.flags.is_approved_now = bool(step and step.after is State.APPROVED)
		if self.flags.is_approved_now:
			self.approved_by, self.approved_on = frappe.session.user, now_datetime()

	def on_update(self) -> None:
		if self.flags.is_approved_now:
			self.apply()

	def apply(self) -> None:
		"""Change the client, on the right of who approved it."""
		after = self.after()
		if after.account_manager != self.old_account_manager:
			archive = frappe.get_doc("Client Archive", self.archive)
			archive.account_manager = after.account_manager
			archive.flags.by_approval = True
			archive.save(ignore_permissions=True)  # on the right of who approved the request
		if after.parent != self.old_parent_client:
			customer = frappe.get_doc("Customer", self.customer)
			customer.ka_parent_client = after.parent
			customer.flags.by_approval = True
			customer.save(ignore_permissions=True)  # as above
		self.tell_archive(after)

	def tell_archive(self, after: Standing) -> None:
		"""What changed, on the timeline of the archive."""
		lines = [
			_("{0}: {1} instead of {2}").format(label, new or _("none"), old or _("none"))
			for label, old, new in (
				(_("Account Manager"), self.old_account_manager, after.account_manager),
				(_("Parent Client"), self.old_parent_client, after.parent),
			)
			if (old or None) != (new or None)
		]
		text = _("{0} was approved. {1}. Reason: {2}").format(self.name, "; ".join(lines), self.reason)
		frappe.get_doc("Client Archive", self.archive).add_comment("Info", escape_html(text))

	def on_trash(self) -> None:
		if self.status == State.APPROVED.value:
			self.refuse(_("It was approved: it is part of the client's history and stays."))

	def refuse(self, sentence: str, *values: object) -> None:
		"""raises     ValidationError that names the client"""
		name = self.client_name or self.archive or self.name or ""
		text = sentence.format(*(escape_html(str(value)) for value in values))
		frappe.throw(f"{_(self.doctype)} {escape_html(name)}: {text}", title=_(self.doctype))


def _values(states: tuple[State, ...]) -> list[str]:
	return [state.value for state in states]
