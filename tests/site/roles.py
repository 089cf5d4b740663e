"""Acting as a user who has one role only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def as_user_with_role(role: str) -> Iterator[str]:
	"""Run the block as a new user with just `role`; yields the user's name."""
	user = f"ka.{role.lower().replace(' ', '.')}@example.com"
	frappe.get_doc(
		{
			"doctype": "User",
			"email": user,
			"first_name": role,
			"send_welcome_email": 0,
			"roles": [{"role": role}],
		}
	).insert(ignore_permissions=True)
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
