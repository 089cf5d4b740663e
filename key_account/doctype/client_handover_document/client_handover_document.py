from frappe.model.document import Document


class ClientHandoverDocument(Document):
	pass
