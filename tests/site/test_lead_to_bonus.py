"""From a Lead to the bonus row: money pays a bonus from the approval of the archive on, and not a day before."""

import datetime as dt

import frappe
import pytest
from erpnext.crm.doctype.lead.lead import make_customer
from factories.bonus import bonus_rows, make_plan, run_report, set_target
from factories.clients import archive, person, send, step
from factories.masters import user_of
from factories.money import pay
from factories.selling import invoice_of, order
from frappe.model.document import Document

APPROVED = dt.datetime(2025, 2, 10, 16, 45)


@pytest.fixture
def lead() -> Document:
	return frappe.get_doc(
		{"doctype": "Lead", "lead_name": "KA Hopeful", "company_name": "KA Hopeful Ltd"}
	).insert()


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> None:
	"""Only registered deals pay; what the server calls now is the moment of the approval."""
	monkeypatch.setattr(
		"key_account.key_account.doctype.client_archive.client_archive.now_datetime", lambda: APPROVED
	)
	make_plan(registered_only=1)
	set_target("Li Na", 16000)
	frappe.db.set_single_value("Key Account Settings", "go_live_date", "2024-01-01")
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")


def convert(lead: Document) -> Document:
	made = make_customer(lead.name)
	made.update({"customer_group": "Commercial", "territory": "All Territories", "default_currency": "CNY"})
	return made.insert()


def sell(amount: int, on: str) -> None:
	"""An order of that day for the client that was the lead, invoiced and paid within the quarter."""
	made = order([("Software", amount)], on=on, customer="Hopeful Ltd", team={"Li Na": 100})
	pay(invoice_of(made, on="2025-03-01"), on="2025-03-20")


@pytest.mark.usefixtures("plan")
def test_a_lead_becomes_a_registered_client_whose_money_pays_a_bonus(lead: Document) -> None:
	doc = archive(party_type="Lead", party=lead.name, account_manager=user_of("Li Na"), by="director")
	person("executive")
	doc = send(doc, by="director")
	sent = frappe.get_doc("Client Archive", doc.name)
	with pytest.raises(frappe.PermissionError, match="somebody else approves it"):
		frappe.set_user(person("director"))
		sent.status = "Registered"
		sent.save()
	frappe.set_user("Administrator")
	assert step(doc, "Approve", "second_director").status == "Registered"

	customer = convert(lead)
	assert (customer.ka_registered_on, customer.account_manager) == (APPROVED.date(), user_of("Li Na"))
	sell(1000, on="2025-02-09")
	sell(5000, on="2025-02-10")

	row = bonus_rows()["Li Na"]
	assert (row["credited"], row["base"], row["target"]) == (5000, 2000, 4000)
	assert row["bonus"] > 0
	reasons = {
		each["not_credited"]: each["reason"]
		for each in run_report("Bonus Receipts")["result"]
		if each["not_credited"]
	}
	assert "Not registered" in str(reasons[1000])


@pytest.mark.usefixtures("plan")
def test_without_an_approval_its_money_pays_none(lead: Document) -> None:
	send(archive(party_type="Lead", party=lead.name, account_manager=person("specialist")))
	convert(lead)
	sell(5000, on="2025-02-15")
	assert bonus_rows()["Li Na"]["credited"] == 0
