from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import escape_html, flt, formatdate, getdate, now_datetime

from key_account.approval_documents import check_step
from key_account.approvals import Step
from key_account.market_information import APPROVAL, State

#: Written by the steps and by the Opportunity that is made of it; whoever saves it leaves them as they are.
KEPT = ("reported_by", "sent_on", "checked_by", "checked_on", "opportunity")


class MarketInformation(Document):
	"""Something a salesperson learned of a client or of the market (clients.md, Market Information 有效信息)."""

	def validate(self) -> None:
		self.keep_what_is_noted()
		self.set_company()
		self.check_learned_on()
		self.check_development_plan()
		step = check_step(self, APPROVAL)
		if step:
			self.note(step)

	def keep_what_is_noted(self) -> None:
		saved = self.get_doc_before_save()
		for field in KEPT:
			self.set(field, saved.get(field) if saved else None)
		if not saved:
			self.reported_by = frappe.session.user

	def set_company(self) -> None:
		if self.archive:
			self.company = frappe.db.get_value("Client Archive", self.archive, "company")

	def check_learned_on(self) -> None:
		"""raises     ValidationError where it was learned in the future"""
		if getdate(self.learned_on) > now_datetime().date():
			self.refuse(_("{0} cannot be learned on {1}, which is to come."), formatdate(self.learned_on))

	def check_development_plan(self) -> None:
		"""raises     ValidationError where the plan is for another client"""
		if not self.development_plan:
			return
		archive = frappe.db.get_value("Development Plan", self.development_plan, "archive")
		if self.archive and archive != self.archive:
			self.refuse(
				_("{0} is about {1}, the Development Plan {2} about another client."),
				self.client_name,
				self.development_plan,
			)

	def note(self, step: Step) -> None:
		"""Who took the step, and when, by the server's time.

		raises     ValidationError where it lacks what the director judges by, or has become an Opportunity
		"""
		if step.before is State.DRAFT:
			if not self.worth and not flt(self.worth_amount):
				self.refuse(_("Say what {0} is worth before you send it: a level or an amount."))
			self.sent_on = now_datetime()
		elif step.after is State.PENDING_DIRECTOR:
			if self.opportunity:
				self.refuse(
					_("{0} has become the Opportunity {1} and is not checked again."), self.opportunity
				)
			self.checked_by = self.checked_on = None
		else:
			self.checked_by, self.checked_on = frappe.session.user, now_datetime()
		if step.after is State.VALID:
			self.rejection_reason = None

	def on_trash(self) -> None:
		"""raises     ValidationError where it was checked: it counts for who reported it"""
		if self.checked_on:
			self.refuse(_("{0} was checked and cannot be deleted."))

	def refuse(self, sentence: str, *values: object) -> NoReturn:
		"""raises     ValidationError; {0} of the sentence is the document"""
		name = f"{_(self.doctype)} {self.name or self.title}"
		frappe.throw(
			sentence.format(*(escape_html(str(value)) for value in (name, *values))), title=_(self.doctype)
		)


@frappe.whitelist()
def make_opportunity(source_name: str, target_doc: str | Document | None = None) -> Document:
	"""An Opportunity, not saved yet, of a valid piece of information; its party is the client of the archive.

	source_name   name of the Market Information
	raises        PermissionError for who may not read it or make opportunities; ValidationError where it is not
	              valid or has become an opportunity already
	"""
	frappe.get_doc("Market Information", source_name).check_permission("read")
	check_convertible(source_name)

	def fill(source: Document, target: Document) -> None:
		target.currency = frappe.get_cached_value("Company", source.company, "default_currency")
		target.opportunity_owner = source.reported_by
		if source.archive:
			target.opportunity_from, target.party_name = frappe.db.get_value(
				"Client Archive", source.archive, ["party_type", "party"]
			)
			target.customer_name = source.client_name
		# Frappe has taken out of both what is no text.
		note = source.details.replace("\n", "<br>")
		target.append("notes", {"note": note, "added_by": source.reported_by, "added_on": now_datetime()})

	fields = {
		"title": "title",
		"company": "company",
		"worth_amount": "opportunity_amount",
		"name": "ka_market_information",
	}
	table = {
		"Market Information": {"doctype": "Opportunity", "field_map": fields, "field_no_map": ["status"]}
	}
	return get_mapped_doc("Market Information", source_name, table, target_doc, fill)


def check_convertible(name: str) -> frappe._dict:
	"""What an Opportunity needs of the information; its row is locked, so that only one is made of it.

	raises     ValidationError where it is not valid or has become an opportunity already
	"""
	found = frappe.db.get_value(
		"Market Information", name, ["status", "opportunity", "archive"], as_dict=True, for_update=True
	)
	if found.status != State.VALID.value:
		frappe.throw(
			_(
				"Market Information {0} is {1}: only what the director found valid becomes an Opportunity."
			).format(escape_html(name), _(found.status))
		)
	if found.opportunity:
		frappe.throw(
			_("Market Information {0} has become the Opportunity {1} already: open that one.").format(
				escape_html(name), escape_html(found.opportunity)
			)
		)
	return found
