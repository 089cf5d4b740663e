"""pytest on a real ERPNext site.

Once per session: connect to the site, create the tests' own company and masters, commit. Per test: user
Administrator, and everything rolled back, caches too. A commit by the code under test is an error unless the
test is marked `commits`, and then the test cleans up after itself.

Environment: `SITE` (default test.localhost), `BENCH_PATH` (default ~/frappe-bench). Run with the Python of
the bench: `~/frappe-bench/env/bin/python -m pytest tests/site`.
"""

import copy
import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SITE = os.environ.get("SITE", "test.localhost")
BENCH = Path(os.environ.get("BENCH_PATH", "~/frappe-bench")).expanduser().resolve()

# The bench may be linked to another checkout: the code under test is the one this file stands in.
sys.path.insert(0, str(CHECKOUT))


def pytest_configure(config: pytest.Config) -> None:
	config.addinivalue_line("markers", "commits: the code under test commits; the test undoes what it wrote")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
	"""A connection to the site, with the tests' masters committed."""
	sites = BENCH / "sites"
	if not (sites / SITE / "site_config.json").is_file():
		pytest.exit(f"There is no site {SITE} in {sites}: set SITE and BENCH_PATH.", returncode=4)
	came_from = Path.cwd()
	os.chdir(sites)

	import frappe

	frappe.init(site=SITE)
	frappe.connect()
	_enter_test_mode()
	try:
		_check_code_under_test()
		_check_nothing_is_posted("before the tests; a run was broken off. Make the site anew")
		_commit_masters()
		yield SITE
		_check_nothing_is_posted("after the tests; one of them commits and does not clean up")
	finally:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.destroy()
		os.chdir(came_from)


def _enter_test_mode() -> None:
	import frappe

	frappe.set_user("Administrator")
	frappe.local.lang = "en"
	frappe.flags.in_test = True
	frappe.flags.mute_emails = True
	frappe.flags.print_messages = False
	if hasattr(frappe, "in_test"):
		# v16 asks the module, v15 the flag.
		frappe.in_test = True


def _check_code_under_test() -> None:
	import key_account

	loaded = Path(key_account.__file__).resolve().parents[1]
	if loaded != CHECKOUT:
		pytest.exit(f"key_account comes from {loaded}, not from this checkout {CHECKOUT}.", returncode=4)


def _check_nothing_is_posted(when: str) -> None:
	"""The tests count all of their company's money, so there must be none but their own."""
	import frappe
	from factories.masters import COMPANY

	for doctype in ("GL Entry", "Payment Ledger Entry", "Sales Order"):
		if found := frappe.db.get_value(doctype, {"company": COMPANY}):
			pytest.exit(f"{doctype} {found} of {COMPANY} is on {SITE} {when}.", returncode=4)


def _commit_masters() -> None:
	import frappe
	from factories.clients import ROLES, person
	from factories.masters import ensure_masters
	from frappe.utils import getdate
	from roles import user_with_role

	# Reverse entries and reconciliations are dated today, and next year may begin while the tests run.
	ensure_masters(last_year=getdate().year + 1)
	# To make a user takes longer than most tests do.
	for who in ROLES:
		person(who)
	for role in sorted({*ROLES.values(), "System Manager", "Sales Manager", "Accounts User", "HR Manager"}):
		user_with_role(role)
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(autouse=True)
def _leave_nothing(site: str, request: pytest.FixtureRequest) -> Iterator[None]:
	"""Each test starts as Administrator on the committed masters and leaves nothing behind."""
	import frappe
	from harness import forget, refuse_commits

	flags = copy.deepcopy(frappe.local.flags)
	frappe.set_user("Administrator")
	may_commit = request.node.get_closest_marker("commits")
	with nullcontext([]) if may_commit else refuse_commits() as attempts:
		try:
			yield
		finally:
			frappe.db.rollback()
			forget(flags)
			if may_commit:
				frappe.clear_cache()
	# The code under test may have swallowed the refusal.
	assert not attempts, "The code under test tried to commit."


@pytest.fixture(params=["normal", "immutable"])
def ledger(request: pytest.FixtureRequest) -> Iterator[str]:
	"""The test runs in both of ERPNext's ledgers, and receipts and books agree when it ends."""
	from factories.settings import accounts_settings

	accounts_settings(enable_immutable_ledger=int(request.param == "immutable"))
	yield request.param
	_tie_out()


@pytest.fixture
def normal_ledger() -> Iterator[None]:
	"""The test does not turn on the kind of ledger; receipts and books agree when it ends."""
	from factories.settings import accounts_settings

	accounts_settings(enable_immutable_ledger=0)
	yield
	_tie_out()


@pytest.fixture
def immutable_ledger() -> Iterator[None]:
	"""ERPNext keeps cancelled rows and reverses them; receipts and books agree when the test ends."""
	from factories.settings import accounts_settings

	accounts_settings(enable_immutable_ledger=1)
	yield
	_tie_out()


def _tie_out() -> None:
	from books import assert_ties_out

	assert_ties_out()
