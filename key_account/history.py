"""What the history of a document's changes (Version) does not hold: whoever reads the document reads all of it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from frappe.model.document import Document


@contextmanager
def without(documents: Collection[Document], fields: Collection[str]) -> Iterator[None]:
	"""Within it the documents, or rows of documents, have nothing in these fields."""
	kept = [(doc, {field: doc.get(field) for field in fields}) for doc in documents]
	for doc in documents:
		doc.update(dict.fromkeys(fields))
	try:
		yield
	finally:
		for doc, values in kept:
			doc.update(values)
