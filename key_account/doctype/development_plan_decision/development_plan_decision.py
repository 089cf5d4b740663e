from frappe.model.document import Document


class DevelopmentPlanDecision(Document):
	pass
