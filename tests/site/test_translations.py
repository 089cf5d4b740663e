"""Every string of the app is in the catalogues, and translated to Simplified and Traditional Chinese."""

import re

import pytest
from babel.messages.catalog import Catalog

from tools import translations


@pytest.fixture(scope="module")
def template() -> Catalog:
	return translations.extract()


def strings(catalog: Catalog) -> set[str]:
	return {message.id for message in catalog if message.id}


def test_the_template_is_up_to_date(template):
	kept = translations.read(translations.LOCALE / "main.pot", None)
	assert strings(kept) == strings(template), "run `make translations`"


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_string_is_translated(template, language):
	catalog = translations.read(translations.LOCALE / f"{language}.po", language)
	assert strings(catalog) == strings(template)
	assert [message.id for message in translations.untranslated(catalog)] == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_keep_the_places_for_values(language):
	catalog = translations.read(translations.LOCALE / f"{language}.po", language)
	for message in catalog:
		if message.id:
			assert places(message.string) == places(message.id), message.id


def places(text: str) -> list[str]:
	return sorted(re.findall(r"\{[^}]*\}", text))


def test_chinese_reaches_the_reader(template):
	import frappe

	frappe.local.lang = "zh"
	try:
		assert frappe._("below base", lang="zh") == "低于基数"
	finally:
		frappe.local.lang = "en"
