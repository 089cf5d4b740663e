"""What the reports about clients share: who is seen, in SQL, and cards and columns."""

from fractions import Fraction
from typing import Any

from key_account.permissions.clients import client_view


def seen(table: str) -> str:
	""" " AND …" for a query on archives called `table`: those that the reader may see, as in lists and forms.

	For queries with bound values only: signs of per cent in it are doubled.
	"""
	condition = client_view().condition(table)
	return f" AND ({condition})" if condition else ""


def count_card(label: str, count: int, indicator: str) -> dict[str, Any]:
	return {"label": label, "value": count, "datatype": "Int", "indicator": indicator}


def percent_card(label: str, percent: float, indicator: str) -> dict[str, Any]:
	"""A card whose figure has one decimal: as a "Percent" it would have as many as the site's numbers have."""
	return {"label": label, "value": f"{percent:.1f} %", "datatype": "Data", "indicator": indicator}


def percent(share: Fraction | None) -> float | None:
	"""As a report shows it: 50.0 of a half."""
	return None if share is None else float(share * 100)


def percent_column(fieldname: str, label: str, width: int = 120) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Percent", "precision": "1", "width": width}


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 120) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}
