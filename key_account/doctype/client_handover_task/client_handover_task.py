from frappe.model.document import Document


class ClientHandoverTask(Document):
	pass
