import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from key_account.approval_documents import check_step
from key_account.clients import frozen_evidence as evidence
from key_account.clients import tier_review_job as job
from key_account.key_account.doctype.client_tier.client_tier import tiers
from key_account.roles import DIRECTOR, MANAGER
from key_account.tiers.approval import APPROVAL, State
from key_account.tiers.errors import TierError
from key_account.tiers.ladder import Ladder
from key_account.tiers.review import Change, Proposal, check_still_holds, propose_by_hand
from key_account.tiers.settings import review_rules

#: The decision, and the client's name, which follows the client; all else is frozen with the proposal.
NOT_FROZEN = ("client_name", "status", "rejection_reason", "sent_by", "decided_by", "decided_on")
MAY_PROPOSE = (DIRECTOR, MANAGER, "System Manager")


class TierReview(Document):
	"""One proposal of another tier for one client, with its figures and the documents behind them, frozen.

	Written by `key_account.clients.tier_proposals`, many at once.
	"""

	def onload(self) -> None:
		self.set_onload("evidence", evidence.summary(self.doctype, self.name))

	def validate(self) -> None:
		self.check_frozen()
		step = check_step(self, APPROVAL)
		saved = self.get_doc_before_save()
		self.decided_by, self.decided_on = saved.decided_by, saved.decided_on
		if step:
			self.decided_by, self.decided_on = frappe.session.user, getdate()
		if step and step.after is State.APPROVED:
			self.rejection_reason = None
			self.check_not_overtaken()

	def check_frozen(self) -> None:
		"""raises     ValidationError where anything but the decision is written"""
		saved = self.get_doc_before_save()
		if not saved:
			self.refuse(_("Proposals are made by the Tier Review: use Propose Now in its list."))
		kept = [field.fieldname for field in self.meta.fields if field.fieldname not in NOT_FROZEN]
		before, now = saved.as_dict(), self.as_dict()
		for field in kept:
			if _content(before.get(field)) != _content(now.get(field)):
				self.refuse(
					_("{0} is frozen: a proposal is approved or rejected as it is."), self.label_of(field)
				)

	def check_not_overtaken(self) -> None:
		"""raises     ValidationError that says what has come between the proposal and its approval"""
		standing = job.standing_of(self.archive, getdate())
		if standing is None:
			self.refuse(_("The client is not registered any more: reject the proposal."))
		newer = frappe.db.get_value(
			self.doctype,
			{
				"archive": self.archive,
				"creation": (">", self.creation),
				"status": ("in", (State.DRAFT.value, State.APPROVED.value)),
			},
		)
		if newer:
			self.refuse(_("There is a newer proposal, {0}: decide on that one."), newer)
		proposal = Proposal(Change(self.change), self.tier_before or None, self.tier)
		try:
			check_still_holds(proposal, standing, Ladder(tiers()), getdate())
		except TierError as error:
			self.refuse("{0}", error.told(_))

	def on_update(self) -> None:
		if self.status == State.APPROVED.value and self.has_value_changed("status"):
			party = frappe.db.get_value("Client Archive", self.archive, "party")
			frappe.db.set_value("Customer", party, {"ka_tier": self.tier, "ka_tier_since": self.decided_on})

	def on_trash(self) -> None:
		"""raises     ValidationError where it was decided on: what was decided is the client's history"""
		if self.status in (State.APPROVED.value, State.REJECTED.value):
			self.refuse(_("It was decided on and stays as part of the client's history."))
		evidence.forget(self.doctype, self.name)

	def label_of(self, field: str) -> str:
		return _(self.meta.get_label(field))

	def refuse(self, sentence: str, *values: object) -> None:
		"""raises     ValidationError that names the client"""
		text = sentence.format(*(escape_html(str(value)) for value in values))
		name = escape_html(self.client_name or self.name or "")
		frappe.throw(f"{_(self.doctype)} {name}: {text}", title=_(self.doctype))


def _content(value: object) -> object:
	"""A value as it can be compared, whether it comes from the database or from a form."""
	if isinstance(value, list):
		left_out = ("name", "owner", "creation", "modified", "modified_by", "parent", "docstatus")
		return [
			{
				key: _content(part)
				for key, part in row.items()
				if key not in left_out and not key.startswith("__")
			}
			for row in value
		]
	try:
		return round(float(value or 0), 6)
	except (TypeError, ValueError):
		return str(value)


@frappe.whitelist()
def propose_now(archive: str, tier: str | None = None, reason: str | None = None) -> None:
	"""Judge one client now, in the background; or propose a tier by hand, which somebody else approves.

	tier       the tier to propose whatever the figures say; where not given, what they say
	reason     why; needed with `tier`
	raises     PermissionError for who is neither director nor manager, or may not see the client; ValidationError
	           where the client is not registered, or cannot come to that tier
	"""
	if not set(MAY_PROPOSE).intersection(frappe.get_roles()):
		frappe.throw(_("Only a {0} proposes tiers.").format(_(DIRECTOR)), frappe.PermissionError)
	client = frappe.get_doc("Client Archive", archive)
	client.check_permission("read")
	standing = job.standing_of(archive, getdate())
	if standing is None:
		client.refuse(_("Only registered clients that are Customers have a tier."))
	try:
		# What is wrong already is said at once.
		ladder = Ladder(tiers())
		review_rules(frappe.get_cached_doc("Key Account Settings"))
		if tier:
			if not (reason or "").strip():
				client.refuse(_("Say why you propose another tier than the figures do: fill in the reason."))
			propose_by_hand(standing, tier, ladder, getdate())
	except TierError as error:
		client.refuse("{0}", error.told(_))
	frappe.enqueue(
		"key_account.clients.tier_review_job.review_client",
		queue="long",
		enqueue_after_commit=True,
		archive=archive,
		tier=tier,
		reason=reason,
	)
