"""The registration date of a Customer was written by hand by some roles; now it comes from its Client Archive only."""

import frappe

FIELD = "Customer-ka_registered_on"


def execute() -> None:
	if not frappe.db.exists("Custom Field", FIELD):
		return
	rule = frappe.db.get_value("Custom Field", FIELD, "read_only_depends_on") or ""
	# Only as this app made it: an administrator's own rule stays.
	if rule.startswith("eval:!frappe.user.has_role("):
		frappe.db.set_value("Custom Field", FIELD, {"read_only": 1, "read_only_depends_on": ""})
		frappe.clear_cache(doctype="Customer")
