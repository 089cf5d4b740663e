"""Reading of command lines in the language of who types them."""

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from key_account.language import LANGUAGES, _, language_of
from key_account.marks import N_
from key_account.output.text import display_width

BAD_USAGE = 2

# argparse looks its own words up by a function `_` of its module; these are the ones that people get to see.
argparse._ = _
ARGPARSE_WORDS = (
	N_("usage: "),
	N_("positional arguments"),
	N_("options"),
	N_("%(heading)s:"),
	N_("show this help message and exit"),
	N_("show program's version number and exit"),
	N_("argument %(argument_name)s: %(message)s"),
	N_("the following arguments are required: %s"),
	N_("one of the arguments %s is required"),
	N_("not allowed with argument %s"),
	N_("unrecognized arguments: %s"),
	N_("expected one argument"),
	N_("invalid choice: %(value)r (choose from %(choices)s)"),
)


class CommandParser(argparse.ArgumentParser):
	"""A parser that refuses in one sentence, and has an option for the language."""

	def __init__(self, **options) -> None:
		super().__init__(**{"formatter_class": HelpFormatter, "allow_abbrev": False, **options})
		self.add_argument(
			"--language",
			choices=LANGUAGES,
			help=_("language of what is shown; else that of the environment (LANGUAGE, LC_ALL, LANG)"),
		)

	def error(self, message: str) -> NoReturn:
		sentence = _("{program}: {message}; see {program} --help.")
		self.exit(BAD_USAGE, sentence.format(program=self.prog, message=message) + "\n")


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
	"""Breaks Chinese lines too, which have no spaces and letters of two columns."""

	def _split_lines(self, text: str, width: int) -> list[str]:
		if text.isascii():
			return super()._split_lines(text, width)
		lines = [""]
		for word in re.findall(r"[!-~]+\s*|.", text):
			closes = word[0] in "，。；：、）”」"
			if display_width(lines[-1] + word.rstrip()) > width and not closes:
				lines.append("")
			lines[-1] += word
		return lines


def language_wanted(argv: Sequence[str], environ: Mapping[str, str]) -> str:
	"""The code of the language to speak: that of --language, else that of the environment.

	Asked before the command line is read, since that may be refused. A language that is not there is refused then.
	"""
	parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
	parser.add_argument("--language", nargs="?")
	chosen = parser.parse_known_args(argv)[0].language
	return chosen if chosen in LANGUAGES else language_of(environ)
