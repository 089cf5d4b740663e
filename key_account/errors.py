"""Refusals of the domain: one sentence for the reader, which a site translates."""

from collections.abc import Callable
from enum import Enum


class DomainError(ValueError):
	"""Base of all refusals of the pure packages.

	template   the sentence with {names} of the values, so that a site can translate it
	values     what stands in their places; a member of an enumeration stands for its value, a text in English
	"""

	def __init__(self, template: str, **values: object) -> None:
		self.template = template
		self.values = values
		super().__init__(self.told(str))

	def told(self, translate: Callable[[str], str]) -> str:
		"""The sentence as `translate` has it, and in it the names of what the domain knows."""
		values = {
			name: translate(value.value) if isinstance(value, Enum) else value
			for name, value in self.values.items()
		}
		return translate(self.template).format(**values)

	def __reduce__(self) -> tuple:
		# A background job hands its errors over pickled.
		return _restored, (type(self), self.template, self.values)


def _restored(kind: type[DomainError], template: str, values: dict[str, object]) -> DomainError:
	return kind(template, **values)
