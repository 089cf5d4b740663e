"""What a piece of code asks the database."""

from collections.abc import Callable

import frappe


def queries(act: Callable[[], object]) -> list[str]:
	"""The queries that `act` sends, in their order."""
	found: list[str] = []
	run = frappe.local.db.sql

	def noted(query: object, *args: object, **kwargs: object) -> object:
		found.append(str(query))
		return run(query, *args, **kwargs)

	frappe.local.db.sql = noted
	try:
		act()
	finally:
		frappe.local.db.sql = run
	return found
