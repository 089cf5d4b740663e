import frappe
from frappe.model.document import Document


class ClientHealth(Document):
	"""How a client's account did from one day to another; written by key_account.clients.health_job alone."""


def on_doctype_update() -> None:
	"""One for each client and day, also when two jobs run at once."""
	frappe.db.add_unique("Client Health", ["archive", "since"], constraint_name="ka_one_health_a_day")
	frappe.db.add_index("Client Health", ["is_latest", "company"], "ka_latest_of_company")
