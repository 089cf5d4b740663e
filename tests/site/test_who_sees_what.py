"""One predicate for all documents that name a client: each role through each door, also the number of a list's total."""

import json
from collections.abc import Callable

import frappe
import pytest
from factories.clients import person
from factories.handovers import employee, give_roles
from factories.masters import COMPANY, named, user_of
from frappe.api import v1
from frappe.desk.reportview import get_count
from frappe.desk.search import search_link
from frappe.model.document import Document

from key_account.permissions.rows import TABLES

NAME = "KA-SEEN-1"
ALPHA, LI_NA, WANG_WEI, ZHAO_LEI = named("Alpha"), *map(user_of, ("Li Na", "Wang Wei", "Zhao Lei"))
#: What each has beside the client; written to the database as it is, since only its being seen is in question.
DOCUMENTS = {
	"Tier Review": {"customer": ALPHA, "status": "Draft", "tier": "KA Silver"},
	"Client Health": {"customer": ALPHA, "is_latest": 1},
	"Development Plan": {"plan_title": "Group licence", "responsible": LI_NA},
	"Market Information": {"title": "A new plant", "reported_by": LI_NA, "status": "Draft"},
	"Satisfaction Survey": {"status": "Draft"},
	"Special Terms Request": {"status": "Draft", "reason": "A reference"},
	"Client Change Request": {"status": "Draft", "reason": "A new region"},
	"Client Handover": {"user": LI_NA, "status": "Draft"},
}
#: Neither money nor its rules are in these.
NOT_FOR_FINANCE = {"Market Information", "Satisfaction Survey"}


@pytest.fixture
def archive() -> Document:
	"""Alpha is Li Na's, who is in Zhao Lei's team together with Wang Wei."""
	for name in ("Li Na", "Wang Wei"):
		give_roles(name, "Key Account Specialist")
		frappe.db.set_value("Sales Person", named(name), "parent_sales_person", named("Zhao Lei"))
	give_roles("Zhao Lei", "Key Account Manager")
	frappe.db.set_value("Sales Person", named("Zhao Lei"), "is_group", 1)
	return _written("Client Archive", party_type="Customer", party=ALPHA, account_manager=LI_NA)


def _written(doctype: str, **values: object) -> Document:
	doc = frappe.get_doc({"doctype": doctype, "company": COMPANY, "client_name": ALPHA, **values})
	doc.name = NAME
	if doctype == "Client Archive":
		doc.update({"status": "Registered", "confidentiality": "Normal"})
	doc.db_insert()
	return doc


def doors(doctype: str) -> dict[str, Callable[[], object]]:
	"""Ways at the document NAME; each gives something where it is open."""
	one = {"name": NAME}
	found = {
		"list": lambda: frappe.get_list(doctype, one, order_by="name"),
		"total": lambda: _total(doctype),
		"form": lambda: frappe.client.get(doctype, NAME),
		"REST": lambda: v1.read_doc(doctype, NAME),
		"value": lambda: frappe.client.get_value(doctype, "owner", one),
		"link": lambda: _linked(doctype),
		"right": lambda: frappe.has_permission(doctype, "read", NAME),
		"write": lambda: frappe.has_permission(doctype, "write", NAME),
	}
	for table, parent in TABLES.items():
		if parent == doctype:
			rows = {"name": f"{NAME} {table}"}
			found[table] = lambda table=table, rows=rows: frappe.client.get_list(
				table, filters=rows, parent=doctype
			)
	return found


def _total(doctype: str) -> int:
	"""The number that stands above a list."""
	filters = json.dumps([[doctype, "name", "=", NAME]])
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=filters, fields="[]", distinct="false")
	return get_count()


def _linked(doctype: str) -> bool:
	found = search_link(doctype, NAME, page_length=50) or frappe.response.pop("results", [])
	return NAME in [row["value"] for row in found]


def open_doors(doctype: str, user: str) -> set[str]:
	frappe.set_user(user)
	try:
		return {door for door, opens in doors(doctype).items() if _opens(opens)}
	finally:
		frappe.set_user("Administrator")


def _opens(act: Callable[[], object]) -> bool:
	frappe.local.form_dict = frappe._dict()
	try:
		return bool(act())
	except frappe.PermissionError:
		return False


@pytest.mark.parametrize("doctype", ["Client Archive", *DOCUMENTS])
def test_each_role_through_each_door(archive: Document, doctype: str) -> None:
	if doctype != "Client Archive":
		values = {**DOCUMENTS[doctype]}
		if doctype == "Client Handover":
			values["employee"] = employee("Li Na")
		_written(doctype, archive=archive.name, **values)
	for table in [table for table, parent in TABLES.items() if parent == doctype]:
		row = frappe.get_doc({"doctype": table, "parenttype": doctype, "parent": NAME, "parentfield": "rows"})
		row.name = f"{NAME} {table}"
		row.db_insert()
	readers = {
		"owner": LI_NA,
		"manager": ZHAO_LEI,
		"director": person("director"),
		"executive": person("executive"),
	}
	others = {
		"sibling": WANG_WEI,
		"outsider": person("colleague"),
		"another manager": person("manager"),
		"sales": person("sales"),
		"employee": person("employee"),
		"guest": "Guest",
	}
	(others if doctype in NOT_FOR_FINANCE else readers)["finance"] = person("finance")
	all_of_them = set(doors(doctype)) - {"write"}
	seen = {who: open_doors(doctype, user) for who, user in readers.items()}
	assert {who: opened - {"write"} for who, opened in seen.items()} == dict.fromkeys(readers, all_of_them)
	assert "write" not in seen.get("finance", ())
	assert {who: opened for who, user in others.items() if (opened := open_doors(doctype, user))} == {}
