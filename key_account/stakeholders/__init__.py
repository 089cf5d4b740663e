"""Who reports to whom at a client, and who of them nobody of ours covers (clients.md, Relationship map)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from key_account.errors import DomainError
from key_account.hierarchy import circle, depth_first
from key_account.marks import N_


class StakeholderError(DomainError):
	"""Lines of command that lead round in a circle, or to nobody."""


class Role(Enum):
	"""What a stakeholder does in the purchase."""

	DECISION_MAKER = N_("Decision Maker")
	INFLUENCER = N_("Influencer")
	PURCHASER = N_("Purchaser")
	USER = N_("User")
	OTHER = N_("Other")


@dataclass(frozen=True, slots=True)
class Stakeholder:
	"""A person at the client.

	reports_to   name of another stakeholder of the client, or None
	closeness    0 (unknown to us) to 5
	support      −2 (against us) to 2 (for us)
	owner        who of ours keeps the relation, or None
	"""

	name: str
	role: Role = Role.OTHER
	reports_to: str | None = None
	closeness: int = 0
	support: int = 0
	owner: str | None = None

	@property
	def is_covered(self) -> bool:
		"""Somebody of ours keeps the relation, and knows the person."""
		return bool(self.owner) and self.closeness > 0


@dataclass(frozen=True, slots=True)
class Place:
	"""Where a stakeholder stands in the picture: how many steps below the top, and after whom."""

	stakeholder: Stakeholder
	depth: int


def chart(people: Iterable[Stakeholder]) -> list[Place]:
	"""The people from the top down, each followed by those who report to them, in the order given.

	raises     StakeholderError naming who is there twice, reports to nobody known, or in a circle
	"""
	people = list(people)
	by_name = _by_name(people)
	for person in people:
		if person.reports_to is not None and person.reports_to not in by_name:
			raise StakeholderError(
				N_("{name} reports to {superior}, who is not among the stakeholders: add them first."),
				name=person.name,
				superior=person.reports_to,
			)
	above = {person.name: person.reports_to for person in people}
	order = depth_first(by_name, above)
	if len(order) < len(people):
		_refuse_circle(by_name, above, {name for name, _depth in order})
	return [Place(by_name[name], depth) for name, depth in order]


def _by_name(people: Iterable[Stakeholder]) -> dict[str, Stakeholder]:
	found: dict[str, Stakeholder] = {}
	for person in people:
		if person.name in found:
			raise StakeholderError(
				N_("{name} is there twice among the stakeholders: remove one."), name=person.name
			)
		found[person.name] = person
	return found


def _refuse_circle(
	names: Iterable[str], above: Mapping[str, str | None], placed: Collection[str]
) -> NoReturn:
	"""Name one whole circle of those whom no way from the top leads to."""
	found = circle(next(name for name in names if name not in placed), above)
	if len(found) == 1:
		raise StakeholderError(
			N_("{name} reports to themselves: choose somebody else, or nobody."), name=found[0]
		)
	raise StakeholderError(
		N_("{names} report to each other in a circle: let one of them report to nobody."),
		names=", ".join(found),
	)


def uncovered(people: Iterable[Stakeholder]) -> list[Stakeholder]:
	"""Those whom nobody of ours covers, decision makers first."""
	order = list(Role)
	lacking = [person for person in people if not person.is_covered]
	return sorted(lacking, key=lambda person: order.index(person.role))


def coverage(people: Iterable[Stakeholder]) -> tuple[int, int]:
	"""How many decision makers there are, and how many of them are covered."""
	deciding = [person for person in people if person.role is Role.DECISION_MAKER]
	return len(deciding), sum(person.is_covered for person in deciding)
