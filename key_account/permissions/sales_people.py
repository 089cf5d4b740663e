"""Which Sales Persons' figures a user may see: their own, their team's, or everybody's."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.permissions import get_user_permissions

from key_account.bonus.settlement import SalesPerson, members

# Whoever answers for the money or the department sees all of the companies they may see.
SEES_EVERYBODY = (
	"System Manager",
	"Accounts User",
	"Accounts Manager",
	"Key Account Director",
	"Key Account Executive",
)
SEES_TEAM = ("Sales Manager", "Sales Master Manager", "Key Account Manager")
SEES_SELF = ("Sales User", "Key Account Specialist")


def check_company(company: str | None, user: str | None = None) -> str:
	"""The company, if there is one of that name and the user may see it.

	raises     ValidationError where it is missing or unknown; PermissionError where it is not theirs
	"""
	if not company:
		frappe.throw(_("Choose a company."), title=_("Company Missing"))
	allowed = permitted("Company", user)
	if allowed is not None and company not in allowed:
		frappe.throw(
			_("You may not see the figures of {0}; ask for a User Permission on this company.").format(
				frappe.bold(company)
			),
			frappe.PermissionError,
		)
	if not frappe.db.exists("Company", company):
		frappe.throw(_("There is no company {0}.").format(frappe.bold(company)), frappe.DoesNotExistError)
	return company


def visible_people(
	people: Mapping[str, SalesPerson], user_sales_persons: Mapping[str, str], user: str | None = None
) -> set[str] | None:
	"""Names of the Sales Persons whose rows a user may see; None stands for everybody.

	people               the Sales Person tree
	user_sales_persons   user -> their Sales Person
	user                 the session's where not given; User Permissions on Sales Person narrow the answer
	"""
	user = user or frappe.session.user
	roles = set(frappe.get_roles(user))
	seen: set[str] | None
	if user == "Administrator" or roles.intersection(SEES_EVERYBODY):
		seen = None
	else:
		own = user_sales_persons.get(user)
		if own is None:
			seen = set()
		elif roles.intersection(SEES_TEAM):
			seen = members(own, people)
		elif roles.intersection(SEES_SELF):
			seen = {own}
		else:
			seen = set()
	allowed = permitted("Sales Person", user)
	if allowed is None:
		return seen
	return allowed if seen is None else seen & allowed


def permitted(doctype: str, user: str | None = None) -> set[str] | None:
	"""Documents that User Permissions leave a user, or None where there are none on that doctype."""
	user = user or frappe.session.user
	if user == "Administrator":
		return None
	rules = get_user_permissions(user).get(doctype)
	if not rules:
		return None
	return {rule["doc"] if isinstance(rule, dict) else rule.doc for rule in rules}
