from frappe.model.document import Document


class BonusPlanRateStep(Document):
	"""The plan rate from an attainment on."""
