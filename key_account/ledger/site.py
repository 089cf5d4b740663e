"""A site's database as a source of ledger rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import frappe


class SiteSource:
	"""Reads through Frappe's connection, so within the reader's own transaction.

	Permissions are not looked at here: whoever shows rows to a user asks key_account.permissions first.
	"""

	def rows(self, sql: str, params: Mapping[str, Any]) -> Iterator[tuple]:
		if frappe.db.db_type == "postgres":
			sql = for_postgres(sql)
		return iter(frappe.db.sql(sql, dict(params)))


def for_postgres(sql: str) -> str:
	"""MariaDB's words that PostgreSQL has others for."""
	sql = sql.replace("GROUP_CONCAT(", "STRING_AGG(")
	return re.sub(r"\s+SEPARATOR\s+", ", ", sql)
