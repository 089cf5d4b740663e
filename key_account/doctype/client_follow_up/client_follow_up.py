from frappe.model.document import Document


class ClientFollowup(Document):
	pass
