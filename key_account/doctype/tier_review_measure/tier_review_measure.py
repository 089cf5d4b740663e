from frappe.model.document import Document


class TierReviewMeasure(Document):
	pass
