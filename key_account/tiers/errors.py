"""What can be wrong with tiers and the proposals of a review."""

from key_account.errors import DomainError


class TierError(DomainError):
	"""Tiers that form no ladder, measures that make no points, or a change of tier that cannot be."""
