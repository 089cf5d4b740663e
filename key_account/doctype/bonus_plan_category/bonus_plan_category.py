from frappe.model.document import Document


class BonusPlanCategory(Document):
	"""Bonus category of a plan: whether it counts toward the target and at which rate it pays."""
