"""Install, migrate, uninstall, install again: on a site of their own, in processes of their own.

DDL commits by itself, so nothing here can be rolled back. The site is `INSTALL_SITE` (default
ka-install-test.localhost), ERPNext installed and the setup wizard never run. Where it is absent it is made
once, in some minutes, and kept; that takes the database's root password, from `DB_ROOT_PASSWORD` or from
`root_password` in common_site_config.json.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest

from key_account.setup.custom_fields import CUSTOM_FIELDS

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
INSTALL_SITE = os.environ.get("INSTALL_SITE", "ka-install-test.localhost")
ROLE = "Key Account Executive"

Snapshot = dict[str, list]


@pytest.fixture(scope="module")
def bench(site: str) -> "Bench":
	"""The commands of the bench, on the site of this module."""
	bench = Bench(Path(frappe.local.sites_path).resolve())
	if not (bench.sites / INSTALL_SITE / "site_config.json").is_file():
		bench.make_site()
	bench.forget_jobs()
	# Whenever Frappe syncs a table it also brings it to its doctype's latest definition: not the app's doing.
	bench.run(f"for doctype in {list(CUSTOM_FIELDS)}: frappe.db.updatedb(doctype)")
	return bench


@pytest.fixture(scope="module")
def never_installed(bench: "Bench") -> "Snapshot":
	"""The site without the app."""
	bench.clear_away()
	return bench.snapshot()


@pytest.fixture(scope="module")
def installed(bench: "Bench", never_installed: "Snapshot") -> "Snapshot":
	"""The site as an install that nobody disturbs leaves it."""
	bench.install()
	whole = bench.snapshot()
	bench.uninstall()
	return whole


@pytest.fixture(autouse=True)
def without_the_app(bench: "Bench") -> Iterator[None]:
	"""Each test starts and ends without the app, whatever an earlier one or an earlier run left."""
	bench.forget_jobs()
	bench.clear_away()
	yield
	bench.clear_away()


class Bench:
	"""The bench's own commands, as an administrator types them."""

	def __init__(self, sites: Path) -> None:
		self.sites = sites
		path = os.pathsep.join([str(CHECKOUT), str(HERE), os.environ.get("PYTHONPATH", "")])
		self.environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}

	def make_site(self) -> None:
		password = os.environ.get("DB_ROOT_PASSWORD") or frappe.conf.get("root_password")
		if not password:
			pytest.skip(f"There is no site {INSTALL_SITE}, and no DB_ROOT_PASSWORD to make it with.")
		options = ["--db-root-password", password, "--admin-password", "admin", "--install-app", "erpnext"]
		for name in ("db_type", "db_host", "db_port"):
			if frappe.conf.get(name):
				options += [f"--{name.replace('_', '-')}", str(frappe.conf.get(name))]
		if frappe.conf.get("db_type", "mariadb") == "mariadb":
			options.append("--mariadb-user-host-login-scope=%")
		self.finish(self.start("new-site", INSTALL_SITE, *options, site=None))

	def start(self, *command: str, site: str | None = INSTALL_SITE) -> subprocess.Popen:
		on_site = ["--site", site] if site else []
		return self.process("-m", "frappe.utils.bench_helper", "frappe", *on_site, *command)

	def process(self, *arguments: str) -> subprocess.Popen:
		return subprocess.Popen(
			[sys.executable, *arguments],
			cwd=self.sites,
			env=self.environment,
			stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
			start_new_session=True,
		)

	def finish(self, process: subprocess.Popen) -> str:
		output, _ = process.communicate(timeout=900)
		assert process.returncode == 0, output[-4000:]
		return output

	def install(self) -> None:
		self.finish(self.start("install-app", "key_account"))

	def uninstall(self, *options: str) -> None:
		self.finish(self.start("uninstall-app", "key_account", "--yes", "--no-backup", *options))

	def migrate(self) -> None:
		self.finish(self.start("migrate", "--skip-search-index"))

	def run(self, code: str) -> str:
		"""Run Python on the site, commit, and return what it printed."""
		return self.finish(
			self.process(
				"-c",
				"import frappe\n"
				f"frappe.init(site={INSTALL_SITE!r})\n"
				"frappe.connect()\n"
				"frappe.set_user('Administrator')\n"
				f"{code}\n"
				"frappe.db.commit()\n"
				"frappe.destroy()\n",
			)
		)

	def value(self, expression: str) -> object:
		"""What an expression is on the site."""
		code = f"import json; print('>>>' + json.dumps({expression}, default=str))"
		return json.loads(self.run(code).rpartition(">>>")[2])

	def snapshot(self) -> Snapshot:
		self.run("import site_snapshot; site_snapshot.save('.install-test.json')")
		file = self.sites / ".install-test.json"
		try:
			return json.loads(file.read_text())
		finally:
			file.unlink()

	def forget_jobs(self) -> None:
		"""No worker takes the jobs that deleting leaves, and Frappe refuses more than some hundreds."""
		self.finish(self.start("purge-jobs", "--site", INSTALL_SITE, site=None))

	def clear_away(self) -> None:
		if "key_account" in self.value("frappe.get_installed_apps()"):
			self.uninstall()
		elif self.value(LEFT_OVER):
			self.install()
			self.uninstall()
			self.run(f"frappe.delete_doc('Role', '{ROLE}', force=True)")

	def break_off(self, command: tuple[str, ...], when: str) -> None:
		"""Start a command and kill it, as by loss of power, once the expression `when` is true on the site.

		Redis forgets with the power what the command wrote there but had not committed.
		"""
		watcher = self.process("-c", WATCH.format(site=INSTALL_SITE, when=when))
		process = self.start(*command)
		deadline = time.monotonic() + 300
		while watcher.poll() is None and process.poll() is None and time.monotonic() < deadline:
			time.sleep(0.02)
		seen = watcher.poll() == 0
		for each in (watcher, process):
			if each.poll() is None:
				os.killpg(each.pid, signal.SIGKILL)
		process.communicate()
		watcher.communicate()
		assert seen, f"{command} ended before {when}"
		assert process.returncode == -signal.SIGKILL, f"{command} was over before it could be killed"
		self.run("frappe.clear_cache()")


#: Whether an install or uninstall that was broken off has left something.
LEFT_OVER = """any(
	[
		frappe.db.exists("Module Def", "Key Account"),
		frappe.db.exists("DocType", "Bonus Plan"),
		frappe.db.exists("Role", {"name": ("like", "Key Account%")}),
		frappe.db.has_column("Customer", "ka_registered_on"),
	]
)"""

#: Ends with 0 as soon as the expression is true; each look is a transaction of its own and fills no cache.
WATCH = """
import time
import frappe
frappe.init(site={site!r})
frappe.connect()
def listed():
	apps = frappe.db.sql("select defvalue from `tabDefaultValue` where defkey = 'installed_apps'")
	return "key_account" in apps[0][0]
while not ({when}):
	frappe.db.rollback()
	time.sleep(0.01)
"""


def differences(before: Snapshot, after: Snapshot) -> dict[str, tuple[list, list]]:
	"""What is only in the one, and only in the other."""
	found = {}
	for key in sorted({*before, *after}):
		old, new = ({json.dumps(row) for row in each.get(key, [])} for each in (before, after))
		if old != new or (key in before) != (key in after):
			found[key] = (sorted(old - new), sorted(new - old))
	return found


def without_random_names(snapshot: Snapshot) -> Snapshot:
	"""Rows of child tables have random names, in v16 scheduled jobs too: of these only the number can be compared."""
	counted = {
		table: [[str(number)] for number, _ in enumerate(snapshot.get(table, []))]
		for table in ("tabBonus Plan Category", "tabScheduled Job Type")
	}
	return {**snapshot, **counted}


def without_indexes_of_a_second_sync(snapshot: Snapshot, never_installed: Snapshot) -> Snapshot:
	"""Frappe gives a table the index on `creation`, or `modified`, not when it makes it, but when it syncs it another time.

	An install that was broken off leaves tables to be synced again, those it had come to.
	"""
	own = set(snapshot["tables"]) - set(never_installed["tables"])
	indexes = [
		row for row in snapshot["indexes"] if not (row[0] in own and row[1] in ("creation", "modified"))
	]
	return {**snapshot, "indexes": indexes}


def hidden_changes(bench: Bench) -> int:
	"""How many tables MariaDB has altered without writing their rows anew: dropped columns stay in those."""
	status = bench.value("frappe.db.sql(\"show global status like 'Innodb_instant_alter_column'\")")
	return int(status[0][1])


def use_the_app(bench: Bench) -> None:
	"""Leave in the site what an administrator and users leave in the course of a year."""
	bench.run(
		f"""
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.permissions import add_permission, setup_custom_perms
plan = frappe.get_last_doc("Bonus Plan")
plan.rate = 5
plan.save()
plan.add_comment("Comment", "Agreed with the director")
frappe.share.add("Bonus Plan", plan.name, "Guest", read=1)
add_permission("Bonus Plan", "HR Manager")
make_property_setter("Bonus Plan", "rate", "label", "Commission", "Data")
make_property_setter("Customer", "ka_registered_on", "label", "Client Since", "Data")
frappe.get_doc({{"doctype": "Custom Field", "dt": "Bonus Plan", "fieldname": "note", "fieldtype": "Data",
	"label": "Note", "insert_after": "title"}}).insert()
frappe.get_doc({{"doctype": "Client Script", "name": "KA Script", "dt": "Bonus Plan", "script": "//"}}).insert()
frappe.get_doc({{"doctype": "Notification", "name": "KA Note", "subject": "New plan", "document_type": "Bonus Plan",
	"event": "New", "channel": "System Notification", "message": "-",
	"recipients": [{{"receiver_by_role": "{ROLE}"}}]}}).insert()
frappe.get_doc({{"doctype": "Has Role", "parent": "Guest", "parenttype": "User", "parentfield": "roles",
	"role": "{ROLE}"}}).insert()
"""
	)


def test_uninstall_leaves_nothing_of_what_install_and_use_brought(
	bench: Bench, never_installed: Snapshot, installed: Snapshot
) -> None:
	brought = differences(never_installed, installed)
	assert '["Customer-ka_registered_on"]' in brought["tabCustom Field"][1]
	assert '["tabCustomer", "ka_registered_on"]' in brought["columns"][1]
	assert '["tabPayment Entry", "ka_advance_posting_date"]' in brought["indexes"][1]
	assert '["Standard 2000-01-01"]' in brought["tabBonus Plan"][1]
	assert all(removed == [] for key, (removed, _) in brought.items() if key != "tabDefaultValue")

	bench.install()
	use_the_app(bench)
	bench.uninstall()
	assert differences(never_installed, bench.snapshot()) == {}
	for doctype, fieldname in (("Version", "ref_doctype"), ("Comment", "reference_doctype")):
		assert bench.value(f"frappe.db.count('{doctype}', {{'{fieldname}': 'Bonus Plan'}})") == 0


def test_uninstall_leaves_no_hidden_columns_in_the_rows(bench: Bench) -> None:
	bench.install()
	assert "ka_tier" in bench.value("frappe.db.get_table_columns('Customer')")
	before = hidden_changes(bench)
	bench.uninstall()
	assert hidden_changes(bench) == before


def test_installing_again_gives_the_same_site(bench: Bench, installed: Snapshot) -> None:
	bench.install()
	assert differences(without_random_names(installed), without_random_names(bench.snapshot())) == {}


def test_roles_the_site_had_before_stay(bench: Bench) -> None:
	bench.run(f"frappe.get_doc({{'doctype': 'Role', 'role_name': '{ROLE}'}}).insert()")
	try:
		bench.install()
		bench.uninstall()
		assert bench.value("frappe.get_all('Role', {'name': ('like', 'Key Account%')}, pluck='name')") == [
			ROLE
		]
	finally:
		bench.run(f"frappe.delete_doc('Role', '{ROLE}', force=True)")


def test_migrate_mends_what_is_missing_and_overwrites_nothing(bench: Bench) -> None:
	bench.install()
	whole = bench.snapshot()
	bench.run(
		f"""
frappe.db.set_value("Custom Field", "Customer-ka_registered_on", "label", "Client Since")
frappe.db.set_value("Bonus Plan", {{}}, "rate", 5)
frappe.db.set_value("Role", "Key Account Director", "two_factor_auth", 1)
frappe.db.set_single_value("Key Account Settings", "go_live_date", None)
frappe.delete_doc("Custom Field", "Sales Invoice Item-ka_cost_amount")
frappe.delete_doc("Role", "{ROLE}", force=True)
from key_account.setup import indexes
indexes.remove()
"""
	)
	missing = differences(whole, bench.snapshot())
	assert {"tabCustom Field", "tabRole", "indexes"} <= set(missing)

	bench.migrate()
	assert differences(whole, bench.snapshot()) == {}
	assert (
		bench.value('frappe.db.get_value("Custom Field", "Customer-ka_registered_on", "label")')
		== "Client Since"
	)
	assert bench.value('frappe.db.get_value("Bonus Plan", {}, "rate")') == 5
	assert bench.value('frappe.db.get_value("Role", "Key Account Director", "two_factor_auth")') == 1
	assert not bench.value('frappe.get_doc("Key Account Settings").go_live_date')


@pytest.mark.parametrize(
	("when", "mend"),
	[
		("frappe.db.exists('Module Def', 'Key Account')", Bench.install),
		("frappe.db.exists('DocType', 'Bonus Plan Target')", Bench.install),
		("listed()", Bench.migrate),
		("frappe.db.exists('Custom Field', 'Customer-ka_section')", Bench.migrate),
	],
	ids=["at the module", "among the doctypes", "before the fields", "among the fields"],
)
def test_an_install_that_was_broken_off_can_be_completed(
	bench: Bench,
	never_installed: Snapshot,
	installed: Snapshot,
	when: str,
	mend: Callable[[Bench], None],
) -> None:
	def comparable(snapshot: Snapshot) -> Snapshot:
		return without_indexes_of_a_second_sync(without_random_names(snapshot), never_installed)

	bench.break_off(("install-app", "key_account"), when)
	mend(bench)
	assert differences(comparable(installed), comparable(bench.snapshot())) == {}
	bench.uninstall()
	assert differences(never_installed, bench.snapshot()) == {}


def test_a_dry_run_of_uninstall_changes_nothing(bench: Bench) -> None:
	bench.install()
	before = bench.snapshot()
	bench.uninstall("--dry-run")
	assert differences(before, bench.snapshot()) == {}


@pytest.mark.parametrize(
	("when", "options"),
	[("not frappe.db.exists('DocType', 'Bonus Plan')", []), ("not listed()", ["--force"])],
	ids=["among the doctypes", "when Frappe no longer lists the app"],
)
def test_an_uninstall_that_was_broken_off_can_be_repeated(
	bench: Bench, never_installed: Snapshot, when: str, options: list[str]
) -> None:
	bench.install()
	bench.break_off(("uninstall-app", "key_account", "--yes", "--no-backup"), when)
	bench.uninstall(*options)
	assert differences(never_installed, bench.snapshot()) == {}
