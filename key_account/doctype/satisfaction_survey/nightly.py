"""Every night: surveys whose time is over expire, who has not answered is reminded, missed complaints are opened."""

import datetime as dt
from collections.abc import Callable

import frappe
from frappe.utils import add_days, now_datetime

from key_account.key_account.doctype.satisfaction_survey import complaints, invitations
from key_account.satisfaction import Status

BATCH = 50
SAVEPOINT = "ka_survey"


def run(today: dt.date | None = None) -> None:
	"""May run again at any time: nobody is reminded twice on a day.

	today      by the server's clock where not given
	"""
	today = today or now_datetime().date()
	expire(today)
	remind(today)
	open_complaints()


def expire(today: dt.date) -> None:
	frappe.db.set_value(
		invitations.DOCTYPE,
		{"status": Status.INVITED.value, "expires_on": ("<", today)},
		"status",
		Status.EXPIRED.value,
	)
	frappe.db.commit()  # a reminder that fails takes nothing of this back


def remind(today: dt.date) -> None:
	rules = invitations.rules()
	if not rules.remind_after or not invitations.can_send():
		return
	due = {
		"status": Status.INVITED.value,
		"sent_through": invitations.MAILED,
		"expires_on": (">=", today),
		"reminders_sent": ("<", rules.max_reminders),
		"sent_on": ("<", add_days(today, 1 - rules.remind_after)),
	}
	_each(due, lambda name: invitations.remind(name, today))


def open_complaints() -> None:
	"""Those of answers whose Issue the site refused when they came."""
	_each(
		{"complaint_due": 1},
		lambda name: complaints.open_if_due(frappe.get_doc(invitations.DOCTYPE, name, for_update=True)),
	)


def _each(filters: dict, act: Callable[[str], None]) -> None:
	"""Act on each survey, batch by batch; one that fails is logged and stops no other."""
	last = ""
	while names := frappe.get_all(
		invitations.DOCTYPE, {**filters, "name": (">", last)}, pluck="name", order_by="name", limit=BATCH
	):
		for name in names:
			frappe.db.savepoint(SAVEPOINT)
			try:
				act(name)
			except Exception:
				frappe.db.rollback(save_point=SAVEPOINT)
				frappe.log_error(
					title=f"{invitations.DOCTYPE} {name}",
					reference_doctype=invitations.DOCTYPE,
					reference_name=name,
				)
		frappe.db.commit()  # what was done is done, and its locks are given back
		last = names[-1]
