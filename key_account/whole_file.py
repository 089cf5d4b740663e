"""Files that are written whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
	"""A new empty file beside `path` that takes its place at the end; an exception leaves all as it was.

	raises     OSError where it cannot be written there
	"""
	path = path.resolve()
	# Named before it is there: an interrupt may come at any moment.
	temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
	try:
		os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
		yield temporary
		temporary.replace(path)
	finally:
		temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
	"""Write a file in UTF-8; what is no ordinary file, such as a pipe, is written to as it is.

	raises     OSError where it cannot be written
	"""
	content = content.encode() if isinstance(content, str) else content
	if path.exists() and not path.is_file():
		path.write_bytes(content)
		return
	with replaced_file(path) as temporary:
		temporary.write_bytes(content)
