from frappe.model.document import Document


class ClientTeamMember(Document):
	pass
