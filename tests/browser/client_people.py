"""Salespeople of the demo company with a registered client each, for the browser tests: made, and taken away.

A program for the Python of a bench, run in its sites folder: `client_people.py SITE PASSWORD` makes them and prints
who they are as JSON; `client_people.py SITE` takes them and all that was made for their clients away again. They are
beside the demo's own people, whose figures other tests look at.
"""

import json
import sys
from urllib.parse import urlsplit

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils.password import update_password

COMPANY = "Yunfeng Software"
SPECIALIST = ("Key Account Specialist", "Sales User", "Employee")
#: Part -> roles and name.
PEOPLE = {
	"giver": (SPECIALIST, "Fang Mei"),
	"taker": (SPECIALIST, "Guo Jun"),
	"director": (("Key Account Director", "Sales Manager", "Employee"), "Lu Ping"),
}
LANGUAGES = ("en", "zh")
#: What went further than this is deleted by nobody.
FIRST = {
	"Satisfaction Survey": {"status": "Draft"},
	"Client Handover": {"status": "Draft", "docstatus": 0},
	"Tier Review": {"status": "Draft"},
	"Client Archive": {"registered_on": None},
}
STAKEHOLDERS = (("Qin Hai", "Decision Maker", "Neutral"), ("Su Yan", "Purchaser", "For Us"))


def login(part: str, language: str) -> str:
	return f"ka.browser.{part}.{language}@example.com"


def client(language: str) -> str:
	return f"Browser Client {language}"


def make(password: str) -> dict[str, dict[str, str]]:
	"""language -> the logins of its people, their employees, the client's customer, archive and survey."""
	found = {}
	for language in LANGUAGES:
		here = found[language] = {part: login(part, language) for part in PEOPLE}
		for part, (roles, name) in PEOPLE.items():
			_user(here[part], name, roles, language, password)
		for part in ("giver", "taker"):
			here[f"{part}_employee"] = _employee(here[part], PEOPLE[part][1])
		here["customer"] = _customer(client(language), here["giver"])
		here["archive"] = _archive(here)
		here["survey_link"] = _survey_link(here, language)
	return found


def _user(user: str, name: str, roles: tuple[str, ...], language: str, password: str) -> None:
	values = {"email": user, "first_name": name, "language": language, "send_welcome_email": 0}
	frappe.get_doc(
		{"doctype": "User", **values, "roles": [{"role": role} for role in roles]},
	).insert()
	update_password(user, password)


def _employee(user: str, name: str) -> str:
	values = {
		"first_name": name,
		"company": COMPANY,
		"gender": "Prefer not to say",
		"date_of_birth": "1990-01-01",
		"date_of_joining": "2025-01-01",
		"user_id": user,
		"create_user_permission": 0,
	}
	return frappe.get_doc({"doctype": "Employee", **values}).insert().name


def _customer(name: str, manager: str) -> str:
	values = {
		"customer_name": name,
		"customer_group": f"{COMPANY} Key Accounts",
		"territory": frappe.db.get_value("Territory", {"is_group": 1, "parent_territory": ("is", "not set")}),
		"account_manager": manager,
	}
	return frappe.get_doc({"doctype": "Customer", **values}).insert().name


def _archive(here: dict[str, str]) -> str:
	"""Sent by its account manager, registered by the director."""
	frappe.set_user(here["giver"])
	people = [{"person_name": name, "role": role, "support": support} for name, role, support in STAKEHOLDERS]
	values = {
		"party_type": "Customer",
		"party": here["customer"],
		"company": COMPANY,
		"account_manager": here["giver"],
		"stakeholders": people,
	}
	archive = frappe.get_doc({"doctype": "Client Archive", **values}).insert()
	apply_workflow(archive.as_dict(), "Send for Registration")
	frappe.set_user(here["director"])
	apply_workflow(frappe.get_doc("Client Archive", archive.name).as_dict(), "Approve")
	frappe.set_user("Administrator")
	return archive.name


def _survey_link(here: dict[str, str], language: str) -> str:
	"""The path of the page of a survey, which the account manager made."""
	frappe.set_user(here["giver"])
	values = {"archive": here["archive"], "contact_name": STAKEHOLDERS[0][0], "survey_language": language}
	survey = frappe.get_doc({"doctype": "Satisfaction Survey", **values}).insert()
	link = frappe.call(
		"key_account.key_account.doctype.satisfaction_survey.satisfaction_survey.make_link",
		survey=survey.name,
	)
	frappe.set_user("Administrator")
	return urlsplit(link)._replace(scheme="", netloc="").geturl()


def clear() -> None:
	"""Also what a run that was broken off left."""
	for language in LANGUAGES:
		customer = frappe.db.get_value("Customer", {"customer_name": client(language)})
		archive = customer and frappe.db.get_value("Client Archive", {"party": customer})
		if archive:
			plans = frappe.get_all("Development Plan", {"archive": archive}, pluck="name", order_by="name")
			for plan in plans:
				frappe.db.set_value("Development Plan Stage", {"parent": plan}, "entered_on", None)
			for doctype in ("Satisfaction Survey", "Development Plan", "Client Health", "Tier Review"):
				_delete(doctype, {"archive": archive})
		for part in PEOPLE:
			user = login(part, language)
			for employee in frappe.get_all("Employee", {"user_id": user}, pluck="name", order_by="name"):
				_delete("Client Handover", {"employee": employee})
			for doctype, field in (("ToDo", "allocated_to"), ("Event", "owner")):
				_delete(doctype, {field: user})
		if customer:
			appointments = frappe.get_all(
				"Event Participants", {"reference_docname": customer}, pluck="parent", order_by="name"
			)
			for appointment in set(appointments):
				_delete("Event", {"name": appointment})
		if archive:
			_delete("Client Archive", {"name": archive})
		if customer:
			_delete("Customer", {"name": customer})
		for part in PEOPLE:
			user = login(part, language)
			_delete("Employee", {"user_id": user})
			_delete("Contact", {"user": user})
			_delete("User", {"name": user})


def _delete(doctype: str, filters: dict[str, str]) -> None:
	for name in frappe.get_all(doctype, filters, pluck="name", order_by="name"):
		_forget_actions(doctype, name)
		if doctype in FIRST:
			frappe.db.set_value(doctype, name, FIRST[doctype])
		frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
		_forget_actions(doctype, name)


def _forget_actions(doctype: str, name: str) -> None:
	of_it = {"reference_doctype": doctype, "reference_name": name}
	for action in frappe.get_all("Workflow Action", of_it, pluck="name", order_by="name"):
		frappe.delete_doc("Workflow Action", action, force=True, ignore_permissions=True)


def main(site: str, password: str | None = None) -> None:
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		clear()
		if password:
			print(json.dumps(make(password)))
		frappe.db.commit()
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:])
