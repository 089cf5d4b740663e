from frappe.model.document import Document


class ClientMeasure(Document):
	pass
