"""Market Information: who sees it, who checks it, and the one Opportunity that is made of it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import frappe
import pytest
from factories.clients import acting_as, archive, person, registered, step
from factories.masters import COMPANY, named
from factories.surveys import checked, information, new_information, sent_information
from frappe.model.document import Document
from queries import count_queries
from roles import permitted

REPORT = "Market Information Summary"
MAKE = "key_account.key_account.doctype.market_information.market_information"


@pytest.fixture
def client() -> Document:
	return archive(account_manager=person("specialist"))


def make_opportunity(name: str) -> Document:
	return frappe.get_attr(f"{MAKE}.make_opportunity")(name)


def with_role(who: str, role: str) -> None:
	frappe.get_doc("User", person(who)).add_roles(role)


class TestCheck:
	def test_the_director_finds_it_valid(self) -> None:
		doc = sent_information()
		assert doc.status == "Pending Director"
		assert (doc.reported_by, doc.checked_by) == (person("specialist"), None)
		assert doc.sent_on.date() == frappe.utils.getdate()
		doc = checked(doc)
		assert (doc.status, doc.checked_by) == ("Valid", person("director"))
		assert doc.checked_on.date() == frappe.utils.getdate()

	def test_or_invalid_with_a_reason(self) -> None:
		doc = sent_information()
		with pytest.raises(frappe.ValidationError, match="Say why it is rejected"):
			step(doc, "Reject", "director")
		doc = checked(doc, "Reject")
		assert (doc.status, doc.rejection_reason) == ("Invalid", "Known already")

	def test_not_their_own(self) -> None:
		doc = sent_information("director")
		for status in ("Valid", "Invalid"):
			with acting_as("director"):
				mine = frappe.get_doc("Market Information", doc.name)
				mine.update({"status": status, "rejection_reason": "Mine"})
				with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
					mine.save()
		assert checked(doc, by="executive").status == "Valid"

	@pytest.mark.parametrize("who", ["specialist", "colleague", "manager", "finance", "sales"])
	def test_nor_anybody_else(self, who: str) -> None:
		doc = sent_information()

		def approve() -> None:
			with acting_as(who):
				frappe.client.set_value("Market Information", doc.name, "status", "Valid")

		assert not permitted(approve)
		assert frappe.db.get_value("Market Information", doc.name, "status") == "Pending Director"

	def test_nobody_writes_it_as_valid(self) -> None:
		with acting_as("director"), pytest.raises(frappe.ValidationError):
			new_information(status="Valid").insert()

	def test_what_is_noted_is_not_written_by_hand(self) -> None:
		with acting_as("specialist"):
			doc = new_information(
				reported_by=person("colleague"), sent_on="2020-01-01", checked_by=person("director")
			).insert()
			assert (doc.reported_by, doc.sent_on, doc.checked_by) == (person("specialist"), None, None)
			doc.update({"reported_by": person("colleague"), "checked_on": "2020-01-01"})
			doc.save()
			assert (doc.reported_by, doc.checked_on) == (person("specialist"), None)

	def test_it_says_what_it_is_worth_before_it_is_sent(self) -> None:
		doc = information(worth=None, worth_amount=0)
		with pytest.raises(frappe.ValidationError, match="worth before you send it"):
			step(doc, "Send for Check", "specialist")
		assert step(information(worth=None), "Send for Check", "specialist").status == "Pending Director"

	def test_nothing_is_learned_in_the_future(self) -> None:
		with pytest.raises(frappe.ValidationError, match="which is to come"):
			information(learned_on=frappe.utils.add_days(frappe.utils.getdate(), 1))

	def test_it_stays_as_it_was_checked(self) -> None:
		doc = checked(sent_information())
		with acting_as("director"):
			mine = frappe.get_doc("Market Information", doc.name)
			mine.details = "Something else"
			with pytest.raises(frappe.PermissionError, match="only nobody may change it now"):
				mine.save()

	def test_the_director_may_look_again(self) -> None:
		doc = checked(checked(sent_information()), "Check Again")
		assert (doc.status, doc.checked_by, doc.checked_on) == ("Pending Director", None, None)
		assert checked(doc, "Reject").status == "Invalid"

	def test_what_was_checked_is_not_deleted(self) -> None:
		doc = checked(sent_information())
		with acting_as("director"), pytest.raises(frappe.ValidationError, match="cannot be deleted"):
			frappe.delete_doc("Market Information", doc.name)


class TestWhoSeesIt:
	"""The colleague is a specialist too; neither is in the Sales Person tree, so the manager's team is the manager."""

	def listed(self, who: str) -> set[str]:
		with acting_as(who):
			return set(frappe.get_list("Market Information", pluck="name", order_by="name"))

	def opens(self, who: str, doc: Document) -> bool:
		with acting_as(who):
			return frappe.get_doc("Market Information", doc.name).has_permission("read")

	@pytest.mark.parametrize(
		("who", "sees"),
		[
			("specialist", True),
			("director", True),
			("executive", True),
			("colleague", False),
			("manager", False),
		],
	)
	@pytest.mark.parametrize("about_client", [True, False])
	def test_each_role(self, client: Document, who: str, sees: bool, about_client: bool) -> None:
		doc = information(archive=client.name if about_client else None)
		assert (doc.name in self.listed(who)) is sees
		assert self.opens(who, doc) is sees

	@pytest.mark.parametrize("who", ["finance", "sales", "employee"])
	def test_others_see_none(self, client: Document, who: str) -> None:
		doc = information(archive=client.name)
		assert not permitted(lambda: self.listed(who))
		assert not self.opens(who, doc)

	def test_no_guest(self) -> None:
		doc = information()
		frappe.set_user("Guest")
		assert not frappe.has_permission("Market Information", doc=doc)
		assert not permitted(lambda: frappe.get_list("Market Information"))
		assert not permitted(lambda: frappe.client.get("Market Information", doc.name))

	def test_the_manager_sees_the_teams(self) -> None:
		from factories.masters import user_of

		zhao = user_of("Zhao Lei")
		frappe.get_doc("User", zhao).add_roles("Key Account Specialist")
		frappe.set_user(zhao)
		doc = new_information().insert()
		frappe.set_user("Administrator")
		assert doc.name not in self.listed("manager")
		head = frappe.get_doc(
			{
				"doctype": "Employee",
				"naming_series": "HR-EMP-",
				"first_name": "Head",
				"company": COMPANY,
				"gender": "Female",
				"date_of_birth": "1980-01-01",
				"date_of_joining": "2020-01-01",
				"user_id": person("manager"),
				"create_user_permission": 0,
			}
		).insert()
		frappe.db.set_value("Sales Person", named("Key Accounts"), "employee", head.name)
		assert doc.name in self.listed("manager")
		assert self.opens("manager", doc)

	def test_nothing_is_reported_of_a_client_that_one_does_not_see(self, client: Document) -> None:
		assert not permitted(lambda: information("colleague", archive=client.name))

	def test_nor_taken_off_it_to_be_seen(self, client: Document) -> None:
		doc = information(archive=client.name)
		for no_archive in (None, ""):
			with acting_as("colleague"):
				stolen = frappe.get_doc("Market Information", doc.name)
				stolen.archive = no_archive
				assert not permitted(stolen.save)

	def test_nor_moved_to_another_client_to_be_seen(self, client: Document) -> None:
		theirs = archive("Beta", by="colleague")
		doc, own = information(archive=client.name), information("colleague", archive=theirs.name)
		for moved, to in ((doc, theirs), (own, client)):
			with acting_as("colleague"):
				stolen = frappe.get_doc("Market Information", moved.name)
				stolen.archive = to.name
				assert not permitted(stolen.save)

	def test_confidential_clients(self, client: Document) -> None:
		doc = information(archive=client.name)
		frappe.db.set_value("Client Archive", client.name, "confidentiality", "Confidential")
		assert doc.name in self.listed("specialist")
		assert doc.name in self.listed("director")
		frappe.db.set_value("Client Archive", client.name, "account_manager", person("manager"))
		assert doc.name not in self.listed("specialist")
		assert not self.opens("specialist", doc)


class TestOpportunity:
	@pytest.fixture
	def valid(self, client: Document) -> Document:
		with_role("specialist", "Sales User")
		return checked(sent_information(archive=client.name))

	def test_in_one_click(self, valid: Document) -> None:
		with acting_as("specialist"):
			made = make_opportunity(valid.name).insert()
		assert (made.opportunity_from, made.party_name) == ("Customer", named("Alpha"))
		assert (made.title, made.opportunity_amount, made.currency) == (valid.title, 2000000, "CNY")
		assert made.naming_series.startswith("CRM-OPP")
		assert "Budget of 2 million<br>Decision in &lt;March&gt;" in made.notes[0].note
		assert made.ka_market_information == valid.name
		valid.reload()
		assert valid.opportunity == made.name

	def test_of_a_lead(self) -> None:
		with_role("specialist", "Sales User")
		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful"}
		).insert()
		found = registered(party_type="Lead", party=lead.name)
		doc = checked(sent_information(archive=found.name))
		with acting_as("specialist"):
			made = make_opportunity(doc.name).insert()
		assert (made.opportunity_from, made.party_name) == ("Lead", lead.name)

	def test_once(self, valid: Document) -> None:
		with acting_as("specialist"):
			second = make_opportunity(valid.name)
			first = make_opportunity(valid.name).insert()
			for again in (second.insert, lambda: make_opportunity(valid.name)):
				with pytest.raises(
					frappe.ValidationError, match=f"has become the Opportunity {first.name} already"
				):
					again()
			assert frappe.copy_doc(first, ignore_no_copy=False).ka_market_information is None

	def test_only_of_what_is_valid(self, client: Document) -> None:
		with_role("specialist", "Sales User")
		pending = sent_information(archive=client.name)
		invalid = checked(sent_information(archive=client.name), "Reject")
		for doc in (information(), pending, invalid):
			with (
				acting_as("specialist"),
				pytest.raises(frappe.ValidationError, match="only what the director found valid"),
			):
				make_opportunity(doc.name)

	def test_of_its_own_client(self, valid: Document) -> None:
		with acting_as("specialist"):
			other = make_opportunity(valid.name)
			other.party_name = named("Beta")
			with pytest.raises(frappe.ValidationError, match="is about KA Alpha"):
				other.insert()

	def test_not_by_who_does_not_see_it(self, valid: Document) -> None:
		with_role("colleague", "Sales User")
		with acting_as("colleague"):
			assert not permitted(lambda: make_opportunity(valid.name))
			foreign = frappe.get_doc(
				{
					"doctype": "Opportunity",
					"opportunity_from": "Customer",
					"party_name": named("Alpha"),
					"company": COMPANY,
					"ka_market_information": valid.name,
				}
			)
			assert not permitted(foreign.insert)
		valid.reload()
		assert valid.opportunity is None

	def test_the_link_is_not_changed_by_hand(self, valid: Document) -> None:
		with acting_as("specialist"):
			made = make_opportunity(valid.name).insert()
			made.ka_market_information = None
			made.save()
			assert made.ka_market_information == valid.name

	def test_what_has_become_one_is_not_checked_again(self, valid: Document) -> None:
		with acting_as("specialist"):
			make_opportunity(valid.name).insert()
		with pytest.raises(frappe.ValidationError, match="has become the Opportunity"):
			checked(valid, "Check Again")

	def test_a_deleted_opportunity_frees_it(self, valid: Document) -> None:
		with acting_as("specialist"):
			made = make_opportunity(valid.name).insert()
		frappe.delete_doc("Opportunity", made.name)
		valid.reload()
		assert valid.opportunity is None
		with acting_as("specialist"):
			assert make_opportunity(valid.name).insert()


@pytest.fixture
def reported(client: Document) -> Iterator[None]:
	"""The specialist: 3 valid prices, one of them an opportunity, one invalid, one waiting; the colleague: one valid."""
	with_role("specialist", "Sales User")
	documents = [sent_information(kind="Price", archive=client.name) for _number in range(5)]
	for doc in documents[:3]:
		checked(doc)
	checked(documents[3], "Reject")
	with acting_as("specialist"):
		make_opportunity(documents[0].name).insert()
	information(kind="Price")
	checked(sent_information("colleague", kind="People"))
	yield


def report(**filters: Any) -> Mapping[str, Any]:
	from frappe.desk.query_report import run

	return run(REPORT, {"company": COMPANY, **filters})


@pytest.mark.usefixtures("reported")
class TestReport:
	FIGURES = ("sent", "valid", "invalid", "waiting", "opportunities")

	def test_by_person_and_kind(self) -> None:
		found = {(row["person"], row["kind"]): row for row in report()["result"]}
		assert {key: tuple(row[figure] for figure in self.FIGURES) for key, row in found.items()} == {
			(person("specialist"), "Price"): (5, 3, 1, 1, 1),
			(person("colleague"), "People"): (1, 1, 0, 0, 0),
		}
		row = found[person("specialist"), "Price"]
		assert row["valid_share"] == 75
		assert row["conversion"] == pytest.approx(100 / 3)

	def test_totals_are_of_the_rows_seen(self) -> None:
		def cards(who: str) -> dict[str, float]:
			with acting_as(who):
				found = report()
				assert {row["person"] for row in found["result"]} == seen[who]
				assert len(found["chart"]["data"]["labels"]) == len(seen[who])
				return {card["label"]: card["value"] for card in found["report_summary"]}

		seen = {
			"director": {person("specialist"), person("colleague")},
			"specialist": {person("specialist")},
			"colleague": {person("colleague")},
		}
		assert cards("director") == {
			"Sent for Check": 6,
			"Valid": 4,
			"Became Opportunities": 1,
			"Conversion of Valid": "25.0 %",
		}
		assert cards("specialist")["Sent for Check"] == 5
		assert cards("colleague")["Sent for Check"] == 1

	@pytest.mark.parametrize("who", ["sales", "finance", "employee"])
	def test_not_for_others(self, who: str) -> None:
		with acting_as(who):
			assert not permitted(report)

	def test_the_period_is_that_of_sending(self) -> None:
		today = frappe.utils.getdate()
		assert report(from_date=today, to_date=today)["result"]
		assert not report(from_date=today + dt.timedelta(days=1))["result"]
		assert not report(to_date=today - dt.timedelta(days=1))["result"]

	def test_the_number_of_queries_does_not_grow(self) -> None:
		from key_account.report.market_information_summary.market_information_summary import execute

		before = count_queries(lambda: execute({"company": COMPANY}))
		checked(sent_information("colleague", kind="Industry"))
		assert count_queries(lambda: execute({"company": COMPANY})) == before
