from frappe.model.document import Document


class BonusPlanTarget(Document):
	"""A quarterly target that goes before the one set on the Sales Person."""
