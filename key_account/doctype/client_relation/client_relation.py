from frappe.model.document import Document


class ClientRelation(Document):
	pass
