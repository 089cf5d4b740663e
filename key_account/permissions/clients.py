"""Which clients a user may see: those they or their team look after, or all.

One predicate, `ClientView`, for lists, forms, links and the API (hooks below), and for reports with their totals.
"""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document

from key_account.ledger.sales_force import SalesForce
from key_account.ledger.site import SiteSource
from key_account.permissions.sales_people import (
	SEES_EVERYBODY,
	SEES_SELF,
	SEES_TEAM,
	permitted,
	visible_people,
)
from key_account.roles import DIRECTOR, EXECUTIVE

ARCHIVE = "Client Archive"
CONFIDENTIAL = "Confidential"
NOTHING = "1=0"


@dataclass(frozen=True, slots=True)
class ClientView:
	"""What a user may see of the clients.

	user                whose own clients are seen whatever their confidentiality
	users               account managers whose clients are seen; None: everybody's
	sales_people        the Sales Persons of these; clients with one of them in their sales team are seen, too
	sees_confidential   also confidential archives of others
	customers           those that User Permissions leave; None: all
	"""

	user: str
	users: frozenset[str] | None
	sales_people: frozenset[str]
	sees_confidential: bool
	customers: frozenset[str] | None

	def condition(self, table: str = f"`tab{ARCHIVE}`") -> str:
		"""The archives seen, as an SQL condition on their table; empty where all are seen."""
		conditions = []
		mine = f"{table}.account_manager = {frappe.db.escape(self.user)}"
		if self.users is not None:
			conditions.append(
				_either(
					_is_in(f"{table}.account_manager", self.users),
					_exists_in_team(table, self.sales_people),
				)
			)
		if not self.sees_confidential:
			conditions.append(_either(f"{table}.confidentiality <> '{CONFIDENTIAL}'", mine))
		if self.customers is not None:
			conditions.append(
				_either(f"{table}.party_type <> 'Customer'", _is_in(f"{table}.party", self.customers))
			)
		return " AND ".join(conditions)

	def sees(self, archive: Document) -> bool:
		"""Whether the user sees this archive, as it is in the document; the same as `condition`."""
		is_mine = archive.account_manager == self.user
		if archive.confidentiality == CONFIDENTIAL and not (is_mine or self.sees_confidential):
			return False
		is_customer = archive.party_type == "Customer"
		if self.customers is not None and is_customer and archive.party not in self.customers:
			return False
		if self.users is None or archive.account_manager in self.users:
			return True
		return bool(
			is_customer
			and self.sales_people
			and frappe.db.exists(
				"Sales Team",
				{
					"parenttype": "Customer",
					"parent": archive.party,
					"sales_person": ("in", list(self.sales_people)),
				},
			)
		)


def client_view(user: str | None = None) -> ClientView:
	"""What a user, the session's where not given, may see of the clients."""
	user = user or frappe.session.user
	roles = set(frappe.get_roles(user))
	is_administrator = user == "Administrator"
	customers = permitted("Customer", user)
	if is_administrator or roles.intersection(SEES_EVERYBODY):
		users, people = None, frozenset()
	else:
		force = SalesForce(SiteSource())
		seen = visible_people(force.people, force.user_sales_persons, user) or set()
		people = frozenset(seen)
		users = frozenset(login for login, person in force.user_sales_persons.items() if person in people)
		if roles.intersection(SEES_TEAM + SEES_SELF):
			# Who is no Sales Person yet may look after clients all the same.
			users |= {user}
	return ClientView(
		user=user,
		users=users,
		sales_people=people,
		sees_confidential=is_administrator or bool(roles.intersection((DIRECTOR, EXECUTIVE))),
		customers=None if customers is None else frozenset(customers),
	)


def visible_clients(user: str | None = None) -> set[str] | None:
	"""Names of the Customers whose figures a user may see; None stands for all.

	Whoever sees everybody's bonus sees all clients. Others see those of the people whose bonus they see: clients
	that one of them is account manager of, or is in the sales team of, but for those whose archive is confidential and
	not their own. User Permissions on Customer narrow it.

	user       the session's where not given
	"""
	view = client_view(user)
	if view.users is None:
		return None if view.customers is None else set(view.customers)
	# Frappe takes an empty list, or an empty name in it, for records that have no name there.
	managed = view.users and frappe.get_all(
		"Customer", {"account_manager": ("in", list(view.users))}, pluck="name", order_by="name"
	)
	in_team = view.sales_people and frappe.get_all(
		"Sales Team",
		{"parenttype": "Customer", "sales_person": ("in", list(view.sales_people))},
		pluck="parent",
		order_by="parent",
	)
	confidential = frappe.get_all(
		ARCHIVE,
		{
			"party_type": "Customer",
			"confidentiality": CONFIDENTIAL,
			"account_manager": ("!=", view.user),
		},
		pluck="party",
		order_by="party",
	)
	seen = {*managed, *in_team}.difference(() if view.sees_confidential else confidential)
	return seen if view.customers is None else seen & view.customers


def archive_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Frappe's permission_query_conditions for Client Archive; empty where all are seen."""
	return client_view(user).condition()


def sees_archive(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Frappe's has_permission for Client Archive. Who writes a new one is its account manager, or a director."""
	if doc.is_new():
		return True
	return client_view(user).sees(_saved(doc.name) or doc)


def client_of_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""permission_query_conditions for doctypes whose documents name a client by `archive`: those of clients seen."""
	seen = client_view(user).condition("seen_archive")
	if not seen:
		return ""
	return (
		f"`tab{doctype}`.archive IN (SELECT seen_archive.name FROM `tab{ARCHIVE}` seen_archive WHERE {seen})"
	)


def sees_client_of(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""has_permission for a doctype whose documents name a client by `archive`: also for one that is new."""
	names = {
		doc.get("archive"),
		None if doc.is_new() else frappe.db.get_value(doc.doctype, doc.name, "archive"),
	}
	archives = [_saved(name) for name in names if name]
	if not archives:
		return doc.is_new()
	view = client_view(user)
	return all(archive and view.sees(archive) for archive in archives)


def _saved(name: str) -> Document | None:
	"""What the database has of an archive: nobody gains sight of one by what they write into it."""
	return frappe.db.get_value(
		ARCHIVE, name, ["account_manager", "confidentiality", "party_type", "party"], as_dict=True
	)


def _either(*conditions: str) -> str:
	return f"({' OR '.join(conditions)})"


def _is_in(column: str, values: frozenset[str]) -> str:
	if not values:
		return NOTHING
	return f"{column} IN ({', '.join(frappe.db.escape(value) for value in sorted(values))})"


def _exists_in_team(table: str, sales_people: frozenset[str]) -> str:
	if not sales_people:
		return NOTHING
	return (
		f"({table}.party_type = 'Customer' AND {table}.party IN (SELECT team.parent FROM `tabSales Team` team"
		f" WHERE team.parenttype = 'Customer' AND {_is_in('team.sales_person', sales_people)}))"
	)
