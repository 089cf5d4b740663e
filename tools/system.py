"""What the machine must have: Debian packages, a Python and a Node of the right version, a browser."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.console import CannotRun, run_step

#: Programs a bench needs and the Debian package each comes from.
PROGRAMS = {
	"git": "git",
	"curl": "curl",
	"gcc": "gcc",
	"pkg-config": "pkg-config",
	"mariadbd": "mariadb-server",
	"mariadb-install-db": "mariadb-server",
	"mariadb": "mariadb-client",
	"redis-server": "redis-server",
	"node": "nodejs",
	"npm": "npm",
}

#: Packages without a program of their own.
LIBRARIES = ("ca-certificates", "libmariadb-dev")

#: Wanted for PDF files and browser tests; the demo does without where a release does not carry them.
OPTIONAL = {"wkhtmltopdf": "wkhtmltopdf", "chromium": "chromium"}
OPTIONAL_LIBRARIES = ("fonts-noto-cjk",)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def is_debian() -> bool:
	"""Whether this is Debian, Ubuntu or a relative of theirs."""
	return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def may_install() -> bool:
	"""Whether packages can be installed here without asking anybody."""
	return is_debian() and os.geteuid() == 0


def has_program(name: str) -> bool:
	"""Whether `name` is installed; servers may stand outside a user's PATH."""
	return (
		shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin") is not None
	)


def has_package(name: str) -> bool:
	"""Whether the Debian package `name` is installed."""
	query = subprocess.run(
		["dpkg-query", "-W", "-f", "${Status}", name], capture_output=True, text=True, check=False
	)
	return query.stdout == "install ok installed"


def missing_packages(programs: Mapping[str, str], libraries: Iterable[str]) -> list[str]:
	"""The packages to install for `programs` (program → package) and, on Debian, `libraries`, each once."""
	missing = [package for program, package in programs.items() if not has_program(program)]
	if is_debian():
		missing += [package for package in libraries if not has_package(package)]
	return list(dict.fromkeys(missing))


def bench_packages() -> list[str]:
	"""The Debian packages that are missing here to make a bench."""
	missing = missing_packages(PROGRAMS, LIBRARIES)
	if importlib.util.find_spec("ensurepip") is None:
		missing.append("python3-venv")
	if not Path(sysconfig.get_path("include"), "Python.h").exists():
		missing.append("python3-dev")
	return missing


def ensure_packages(packages: Sequence[str], purpose: str, log: Path) -> None:
	"""Install Debian `packages`; raises CannotRun with the command to type where that is not possible here."""
	if not packages:
		return
	names = " ".join(packages)
	if not may_install():
		prefix = "sudo apt-get install" if is_debian() else "the equivalents of the Debian packages"
		raise CannotRun(f"For {purpose} install first: {prefix} {names}")
	_apt_get("update", log=log)
	_apt_get("install", "--yes", "--no-install-recommends", *packages, log=log)


def install_optional_packages(log: Path) -> None:
	"""Install those optional packages that are missing and that this release carries."""
	missing = missing_packages(OPTIONAL, OPTIONAL_LIBRARIES) if may_install() else []
	available = [package for package in missing if _is_available(package)]
	if available:
		_apt_get("install", "--yes", "--no-install-recommends", *available, log=log)


def _apt_get(*arguments: str, log: Path) -> None:
	env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
	run_step(f"apt-get {' '.join(arguments)}", ["apt-get", "-q", *arguments], log, env=env)


def _is_available(package: str) -> bool:
	shown = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False)
	return "Candidate:" in shown.stdout and "Candidate: (none)" not in shown.stdout


def satisfies(version: tuple[int, int], specifier: str) -> bool:
	"""Whether `version` (major, minor) meets a specifier such as ">=3.10,<3.14" or Node's ">=18".

	Raises ValueError for an operator other than >=, >, <=, <, ==, != and for wildcards.
	"""
	for clause in filter(None, (part.strip() for part in specifier.split(","))):
		found = re.fullmatch(r"(>=|<=|==|!=|>|<)\s*(\d+)(?:\.(\d+))?(?:\.\d+)*", clause)
		if not found:
			raise ValueError(f"cannot read the version specifier {clause!r}")
		wanted = (int(found.group(2)), int(found.group(3) or 0))
		holds = {
			">=": version >= wanted,
			">": version > wanted,
			"<=": version <= wanted,
			"<": version < wanted,
			"==": version == wanted,
			"!=": version != wanted,
		}
		if not holds[found.group(1)]:
			return False
	return True


@dataclass(frozen=True)
class Python:
	"""A Python interpreter and its version (major, minor)."""

	path: Path
	version: tuple[int, int]


def interpreter(path: Path) -> Python | None:
	"""What stands at `path`, None where it does not run (a pyenv shim of a version not switched on)."""
	ask = "import sys; print(*sys.version_info[:2], sys.executable)"
	try:
		answer = subprocess.run([path, "-c", ask], capture_output=True, text=True, timeout=20, check=True)
		major, minor, executable = answer.stdout.strip().split(" ", 2)
		return Python(Path(executable), (int(major), int(minor)))
	except (OSError, ValueError, subprocess.SubprocessError):
		return None


def choose_python(candidates: Sequence[Python], specifier: str) -> Python | None:
	"""The Python for a bench: the first of `candidates` (python3 itself) if it fits, else the newest that does."""
	fitting = [python for python in candidates if satisfies(python.version, specifier)]
	if fitting and fitting[0] == candidates[0]:
		return fitting[0]
	return max(fitting, key=lambda python: python.version, default=None)


def pythons_at_hand(environ: Mapping[str, str], home: Path) -> list[Python]:
	"""The Pythons of this machine, the one that runs this program first; only $BENCH_PYTHON where it is set."""
	if named := environ.get("BENCH_PYTHON"):
		paths = [Path(named)]
	else:
		pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv")
		on_path = (shutil.which(f"python3.{minor}") for minor in range(10, 15))
		paths = [
			Path(getattr(sys, "_base_executable", sys.executable)),
			*sorted(pyenv.glob("versions/3.*/bin/python3")),
			*(Path(path) for path in on_path if path),
		]
	found = (interpreter(path) for path in paths)
	return list(dict.fromkeys(python for python in found if python))


def node_version() -> tuple[int, int] | None:
	"""The version of the installed Node, None where there is none."""
	try:
		answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
	except (OSError, subprocess.SubprocessError):
		return None
	found = re.match(r"v(\d+)\.(\d+)", answer)
	return (int(found.group(1)), int(found.group(2))) if found else None


def find_browser(environ: Mapping[str, str]) -> Path | None:
	"""A Chromium that runs: $CHROMIUM, else one on the PATH."""
	names = [environ["CHROMIUM"]] if environ.get("CHROMIUM") else BROWSERS
	for path in filter(None, map(shutil.which, names)):
		try:
			# Ubuntu's chromium-browser is a script that only points to a snap.
			subprocess.run([path, "--version"], capture_output=True, timeout=30, check=True)
			return Path(path)
		except (OSError, subprocess.SubprocessError):
			continue
	return None


def ensure_browser(environ: Mapping[str, str], log: Path) -> Path:
	"""A Chromium that runs, installed from Debian where it is missing and that can be done.

	Raises CannotRun, saying what to install, where there is none.
	"""
	browser = find_browser(environ)
	if browser is None and may_install() and _is_available("chromium"):
		_apt_get("install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk", log=log)
		browser = find_browser(environ)
	if browser is None:
		raise CannotRun(
			"no Chromium runs here: install one (Debian: apt-get install chromium) or set CHROMIUM"
		)
	return browser
