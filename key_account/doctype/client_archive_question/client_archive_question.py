from frappe.model.document import Document


class ClientArchiveQuestion(Document):
	pass
