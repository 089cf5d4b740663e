"""Document events on ERPNext's Customer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from key_account.groups import GroupError, check_parent
from key_account.hierarchy import circle
from key_account.key_account.doctype.client_archive import client_archive
from key_account.roles import DIRECTOR

#: Fields that only the app's own documents write; whoever saves a Customer leaves them as they are.
KEPT_BY_THE_APP = (
	"ka_archive",
	"ka_tier",
	"ka_tier_since",
	"ka_grade",
	"ka_categories",
	"ka_health",
	"ka_health_on",
	"ka_next_visit_due",
)
#: Of a registered client these change by an approval only: they decide whose bonus its money is, and whose group.
BY_APPROVAL = ("account_manager", "ka_parent_client")
#: Whether Tier Reviews leave the client its tier.
TIER_LOCK = ("ka_tier_locked", "ka_tier_locked_until")
MAY_LOCK_TIERS = (DIRECTOR, "System Manager")


def validate(doc: Document, method: str | None = None) -> None:
	"""raises     as the checks below"""
	check_registration_date(doc)
	keep_fields_of_the_app(doc)
	check_what_needs_approval(doc)
	check_tier_lock(doc)
	check_parent_client(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	"""A Lead or Prospect that became a Customer brings its archive along."""
	client_archive.follow_conversion(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	"""Keep in the archive what it repeats of the Customer."""
	before = doc.get_doc_before_save()
	if before is None or not doc.get("ka_archive"):
		return
	same = {"customer_name": "client_name", "account_manager": "account_manager"}
	changed = {
		field: doc.get(own) for own, field in same.items() if (doc.get(own) or "") != (before.get(own) or "")
	}
	if changed:
		frappe.db.set_value("Client Archive", doc.ka_archive, changed)


def check_registration_date(doc: Document) -> None:
	"""The registration date is the day the archive was approved, whichever way a Customer is written.

	raises     frappe.PermissionError where it is set or changed (bonus.md 1, Registered deals only)
	"""
	before = doc.get_doc_before_save()
	old = before.get("ka_registered_on") if before else None
	new = doc.get("ka_registered_on")
	if (getdate(new) if new else None) != (getdate(old) if old else None):
		frappe.throw(
			_("Customer {0}: {1} is the day its Client Archive was approved; nobody sets it by hand.").format(
				escape_html(doc.name or doc.customer_name), _(doc.meta.get_label("ka_registered_on"))
			),
			frappe.PermissionError,
		)


def keep_fields_of_the_app(doc: Document) -> None:
	before = doc.get_doc_before_save()
	for field in KEPT_BY_THE_APP:
		doc.set(field, before.get(field) if before else None)


def check_what_needs_approval(doc: Document) -> None:
	"""raises     frappe.PermissionError where a registered client's owner or parent is changed by hand"""
	before = doc.get_doc_before_save()
	if not before or not before.get("ka_registered_on") or doc.flags.by_approval:
		return
	for field in BY_APPROVAL:
		if (doc.get(field) or "") != (before.get(field) or ""):
			frappe.throw(
				_("Customer {0} is a registered client: {1} changes by a Client Change Request.").format(
					escape_html(doc.name), _(doc.meta.get_label(field))
				),
				frappe.PermissionError,
			)


def check_tier_lock(doc: Document) -> None:
	"""raises     frappe.PermissionError where anybody but a director keeps a client's tier, or lets it go"""
	before = doc.get_doc_before_save()
	for field in TIER_LOCK:
		values = {str(found.get(field) or "") for found in (doc, before or {})}
		if len(values - {"", "0"}) == 0 or len(values) == 1:
			continue
		if set(MAY_LOCK_TIERS).intersection(frappe.get_roles()):
			return
		frappe.throw(
			_("Customer {0}: only a {1} may change {2}.").format(
				escape_html(doc.name or doc.customer_name), _(DIRECTOR), _(doc.meta.get_label(field))
			),
			frappe.PermissionError,
		)


def check_parent_client(doc: Document) -> None:
	"""raises     frappe.ValidationError where the client would stand above itself"""
	parent = doc.get("ka_parent_client")
	before = doc.get_doc_before_save()
	if not parent or (before and before.get("ka_parent_client") == parent):
		return
	try:
		check_new_parent(doc.name, parent)
	except GroupError as error:
		frappe.throw(escape_html(error.told(_)), title=_("Parent Client"))


def check_new_parent(client: str, parent: str) -> None:
	"""raises     GroupError where the client would stand above itself"""
	check_parent(client, parent, _above(parent))


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Where both clients have an archive, one becomes of them first: a client has only one."""
	if merge:
		client_archive.merge_archives_of("Customer", old, new)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Where two clients became one, it is what the archive says, and in the tier of the one that had one.

	Where they are of one group, it may stand above itself now: it comes to the top of its group.
	"""
	if not merge:
		return
	client_archive.follow_merger(new)
	keep_tier(old, new)
	if circle(new, _above(new)):
		frappe.db.set_value("Customer", new, "ka_parent_client", None)
		frappe.msgprint(
			_("Customer {0} was merged with one of its own group and has no parent client now.").format(
				frappe.bold(escape_html(new))
			)
		)


def keep_tier(old: str, new: str) -> None:
	"""A client in a tier stays in it when it is merged into a Customer without one."""
	fields = ("ka_tier", "ka_tier_since", *TIER_LOCK)
	before, after = (frappe.db.get_value("Customer", name, fields, as_dict=True) for name in (old, new))
	if before and before.ka_tier and not after.ka_tier:
		frappe.db.set_value("Customer", new, before)


def _above(client: str) -> dict[str, str | None]:
	"""client -> parent, from this one to the top of its group.

	Each is read as it is now and held: two changes in the same moment could each be right, and together a circle.
	"""
	found: dict[str, str | None] = {}
	above: str | None = client
	while above and above not in found:
		found[above] = frappe.db.get_value("Customer", above, "ka_parent_client", for_update=True) or None
		above = found[above]
	return found
