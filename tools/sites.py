"""The sites of a bench that these tools use: made where missing, brought up to date where the app changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools import services, venv
from tools.bench import APP, CHECKOUT, Bench, read_json
from tools.console import ToolError, run_step, say

ADMIN_PASSWORD = "admin"

#: The password of root in the private MariaDB of a bench, which listens on this machine only.
DATABASE_ROOT_PASSWORD = "key-account"

#: A site of this name is tested on where the app is installed on it, else the second is made for it.
COMMON_TEST_SITE = "test.localhost"
OWN_TEST_SITE = "key-account-test.localhost"

#: The browser tests have a site of their own: the demo company stays on it, where the site tests want none.
BROWSER_SITE = "key-account-browser.localhost"
#: Of the tests of install and uninstall, which make it themselves.
INSTALL_SITE = "ka-install-test.localhost"


def test_site(bench: Bench, environ: Mapping[str, str]) -> str:
	"""The site to run tests on: $TEST_SITE, else test.localhost where the app is on it, else one of our own."""
	if named := environ.get("TEST_SITE"):
		return named
	if (bench.sites / COMMON_TEST_SITE / "site_config.json").exists():
		try:
			if {"erpnext", APP}.issubset(installed_apps(bench, COMMON_TEST_SITE)):
				return COMMON_TEST_SITE
		except ToolError as error:
			say(str(error))
	return OWN_TEST_SITE


def installed_apps(bench: Bench, site: str) -> list[str]:
	"""The apps installed on `site`. Raises ToolError where the site does not open."""
	ask = (
		"import json, sys, frappe; frappe.init(sys.argv[1]); frappe.connect(); "
		"print(json.dumps(frappe.get_installed_apps()))"
	)
	answer = subprocess.run(
		[bench.python, "-c", ask, site],
		cwd=bench.sites,
		env=bench.environment,
		capture_output=True,
		text=True,
	)
	if answer.returncode:
		reason = (answer.stderr.strip().splitlines() or ["no message"])[-1]
		raise ToolError(f"The site {site} of {bench.path} does not open: {reason}")
	return json.loads(answer.stdout.strip().splitlines()[-1])


def ensure_site(bench: Bench, site: str) -> None:
	"""Make `site` with erpnext and the app, or install and migrate what is missing or older than the code.

	The services of the bench run. A site whose making was cut short is made anew.
	"""
	unfinished = bench.notes / f"making-{site}"
	cut_short = unfinished.exists()
	if cut_short or not (bench.sites / site / "site_config.json").exists():
		bench.notes.mkdir(parents=True, exist_ok=True)
		unfinished.touch()
		_new_site(bench, site, anew=cut_short)
		_on_site(bench, site, "allowing tests", "set-config", "--parse", "allow_tests", "1")
		unfinished.unlink()
	missing = [app for app in ("erpnext", APP) if not _is_installed(bench, site, app)]
	for app in missing:
		_install(bench, site, app)
	if APP not in missing and _stamp(bench, site) != schema_of(CHECKOUT):
		_on_site(bench, site, "migrating", "migrate")
		_set_stamp(bench, site)


def purge_jobs(bench: Bench, site: str) -> None:
	"""Drop the background jobs that tests left: no worker takes them, and Frappe refuses more than some hundreds."""
	command = bench.command("purge-jobs", "--site", site)
	run_step(
		f"dropping background jobs of {site}",
		command,
		_log(bench, site),
		cwd=bench.sites,
		env=bench.environment,
	)


def _new_site(bench: Bench, site: str, anew: bool) -> None:
	host, port = bench.database_address
	login = ["--db-root-username", os.environ.get("DB_ROOT_USER", "root")]
	if password := database_root_password(bench, os.environ):
		login += ["--db-root-password", password]
	command = bench.command(
		*("new-site", site, "--admin-password", ADMIN_PASSWORD, "--install-app", "erpnext"),
		*("--db-name", database_name(bench, site), *(["--force"] if anew else [])),
		*("--db-host", host, "--db-port", str(port), "--mariadb-user-host-login-scope=%", *login),
	)
	title = f"making the site {site} with ERPNext (some minutes)"
	run_step(title, command, _log(bench, site), cwd=bench.sites, env=bench.environment)


def database_name(bench: Bench, site: str) -> str:
	"""The same name each time for the same site, so that a site made anew replaces what was left of it."""
	return "_" + hashlib.sha256(str(bench.sites / site).encode()).hexdigest()[:16]


def database_root_password(bench: Bench, environ: Mapping[str, str]) -> str | None:
	"""The password to make databases with: $DB_ROOT_PASSWORD, else the one of a bench's own MariaDB.

	Raises ToolError where it is neither known nor in the bench's settings.
	"""
	if password := environ.get("DB_ROOT_PASSWORD"):
		return password
	if bench.config.get("root_password") or bench.config.get("mariadb_root_password"):
		return None
	if bench.own_database.exists():
		return DATABASE_ROOT_PASSWORD
	raise ToolError(
		f"To make a site on {bench.path}, set DB_ROOT_PASSWORD to the password of root in its MariaDB."
	)


def _is_installed(bench: Bench, site: str, app: str) -> bool:
	return app in installed_apps(bench, site) and not _installing(bench, site, app).exists()


def _installing(bench: Bench, site: str, app: str) -> Path:
	"""The note that stands while `app` is being installed: one cut short is on the site's list already."""
	return bench.notes / f"installing-{app}-{site}"


def _install(bench: Bench, site: str, app: str) -> None:
	_installing(bench, site, app).touch()
	_on_site(bench, site, f"installing {app}", "install-app", "--force", app)
	if app == APP:
		_set_stamp(bench, site)
	_installing(bench, site, app).unlink()


def _on_site(bench: Bench, site: str, title: str, *arguments: str) -> None:
	command = bench.command("--site", site, *arguments)
	run_step(f"{title} on {site}", command, _log(bench, site), cwd=bench.sites, env=bench.environment)
	services.flush_cache(bench)


def _log(bench: Bench, site: str) -> Path:
	return bench.logs / f"{APP}_{site}.log"


def schema_of(checkout: Path) -> str:
	"""A hash of all in `checkout` that a migration carries over to a site: records, hooks, patches, set-up."""
	app = checkout / APP
	files = {app / "hooks.py", app / "modules.txt", app / "patches.txt"}
	for pattern in ("**/*.json", "**/*.html", "patches/**/*.py", "setup/**/*.py", "**/custom_fields.py"):
		files.update(app.glob(pattern))
	return venv.files_fingerprint(app, sorted(path for path in files if path.is_file()))


def _stamp(bench: Bench, site: str) -> str:
	return read_json(bench.sites / site / f"{APP}.json").get("schema", "")


def _set_stamp(bench: Bench, site: str) -> None:
	# In the site's own directory, so that it goes with the site.
	(bench.sites / site / f"{APP}.json").write_text(json.dumps({"schema": schema_of(CHECKOUT)}))
