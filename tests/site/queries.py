"""What the code under test asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def noted_queries() -> Iterator[list[str]]:
	"""The queries of the block, in their order."""
	found: list[str] = []
	run = frappe.local.db.sql

	def noted(query: object, *args: object, **kwargs: object) -> object:
		found.append(str(query))
		return run(query, *args, **kwargs)

	frappe.local.db.sql = noted
	try:
		yield found
	finally:
		frappe.local.db.sql = run


def queries_of(act: Callable[[], object]) -> list[str]:
	"""What a call asks."""
	with noted_queries() as found:
		act()
	return found


def count_queries(act: Callable[[], object]) -> int:
	"""How many it takes once what Frappe asks only the first time is known."""
	act()
	return len(queries_of(act))
