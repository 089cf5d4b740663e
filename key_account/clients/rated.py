"""Rows of a Client Archive that hold ratings."""

from typing import Any

from frappe.utils import cint, flt

from key_account.permissions.rows import Row

#: Of a Rating that says nothing else, as in the form.
STARS = 5


class Rated(Row):
	"""A row whose ratings print as stars, as its form shows them; Frappe prints the share that it stores."""

	def get_formatted(self, fieldname: str, *args: Any, **kwargs: Any) -> str:
		df = self.meta.get_field(fieldname)
		if df and df.fieldtype == "Rating":
			return as_stars(self.get(fieldname), cint(df.options) or STARS)
		return super().get_formatted(fieldname, *args, **kwargs)


def as_stars(rating: float | None, out_of: int = STARS) -> str:
	"""★★★☆☆; nothing where nobody rated.

	rating   a share of 1
	"""
	full = full_stars(rating, out_of)
	return "★" * full + "☆" * (out_of - full) if full else ""


def full_stars(rating: float | None, out_of: int = STARS) -> int:
	"""0 to 5 for a Rating, which Frappe keeps as a share of 1; half a star counts as a whole one, as in the form."""
	return int(flt(rating) * out_of + 0.5)
