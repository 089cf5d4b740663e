"""Translation catalogues: `key_account/locale/main.pot` and one .po for each language.

Runs on a bench's Python, with Frappe's own extractors (`make translations`). Frappe's `bench generate-pot-file`
does the same for an app that stands under `apps/`; this one also works on a checkout that is linked there.
"""

import csv
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[1]
LOCALE = CHECKOUT / "key_account" / "locale"
LANGUAGES = ("zh", "zh_TW")


def main() -> int:
	"""Bring the catalogues up to date, and name what is not translated yet."""
	template = extract()
	write(template, LOCALE / "main.pot")
	missing = 0
	for language in LANGUAGES:
		catalog = read(LOCALE / f"{language}.po", language)
		catalog.update(template, no_fuzzy_matching=True)
		write(catalog, LOCALE / f"{language}.po")
		for message in untranslated(catalog):
			missing += 1
			print(f"{language}: {message.id!r} ({', '.join(path for path, _line in message.locations)})")
		for message, theirs in translated_otherwise(catalog, language):
			print(
				f"{language}: {message.id!r} is {theirs!r} elsewhere on a site, where {message.string!r} replaces it"
			)
	return 1 if missing else 0


def extract() -> Catalog:
	"""All strings of the app, as Frappe's extractors find them."""
	keywords = {**DEFAULT_KEYWORDS, "_lt": None}
	catalog = Catalog(project="Key Account", fuzzy=False)
	found = extract_from_dir(CHECKOUT, method_map(), directory_filter=is_of_the_app, keywords=keywords)
	for filename, line, message, comments, context in found:
		if message:
			catalog.add(message, locations=[(filename, line)], auto_comments=comments, context=context)
	return catalog


def method_map() -> list[tuple[str, str]]:
	"""Which of Frappe's extractors reads which files; that of navigation bars, which this app has none of, is left out."""
	import frappe

	path = Path(frappe.__file__).resolve().parents[1] / "babel_extractors.csv"
	with path.open() as file:
		rows = [(pattern, method) for pattern, method, *_ in csv.reader(file)]
	return [(pattern, method) for pattern, method in rows if not pattern.endswith("hooks.py")]


def is_of_the_app(directory: str) -> bool:
	parts = Path(directory).resolve().relative_to(CHECKOUT).parts
	return not parts or (parts[0] == "key_account" and not parts[-1].startswith((".", "_")))


def read(path: Path, language: str | None) -> Catalog:
	if not path.exists():
		return Catalog(locale=language, project="Key Account", fuzzy=False)
	with path.open("rb") as file:
		return read_po(file, locale=language)


def write(catalog: Catalog, path: Path) -> None:
	"""Without lines and dates, which would change with every edit elsewhere."""
	path.parent.mkdir(parents=True, exist_ok=True)
	with path.open("wb") as file:
		write_po(
			file,
			catalog,
			width=None,
			sort_output=True,
			ignore_obsolete=True,
			include_lineno=False,
			omit_header=False,
		)


def untranslated(catalog: Catalog) -> Iterator[Message]:
	return (message for message in catalog if message.id and not message.string)


def translated_otherwise(catalog: Catalog, language: str) -> Iterator[tuple[Message, str]]:
	"""Words that Frappe or ERPNext translate otherwise: a site has one translation of each, that of the last app."""
	theirs = {
		message.id: message.string for app in ("frappe", "erpnext") for message in catalog_of(app, language)
	}
	for message in catalog:
		other = theirs.get(message.id) if isinstance(message.id, str) and message.id else None
		if other and message.string and other != message.string:
			yield message, other


def catalog_of(app: str, language: str) -> Catalog:
	package = Path(importlib.import_module(app).__file__).resolve().parent
	return read(package / "locale" / f"{language}.po", language)


if __name__ == "__main__":
	sys.exit(main())
