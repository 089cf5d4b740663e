from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from key_account.tiers.errors import TierError
from key_account.tiers.ladder import Ladder, Tier


class ClientTier(Document):
	"""A tier of clients: from which points on it is reached, and what it gives (clients.md, Categories, grades, tiers)."""

	def validate(self) -> None:
		for fieldname in ("from_points", "discount_authority"):
			if not 0 <= flt(self.get(fieldname)) <= 100:
				frappe.throw(
					_("Client Tier {0}: {1} must be from 0 to 100, not {2}.").format(
						escape_html(self.tier_name), _(self.meta.get_label(fieldname)), self.get(fieldname)
					),
					title=_("Client Tier"),
				)
		if not self.disabled:
			self.check_place_on_ladder()

	def check_place_on_ladder(self) -> None:
		"""raises     ValidationError where another tier begins at the same points"""
		others = [tier for tier in tiers() if tier.name != self.name]
		try:
			Ladder([*others, Tier(self.tier_name, Decimal(str(flt(self.from_points, 1))))])
		except TierError as error:
			frappe.throw(escape_html(error.told(_)), title=_("Client Tier"))


def tiers() -> list[Tier]:
	"""The tiers that clients can come to, for `key_account.tiers.ladder.Ladder`."""
	found = frappe.get_all(
		"Client Tier", filters={"disabled": 0}, fields=["name", "from_points"], order_by="from_points"
	)
	return [Tier(row.name, Decimal(str(flt(row.from_points, 1)))) for row in found]
