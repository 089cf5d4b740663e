"""Which clients a user may see: those they or their team look after, or all."""

from collections.abc import Mapping

import frappe

from key_account.ledger.books import Books
from key_account.ledger.site import SiteSource
from key_account.permissions.sales_people import permitted, visible_people


def visible_clients(company: str, user: str | None = None) -> set[str] | None:
	"""Names of the Customers whose figures with a company a user may see; None stands for all.

	Whoever sees everybody's bonus sees all clients. Others see those of the people whose bonus they see: clients
	that one of them is account manager of, or is in the sales team of. User Permissions on Customer narrow it.

	user       the session's where not given
	"""
	books = Books(SiteSource(), company)
	people = visible_people(books.people, books.user_sales_persons, user)
	seen = None if people is None else _looked_after_by(people, books.user_sales_persons)
	allowed = permitted("Customer", user)
	if allowed is None:
		return seen
	return allowed if seen is None else seen & allowed


def _looked_after_by(people: set[str], user_sales_persons: Mapping[str, str]) -> set[str]:
	users = [user for user, person in user_sales_persons.items() if person in people]
	# Frappe takes an empty list, or an empty name in it, for records that have no name there.
	managed = users and frappe.get_all(
		"Customer", {"account_manager": ("in", users)}, pluck="name", order_by="name"
	)
	in_team = people and frappe.get_all(
		"Sales Team",
		{"parenttype": "Customer", "sales_person": ("in", people)},
		pluck="parent",
		order_by="parent",
	)
	return {*managed, *in_team}
