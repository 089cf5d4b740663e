import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from key_account.approval_documents import check_step
from key_account.clients.order_terms import registered_client, stored_approval, stored_terms, terms_of
from key_account.roles import DIRECTOR
from key_account.special_terms import Special, TermsStatus, status
from key_account.special_terms.approval import APPROVAL, State

#: What the director decides on; frozen when the request is sent.
FIGURES = (
	"archive",
	"client_name",
	"company",
	"special_terms",
	"order_total",
	"as_of",
	"discount",
	"discount_authority",
	"credit",
	"credit_limit",
	"reason",
)
OPEN = (State.DRAFT.value, State.PENDING_DIRECTOR.value)
#: What an order says while a request stands there; a draft says nothing of itself.
ON_ORDER = {
	State.PENDING_DIRECTOR: TermsStatus.PENDING,
	State.REJECTED: TermsStatus.REJECTED,
}


class SpecialTermsRequest(Document):
	"""Terms of a Sales Order that go to the director before it is submitted (clients.md, Customer and Sales Order)."""

	def validate(self) -> None:
		step = check_step(self, APPROVAL)
		saved = self.get_doc_before_save()
		if saved and saved.status != State.DRAFT.value:
			self.update({field: saved.get(field) for field in FIGURES})
		else:
			self.set_figures()
		if step:
			self.check_order_is_open()

	def set_figures(self) -> None:
		"""The order's terms as they are now.

		raises     ValidationError where there is nothing to ask for, or somebody has asked already
		"""
		order = self.order()
		self.check_order_is_open(order)
		client = registered_client(order)
		terms = client and terms_of(order, client)
		if not terms or terms.special is Special.NOTHING:
			self.refuse(_("its terms are not special; submit it without a request."))
		other = frappe.db.get_value(
			self.doctype,
			{"sales_order": order.name, "status": ("in", OPEN), "name": ("!=", self.name or "")},
		)
		if other:
			self.refuse(_("{0} asks for its terms already: open that one."), other)
		self.update(
			{
				"special_terms": terms.special.value,
				"order_total": order.base_grand_total,
				"as_of": now_datetime(),
				"discount": float(terms.discount),
				"discount_authority": float(terms.authority),
				"credit": float(terms.credit),
				"credit_limit": float(terms.limit or 0),
			}
		)

	def check_order_is_open(self, order: Document | None = None) -> None:
		"""raises     ValidationError where the order is submitted or cancelled"""
		if (order or self.order()).docstatus:
			self.refuse(_("it is no draft any more; cancel and amend it to ask for other terms."))

	def order(self) -> Document:
		return frappe.get_doc("Sales Order", self.sales_order)

	def on_update(self) -> None:
		if self.has_value_changed("status"):
			self.tell_order()

	def tell_order(self) -> None:
		"""Note on the order where its approval stands, on the right of who takes the step: nobody edits the order."""
		order, state = self.order(), State(self.status)
		values = {}
		if state is State.APPROVED:
			values = {"ka_approved_discount": self.discount, "ka_approved_credit": self.credit}
			order.update(values)
		before = ON_ORDER.get(state, TermsStatus.NEEDS_APPROVAL)
		values["ka_terms_status"] = status(stored_terms(order), stored_approval(order), before).value
		frappe.db.set_value("Sales Order", order.name, values, update_modified=False)

	def on_trash(self) -> None:
		"""raises     PermissionError where it was sent, for who is no director"""
		if self.status != State.DRAFT.value and not {DIRECTOR, "System Manager"}.intersection(
			frappe.get_roles()
		):
			self.refuse(_("only a director deletes a request that was sent."), kind=frappe.PermissionError)

	def refuse(self, sentence: str, *values: object, kind: type[Exception] = frappe.ValidationError) -> None:
		"""raises     `kind`, naming the order"""
		text = sentence.format(*(escape_html(str(value)) for value in values))
		frappe.throw(
			_("Sales Order {0}: {1}").format(escape_html(self.sales_order), text), kind, title=_(self.doctype)
		)
