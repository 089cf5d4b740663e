"""The Sales Person tree, and which user stands in it where."""

from functools import cached_property

from key_account.bonus.settlement import SalesPerson
from key_account.ledger.source import Source, as_date

PEOPLE = """SELECT person.name, person.parent_sales_person, person.is_group, person.enabled,
	employee.date_of_joining, employee.user_id
	FROM `tabSales Person` person LEFT JOIN `tabEmployee` employee ON employee.name = person.employee
	ORDER BY person.name"""


class SalesForce:
	"""Reads the whole tree, in one query, when it is first asked for."""

	def __init__(self, source: Source) -> None:
		self._source = source

	@cached_property
	def _rows(self) -> list[tuple]:
		return list(self._source.rows(PEOPLE, {}))

	@cached_property
	def people(self) -> dict[str, SalesPerson]:
		"""The Sales Person tree."""
		return {
			name: SalesPerson(name, parent or None, bool(is_group), as_date(joined) if joined else None)
			for name, parent, is_group, _, joined, _ in self._rows
		}

	@cached_property
	def user_sales_persons(self) -> dict[str, str]:
		"""User -> the Sales Person of their employee; an enabled one goes before one that is not."""
		found: dict[str, str] = {}
		for name, _, _, _enabled, _, user in sorted(self._rows, key=lambda row: not row[3]):
			if user:
				found.setdefault(user, name)
		return found
