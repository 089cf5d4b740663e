"""What a client's health is made of, with the way to the documents behind each part."""

import datetime as dt

import frappe
import pytest
from factories.clients import acting_as
from factories.health import TODAY, client, compute, follow_up, issue, kept, weigh
from factories.money import pay
from factories.selling import Line, invoice

from key_account.clients.health_parts import parts_of


@pytest.fixture(autouse=True)
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
	"""The nightly job commits its batches; here nothing is kept."""
	monkeypatch.setattr(frappe.local.db, "commit", lambda: None)


class TestParts:
	def test_each_part_says_why_and_leads_to_its_documents(self) -> None:
		archive = client(tier_days=30)
		follow_up(archive, "2025-06-20")
		pay(invoice([Line("Software", 1000, cost=800)], on="2025-05-10"), 130, on="2025-05-20")
		issue()
		compute()
		found = parts_of(archive)
		parts = {part["part"]: part for part in found["parts"]}
		assert {name: part["points"] for name, part in parts.items()} == {
			"collections": None,
			"overdue": 0,
			"margin": 66.7,
			"orders": None,
			"issues": 80,
			"satisfaction": None,
			"visits": 100,
			"decision_makers": None,
		}
		assert sum(part["share"] for part in parts.values()) == pytest.approx(100)
		assert "Gross margin 20.0 %" in parts["margin"]["explanation"]
		assert (
			"10 days since the last contact; the tier asks for one every 30 days"
			in (parts["visits"]["explanation"])
		)
		assert parts["visits"]["documents"] == {"doctype": "Client Archive", "name": archive}
		for part, count in (("overdue", 1), ("margin", 1), ("collections", 1), ("issues", 1), ("orders", 0)):
			behind = parts[part]["documents"]
			rows = frappe.get_list(behind["doctype"], filters=behind["filters"], order_by="name")
			assert len(rows) == count, part

	def test_what_was_kept_on_an_earlier_day(self) -> None:
		archive = client()
		weigh(ISSUES=1)
		compute()
		issue()
		compute(TODAY + dt.timedelta(1))
		now, before = kept(archive)
		assert (parts_of(archive)["points"], parts_of(archive, before.name)["points"]) == (80, 100)
		assert [row["points"] for row in parts_of(archive)["trend"]] == [100, 80]
		assert [row["points"] for row in parts_of(archive, before.name)["trend"]] == [100]
		assert parts_of(archive, now.name)["name"] == now.name

	def test_a_client_without_health_yet(self) -> None:
		assert parts_of(client()) is None

	def test_the_health_of_another_client_is_not_told(self) -> None:
		mine, other = client(), client("Beta", by="colleague")
		compute()
		with acting_as("specialist"):
			assert parts_of(mine, kept(other)[0].name) is None
			with pytest.raises(frappe.PermissionError):
				parts_of(other, kept(other)[0].name)

	@pytest.mark.parametrize("who", ["specialist", "director", "executive", "finance"])
	def test_who_sees_the_client(self, who: str) -> None:
		archive = client()
		compute()
		with acting_as(who):
			assert parts_of(archive)["points"] == 100

	@pytest.mark.parametrize("who", ["colleague", "manager", "sales", "employee"])
	def test_who_does_not(self, who: str) -> None:
		archive = client()
		compute()
		with acting_as(who), pytest.raises(frappe.PermissionError):
			parts_of(archive)

	def test_documents_that_the_reader_may_not_open_are_not_linked(self) -> None:
		archive = client()
		compute()
		with acting_as("specialist"):
			parts = {part["part"]: part for part in parts_of(archive)["parts"]}
			assert parts["visits"]["documents"]
			assert parts["collections"]["documents"] is None
