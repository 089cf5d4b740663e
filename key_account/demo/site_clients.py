"""What the nightly jobs make of the demo's clients: their health, and the tiers that are proposed for them."""

import frappe
from frappe.utils import getdate

from key_account.clients import health_job, tier_review_job
from key_account.demo.model import Story
from key_account.demo.site_archives import delete_with_actions
from key_account.demo.site_company import Commit


def judge(story: Story, commit: Commit) -> None:
	"""Run both jobs for the company, as of today; what they did already today they do not do again."""
	health_job.compute(story.company, getdate())
	for _written in tier_review_job.review_company(story.company, getdate()):
		commit()


def remove_judgements(story: Story) -> None:
	"""Decided or not: the demo takes itself away. ERPNext would leave what hangs on them."""
	of_company = {"company": story.company}
	for review in frappe.get_all("Tier Review", of_company, pluck="name", order_by="name"):
		frappe.db.set_value("Tier Review", review, "status", "Draft")
		delete_with_actions("Tier Review", review)
	for health in frappe.get_all("Client Health", of_company, pluck="name", order_by="name"):
		_forget_notices(health)
		frappe.delete_doc(
			"Client Health", health, force=True, ignore_permissions=True, delete_permanently=True
		)


def _forget_notices(health: str) -> None:
	"""What the site's directors were told of it: a notice of many clients names them in its link."""
	for of_it in ({"document_name": health}, {"link": ("like", f"%{health}%")}):
		frappe.db.delete("Notification Log", {"document_type": "Client Health", **of_it})
