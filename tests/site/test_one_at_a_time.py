"""What two people do in the same moment: the second one waits, and then sees what the first one did."""

from collections.abc import Iterator

import frappe
import pytest
from factories.handovers import employee, give_roles, handover, todo
from factories.masters import named
from frappe.database import get_db
from frappe.database.database import Database


@pytest.fixture
def somebody_else() -> Iterator[Database]:
	"""Another connection to the site, which does not see what the test has not committed."""
	conf = frappe.conf
	other = get_db(
		socket=conf.db_socket,
		host=conf.db_host,
		port=conf.db_port,
		user=conf.get("db_user") or conf.db_name,
		password=conf.db_password,
		cur_db_name=conf.db_name,
	)
	yield other
	other.rollback()
	other.close()


def is_held(other: Database, doctype: str, name: str) -> bool:
	"""Whether somebody else would have to wait for this document."""
	try:
		other.sql(f"SELECT name FROM `tab{doctype}` WHERE name = %s FOR UPDATE NOWAIT", name)
	except Exception as error:
		if not other.is_timedout(error) and "NOWAIT" not in str(error) and "lock" not in str(error).lower():
			raise
		return True
	other.rollback()
	return False


def test_a_second_handover_of_an_employee_waits(somebody_else: Database) -> None:
	give_roles("Wang Wei", "Key Account Specialist")
	todo()
	assert not is_held(somebody_else, "Employee", employee("Li Na"))
	handover().insert()
	assert is_held(somebody_else, "Employee", employee("Li Na"))


def test_a_group_that_a_client_comes_to_waits_up_to_its_top(somebody_else: Database) -> None:
	"""Else two clients come below each other, each of them rightly when it is looked at alone."""
	for client, parent in (("Beta", "Managed"), ("Alpha", "Beta")):
		doc = frappe.get_doc("Customer", named(client))
		doc.ka_parent_client = named(parent)
		doc.save()
	assert is_held(somebody_else, "Customer", named("Managed"))
	assert not is_held(somebody_else, "Customer", named("Dollar"))
