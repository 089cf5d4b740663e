"""What is kept of a client's health, so that its parts can be explained later: facts, points and weights."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal

from key_account.health import Facts, Health, Part
from key_account.scoring import ZERO

_COUNTS = {field.name for field in fields(Facts) if field.type in (int, int | None)}


@dataclass(frozen=True, slots=True)
class Record:
	"""points     of each part, None where there was nothing to judge it by
	weights    in the unit of the settings of that day
	"""

	facts: Facts
	points: Mapping[Part, Decimal | None]
	weights: Mapping[Part, Decimal]

	def share(self, part: Part) -> Decimal:
		"""The part of the whole score that `part` makes, 0.2 is 20 %; 0 for one that could not be judged."""
		if self.points[part] is None:
			return ZERO
		whole = sum(self.weights.get(other, ZERO) for other in Part if self.points[other] is not None)
		return self.weights.get(part, ZERO) / whole if whole else ZERO


def pack(facts: Facts, found: Health, weights: Mapping[Part, Decimal]) -> str:
	"""A Record as text."""
	return json.dumps(
		{
			"facts": {name: _text(value) for name, value in asdict(facts).items()},
			"points": {part.name: _text(points) for part, points in found.by_part.items()},
			"weights": {part.name: _text(weight) for part, weight in weights.items()},
		}
	)


def unpack(text: str) -> Record:
	"""The Record that `pack` made a text of."""
	kept = json.loads(text)
	return Record(
		Facts(
			**{
				name: value if value is None or name in _COUNTS else Decimal(value)
				for name, value in kept["facts"].items()
			}
		),
		{part: _number(kept["points"].get(part.name)) for part in Part},
		{part: _number(kept["weights"].get(part.name)) or ZERO for part in Part},
	)


def _text(value: Decimal | int | None) -> str | int | None:
	return str(value) if isinstance(value, Decimal) else value


def _number(text: str | None) -> Decimal | None:
	return None if text is None else Decimal(text)
