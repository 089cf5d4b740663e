"""Reports and jobs of the clients' part that ask as often for many clients as for few, beside those tested with them."""

import frappe
from factories.clients import archive, person
from factories.masters import COMPANY
from factories.surveys import key_in, link_of, reply, survey
from key_account.key_account.doctype.client_archive.completeness_job import count_again
from queries import count_queries, noted_queries


def test_counting_completeness_again() -> None:
	def asked(names: list[str]) -> int:
		frappe.db.set_value("Client Archive", {"name": ("in", names)}, "completeness", 1)
		with noted_queries() as queries:
			count_again(names)
		return len(queries)

	names = [
		archive(client, phone="1", follow_ups=[{"date": "2026-01-02", "progress": "Met"}]).name
		for client in ("Alpha", "Beta", "Managed", "Both Sides")
	]
	asked(names[:1])
	assert asked(names) == asked(names[:1])
	assert set(frappe.get_all("Client Archive", {"name": ("in", names)}, pluck="completeness")) == {
		frappe.get_doc("Client Archive", names[0]).completeness
	}


def test_client_satisfaction() -> None:
	from key_account.report.client_satisfaction.client_satisfaction import execute

	def answered(client: str) -> None:
		doc = archive(client, account_manager=person("specialist"))
		for scores in ({}, {"overall": "2"}):
			reply(key_in(link_of(survey(doc.name))), **scores)

	def rows() -> int:
		return len(execute({"company": COMPANY})[1])

	answered("Alpha")
	few, before = count_queries(lambda: execute({"company": COMPANY})), rows()
	for client in ("Beta", "Managed", "Both Sides"):
		answered(client)
	assert count_queries(lambda: execute({"company": COMPANY})) == few
	assert rows() == before + 3
