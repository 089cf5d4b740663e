from frappe.model.document import Document


class BonusPlanItemGroup(Document):
	"""The category that an item group, and what lies below it, belongs to."""
