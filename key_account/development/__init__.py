"""How a development plan ends, is scheduled, and what came of it (clients.md, Development Plan).

Which stage may follow which, and what the value assessment opens, is in `key_account.assessment`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.assessment import Stage
from key_account.errors import DomainError
from key_account.marks import N_

ZERO = Decimal(0)

STAGE_NAMES: Mapping[Stage, str] = {
	Stage.POTENTIAL_NEED: N_("Potential Need"),
	Stage.DEMONSTRATION: N_("Demonstration and Information"),
	Stage.VALUE_ASSESSMENT: N_("Value Assessment"),
	Stage.DECISION_MAKERS: N_("Decision Makers"),
	Stage.CLOSING: N_("Closing the Deal"),
}


class DevelopmentError(DomainError):
	"""An outcome that says no reason or comes too early, a stage of a plan that is over, dates the wrong way round."""


class Outcome(Enum):
	"""What has become of a plan."""

	IN_PROGRESS = N_("In Progress")
	SUCCEEDED = N_("Succeeded")
	FAILED = N_("Failed")
	PAUSED = N_("Paused")


def stage_of(name: str) -> Stage:
	"""raises     DevelopmentError where there is no stage of that name"""
	for stage, known in STAGE_NAMES.items():
		if known == name:
			return stage
	raise DevelopmentError(N_("There is no stage {stage}."), stage=name)


def check_outcome(
	before: Outcome, after: Outcome, stage: Stage, *, is_moved: bool, reason: str | None, cause: str | None
) -> None:
	"""Whether a plan may be saved with this outcome.

	before     the outcome it was saved with
	stage      where it stands with this save; `is_moved` where that is another one than before
	reason     in the words of who records it; cause: the main one, from a list
	raises     DevelopmentError with what to do first
	"""
	if is_moved and before is not Outcome.IN_PROGRESS and after is not Outcome.IN_PROGRESS:
		raise DevelopmentError(
			N_("It is {outcome}: set it to In Progress again before it goes to another stage."),
			outcome=before,
		)
	if after is Outcome.IN_PROGRESS:
		return
	if not (reason or "").strip():
		raise DevelopmentError(N_("It is {outcome}: say for what reasons."), outcome=after)
	if after is Outcome.FAILED and not cause:
		raise DevelopmentError(N_("It is {outcome}: choose its main cause."), outcome=after)
	if after is Outcome.SUCCEEDED and stage is not Stage.CLOSING:
		raise DevelopmentError(N_("A plan succeeds in stage 5: take it there first."))


@dataclass(frozen=True, slots=True)
class Period:
	"""The first and the last day of a stage, both within it."""

	start: dt.date
	end: dt.date


def schedule(begin: dt.date, days: Mapping[Stage, int]) -> dict[Stage, Period]:
	"""Stages planned one after the other from `begin`; a stage of no days is not planned."""
	planned: dict[Stage, Period] = {}
	start = begin
	for stage in Stage:
		if length := days.get(stage, 0):
			end = start + dt.timedelta(days=length - 1)
			planned[stage] = Period(start, end)
			start = end + dt.timedelta(days=1)
	return planned


def check_period(stage: Stage, start: dt.date | None, end: dt.date | None) -> None:
	"""raises     DevelopmentError where a stage is planned to end before it begins"""
	if start and end and end < start:
		raise DevelopmentError(
			N_("Stage {stage} is planned until {end}, before it begins on {start}: correct the dates."),
			stage=stage.value,
			start=start.isoformat(),
			end=end.isoformat(),
		)


@dataclass(frozen=True, slots=True)
class InvoicedLine:
	"""A line of an invoice against an order of the plan, in company currency without tax.

	cost                    its own; 0 where nobody entered one
	sold_net, sold_cost     of the line that it returns: without a cost of its own a line takes its part of this
	order_net, order_cost   of the order line: or else of this
	"""

	net: Decimal
	cost: Decimal = ZERO
	sold_net: Decimal = ZERO
	sold_cost: Decimal = ZERO
	order_net: Decimal = ZERO
	order_cost: Decimal = ZERO

	@property
	def known_cost(self) -> Decimal | None:
		"""None where none of the lines says what it costs; a return takes its cost back."""
		if self.cost:
			return -abs(self.cost) if self.net < 0 else self.cost
		for net, cost in ((self.sold_net, self.sold_cost), (self.order_net, self.order_cost)):
			if net and cost:
				return cost * self.net / net
		return None


@dataclass(frozen=True, slots=True)
class Sales:
	"""What invoices say: net, profit after the known costs of the lines, and the net of lines without a known cost."""

	invoiced: Decimal
	profit: Decimal
	without_cost: Decimal


def sales_of(lines: Iterable[InvoicedLine]) -> Sales:
	"""Sum up invoice lines, those of credit notes with their negative amounts; amounts to the cent."""
	cent = Decimal("0.01")
	invoiced = costs = without = ZERO
	for line in lines:
		invoiced += line.net
		if line.known_cost is None:
			without += line.net
		else:
			costs += line.known_cost
	return Sales(invoiced.quantize(cent), (invoiced - costs).quantize(cent), without.quantize(cent))
