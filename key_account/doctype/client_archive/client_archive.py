from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt, now_datetime

from key_account.approval_documents import check_deletion, check_step
from key_account.clients.rated import full_stars
from key_account.completeness import Completeness, completeness
from key_account.completeness.questions import questions
from key_account.key_account.doctype.client_archive import measures, merging, personal_details
from key_account.registration import APPROVAL, registered_on
from key_account.stakeholders import Role, Stakeholder, StakeholderError, chart

NAME_FIELDS = {"Customer": "customer_name", "Lead": "title", "Prospect": "company_name"}
SUPPORT = {"Champion": 2, "For Us": 1, "Neutral": 0, "Sceptical": -1, "Against Us": -2}
#: Of a registered client these change by a Client Change Request, a Tier Review or a Client Handover only.
DECIDES_ON_MONEY = ("account_manager",)


class ClientArchive(Document):
	"""What is known of one client, in the three parts of the user's 客户档案表 (clients.md, Client Archive)."""

	def onload(self) -> None:
		self.set_onload(
			"missing", [_(self.meta.get_label(field)) for field in self.completeness_now().missing]
		)

	def validate(self) -> None:
		self.check_client()
		self.set_account_manager()
		self.check_figures()
		self.check_stakeholders()
		step = check_step(self, APPROVAL)
		self.set_registered_on(step)
		self.check_what_decides_on_money()
		self.date_closeness()
		self.follow_ups.sort(key=lambda row: str(row.date), reverse=True)
		for position, row in enumerate(self.follow_ups, 1):
			row.idx = position
		self.completeness = float(self.completeness_now().percent)

	def check_client(self) -> None:
		"""raises     ValidationError where the client has an archive already, or changes by hand"""
		saved = self.get_doc_before_save()
		if saved and (saved.party_type, saved.party) != (self.party_type, self.party):
			self.refuse(_("An archive stays with its client: make another one for {0}."), self.party)
		other = frappe.db.get_value(
			self.doctype,
			{"party_type": self.party_type, "party": self.party, "name": ("!=", self.name or "")},
		)
		if other:
			self.refuse(_("{0} has the archive {1} already: open that one."), self.party, other)
		self.client_name = frappe.db.get_value(self.party_type, self.party, NAME_FIELDS[self.party_type])

	def set_account_manager(self) -> None:
		"""A new archive takes over the client's account manager, else it is its author's."""
		if self.account_manager or not self.is_new():
			return
		if self.party_type == "Customer":
			self.account_manager = frappe.db.get_value("Customer", self.party, "account_manager")
		self.account_manager = self.account_manager or frappe.session.user

	def check_figures(self) -> None:
		"""raises     ValidationError for figures out of range, or a strategic client that nobody says why"""
		if self.is_strategic and not (self.strategic_reason or "").strip():
			self.refuse(_("Say why the client is strategic."))
		for field in ("probability", "potential"):
			if not 0 <= flt(self.get(field)) <= 100:
				self.refuse(
					_("{0} must be from 0 to 100, not {1}."), _(self.meta.get_label(field)), self.get(field)
				)
		year, now = cint(self.founded_year), now_datetime().year
		if year and not 1000 <= year <= now:
			self.refuse(_("Year Founded must be from 1000 to {0}, not {1}."), now, year)

	def check_stakeholders(self) -> None:
		"""raises     ValidationError where they report to themselves, in a circle, or to nobody who is there"""
		try:
			chart(self.people())
		except StakeholderError as error:
			self.refuse("{0}", error.told(_))
		measures.check(self)

	def people(self) -> list[Stakeholder]:
		"""The stakeholders as the rules have them."""
		return [
			Stakeholder(
				name=(row.person_name or "").strip(),
				role=Role(row.role),
				reports_to=(row.reports_to or "").strip() or None,
				closeness=full_stars(row.closeness),
				support=SUPPORT.get(row.support, 0),
				owner=row.our_owner,
			)
			for row in self.stakeholders
		]

	def set_registered_on(self, step) -> None:
		"""The server's time of the approval, and nothing else."""
		saved = self.get_doc_before_save()
		recorded = saved.registered_on if saved else None
		now = now_datetime()
		is_new = recorded is None and registered_on(step, None, now) is not None
		self.registered_on = now if is_new else recorded

	def check_what_decides_on_money(self) -> None:
		"""raises     ValidationError where a registered client would get another account manager by hand"""
		saved = self.get_doc_before_save()
		if not saved or not saved.registered_on or self.flags.by_approval:
			return
		for field in DECIDES_ON_MONEY:
			if self.get(field) != saved.get(field):
				self.refuse(
					_(
						"The client is registered: {0} changes by a Client Change Request or a Client Handover."
					),
					_(self.meta.get_label(field)),
				)

	def date_closeness(self) -> None:
		"""Closeness is dated by the day on which it was last said."""
		saved = self.get_doc_before_save()
		before = {row.name: row for row in saved.stakeholders} if saved else {}
		for row in self.stakeholders:
			old = before.get(row.name)
			row.closeness_on = old.closeness_on if old else None
			if flt(row.closeness) != flt(old.closeness if old else 0):
				row.closeness_on = now_datetime().date()

	def completeness_now(self) -> Completeness:
		return completeness(questions(weights()), self.as_dict(no_nulls=True))

	def on_update(self) -> None:
		self.update_client()
		measures.update_todos(self)

	def update_client(self) -> None:
		"""What ERPNext's Customer says of its archive; no document event runs for it, as nobody edits the Customer."""
		if self.party_type != "Customer":
			return
		fields = ["ka_archive", "ka_registered_on", "account_manager"]
		now = frappe.db.get_value("Customer", self.party, fields, as_dict=True)
		wanted = {
			"ka_archive": self.name,
			"ka_registered_on": self.registered_on.date() if self.registered_on else None,
		}
		if self.registered_on:
			# Not of a draft: who manages the account may decide whose its money is.
			wanted["account_manager"] = self.account_manager
		changed = {field: value for field, value in wanted.items() if now[field] != value}
		if changed:
			frappe.db.set_value("Customer", self.party, changed)

	def db_insert(self, *args: object, **kwargs: object) -> None:
		"""raises     ValidationError where somebody else made an archive of the client in the same moment"""
		try:
			super().db_insert(*args, **kwargs)
		except frappe.UniqueValidationError:
			frappe.clear_last_message()  # that "Client Is A must be unique"
			self.refuse(_("Somebody else has just made an archive of {0}: open that one."), self.party)

	def save_version(self) -> None:
		with personal_details.left_out(self, self.get_doc_before_save()):
			super().save_version()

	def on_trash(self) -> None:
		"""raises     ValidationError where the client was registered: its money and its history hang on it;
		PermissionError where it was sent, for who is no director
		"""
		if self.registered_on:
			self.refuse(_("It was registered and cannot be deleted; archive the client instead."))
		check_deletion(self, APPROVAL)
		if self.party_type == "Customer":
			frappe.db.set_value("Customer", self.party, "ka_archive", None)
		measures.delete_todos(self)

	def after_delete(self) -> None:
		"""What is personal goes with it: Frappe keeps the rest as a Deleted Document."""
		personal_details.forget(self)

	def refuse(self, sentence: str, *values: object) -> None:
		"""raises     ValidationError that names the archive"""
		name = self.client_name or self.party or self.name
		text = sentence.format(*(escape_html(str(value)) for value in values))
		frappe.throw(f"{_(self.doctype)} {escape_html(name)}: {text}", title=_(self.doctype))


def on_doctype_update() -> None:
	"""One archive for each client, also when two people make one at once."""
	frappe.db.add_unique("Client Archive", ["party_type", "party"], constraint_name="ka_one_archive")


def weights() -> dict[str, Decimal] | None:
	"""Field -> weight as Key Account Settings have them; None where they have none."""
	rows = frappe.get_cached_doc("Key Account Settings").get("archive_questions")
	return {row.field: Decimal(str(row.weight)) for row in rows} if rows else None


@frappe.whitelist()
def erase_personal_details(archive: str, stakeholder: str) -> None:
	"""Erase what is personal of a stakeholder, on their request.

	stakeholder   name of their row
	raises        PermissionError for who may not write personal details
	"""
	doc = frappe.get_doc("Client Archive", archive)
	doc.check_permission("write")
	personal_details.erase(doc, stakeholder)


def follow_conversion(customer: Document) -> None:
	"""The archive of the Lead or Prospect that a new Customer was made of becomes the Customer's, registration and all."""
	# ERPNext's button on a Prospect tells of where the Customer comes from by its name only.
	prospect = customer.get("prospect_name") or frappe.db.exists("Prospect", customer.customer_name)
	sources = [("Lead", customer.get("lead_name")), ("Prospect", prospect)]
	if prospect:
		leads = frappe.get_all("Prospect Lead", {"parent": prospect}, pluck="lead", order_by="idx")
		sources += [("Lead", lead) for lead in leads]
	for party_type, party in sources:
		found = party and _archive_of(party_type, party)
		if found:
			frappe.db.set_value(
				"Client Archive",
				found,
				{"party_type": "Customer", "party": customer.name, "client_name": customer.customer_name},
			)
			archive = frappe.get_doc("Client Archive", found)
			archive.update_client()
			customer.reload()
			return


def merge_archives_of(party_type: str, old: str, new: str) -> None:
	"""Before two clients become one: what only the first one's archive knows goes into the other's."""
	found = {party: _archive_of(party_type, party) for party in (old, new)}
	if found[old] and found[new]:
		merging.merge(found[old], found[new])


def follow_merger(customer: str) -> None:
	"""After two Customers became one: it is registered as its archive is, whichever of them that came from."""
	if archive := _archive_of("Customer", customer):
		doc = frappe.get_doc("Client Archive", archive)
		doc.db_set("client_name", frappe.db.get_value("Customer", customer, "customer_name"))
		doc.update_client()


def _archive_of(party_type: str, party: str) -> str | None:
	return frappe.db.get_value("Client Archive", {"party_type": party_type, "party": party})
