"""Tier Reviews in batches: as few queries for many clients, and what is committed."""

from collections.abc import Iterator

import frappe
import pytest
from factories.clients import acting_as, person, registered
from factories.masters import COMPANY
from factories.money import pay
from factories.selling import order
from factories.tiers import (
	ago,
	app_rules,
	customer,
	run,
	sell,
)
from frappe.model.document import Document
from frappe.model.workflow import bulk_workflow_approval, get_common_transition_actions
from frappe.utils import now
from queries import noted_queries
from rq.timeouts import JobTimeoutException

from key_account.clients import tier_review_job as job

#: Of a registered client, somebody must be credited with an order.
TEAM = {"Li Na": 100}


@pytest.fixture(autouse=True)
def rules() -> None:
	app_rules()


def test_as_many_queries_for_many_clients_as_for_few() -> None:
	def asked() -> int:
		with noted_queries() as found:
			assert run()
		return len(found)

	registered("Alpha")
	pay(sell("Alpha"), on=ago(100))
	order(customer="Alpha", on=ago(200), team=TEAM)
	run()
	frappe.db.delete("Tier Review")
	few = asked()
	for client in ("Beta", "Managed", "Both Sides"):
		registered(client, account_manager=person("specialist"))
		pay(sell(client), on=ago(100))
		order(customer=client, on=ago(200), team=TEAM)
	frappe.db.delete("Tier Review")
	assert asked() == few


class TestJob:
	"""What commits, on clients without any posted document, by the site's own tiers."""

	@pytest.fixture
	def clients(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Document]]:
		"""Three clients whose archives are committed; a batch has one of them."""
		frappe.db.rollback()  # the ladder of the other tests is not to be committed
		frappe.clear_cache()
		monkeypatch.setattr(job, "BATCH", 1)
		started = now()
		users = set(frappe.get_all("User", pluck="name", order_by="name"))
		made = [registered(client) for client in ("Alpha", "Beta", "Both Sides")]
		frappe.db.commit()
		try:
			yield made
		finally:
			frappe.db.rollback()
			_undo(made, users, started)

	@staticmethod
	def reviewed(*statuses: str) -> list[str]:
		"""Archives with a Tier Review in one of the statuses, once for each."""
		filters = {"company": COMPANY, "status": ("in", statuses)}
		return frappe.get_all("Tier Review", filters, pluck="archive", order_by="archive")

	@pytest.mark.commits
	def test_a_job_that_breaks_off_keeps_its_batches_and_the_next_one_goes_on(
		self, clients: list[Document], monkeypatch: pytest.MonkeyPatch
	) -> None:
		batch, calls = job._review_batch, []

		def breaks_at_the_second(review: object, archives: list[str]) -> list[str]:
			calls.append(archives)
			if len(calls) == 2:
				raise JobTimeoutException("time is over")
			return batch(review, archives)

		monkeypatch.setattr(job, "_review_batch", breaks_at_the_second)
		with pytest.raises(JobTimeoutException, match="time is over"):
			job.review_all()
		frappe.db.rollback()
		assert self.reviewed("Draft") == [clients[0].name]
		monkeypatch.setattr(job, "_review_batch", batch)
		for _again in range(2):
			job.review_all()
			frappe.db.rollback()
			assert self.reviewed("Draft") == sorted(doc.name for doc in clients)

	@pytest.mark.commits
	def test_a_batch_that_fails_is_noted_and_the_others_are_judged(
		self, clients: list[Document], monkeypatch: pytest.MonkeyPatch
	) -> None:
		batch, log = job._review_batch, {"method": f"Tier Review: {COMPANY}"}
		frappe.db.delete("Error Log", log)

		def fails_for_the_second(review: object, archives: list[str]) -> list[str]:
			if archives == [clients[1].name]:
				frappe.db.set_value("Client Archive", archives[0], "bank", "half done")
				raise ZeroDivisionError("of this client")
			return batch(review, archives)

		monkeypatch.setattr(job, "_review_batch", fails_for_the_second)
		job.review_all()
		assert self.reviewed("Draft") == [clients[0].name, clients[2].name]
		assert not frappe.db.get_value("Client Archive", clients[1].name, "bank")
		assert "ZeroDivisionError: of this client" in frappe.db.get_value("Error Log", log, "error")
		frappe.db.delete("Error Log", log)

	@pytest.mark.commits
	def test_a_company_whose_settings_make_no_sense_is_logged_and_left_out(
		self, clients: list[Document], monkeypatch: pytest.MonkeyPatch
	) -> None:
		log = {"method": f"Tier Review: {COMPANY}"}
		frappe.db.delete("Error Log", log)

		def no_tiers() -> list:
			return []

		monkeypatch.setattr(job, "tiers", no_tiers)
		job.review_all()
		assert self.reviewed("Draft") == []
		assert "There is no tier" in frappe.db.get_value("Error Log", log, "error")
		frappe.db.delete("Error Log", log)

	@pytest.mark.commits
	def test_many_are_approved_at_once_and_what_was_right_is_kept(self, clients: list[Document]) -> None:
		job.review_all()
		names = frappe.get_all("Tier Review", {"company": COMPANY}, pluck="name", order_by="name")
		locked = clients[1]
		frappe.db.set_value("Customer", locked.party, "ka_tier_locked", 1)
		frappe.db.commit()
		with acting_as("director"):
			docs = [frappe.get_doc("Tier Review", name).as_dict() for name in names]
			assert set(get_common_transition_actions(docs, "Tier Review")) == {"Approve", "Reject"}
			bulk_workflow_approval(frappe.as_json(names), "Tier Review", "Approve")
		frappe.db.rollback()
		assert self.reviewed("Draft") == [locked.name]
		assert self.reviewed("Approved") == sorted((clients[0].name, clients[2].name))
		assert [bool(customer(client, "ka_tier")[0]) for client in ("Alpha", "Beta", "Both Sides")] == [
			True,
			False,
			True,
		]


#: What Frappe writes of documents that are saved, sent and deleted.
TRACES = (
	"Comment",
	"Version",
	"Error Log",
	"Deleted Document",
	"Workflow Action",
	"Workflow Action Permitted Role",
)


def _undo(archives: list[Document], users_before: set[str], started: str) -> None:
	"""Take back what was committed since the test started."""
	reviews = frappe.get_all("Tier Review", {"company": COMPANY}, pluck="name", order_by="name")
	written = {"Tier Review": "name", "Tier Review Figure": "parent", "Frozen Evidence": "reference_name"}
	for doctype, field in written.items():
		frappe.db.delete(doctype, {field: ("in", reviews or ("",))})
	kept = (
		"account_manager",
		"ka_archive",
		"ka_registered_on",
		"ka_tier",
		"ka_tier_since",
		"ka_grade",
		"ka_categories",
	)
	for doc in archives:
		frappe.db.set_value("Customer", doc.party, {**dict.fromkeys(kept), "ka_tier_locked": 0})
		frappe.db.set_value("Client Archive", doc.name, "registered_on", None)
		frappe.delete_doc("Client Archive", doc.name, force=True, delete_permanently=True)
	for user in set(frappe.get_all("User", pluck="name", order_by="name")) - users_before:
		frappe.delete_doc("User", user, force=True, delete_permanently=True)
	for doctype in TRACES:
		frappe.db.delete(doctype, {"creation": (">=", started)})
	frappe.db.commit()
