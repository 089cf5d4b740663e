"""What people call a field of the archive: a table that stands alone in its section goes by the section's name."""

from frappe import _
from frappe.model.meta import Meta


def label_of(meta: Meta, fieldname: str) -> str:
	"""The label of a field, or of the section it stands in; its name where neither has one."""
	section = None
	for field in meta.fields:
		if field.fieldtype in ("Section Break", "Tab Break"):
			section = field.label
		if field.fieldname == fieldname:
			return _(field.label or section or fieldname)
	return fieldname
