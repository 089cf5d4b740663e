from frappe.model.document import Document


class DevelopmentPlanStage(Document):
	pass
