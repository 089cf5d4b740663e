from frappe.model.document import Document


class KeyAccountSettingsAccount(Document):
	"""An account in one of the lists of Key Account Settings."""
