"""What can be wrong with the figures a bonus is computed from. Each message names the record and the remedy."""


class BonusError(ValueError):
	"""Base of all refusals of this package; its text is one sentence for the reader.

	template   the sentence with {names} of the values, so that a site can translate it
	values     what stands in their places
	"""

	def __init__(self, template: str, **values: object) -> None:
		super().__init__(template.format(**values))
		self.template = template
		self.values = values

	def __reduce__(self) -> tuple:
		# A background job hands its errors over pickled.
		return _restored, (type(self), self.template, self.values)


def _restored(kind: type[BonusError], template: str, values: dict[str, object]) -> BonusError:
	return kind(template, **values)


class PlanError(BonusError):
	"""A Bonus Plan whose settings make no sense or contradict another plan."""


class TargetError(BonusError):
	"""A target of zero or below."""


class TeamError(BonusError):
	"""A sales team that shares out more than the whole, or less than nothing."""


class PeriodError(BonusError):
	"""A quarter or fiscal year that does not exist."""
