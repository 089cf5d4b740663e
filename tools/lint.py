"""`make lint`: ruff on the Python code, prettier on the scripts where Node is at hand."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tools import venv
from tools.bench import CHECKOUT
from tools.console import ToolError, say

PRETTIER = "prettier@3"


def main() -> int:
	"""Run the checks, all of them; returns 1 where one complained."""
	ruff = venv.ensure_venv(["lint"], CHECKOUT / ".test-report" / "venv.log").with_name("ruff")
	commands = [[ruff, "check", "."], [ruff, "format", "--check", "."]]
	scripts = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "key_account").rglob("*.js"))
	scripts = [path for path in scripts if "/dist/" not in path]
	if scripts and shutil.which("npx"):
		commands.append(["npx", "--yes", PRETTIER, "--check", *scripts])
	elif scripts:
		say("prettier was not run: Node is not installed")
	failed = [command for command in commands if subprocess.run(command, cwd=CHECKOUT).returncode]
	return 1 if failed else 0


if __name__ == "__main__":
	try:
		sys.exit(main())
	except ToolError as error:
		sys.exit(f"{error}")
