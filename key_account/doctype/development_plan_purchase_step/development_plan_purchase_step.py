from frappe.model.document import Document


class DevelopmentPlanPurchaseStep(Document):
	pass
