"""Make a bench run the code of this checkout, whichever one it was linked to before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from tools import services, venv
from tools.bench import APP, CHECKOUT, Bench, read_json
from tools.console import ToolError, run_step, say


def link_checkout(bench: Bench, checkout: Path = CHECKOUT) -> bool:
	"""Link `checkout` as the app of `bench`: directory, Python package, list of apps, assets, translations.

	The cache Redis must be running. Returns whether anything had to change. Raises ToolError where the bench
	would still load other code.
	"""
	changed = [
		link_directory(bench.path / "apps" / APP, checkout),
		list_app(bench.sites / "apps.txt"),
		_install_package(bench, checkout),
		_link_assets(bench, checkout),
	]
	if any(changed):
		services.flush_cache(bench)
		say(f"linked {bench.path} to {checkout}")
	_check_code(bench, checkout)
	return any(changed)


def link_directory(place: Path, checkout: Path) -> bool:
	"""Make `place` a symbolic link to `checkout`, also where it dangles; returns whether it was not one.

	A real directory of another checkout is moved to the bench's archive, never deleted.
	"""
	if place.exists() and place.samefile(checkout):
		return False
	if place.exists() and not place.is_symlink():
		archive = place.parents[1] / "archived" / "apps"
		archive.mkdir(parents=True, exist_ok=True)
		kept = archive / f"{place.name}-{time.strftime('%Y-%m-%d-%H%M%S')}"
		shutil.move(place, kept)
		say(f"the {APP} that stood in the bench is kept in {kept}")
	replace_link(place, checkout)
	return True


def replace_link(place: Path, target: Path) -> None:
	"""Make the symbolic link `place` point to `target`, at no moment leaving it missing."""
	new = place.with_name(f".{place.name}.new")
	new.unlink(missing_ok=True)
	new.symlink_to(target)
	os.replace(new, place)


def list_app(apps_txt: Path) -> bool:
	"""Add the app to the bench's list of apps; returns whether it was missing."""
	apps = apps_txt.read_text().split()
	if APP in apps:
		return False
	apps_txt.write_text("\n".join([*apps, APP]) + "\n")
	return True


def _install_package(bench: Bench, checkout: Path) -> bool:
	"""Install the checkout into the bench's Python (editable) unless it is there just as it would be."""
	made_from = venv.fingerprint((checkout / "pyproject.toml").read_text(), str(checkout))
	note = bench.notes / "package.json"
	if read_json(note).get("made from") == made_from and _installed_from(bench) == checkout:
		return False
	bench.notes.mkdir(parents=True, exist_ok=True)
	venv.pip(
		bench.python,
		*("install", "--editable", checkout),
		title=f"installing this checkout into {bench.path}/env",
		log=bench.logs / f"{APP}_pip.log",
	)
	note.write_text(json.dumps({"made from": made_from}))
	return True


def _installed_from(bench: Bench) -> Path | None:
	"""The checkout that the bench's Python has installed as the app."""
	for direct_url in bench.path.glob(f"env/lib/python3*/site-packages/{APP}-*.dist-info/direct_url.json"):
		return Path(unquote(urlparse(read_json(direct_url).get("url", "")).path))
	return None


def _link_assets(bench: Bench, checkout: Path) -> bool:
	"""Make the web server deliver the checkout's public files."""
	place = bench.sites / "assets" / APP
	public = checkout / APP / "public"
	if not public.is_dir() or not place.parent.is_dir() or (place.exists() and place.samefile(public)):
		return False
	if place.is_dir() and not place.is_symlink():
		# A copy of an earlier version's files, which `bench build --hard-link` leaves.
		shutil.rmtree(place)
	replace_link(place, public)
	return True


def _check_code(bench: Bench, checkout: Path) -> None:
	found = subprocess.run(
		[bench.python, "-c", f"import {APP}; print({APP}.__file__)"],
		cwd=bench.sites,
		env=bench.environment,
		capture_output=True,
		text=True,
	)
	if Path(found.stdout.strip() or "/").resolve().parent != checkout / APP:
		answer = (found.stdout + found.stderr).strip().splitlines()[-1:] or ["nothing"]
		raise ToolError(f"{bench.path} does not load the code of {checkout}: {answer[0]}")


def compile_translations(bench: Bench, checkout: Path = CHECKOUT) -> None:
	"""Compile the app's gettext catalogues for `bench` where they changed since the last time."""
	catalogues = sorted((checkout / APP / "locale").glob("*.po"))
	made_from = venv.files_fingerprint(checkout, catalogues)
	note = bench.notes / "translations"
	if not catalogues or (note.exists() and note.read_text() == made_from):
		return
	run_step(
		"compiling translations",
		bench.command("compile-po-to-mo", "--app", APP, "--force"),
		bench.logs / f"{APP}_translations.log",
		cwd=bench.sites,
		env=bench.environment,
	)
	note.write_text(made_from)
	services.flush_cache(bench)


def build_bundles(bench: Bench, checkout: Path = CHECKOUT) -> None:
	"""Build the app's script and style bundles, if it has any, where they changed since the last time.

	Builds those of frappe and erpnext too where the bench has never built any.
	"""
	public = checkout / APP / "public"
	sources = [
		path
		for path in sorted(public.rglob("*"))
		if path.is_file() and path.relative_to(public).parts[0] != "dist"
	]
	log = bench.logs / f"{APP}_build.log"
	if not (bench.sites / "assets" / "assets.json").exists():
		run_step("building assets", bench.command("build"), log, cwd=bench.sites, env=bench.environment)
	if not any(".bundle." in path.name for path in sources):
		return
	made_from = venv.fingerprint(str(checkout), venv.files_fingerprint(public, sources))
	note = bench.notes / "bundles"
	if note.exists() and note.read_text() == made_from:
		return
	run_step(
		f"building the bundles of {APP}",
		bench.command("build", "--app", APP),
		log,
		cwd=bench.sites,
		env=bench.environment,
	)
	note.write_text(made_from)
