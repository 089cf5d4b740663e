"""Where Frappe's versions differ. Nothing else in the app asks which version it runs on."""

import frappe


def desk_path() -> str:
	"""Where the desk is: /app in v15, /desk since v16."""
	rules = frappe.get_hooks("website_route_rules")
	return "/desk" if any(rule.get("from_route", "").startswith("/desk/") for rule in rules) else "/app"
