from frappe.model.document import Document


class TierReviewFigure(Document):
	pass
