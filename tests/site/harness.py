"""What keeps the tests on one site apart: commits are refused, and caches forget with the rollback."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.utils import caching

#: Beginnings of cache keys that describe doctypes and code.
KEPT_IN_CACHE = (
	"all_apps",
	"app_hooks",
	"app_modules",
	"db_tables",
	"doctype_meta",
	"installed_app",
	"metadata_version",
	"module_",
	"table_columns",
)


@contextmanager
def refuse_commits() -> Iterator[list[str]]:
	"""Make every commit an error, and list those that were tried."""
	attempts: list[str] = []
	connection = frappe.local.db
	commit = connection.commit

	def refuse(*args: object, **kwargs: object) -> None:
		attempts.append("commit")
		raise AssertionError("The code under test commits; mark the test `commits` if it must.")

	connection.commit = refuse
	try:
		yield attempts
	finally:
		connection.commit = commit


def forget(flags: dict) -> None:
	"""Drop what frappe remembers of a test that was rolled back.

	What describes doctypes and code is kept, because reading it again would take most of a test's time: no
	test that rolls back can have changed it.
	"""
	prefix = frappe.cache.make_key("").decode()
	stale = [
		key
		for key in frappe.cache.get_keys("")
		if not key.decode().removeprefix(prefix).startswith(KEPT_IN_CACHE)
	]
	frappe.cache.delete_value(stale, make_keys=False)
	if hasattr(frappe, "client_cache"):
		for key in stale:
			frappe.client_cache.cache.pop(key, None)
	caching._SITE_CACHE.clear()
	for store in (frappe.db.value_cache, frappe.local.request_cache):
		store.clear()
	for key in [key for key in frappe.local.cache if key in stale]:
		del frappe.local.cache[key]
	for setting in ("system_settings", "website_settings"):
		if hasattr(frappe.local, setting):
			delattr(frappe.local, setting)
	frappe.local.role_permissions = {}
	frappe.local.new_doc_templates = {}
	frappe.local.flags = flags
	frappe.local.form_dict = frappe._dict()
	frappe.local.message_log = []
	frappe.local.locked_documents = []
