"""The rules and the reading of ledgers need no frappe (product.md, Layout)."""

import subprocess
import sys

import pytest

# Modules of a site, which read its database or its settings.
ON_A_SITE = tuple(f"key_account.ledger.{name}" for name in ("site", "kept_totals", "export"))
# Rules for clients, each a package of its own.
RULES_FOR_CLIENTS = (
	"approvals",
	"assessment",
	"client_changes",
	"completeness",
	"development",
	"evidence",
	"groups",
	"handover",
	"health",
	"market_information",
	"registration",
	"retention",
	"satisfaction",
	"special_terms",
	"stakeholders",
)

IMPORT_ALL = """
import importlib, pkgutil, sys
sys.modules["frappe"] = sys.modules["erpnext"] = None
package = importlib.import_module(sys.argv[1])
names = {module.name for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")}
for name in sorted(names - set(sys.argv[2:])):
	importlib.import_module(name)
	print(name)
"""


@pytest.mark.parametrize(
	("package", "at_least"),
	[
		("key_account.bonus", {"money", "periods", "plan", "quarter", "receipts", "settlement", "table"}),
		("key_account.tiers", {"evidence", "facts", "judgement", "ladder", "review", "settings"}),
		("key_account.ledger", {"books", "cash", "csv_import", "files", "invoice", "receipts", "sqlite"}),
		*((f"key_account.{name}", set()) for name in RULES_FOR_CLIENTS),
	],
)
def test_a_pure_package_imports_without_frappe(package: str, at_least: set[str]) -> None:
	found = subprocess.run(
		[sys.executable, "-c", IMPORT_ALL, package, *ON_A_SITE], capture_output=True, text=True, check=False
	)
	assert found.returncode == 0, found.stderr
	assert {f"{package}.{name}" for name in at_least} <= set(found.stdout.split())


def test_the_modules_left_out_are_those_of_a_site() -> None:
	for name in ON_A_SITE:
		with pytest.raises(ImportError, match="frappe"):
			__import__(name)
