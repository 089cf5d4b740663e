from frappe.model.document import Document


class ClientHealthWeight(Document):
	pass
