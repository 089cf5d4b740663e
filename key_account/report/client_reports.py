"""What the reports about clients share: who is seen, in SQL, and cards and columns."""

from typing import Any

from key_account.permissions.clients import client_view


def seen(table: str) -> str:
	""" " AND …" for a query on archives called `table`: those that the reader may see, as in lists and forms.

	Signs of per cent are doubled, as values are bound beside it.
	"""
	condition = client_view().condition(table)
	return f" AND ({condition})".replace("%", "%%") if condition else ""


def count_card(label: str, count: int, indicator: str) -> dict[str, Any]:
	return {"label": label, "value": count, "datatype": "Int", "indicator": indicator}


def percent_card(label: str, percent: float, indicator: str) -> dict[str, Any]:
	return {"label": label, "value": round(percent, 1), "datatype": "Percent", "indicator": indicator}


def percent_column(fieldname: str, label: str, width: int = 120) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Percent", "precision": "1", "width": width}


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 120) -> dict[str, Any]:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}
