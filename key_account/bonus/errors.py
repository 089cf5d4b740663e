"""What can be wrong with the figures a bonus is computed from. Each message names the record and the remedy."""

from key_account.errors import DomainError


class BonusError(DomainError):
	"""Base of all refusals of this package."""


class PlanError(BonusError):
	"""A Bonus Plan whose settings make no sense or contradict another plan."""


class TargetError(BonusError):
	"""A target of zero or below."""


class TeamError(BonusError):
	"""A sales team that shares out more than the whole, or less than nothing."""


class PeriodError(BonusError):
	"""A quarter or fiscal year that does not exist."""
