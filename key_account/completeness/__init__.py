"""How complete a client archive is (clients.md, Completeness 档案完整率)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from key_account.marks import N_
from key_account.scoring import FULL, TENTH, ZERO, ScoringError


@dataclass(frozen=True, slots=True)
class Question:
	"""A field of the archive that counts.

	weight     0 or more, in any unit
	asked_if   field and answer that make this question one: no budget has no amount; None: always asked
	"""

	field: str
	weight: Decimal
	asked_if: tuple[str, str] | None = None

	def __post_init__(self) -> None:
		if self.weight < 0:
			raise ScoringError(
				N_("The weight of {name} is {weight:f}; it must be 0 or more."),
				name=self.field,
				weight=self.weight,
			)


@dataclass(frozen=True, slots=True)
class Completeness:
	"""percent    0 to 100, to a tenth; 100 only where nothing is missing
	missing    the fields that are asked for and empty, the weightiest first
	"""

	percent: Decimal
	missing: tuple[str, ...]


def completeness(questions: Iterable[Question], values: Mapping[str, Any]) -> Completeness:
	"""The weighted share of the questions asked that are answered.

	values     field -> value, as a document has them; what is not in it is empty
	"""
	asked = [question for question in questions if question.weight and _is_asked(question, values)]
	missing = [question for question in asked if not is_filled(values.get(question.field))]
	whole = sum((question.weight for question in asked), ZERO)
	lacking = sum((question.weight for question in missing), ZERO)
	if not lacking:
		return Completeness(FULL, ())
	percent = ((whole - lacking) * FULL / whole).quantize(TENTH)
	return Completeness(
		min(percent, FULL - TENTH),
		tuple(question.field for question in sorted(missing, key=lambda question: -question.weight)),
	)


def is_filled(value: Any) -> bool:
	"""Whether a field has been answered: a text that is not blank, a number that is not 0, a table with a row."""
	return bool(value.strip() if isinstance(value, str) else value)


def _is_asked(question: Question, values: Mapping[str, Any]) -> bool:
	if question.asked_if is None:
		return True
	field, answer = question.asked_if
	return values.get(field) == answer
