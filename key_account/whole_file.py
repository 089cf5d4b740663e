"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced_file(path: Path) -> Iterator[Path]:
	"""A temporary file beside `path` that takes its place at the end; an exception leaves all as it was.

	raises     OSError where it cannot be written there
	"""
	path = path.resolve()
	handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
	temporary = Path(name)
	try:
		os.close(handle)
		yield temporary
		temporary.chmod(0o666 & ~_umask())
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


def _umask() -> int:
	mask = os.umask(0)
	os.umask(mask)
	return mask
