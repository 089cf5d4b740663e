from frappe.model.document import Document


class DevelopmentStageTemplate(Document):
	"""What a stage of new development plans takes, and the sales stage it stands for (clients.md, Development Plan)."""
