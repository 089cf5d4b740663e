"""Acting as a user who has one role only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe


def user_with_role(role: str) -> str:
	"""The login of a user who has just `role`, made where they are not there yet."""
	user = f"ka.{role.lower().replace(' ', '.')}@example.com"
	if not frappe.db.exists("User", user):
		frappe.get_doc(
			{
				"doctype": "User",
				"email": user,
				"first_name": role,
				"send_welcome_email": 0,
				"roles": [{"role": role}],
			}
		).insert(ignore_permissions=True)
	return user


@contextmanager
def as_user_with_role(role: str) -> Iterator[str]:
	"""Run the block as a user with just `role`; yields the user's name."""
	user = user_with_role(role)
	frappe.set_user(user)
	try:
		yield user
	finally:
		frappe.set_user("Administrator")


def permitted(act: Callable[[], object]) -> bool:
	"""Whether `act` goes through, or is stopped for want of permission."""
	try:
		act()
	except frappe.PermissionError:
		return False
	return True
