"""The app's own doctypes, known from its files: at uninstall Frappe has forgotten them already."""

import json
from pathlib import Path

import frappe

FOLDER = Path(__file__).resolve().parents[1] / "doctype"


def names() -> list[str]:
	return sorted(json.loads(file.read_text(encoding="utf-8"))["name"] for file in FOLDER.glob("*/*.json"))


def remove() -> None:
	"""Delete the doctypes and tables that are left of an uninstall that was broken off.

	Frappe finds doctypes by their Module Def, which is the first to go.
	"""
	for name in names():
		frappe.delete_doc("DocType", name, force=True, ignore_on_trash=True, delete_permanently=True)
		frappe.db.sql_ddl(f"DROP TABLE IF EXISTS `tab{name}`")
