"""The report Client Satisfaction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import frappe
import pytest
from factories.clients import acting_as, archive, person
from factories.masters import COMPANY, named
from factories.surveys import call, key_in, link_of, reply, survey
from frappe.model.document import Document
from roles import permitted


def report(**filters: Any) -> Mapping[str, Any]:
	from frappe.desk.query_report import run

	return run("Client Satisfaction", {"company": COMPANY, **filters})


class TestReport:
	@pytest.fixture
	def asked(self, client: Document) -> None:
		"""Alpha: three asked, two answers, one of them a complaint; Beta, the colleague's: one asked, no answer."""
		for number, scores in enumerate(({"overall": "10"}, {"overall": "3"}, None)):
			doc = survey(client.name, contact_name=f"Person {number}")
			key = key_in(link_of(doc))
			if scores:
				reply(key, **scores)
		issue = frappe.get_last_doc("Issue", {"customer": named("Alpha")})
		issue.db_set({"first_response_time": 7200, "resolution_time": 36000})
		withdrawn = survey(client.name)
		link_of(withdrawn)
		call("withdraw", withdrawn)
		other = archive("Beta", by="colleague", account_manager=person("colleague"))
		link_of(survey(other.name, "colleague"), "colleague")

	def test_of_each_client(self, asked: None) -> None:
		rows = {row["client_name"]: row for row in report()["result"]}
		alpha = rows["KA Alpha"]
		assert (alpha["invited"], alpha["answered"]) == (3, 2)
		assert alpha["response_rate"] == pytest.approx(200 / 3)
		assert (alpha["overall"], alpha["response_time"], alpha["resolution"], alpha["attitude"]) == (
			6.5,
			8,
			7,
			10,
		)
		assert (alpha["complaints"], alpha["open_complaints"]) == (1, 1)
		assert (alpha["first_response"], alpha["resolved_in"]) == (2, 10)
		assert (rows["KA Beta"]["invited"], rows["KA Beta"]["overall"]) == (1, None)

	def test_totals_are_of_the_clients_seen(self, asked: None) -> None:
		def cards(who: str) -> dict[str, float]:
			with acting_as(who):
				found = report()
			assert {row["client_name"] for row in found["result"]} == seen[who]
			return {card["label"]: card["value"] for card in found["report_summary"]}

		seen = {"director": {"KA Alpha", "KA Beta"}, "specialist": {"KA Alpha"}, "colleague": {"KA Beta"}}
		assert cards("director") == {
			"Times Asked": 4,
			"Response Rate": "50.0 %",
			"Overall Score": "6.5",
			"Open Complaints": 1,
		}
		assert cards("specialist")["Times Asked"] == 3
		assert cards("colleague") == {"Times Asked": 1, "Response Rate": "0.0 %", "Open Complaints": 0}

	def test_a_complaint_that_no_survey_led_to_counts(self, client: Document) -> None:
		frappe.get_doc(
			{"doctype": "Issue", "subject": "Late", "issue_type": "Complaint", "customer": named("Alpha")}
		).insert()
		(row,) = report()["result"]
		assert (row["complaints"], row["invited"]) == (1, 0)
		with acting_as("colleague"):
			assert report()["result"] == []

	@pytest.mark.parametrize("who", ["sales", "finance", "employee"])
	def test_not_for_others(self, who: str) -> None:
		with acting_as(who):
			assert not permitted(report)

	def test_the_period_is_that_of_asking(self, asked: None) -> None:
		today = frappe.utils.getdate()
		assert report(from_date=today, to_date=today)["result"]
		assert not report(from_date=today + dt.timedelta(days=1))["result"]
