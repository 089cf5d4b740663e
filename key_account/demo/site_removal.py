"""Taking the demo company away again."""

from collections.abc import Callable, Iterator

import frappe
from frappe import _

from key_account.demo.model import Story
from key_account.demo.site_archives import remove_archive
from key_account.demo.site_clients import remove_judgements
from key_account.demo.site_company import Commit, exchange_rates, is_demo_company
from key_account.demo.site_masters import customer_group, price_list, user_of_finance

TAX_TEMPLATES = (
	"Sales Taxes and Charges Template",
	"Purchase Taxes and Charges Template",
	"Item Tax Template",
)


def remove(story: Story, commit: Commit, say: Callable[[str], None]) -> None:
	"""Delete the company, its documents and its masters. What companies share stays: fiscal years, settings.

	May be started again where it was broken off.
	raises     frappe.ValidationError where the company is not the demo's
	"""
	if frappe.db.exists("Company", story.company):
		if not is_demo_company(story.company):
			frappe.throw(_("Company {0} was not made by the demo: it stays.").format(story.company))
		say(_("Documents"))
		# First, or the Transaction Deletion Record takes them and leaves what hangs on them.
		remove_judgements(story)
		commit()
		for customer in story.customers:
			remove_archive(customer)
			commit()
		_delete_transactions(story)
		commit()
	say(_("Masters"))
	for doctype, name in _masters(story):
		if frappe.db.exists(doctype, name):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
			if doctype == "User":
				# Frappe keeps a deleted user's defaults, the time zone among them, and what they were told.
				frappe.db.delete("DefaultValue", {"parent": name})
				frappe.db.delete("Notification Log", {"for_user": name})
			commit()


def _delete_transactions(story: Story) -> None:
	"""ERPNext's own Transaction Deletion Record, all in one go."""
	record = frappe.get_doc(
		{
			"doctype": "Transaction Deletion Record",
			"company": story.company,
			"process_in_single_transaction": 1,
		}
	)
	record.insert(ignore_permissions=True)
	record.submit()
	record.start_deletion_tasks()
	if frappe.db.get_value(record.doctype, record.name, "status") != "Completed":
		frappe.throw(
			_("Transaction Deletion Record {0} could not delete the documents of {1}.").format(
				record.name, story.company
			)
		)
	frappe.get_doc(record.doctype, record.name).cancel()
	frappe.delete_doc(record.doctype, record.name, ignore_permissions=True, delete_permanently=True)


def _masters(story: Story) -> Iterator[tuple[str, str]]:
	"""What the demo made, those that refer to others first. The company goes before its marks do."""
	for customer in story.customers:
		yield "Customer", customer.name
	for person in sorted(story.people, key=lambda person: person.group):
		yield "Sales Person", person.name
	for person in story.people:
		if employee := frappe.db.get_value("Employee", {"user_id": person.user}):
			yield "Employee", employee
	for user in (*(person.user for person in story.people), user_of_finance(story)):
		for contact in frappe.get_all("Contact", {"user": user}, pluck="name", order_by="name"):
			yield "Contact", contact
		yield "User", user
	for name in story.item_groups:
		yield "Item", name
		yield "Item Group", name
	yield "Customer Group", customer_group(story)
	yield "Price List", price_list(story)
	for name in story.distributions:
		yield "Monthly Distribution", name
	for values in exchange_rates(story):
		if name := frappe.db.exists("Currency Exchange", values):
			yield "Currency Exchange", name
	# Deleting the company would leave the lines of these.
	for doctype in TAX_TEMPLATES:
		for name in frappe.get_all(doctype, {"company": story.company}, pluck="name", order_by="name"):
			yield doctype, name
	yield "Company", story.company
