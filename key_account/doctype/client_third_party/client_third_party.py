from frappe.model.document import Document


class ClientThirdParty(Document):
	pass
