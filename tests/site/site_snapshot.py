"""Everything an app can leave on a site, to be compared before its install and after its uninstall.

Run by test_install.py in a process of its own, with the site connected.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import frappe

# Frappe's own record of what happened on the site: it grows with every install and uninstall.
LOGS = (
	"Access Log",
	"Activity Log",
	"Comment",
	"Deleted Document",
	"Error Log",
	"Installed Application",
	"Permission Log",
	"Scheduled Job Log",
	"Version",
)
# Names of these rows are drawn anew whenever they are written: they are compared by what they say.
BY_CONTENT = {
	"DefaultValue": ("parent", "defkey", "defvalue"),
	"Has Role": ("parent", "parenttype", "role"),
	"DocPerm": ("parent", "role", "permlevel"),
	"DocField": ("parent", "fieldname"),
	"Patch Log": ("patch",),
	"Workflow Document State": ("parent", "state", "allow_edit"),
	"Workflow Transition": ("parent", "state", "action", "next_state", "allowed"),
}
# So are those of the rows of all other documents.
ROWS_BY = ("parent", "parentfield", "idx")


def save(file: str) -> None:
	Path(file).write_text(json.dumps(take()))


def take() -> dict[str, list]:
	"""Tables, columns, indexes, rows of all tables (by name), single values: each a sorted list."""
	tables = sorted(frappe.db.get_tables(cached=False))
	return {
		"tables": tables,
		"columns": _columns(),
		"indexes": _indexes(),
		"singles": _sorted(
			frappe.db.sql(
				"select doctype, field from `tabSingles` where field not in ('modified', 'modified_by', 'creation')"
			)
		),
		"installed apps": frappe.get_installed_apps(),
		**{table: _rows(table) for table in tables if table.startswith("tab") and table[3:] not in LOGS},
	}


def _rows(table: str) -> list:
	columns = frappe.db.get_table_columns(table[3:]) if frappe.db.table_exists(table[3:]) else []
	wanted = BY_CONTENT.get(table[3:], ROWS_BY if set(ROWS_BY) <= set(columns) else ("name",))
	if not set(wanted) <= set(columns):
		return []
	return _sorted(frappe.db.sql(f"select {', '.join(wanted)} from `{table}`"))


def _columns() -> list:
	return _sorted(
		frappe.db.sql(
			"select table_name, column_name from information_schema.columns where table_schema = %s",
			_schema(),
		)
	)


def _indexes() -> list:
	if frappe.db.db_type == "postgres":
		return _sorted(
			frappe.db.sql("select tablename, indexname from pg_indexes where schemaname = %s", _schema())
		)
	return _sorted(
		frappe.db.sql(
			"select distinct table_name, index_name from information_schema.statistics where table_schema = %s",
			_schema(),
		)
	)


def _schema() -> str:
	return "public" if frappe.db.db_type == "postgres" else frappe.conf.db_name


def _sorted(rows: Iterable[Iterable]) -> list:
	return sorted([[str(value) for value in row] for row in rows])
