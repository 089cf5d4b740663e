"""Document events on ERPNext's Sales Order. Orders of clients who are no registered key accounts are left alone."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt, fmt_money

from key_account.clients.order_terms import (
	OrderClient,
	registered_client,
	stored_approval,
	stored_terms,
	terms_of,
)
from key_account.contribution import ContributionError, check_split
from key_account.ledger.source import to_decimal
from key_account.special_terms import Special, Terms, TermsStatus, status

#: What the app says of an order; whoever saves it leaves that as it is.
TERMS = (
	"ka_special_terms",
	"ka_discount",
	"ka_discount_authority",
	"ka_credit",
	"ka_credit_limit",
	"ka_terms_status",
	"ka_approved_discount",
	"ka_approved_credit",
)
#: Of its lines: what decides on the discount.
PRICING = ("name", "item_code", "qty", "rate", "price_list_rate")


def validate(doc: Document, method: str | None = None) -> None:
	"""Say on the order what of its terms is special, and check its development plan and contribution split.

	raises     frappe.ValidationError where the plan is another client's, or the split makes no sense
	"""
	_check_plan(doc)
	client = registered_client(doc)
	doc.flags.registered_client = client
	if client is None:
		_leave_terms(doc, None)
		return
	_check_split(doc)
	_set_terms(doc, terms_of(doc, client))


def before_submit(doc: Document, method: str | None = None) -> None:
	"""raises     frappe.ValidationError where nobody earns the deal, or its special terms are not approved"""
	client = doc.flags.registered_client
	if client is None:
		return
	_check_people(doc, client)
	_check_approved(
		doc, stored_terms(doc), _("ask the director by a Special Terms Request before it is submitted")
	)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	"""What was refused before submission is not let in after it, by "Update Items" or by a new sales team.

	raises     frappe.ValidationError as above
	"""
	before = doc.get_doc_before_save()
	is_priced_anew = doc.flags.ignore_validate_update_after_submit or _pricing(doc) != _pricing(before)
	is_shared_anew = _team(doc) != _team(before)
	_leave_terms(doc, before)
	if not (is_priced_anew or is_shared_anew):
		return
	client = registered_client(doc)
	if client is None:
		return
	if is_shared_anew:
		_check_split(doc)
		_check_people(doc, client)
	if is_priced_anew:
		terms = terms_of(doc, client)
		is_worse = terms.discount > to_decimal(before.ka_discount) or doc.base_grand_total > flt(
			before.base_grand_total
		)
		_set_terms(doc, terms)
		if is_worse:
			_check_approved(doc, terms, _("cancel and amend the order, and ask the director for these terms"))


def _check_plan(doc: Document) -> None:
	"""What the order brings is counted as the plan's: it is a plan for this client. No query without a plan."""
	plan = doc.get("ka_development_plan")
	before = doc.get_doc_before_save()
	if not plan or (before and (before.ka_development_plan, before.customer) == (plan, doc.customer)):
		return
	archive = frappe.db.get_value("Development Plan", plan, "archive")
	of = archive and frappe.db.get_value("Client Archive", archive, ["party_type", "party"])
	if of and tuple(of) != ("Customer", doc.customer):
		_refuse(
			doc,
			_("Development Plan {0} is for another client: choose a plan for {1}, or none.").format(
				escape_html(plan), escape_html(doc.customer_name or doc.customer)
			),
			_("Development Plan"),
		)


def _leave_terms(doc: Document, before: Document | None) -> None:
	for field in TERMS:
		kept = before.get(field) if before else None
		# Empty as it was loaded or as it is set here: a difference would be a Version.
		if (doc.get(field) or None) != (kept or None):
			doc.set(field, kept)


def _set_terms(doc: Document, terms: Terms) -> None:
	before = doc.get_doc_before_save()
	is_same = before and (before.customer, before.company) == (doc.customer, doc.company)
	_leave_terms(doc, before if is_same else None)
	doc.update(
		{
			"ka_special_terms": terms.special.value,
			"ka_discount": float(terms.discount),
			"ka_discount_authority": float(terms.authority),
			"ka_credit": float(terms.credit),
			"ka_credit_limit": float(terms.limit or 0),
			"ka_terms_status": status(
				terms, stored_approval(doc), TermsStatus(doc.get("ka_terms_status") or "")
			).value,
		}
	)


def _check_approved(doc: Document, terms: Terms, what_to_do: str) -> None:
	beyond = terms.beyond(stored_approval(doc))
	if beyond is Special.NOTHING:
		return
	reasons = []
	if beyond in (Special.DISCOUNT, Special.BOTH):
		reasons.append(
			_("its discount of {0} % is beyond the authority of {1} %").format(
				f"{terms.discount.normalize():f}", f"{terms.authority.normalize():f}"
			)
		)
	if beyond in (Special.CREDIT, Special.BOTH):
		currency = frappe.get_cached_value("Company", doc.company, "default_currency")
		reasons.append(
			_("with it the client owes {0}, beyond the credit limit of {1}").format(
				_money(terms.credit, currency), _money(terms.limit, currency)
			)
		)
	_refuse(doc, _("{0}: {1}.").format(_(" and ").join(reasons), what_to_do), _("Special Terms"))


def _check_split(doc: Document) -> None:
	try:
		check_split((row.sales_person, to_decimal(row.allocated_percentage)) for row in doc.sales_team)
	except ContributionError as error:
		_refuse(doc, escape_html(error.told(_)), _("Contribution Split"))


def _check_people(doc: Document, client: OrderClient) -> None:
	"""Who earns the deal is there to earn it; a team that is empty leaves it to the account manager."""
	if client.departed:
		_refuse(
			doc,
			_("{0} is disabled or has left the company: take them off the sales team.").format(
				escape_html(client.departed)
			),
			_("Contribution Split"),
		)
	if not doc.sales_team and not client.managers_person:
		_refuse(
			doc,
			_(
				"nobody would be credited with the deal: fill in the sales team, or make {0} a Sales Person."
			).format(escape_html(client.account_manager or _("the account manager"))),
			_("Contribution Split"),
		)


def _pricing(doc: Document) -> list[tuple]:
	return sorted(
		tuple(
			flt(row.get(field)) if field not in ("name", "item_code") else row.get(field) for field in PRICING
		)
		for row in doc.items
	)


def _team(doc: Document) -> list[tuple]:
	return sorted((row.sales_person, flt(row.allocated_percentage)) for row in doc.sales_team)


def _money(amount: Decimal, currency: str) -> str:
	return fmt_money(float(amount), currency=currency)


def _refuse(doc: Document, sentence: str, title: str) -> None:
	frappe.throw(_("Sales Order {0}: {1}").format(escape_html(doc.name or ""), sentence), title=title)
