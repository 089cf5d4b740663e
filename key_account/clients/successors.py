"""Whether somebody can take over, as the site knows them."""

import frappe

from key_account.handover import Successor, SuccessorError, check_successor
from key_account.marks import N_
from key_account.roles import ROLES


def check_login(user: str) -> None:
	"""Whether a client may be given to this login.

	raises     SuccessorError where it is disabled, or its employee has left
	"""
	if not frappe.db.get_value("User", user, "enabled"):
		raise SuccessorError(N_("The login {user} is disabled: choose another account manager."), user=user)
	employee = frappe.db.get_value("Employee", {"user_id": user}, ["name", "status"], as_dict=True)
	if employee and employee.status == "Left":
		raise SuccessorError(
			N_("Employee {name} of the login {user} has left: choose another account manager."),
			name=employee.name,
			user=user,
		)


def check_successors(names: set[str], *, leaver: str, leaver_user: str | None) -> dict[str, str]:
	"""Look at all successors of a handover at once.

	names      of their Employees
	returns    employee -> login
	raises     SuccessorError for the first, by name, who cannot take over
	"""
	if not names:
		return {}
	employees = frappe.get_all(
		"Employee", {"name": ("in", list(names))}, ["name", "user_id", "status"], order_by="name"
	)
	logins = [employee.user_id for employee in employees if employee.user_id]
	enabled = set(
		frappe.get_all("User", {"name": ("in", logins), "enabled": 1}, pluck="name", order_by="name")
		if logins
		else ()
	)
	for employee in employees:
		user = employee.user_id
		successor = Successor(
			employee.name,
			user,
			is_active=employee.status == "Active",
			is_enabled=user in enabled,
			can_accept=bool(user) and bool(set(ROLES).intersection(frappe.get_roles(user))),
		)
		check_successor(successor, leaver=leaver, leaver_user=leaver_user)
	return {employee.name: employee.user_id for employee in employees}


def sales_persons(employees: set[str]) -> dict[str, str]:
	"""employee -> their Sales Person; an enabled one goes before one that is not, as the bonus has it."""
	if not employees:
		return {}
	rows = frappe.get_all(
		"Sales Person",
		{"employee": ("in", list(employees))},
		["name", "employee"],
		order_by="enabled desc, name",
	)
	found: dict[str, str] = {}
	for row in rows:
		found.setdefault(row.employee, row.name)
	return found
