from frappe.model.document import Document


class OpeningBonusShortfall(Document):
	"""A quarter from before the app that stayed below its base."""
