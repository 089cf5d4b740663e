"""Every table of the app is guarded: its rows are seen, and changed, with their document only."""

import ast
import json
from pathlib import Path

APP = Path(__file__).resolve().parents[3] / "key_account"
CONDITION = "key_account.permissions.rows.row_condition"


def doctypes() -> dict[str, dict]:
	found = [json.loads(path.read_text("utf-8")) for path in APP.glob("doctype/*/*.json")]
	return {each["name"]: each for each in found if each.get("doctype") == "DocType"}


def assigned(module: Path, name: str) -> dict:
	"""A dict that a module assigns, read without importing it, as that asks for Frappe."""
	for node in ast.parse(module.read_text("utf-8")).body:
		if isinstance(node, ast.Assign) and node.targets[0].id == name:
			return ast.literal_eval(node.value)
	raise AssertionError(f"{module} assigns no {name}")


def tables() -> dict[str, set[str]]:
	"""Table -> the doctypes that have it."""
	found: dict[str, set[str]] = {name: set() for name, meta in doctypes().items() if meta.get("istable")}
	for name, meta in doctypes().items():
		for field in meta["fields"]:
			if field.get("options") in found and field["fieldtype"].startswith("Table"):
				found[field["options"]].add(name)
	return found


def test_each_table_is_guarded_as_the_document_it_stands_in() -> None:
	"""But for those of settings, which are one document, and so a matter of roles."""
	singles = {name for name, meta in doctypes().items() if meta.get("issingle")}
	wanted = {table: parents for table, parents in tables().items() if not parents <= singles}
	told = assigned(APP / "permissions" / "rows.py", "TABLES")
	assert {table: {parent} for table, parent in told.items()} == wanted


def test_each_guarded_table_has_its_condition() -> None:
	told = assigned(APP / "permissions" / "rows.py", "TABLES")
	hooked = assigned(APP / "hooks.py", "permission_query_conditions")
	assert {name for name, method in hooked.items() if method == CONDITION} == set(told)


def test_each_row_is_written_with_its_document_only() -> None:
	for table in tables():
		folder = table.lower().replace(" ", "_").replace("-", "_")
		(controller,) = (
			node
			for node in ast.parse((APP / "doctype" / folder / f"{folder}.py").read_text("utf-8")).body
			if isinstance(node, ast.ClassDef)
		)
		# Rated is a Row.
		assert [base.id for base in controller.bases] in (["Row"], ["Rated"]), table
