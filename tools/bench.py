"""A bench: where it is, what stands in it, at which ports it listens.

Which bench is used: $BENCH, else the bench this checkout stands in (…/apps/key_account), else `.bench/` in the
checkout, else ~/frappe-bench. One that is half built, without ERPNext or of another version is passed over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlparse

from tools.console import ToolError

APP = "key_account"
CHECKOUT = Path(__file__).resolve().parent.parent
SUPPORTED_VERSIONS = (15, 16)
DEFAULT_BENCHES = {15: "frappe-bench", 16: "frappe-bench-16"}

#: Where `create_bench` keeps its tools and its progress, inside the bench it makes.
SETUP_DIRECTORY = ".setup"


@dataclass(frozen=True)
class Bench:
	"""A whole bench with frappe and erpnext, and its major version (15 or 16)."""

	path: Path
	version: int

	@property
	def python(self) -> Path:
		return self.path / "env" / "bin" / "python"

	@property
	def sites(self) -> Path:
		return self.path / "sites"

	@property
	def logs(self) -> Path:
		return self.path / "logs"

	@property
	def notes(self) -> Path:
		"""Where these tools keep what they must remember about the bench."""
		return self.path / "config" / APP

	@property
	def own_database(self) -> Path:
		"""The configuration of the bench's private MariaDB; where it is missing the server is another's."""
		return self.path / "config" / "mariadb.cnf"

	@cached_property
	def config(self) -> dict:
		return read_json(self.sites / "common_site_config.json")

	@property
	def web_port(self) -> int:
		return int(self.config.get("webserver_port", 8000))

	@property
	def database_address(self) -> tuple[str, int]:
		"""Host and port of the bench's MariaDB, which its sites use unless their own settings say otherwise."""
		if self.own_database.exists():
			return "127.0.0.1", int(option_of(self.own_database, "port"))
		return self.config.get("db_host") or "127.0.0.1", int(self.config.get("db_port") or 3306)

	def redis_address(self, name: str) -> tuple[str, int]:
		"""Host and port of the Redis called `name` in the bench's settings: redis_cache or redis_queue."""
		default = {"redis_cache": 13000, "redis_queue": 11000}[name]
		url = urlparse(self.config.get(name) or f"redis://127.0.0.1:{default}")
		return url.hostname or "127.0.0.1", url.port or default

	def command(self, *arguments: str) -> list[str | Path]:
		"""The command line of `bench <arguments>`, to be run in `sites` with `environment`."""
		return [self.python, "-m", "frappe.utils.bench_helper", "frappe", *arguments]

	@property
	def environment(self) -> dict[str, str]:
		"""The variables for commands on the bench: its own programs first, nothing of other Pythons.

		The bench's Python keeps the byte code of Frappe and ERPNext: compiling it anew takes each command seconds.
		"""
		foreign = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
		env = {k: v for k, v in os.environ.items() if k not in foreign}
		yarn = self.path / SETUP_DIRECTORY / "npm" / "node_modules" / ".bin"
		env["PATH"] = os.pathsep.join([str(self.python.parent), str(yarn), env.get("PATH", os.defpath)])
		return env


def read_json(path: Path) -> dict:
	"""The object in the JSON file `path`, empty where there is no such file."""
	try:
		return json.loads(path.read_text() or "{}")
	except FileNotFoundError:
		return {}
	except ValueError as error:
		raise ToolError(f"{path} is not valid JSON ({error}): correct it.") from error


def option_of(cnf: Path, option: str) -> str:
	"""The value of `option` in a MariaDB option file. Raises ToolError where it has none."""
	found = re.search(rf"^\s*{option}\s*=\s*(\S+)", cnf.read_text(), re.MULTILINE)
	if not found:
		raise ToolError(f"{cnf} has no line `{option} = …`: add it.")
	return found.group(1)


def frappe_version(path: Path) -> int | None:
	"""The major version of the frappe in the bench `path`, None where there is none."""
	source = path / "apps" / "frappe" / "frappe" / "__init__.py"
	if not source.is_file():
		return None
	found = re.search(r"""^__version__\s*=\s*["'](\d+)""", source.read_text(), re.MULTILINE)
	return int(found.group(1)) if found else None


def is_half_built(path: Path) -> bool:
	"""Whether `create_bench` began the bench `path` and has not come to its end."""
	setup = path / SETUP_DIRECTORY
	return setup.is_dir() and not (setup / "complete").exists()


def why_unusable(path: Path) -> str | None:
	"""What `path` lacks to be a bench these tools can use, None where it lacks nothing."""
	if not path.is_dir():
		return "there is no such directory"
	if is_half_built(path):
		return "it is half built: `make demo` in its checkout goes on with it"
	version = frappe_version(path)
	if version is None or not (path / "sites").is_dir():
		return "it is no bench: apps/frappe or sites is missing"
	if not os.access(path / "env" / "bin" / "python", os.X_OK):
		return "its Python, env/bin/python, is missing"
	if version not in SUPPORTED_VERSIONS:
		return f"its Frappe is version {version}, and 15 or 16 is needed"
	if not (path / "apps" / "erpnext").is_dir():
		return "it has no ERPNext: run `bench get-app erpnext` in it"
	return None


def open_bench(path: Path, named_by: str = "") -> Bench:
	"""The bench at `path`. Raises ToolError, beginning with `named_by`, where it cannot be used."""
	path = path.expanduser()
	if problem := why_unusable(path):
		raise ToolError(f"{named_by}{path}: {problem}.")
	return Bench(path.resolve(), frappe_version(path) or 0)


def standing_in(checkout: Path, working_directory: Path | None) -> Iterator[Path]:
	"""The directories that are a bench if `checkout` stands in one as apps/key_account.

	`working_directory` is the directory as the shell names it: the way through a symbolic link counts too.
	"""
	places = [checkout]
	if working_directory and working_directory.is_dir() and working_directory.samefile(checkout):
		places.append(working_directory)
	for place in places:
		if place.parent.name == "apps":
			yield place.parent.parent


def find_bench(environ: Mapping[str, str], checkout: Path, home: Path) -> Bench | None:
	"""The bench to use, None where there is none. Raises ToolError where $BENCH names an unusable one."""
	if named := environ.get("BENCH"):
		return open_bench(Path(named), "BENCH=")
	directory = Path(environ["PWD"]) if environ.get("PWD") else None
	for path in (*standing_in(checkout, directory), checkout / ".bench", home / DEFAULT_BENCHES[15]):
		if why_unusable(path) is None:
			return open_bench(path)
	return None


def find_benches(environ: Mapping[str, str], checkout: Path, home: Path) -> dict[int, Bench | str]:
	"""For each supported version a bench to test on, or the reason why there is none.

	The one `find_bench` gives comes first; for the other version $BENCH_V15 or $BENCH_V16 ("none" switches
	it off), else the default place of that version in the home directory.
	"""
	first = find_bench(environ, checkout, home)
	found: dict[int, Bench | str] = {first.version: first} if first else {}
	for version in SUPPORTED_VERSIONS:
		if version not in found:
			found[version] = _bench_of_version(version, environ, home)
	return found


def _bench_of_version(version: int, environ: Mapping[str, str], home: Path) -> Bench | str:
	variable = f"BENCH_V{version}"
	named = environ.get(variable)
	if named == "none":
		return f"switched off by {variable}=none"
	if named:
		bench = open_bench(Path(named), f"{variable}=")
		if bench.version != version:
			raise ToolError(f"{variable}={named}: its Frappe is version {bench.version}, not {version}.")
		return bench
	default = home / DEFAULT_BENCHES[version]
	if why_unusable(default) is None and frappe_version(default) == version:
		return open_bench(default)
	make_one = ", or `make demo` makes one" if version == SUPPORTED_VERSIONS[0] else ""
	return f"no bench with Frappe v{version} was found: name one with {variable}=…{make_one}"
