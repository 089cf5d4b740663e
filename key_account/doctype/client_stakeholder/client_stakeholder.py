from frappe.model.document import Document


class ClientStakeholder(Document):
	pass
