from frappe.model.document import Document


class DevelopmentPlanVisit(Document):
	pass
