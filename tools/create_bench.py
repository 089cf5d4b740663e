"""Make a bench in `.bench/`: frappe, erpnext and this app, with a MariaDB and Redis of its own.

Everything comes from its official source: the bench CLI from PyPI, yarn from npm, frappe and erpnext from git
($FRAPPE_REPO, $ERPNEXT_REPO, $FRAPPE_BRANCH). Each step notes when it is done. A run that was cut short goes on
with the step it was in, made anew; until the last one is done the bench counts as half built.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import link, locks, private_mariadb, services, system, web
from tools.bench import SETUP_DIRECTORY, SUPPORTED_VERSIONS, Bench, frappe_version, open_bench, read_json
from tools.console import CannotRun, ToolError, run_step, say

ANSWER_SECONDS = 30
BENCH_CLI = "frappe-bench>=5.25,<6"
YARN = "yarn@1"

#: The ports of a bench are these and the same number more for all. It comes from the bench's path, so that benches
#: that do not run at the same time differ too, and is not small, where other benches have theirs.
FIRST_PORTS = {
	"webserver_port": 8000,
	"socketio_port": 9000,
	"file_watcher_port": 7000,
	"redis_queue": 11000,
	"redis_cache": 13000,
	"db_port": 14000,
}
OFFSETS = range(100, 1000)


@dataclass(frozen=True)
class Sources:
	"""The git repositories of frappe and erpnext and the branch taken from both."""

	frappe: str = "https://github.com/frappe/frappe"
	erpnext: str = "https://github.com/frappe/erpnext"
	branch: str = "version-15"

	@classmethod
	def of(cls, environ: Mapping[str, str]) -> Sources:
		"""The sources the variables name, the official ones where they do not."""
		return cls(
			environ.get("FRAPPE_REPO") or cls.frappe,
			environ.get("ERPNEXT_REPO") or cls.erpnext,
			environ.get("FRAPPE_BRANCH") or cls.branch,
		)


@dataclass(frozen=True)
class Step:
	"""One step: `undo` clears away what a run cut short left of it, `do` does it."""

	name: str
	undo: Callable[[], None]
	do: Callable[[], None]


def run_steps(setup: Path, steps: list[Step]) -> None:
	"""Do those of `steps` that `setup` does not note as done, in their order; then note the whole as complete."""
	for step in steps:
		done = setup / f"{step.name}.done"
		if not done.exists():
			step.undo()
			step.do()
			done.touch()
	(setup / "complete").touch()


def why_out_of_reach(sources: Sources, path: Path) -> str | None:
	"""Why the git repositories cannot be had from here, None where they answer or `path` has them already.

	Installs git where that can be done. Raises ToolError where the repositories have no such branch.
	"""
	if (path / SETUP_DIRECTORY / "erpnext.done").exists():
		return None
	if not system.has_program("git"):
		if not system.may_install():
			return "git is not installed"
		packages = ["git", "ca-certificates"]
		system.ensure_packages(packages, "a bench", path / SETUP_DIRECTORY / "logs" / "packages.log")
	for repository in (sources.frappe, sources.erpnext):
		try:
			answer = _git("ls-remote", "--exit-code", "--heads", repository, sources.branch)
		except subprocess.TimeoutExpired:
			return f"{repository} does not answer"
		if answer.returncode == 2:
			raise ToolError(f"{repository} has no branch {sources.branch}: correct FRAPPE_BRANCH.")
		if answer.returncode:
			return f"{repository} does not answer"
	return None


def _git(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
	env = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
	return subprocess.run(
		["git", *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=ANSWER_SECONDS
	)


def create_bench(path: Path, sources: Sources) -> Bench:
	"""Make the bench `path` or go on with making it; returns it.

	Raises CannotRun, naming what to install, where the machine lacks something, and ToolError where a step fails.
	"""
	setup = path / SETUP_DIRECTORY
	setup.mkdir(parents=True, exist_ok=True)
	with locks.only_one(setup / "lock", str(path)):
		_keep_sources(setup, sources)
		ensure_machine(setup)
		maker = Maker(path, sources)
		run_steps(
			setup,
			[
				Step("bench-cli", lambda: _remove(setup / "cli"), maker.install_cli),
				Step("yarn", lambda: _remove(setup / "npm"), maker.install_yarn),
				Step("frappe", maker.remove_frappe, maker.add_frappe),
				Step("erpnext", lambda: _remove(path / "apps" / "erpnext"), maker.add_erpnext),
				Step("mariadb", lambda: private_mariadb.remove(path), maker.add_mariadb),
				Step("app-and-assets", lambda: None, maker.add_app_and_assets),
			],
		)
	say(f"the bench {path} is complete")
	return open_bench(path)


def _keep_sources(setup: Path, sources: Sources) -> None:
	"""Refuse to go on with a bench that was begun from other sources."""
	note = setup / "sources.json"
	begun = read_json(note)
	if begun and begun != asdict(sources):
		raise ToolError(
			f"{setup.parent} was begun with {begun['frappe']}, {begun['erpnext']} and {begun['branch']}: "
			f"set the same, or remove {setup.parent} to begin anew."
		)
	note.write_text(json.dumps(asdict(sources)))


def ensure_machine(setup: Path) -> None:
	"""Have the packages a bench needs; installs them as root on Debian and Ubuntu, else raises CannotRun."""
	log = setup / "logs" / "packages.log"
	system.ensure_packages(system.bench_packages(), "a bench", log)
	system.install_optional_packages(log)


def _remove(path: Path) -> None:
	if path.is_symlink() or path.is_file():
		path.unlink()
	elif path.exists():
		shutil.rmtree(path)


class Maker:
	"""The steps of making the bench `path` from `sources`."""

	def __init__(self, path: Path, sources: Sources) -> None:
		self.path = path
		self.sources = sources
		self.setup = path / SETUP_DIRECTORY
		self.cli = self.setup / "cli" / "bin"
		self.yarn = self.setup / "npm" / "node_modules" / ".bin"

	def _run(self, title: str, command: list[str | Path], log: str) -> None:
		# The bench CLI finds its own `uv`, and everybody finds classic yarn, before others of these names.
		env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV", "BENCH"}}
		env["PATH"] = os.pathsep.join([str(self.cli), str(self.yarn), env.get("PATH", os.defpath)])
		env.update(GIT_TERMINAL_PROMPT="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
		run_step(title, command, self.setup / "logs" / f"{log}.log", cwd=self.path, env=env)

	def install_cli(self) -> None:
		"""The official bench CLI, in an environment of its own."""
		self._run("bench CLI: environment", [sys.executable, "-m", "venv", self.setup / "cli"], "bench-cli")
		self._run(
			"bench CLI from PyPI", [self.cli / "python", "-m", "pip", "install", BENCH_CLI], "bench-cli"
		)

	def install_yarn(self) -> None:
		"""Classic yarn, which frappe's build is written for."""
		target = self.setup / "npm"
		target.mkdir()
		self._run("yarn from npm", ["npm", "install", "--prefix", target, YARN], "yarn")

	def remove_frappe(self) -> None:
		"""Clear away a bench whose first step was cut short; its settings stay, and with them its ports."""
		for name in ("apps", "env", "config", "Procfile", "patches.txt", "sites/apps.txt", "sites/apps.json"):
			_remove(self.path / name)

	def add_frappe(self) -> None:
		"""`bench init`: directories, settings, Redis configuration, the Python environment, frappe."""
		write_settings(self.path / "sites" / "common_site_config.json")
		python = self._choose_python()
		say(f"  Python {python.version[0]}.{python.version[1]}: {python.path}")
		command = [self.cli / "bench", "init", self.path, "--ignore-exist", "--skip-assets", "--no-backups"]
		command += ["--frappe-path", self.sources.frappe, "--frappe-branch", self.sources.branch]
		title = f"frappe {self.sources.branch}: git, Python and Node packages (some minutes)"
		self._run(title, [*command, "--python", python.path], "frappe")
		if frappe_version(self.path) not in SUPPORTED_VERSIONS:
			raise ToolError(f"{self.sources.branch} of {self.sources.frappe} is neither Frappe v15 nor v16.")

	def _choose_python(self) -> system.Python:
		"""A Python that this frappe takes; complains about Node first, which takes no choosing."""
		pyproject, package = self._declarations()
		node_wanted = json.loads(package)["engines"]["node"]
		node = system.node_version()
		if node is None or not system.satisfies(node, node_wanted):
			raise CannotRun(f"This frappe needs Node {node_wanted}: install it from https://nodejs.org.")
		wanted = python_wanted(pyproject)
		python = system.choose_python(system.pythons_at_hand(os.environ, Path.home()), wanted)
		if python is None:
			raise CannotRun(f"This frappe needs Python {wanted}: install one, or set BENCH_PYTHON to it.")
		return python

	def _declarations(self) -> tuple[str, str]:
		"""The texts of frappe's pyproject.toml and package.json, without cloning all of it."""
		with tempfile.TemporaryDirectory() as directory:
			clone = Path(directory) / "frappe"
			options = [
				"--depth",
				"1",
				"--filter",
				"blob:none",
				"--no-checkout",
				"--branch",
				self.sources.branch,
			]
			self._run(
				f"what frappe {self.sources.branch} needs",
				["git", "clone", *options, self.sources.frappe, clone],
				"frappe-declarations",
			)
			pyproject, package = (
				_git("show", f"HEAD:{name}", cwd=clone).stdout for name in ("pyproject.toml", "package.json")
			)
		return pyproject, package

	def add_erpnext(self) -> None:
		"""`bench get-app` for erpnext, of the branch of the same name."""
		command = [self.cli / "bench", "get-app", "--skip-assets", "--branch", self.sources.branch]
		title = f"erpnext {self.sources.branch}: git, Python and Node packages"
		self._run(title, [*command, self.sources.erpnext], "erpnext")

	def add_mariadb(self) -> None:
		"""A MariaDB whose data, socket and configuration stand in the bench."""
		port = int(read_json(self.path / "sites" / "common_site_config.json")["db_port"])
		private_mariadb.create(self.path, port, self.setup / "logs" / "mariadb.log")

	def add_app_and_assets(self) -> None:
		"""This checkout as the app, and the scripts and styles of all apps built."""
		bench = Bench(self.path.resolve(), frappe_version(self.path) or 0)
		with services.running(bench):
			link.link_checkout(bench)
			self._run(
				"scripts and styles of frappe and erpnext (some minutes)",
				[self.cli / "bench", "build"],
				"assets",
			)


def python_wanted(pyproject: str) -> str:
	"""The `requires-python` in the text of a pyproject.toml; 3.10 and newer where it says nothing."""
	for line in pyproject.splitlines():
		name, _, value = line.partition("=")
		if name.strip() == "requires-python":
			return value.split("#")[0].strip().strip("\"'")
	return ">=3.10"


def write_settings(path: Path) -> None:
	"""Write the bench's common settings with free ports, unless an earlier run chose them already.

	The bench CLI keeps what it finds, and refuses to work as root unless `frappe_user` says so.
	"""
	if path.exists():
		return
	offset = free_offset(path.resolve())
	ports = {name: first + offset for name, first in FIRST_PORTS.items()}
	settings: dict[str, object] = dict(ports)
	for name in ("redis_queue", "redis_cache"):
		settings[name] = f"redis://127.0.0.1:{ports[name]}"
	settings.update(
		redis_socketio=settings["redis_cache"], db_host="127.0.0.1", frappe_user=getpass.getuser()
	)
	path.parent.mkdir(parents=True, exist_ok=True)
	new = path.with_suffix(".new")
	new.write_text(json.dumps(settings, indent=1, sort_keys=True))
	os.replace(new, path)


def free_offset(path: Path) -> int:
	"""An offset for the bench at `path` at which all its ports are free. Raises ToolError where none is."""
	first = int(hashlib.sha256(str(path).encode()).hexdigest(), 16) % len(OFFSETS)
	for offset in (*OFFSETS[first:], *OFFSETS[:first]):
		if all(web.is_free(port + offset) for port in FIRST_PORTS.values()):
			return offset
	raise ToolError("No free ports for a bench: stop some of the programs that listen on this machine.")
