"""The language that the command line and its outputs speak, by the app's own catalogues, key_account/locale/*.po.

`with speaking("zh"):` says in which language what happens within is told; outside of it, it is English. Sentences
are marked as everywhere in the app, `_("There is no quarter {quarter}.").format(quarter=…)`. On a site Frappe
translates by the same catalogues, with a `_` of its own.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from key_account.errors import DomainError
from key_account.marks import N_


@dataclass(frozen=True, slots=True)
class Language:
	"""A language that there is a catalogue of; English needs none.

	tag     what browsers call it, to choose letters by
	comma   what stands between the parts of an enumeration
	"""

	code: str
	tag: str
	comma: str


ENGLISH = Language("en", "en", ", ")
LANGUAGES = {
	language.code: language
	for language in (ENGLISH, Language("zh", "zh-CN", "、"), Language("zh_TW", "zh-TW", "、"))
}
# Where Chinese is written in traditional characters.
TRADITIONAL = re.compile(r"zh_(TW|HK|MO|Hant)", re.IGNORECASE)
# In the order in which gettext asks for them.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# What a system says of a file, in the words of most.
SYSTEM_REASONS = (
	N_("No such file or directory"),
	N_("Permission denied"),
	N_("Is a directory"),
	N_("Not a directory"),
	N_("File exists"),
	N_("No space left on device"),
	N_("Read-only file system"),
)

_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def spoken() -> Language:
	"""The language in force."""
	return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
	"""Within it `_` translates into the language of that code, one of LANGUAGES."""
	before = _spoken.set(LANGUAGES[code])
	try:
		yield
	finally:
		_spoken.reset(before)


def _(message: str) -> str:
	"""A sentence or its template in the language in force; in English where it is not translated."""
	language = _spoken.get()
	return message if language is ENGLISH else catalogue(language.code).get(message, message)


def told(refusal: DomainError) -> str:
	"""A refusal of the domain in the language in force."""
	return refusal.told(_)


def reason_of(error: OSError) -> str:
	"""Why the system could not do it."""
	return _(error.strerror) if error.strerror else str(error)


def listed(parts: Iterable[object]) -> str:
	"""An enumeration: a, b, c."""
	return spoken().comma.join(map(str, parts))


def language_of(environ: Mapping[str, str]) -> str:
	"""The code of the language that the environment asks for, as gettext reads it: zh_CN.UTF-8 is "zh".

	LANGUAGE may be a list, of which the first that there is counts. English where there is none of them.
	"""
	wanted = next((environ[name] for name in VARIABLES if environ.get(name)), "")
	for locale in wanted.split(":"):
		name = re.split("[.@]", locale.replace("-", "_"))[0]
		if name in ("C", "POSIX") or re.match(r"en(_|$)", name, re.IGNORECASE):
			return "en"
		if re.match(r"zh(_|$)", name, re.IGNORECASE):
			return "zh_TW" if TRADITIONAL.match(name) else "zh"
	return "en"


@lru_cache
def catalogue(code: str) -> dict[str, str]:
	"""Sentence -> translation, of a language other than English."""
	return read_catalogue(files("key_account").joinpath("locale", f"{code}.po").read_text(encoding="utf-8"))


def read_catalogue(text: str) -> dict[str, str]:
	"""The translated sentences of a .po file; those in a context, in the plural or called fuzzy are left out."""
	found = {}
	for entry in re.split(r"\n\s*\n", text):
		fields: dict[str, str] = {}
		name = ""
		for line in entry.splitlines():
			if match := re.fullmatch(r'([\w\[\]]*)\s*(".*")\s*', line):
				name = match[1] or name
				fields[name] = fields.get(name, "") + ast.literal_eval(match[2])
		fuzzy = re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE)
		# The entry of the empty sentence is the file's own description.
		if fields.get("msgid") and fields.get("msgstr") and "msgctxt" not in fields and not fuzzy:
			found[fields["msgid"]] = fields["msgstr"]
	return found
