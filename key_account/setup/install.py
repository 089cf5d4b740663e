"""What install, migrate and uninstall do, and in which order. How is in the modules beside this one.

Everything is created where it is absent and nothing is overwritten, so each step may run again, on a site
before the setup wizard as well as after an install that was broken off.
"""

import frappe

from key_account.setup import (
	complaints,
	custom_fields,
	defaults,
	development_stages,
	doctypes,
	indexes,
	references,
	roles,
	workflows,
)

APP = "key_account"


def before_install() -> None:
	# An install that was broken off leaves its Module Def, and Frappe would stop at the duplicate.
	if APP not in frappe.get_installed_apps():
		frappe.db.delete("Module Def", {"app_name": APP})
		forget_patches()
	roles.create()


def after_install() -> None:
	custom_fields.create()
	indexes.create()
	workflows.create()
	defaults.create()
	complaints.create()


def before_migrate() -> None:
	roles.create()


def after_migrate() -> None:
	after_install()


def after_uninstall() -> None:
	"""Remove what Frappe has left. It also calls this at the end of `uninstall-app --dry-run`, where the app stays."""
	if APP in frappe.get_installed_apps():
		return
	doctypes.remove()
	references.remove()
	workflows.remove()
	development_stages.remove()
	complaints.remove()
	custom_fields.remove()
	indexes.remove()
	roles.remove()
	forget_patches()
	forget_scheduled_jobs()
	frappe.db.commit()  # Frappe's own commit was before this hook


def forget_patches() -> None:
	frappe.db.delete("Patch Log", {"patch": ("like", f"{APP}.%")})


def forget_scheduled_jobs() -> None:
	jobs = frappe.get_all(
		"Scheduled Job Type", {"method": ("like", f"{APP}.%")}, pluck="name", order_by="name"
	)
	frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ("in", jobs)})
	frappe.db.delete("Scheduled Job Type", {"name": ("in", jobs)})
