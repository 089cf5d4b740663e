"""Categories of clients in words: kept in the site's language, shown in the reader's."""

from collections.abc import Iterable, Mapping

import frappe
from frappe import _

from key_account.tiers.categories import ClientCategory

#: Languages the app speaks, by Frappe's codes: a site may have spoken another one when the words were kept.
LANGUAGES = ("en", "zh", "zh-TW")


def told(categories: Iterable[ClientCategory]) -> str:
	"""Categories in the site's language, one to a line; they are the same for all who read them."""
	return "\n".join(_(category.value, lang=_language_of_site()) for category in categories)


def words_of_reader() -> dict[str, str]:
	"""Category as `told` keeps it -> in the words of whoever reads it now."""
	return {
		_(category.value, lang=language): _(category.value)
		for language in (*LANGUAGES, _language_of_site())
		for category in ClientCategory
	}


def shown(kept: str | None, words: Mapping[str, str]) -> list[str]:
	"""The categories that `told` kept, in `words` of the reader; what nobody knows stays as it is."""
	return [words.get(word, word) for word in (kept or "").splitlines()]


def _language_of_site() -> str:
	return frappe.get_system_settings("language") or frappe.local.lang
