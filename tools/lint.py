"""`make lint`: ruff on the Python code, prettier and eslint on the scripts where Node is at hand."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tools import venv
from tools.bench import CHECKOUT
from tools.console import ToolError, say

#: From npm, run by npx on the scripts.
SCRIPT_CHECKS = (["prettier@3", "--check"], ["eslint@9", "--no-warn-ignored"])


def main() -> int:
	"""Run the checks, all of them; returns 1 where one complained."""
	ruff = venv.ensure_venv(["lint"], CHECKOUT / ".test-report" / "venv.log").with_name("ruff")
	commands = [[ruff, "check", "."], [ruff, "format", "--check", "."]]
	scripts = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "key_account").rglob("*.js"))
	scripts = [path for path in scripts if "/dist/" not in path]
	if scripts and shutil.which("npx"):
		commands += [["npx", "--yes", *check, *scripts] for check in SCRIPT_CHECKS]
	elif scripts:
		say("prettier and eslint were not run: Node is not installed")
	failed = [command for command in commands if subprocess.run(command, cwd=CHECKOUT).returncode]
	return 1 if failed else 0


if __name__ == "__main__":
	try:
		sys.exit(main())
	except ToolError as error:
		sys.exit(f"{error}")
