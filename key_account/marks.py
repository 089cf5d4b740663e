"""Marks for the translator's tools."""


def N_(message: str) -> str:  # the name by which gettext's tools find what is translated later
	"""A sentence that is translated where it is shown, not where it stands; returned as it is."""
	return message
