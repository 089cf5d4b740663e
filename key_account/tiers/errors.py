"""What can be wrong with the settings that tiers are proposed by."""

from key_account.errors import DomainError


class TierError(DomainError):
	"""Tiers that form no ladder."""
