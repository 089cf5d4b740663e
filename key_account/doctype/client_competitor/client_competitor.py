from frappe.model.document import Document


class ClientCompetitor(Document):
	pass
