"""The demo company on a real site: the same table as from its ledger file, made once however often it is begun."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import frappe
import pytest
import site_snapshot
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate

from key_account.bonus.plan import Plan
from key_account.bonus.receipts import Receipt
from key_account.bonus.table import QuarterTable
from key_account.clients.facts import registered_clients
from key_account.clients.health_notices import Fall, tell
from key_account.demo import site_documents
from key_account.demo.model import Step, Story, steps
from key_account.demo.site import build, demo_tables, report_path
from key_account.demo.site_clients import judge
from key_account.demo.site_company import MARK
from key_account.demo.site_masters import user_of_finance
from key_account.demo.site_removal import remove
from key_account.demo.standalone import demo_report, write_ledger
from key_account.demo.story import STORY
from key_account.ledger.books import Books
from key_account.ledger.file_books import open_ledger
from key_account.ledger.site import SiteSource, site_config
from key_account.permissions.sales_people import visible_people

# Some orders with all that came of them: enough for what does not need the whole story.
SHORT = replace(STORY, deals=(*STORY.deals[:3], *(deal for deal in STORY.deals if deal.currency == "USD")))


class Killed(BaseException):
	"""The demo was ended from outside."""


def silent(_line: str) -> None:
	"""Progress that nobody reads."""


def no_commit() -> None:
	"""The test's transaction is the whole run."""


@pytest.fixture(autouse=True)
def _site_of_the_demo() -> None:
	"""The settings a site of its own gets; with another company on the site, the demo leaves them alone."""
	if frappe.db.exists("Company", STORY.company):
		pytest.skip(f"{STORY.company} is on this site already; these tests make it themselves.")
	frappe.db.set_single_value("Key Account Settings", "go_live_date", STORY.go_live)
	frappe.db.set_single_value("Key Account Settings", "bonus_start_date", None)
	frappe.clear_document_cache("Key Account Settings", "Key Account Settings")


def test_demo_that_was_killed_four_times_gives_the_table_of_the_ledger_file(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	restart_until_done(STORY, (6, 40, 75), "YF-SI-030", monkeypatch)

	write_ledger(STORY, tmp_path / "ledger.sqlite")
	expected = demo_report(STORY, tmp_path / "ledger.sqlite").tables
	found = demo_tables(STORY)
	assert [table.quarter for table in found] == [table.quarter for table in expected]
	for site, ledger_file in zip(found, expected, strict=True):
		assert own_rows(site) == own_rows(ledger_file)
		assert site.totals.excluded == ledger_file.totals.excluded
		assert site.ledger == ledger_file.ledger
		assert site.tie_out.difference == 0
	with open_ledger(tmp_path / "ledger.sqlite") as books:
		assert receipts(site_books()) == receipts(books)
	assert own_plan() == STORY.plan
	assert documents_made() == Counter(
		site_documents.DOCTYPES[step.kind] for step in steps(STORY) if step.kind != "team"
	) + Counter({"Journal Entry": 1})
	assert_everybody_sees_what_they_may()


def test_beside_another_company_the_demo_changes_no_settings_opens_no_logins_and_leaves_nothing() -> None:
	assert frappe.db.exists("Company", {"name": ("!=", STORY.company)})
	tomorrow = add_days(getdate(), 1)
	frappe.db.set_single_value("Key Account Settings", "go_live_date", tomorrow)
	before = site_snapshot.take()

	build(SHORT, no_commit, silent)
	assert documents_made()["Sales Invoice"] == len(SHORT.deals)
	assert getdate(frappe.db.get_single_value("Key Account Settings", "go_live_date")) == tomorrow
	assert not has_password(*(person.user for person in STORY.people), user_of_finance(STORY))

	frappe.db.set_value("Company", STORY.company, "company_description", "Ours")
	for do in (build, remove):
		with pytest.raises(frappe.ValidationError, match="was not made by the demo"):
			do(SHORT, no_commit, silent)
	frappe.db.set_value("Company", STORY.company, "company_description", MARK)

	remove(SHORT, no_commit, silent)
	after = site_snapshot.take()
	assert differences(before, after, but_not=("tabFiscal Year", "tabGender", "tabSeries")) == {}


def test_the_clients_are_judged_and_what_was_decided_and_told_goes_with_them(
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	monkeypatch.setattr(frappe.local.db, "commit", no_commit)
	before = site_snapshot.take()
	build(SHORT, no_commit, silent)
	of_company = {"company": STORY.company}

	judge(SHORT, no_commit)
	registered = frappe.db.count("Client Archive", {**of_company, "status": "Registered"})
	assert registered
	assert frappe.db.count("Client Health", of_company) == registered
	assert frappe.db.count("Tier Review", of_company) == registered
	judge(SHORT, no_commit)
	assert frappe.db.count("Tier Review", of_company) == registered

	review = frappe.get_last_doc("Tier Review", of_company)
	frappe.set_user(STORY.person("Chen Jing").user)
	apply_workflow(review, "Approve")
	frappe.set_user("Administrator")
	tell_of_falls()
	assert frappe.db.count("Notification Log", {"document_type": "Client Health"})
	remove(SHORT, no_commit, silent)
	assert (
		differences(before, site_snapshot.take(), but_not=("tabFiscal Year", "tabGender", "tabSeries")) == {}
	)


def tell_of_falls() -> None:
	"""What the job would tell where the health of all clients fell, and of one of them on another day."""
	kept = dict(frappe.get_all("Client Health", fields=["archive", "name"], order_by="archive", as_list=True))
	falls = [
		Fall(client, kept[client.archive], Decimal(90), Decimal(60))
		for client in registered_clients(STORY.company)
	]
	tell(STORY.company, falls)
	tell(STORY.company, falls[:1])


def test_a_site_without_the_app_is_refused_before_anything_is_written(
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	monkeypatch.setattr(frappe, "get_installed_apps", lambda *args, **kwargs: ["frappe", "erpnext"])
	with pytest.raises(frappe.ValidationError, match="Key Account is not installed on"):
		build(SHORT, no_commit, silent)
	assert not frappe.db.exists("Company", STORY.company)


def test_a_salesperson_of_that_name_on_the_site_is_not_taken_for_one_of_the_demo() -> None:
	frappe.get_doc({"doctype": "Sales Person", "sales_person_name": "Li Na"}).insert()
	with pytest.raises(frappe.ValidationError, match="Li Na is on this site already"):
		build(SHORT, no_commit, silent)
	assert not frappe.db.exists("Company", STORY.company)


def test_fiscal_years_that_are_no_calendar_years_are_refused() -> None:
	year = frappe.get_doc("Fiscal Year", {"year_start_date": "2025-01-01"})
	year.db_set({"year_start_date": "2025-04-01", "year_end_date": "2026-03-31"})
	with pytest.raises(frappe.ValidationError, match="is not a calendar year"):
		build(SHORT, no_commit, silent)


def test_address_of_the_report_is_that_of_this_version() -> None:
	desk = "/app/" if frappe.__version__.startswith("15.") else "/desk/"
	assert report_path(STORY).startswith(f"{desk}query-report/Quarterly%20Bonus?company=Yunfeng%20Software")


def restart_until_done(
	story: Story, commits: tuple[int, ...], half_made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	"""Build, killed after each number of `commits` and in the middle of the document `half_made`."""
	for number in commits:
		with pytest.raises(Killed):
			build(story, saving(killed_after=number), silent)
		back_to_last_commit()
	with monkeypatch.context() as patch:
		patch.setattr(site_documents, "make", killed_before_submit(half_made, site_documents.make))
		with pytest.raises(Killed):
			build(story, saving(), silent)
	assert frappe.db.get_value("Sales Invoice", half_made, "docstatus") == 0
	back_to_last_commit()
	assert not frappe.db.exists("Sales Invoice", half_made)
	build(story, saving(), silent)


def saving(killed_after: int | None = None) -> Callable[[], None]:
	"""A commit that can be returned to, within the test's transaction."""
	commits = 0

	def commit() -> None:
		nonlocal commits
		frappe.db.savepoint("demo")
		commits += 1
		if commits == killed_after:
			raise Killed

	return commit


def back_to_last_commit() -> None:
	frappe.db.rollback(save_point="demo")
	frappe.clear_cache()
	frappe.db.value_cache.clear()


def killed_before_submit(name: str, make: Callable[[Story, Step], None]) -> Callable[[Story, Step], None]:
	"""`make` that is ended between insert and submit of one document."""

	def killed(_doc: Document) -> None:
		raise Killed

	def patched(story: Story, step: Step) -> None:
		if step.name != name:
			make(story, step)
			return
		with pytest.MonkeyPatch.context() as patch:
			patch.setattr(Document, "submit", killed)
			make(story, step)

	return patched


def own_rows(table: QuarterTable) -> list:
	"""Rows of the demo's people; the site may have others'."""
	names = {person.name for person in STORY.people}
	return [row for row in table.rows if row.sales_person in names]


def site_books() -> Books:
	return Books(SiteSource(), STORY.company, site_config(STORY.company))


def receipts(books: Books) -> list[Receipt]:
	"""All receipts in a firm order. The journal of an exchange gain is named by ERPNext: its name is left out."""
	found = []
	for quarter in books.quarters:
		for receipt in books.receipts(quarter.start, quarter.end):
			own_name = receipt.voucher_type != "Journal Entry" or receipt.cash_factor
			found.append(receipt if own_name else replace(receipt, voucher_no=""))
	return sorted(
		found, key=lambda receipt: (receipt.day, receipt.voucher_no, receipt.invoice, receipt.amount)
	)


def documents_made() -> Counter[str]:
	"""Submitted documents of the demo company by doctype; drafts would be left-overs."""
	made: Counter[str] = Counter()
	for doctype in set(site_documents.DOCTYPES.values()):
		assert not frappe.db.exists(doctype, {"company": STORY.company, "docstatus": 0})
		made[doctype] = frappe.db.count(doctype, {"company": STORY.company, "docstatus": 1})
	return made


def own_plan() -> Plan:
	(plan,) = [plan for plan in site_config(STORY.company).plans if plan.company == STORY.company]
	return plan


def assert_everybody_sees_what_they_may() -> None:
	"""The specialist her own rows; director and finance all (None)."""
	books = site_books()

	def seen(user: str) -> set[str] | None:
		return visible_people(books.people, books.user_sales_persons, user)

	assert seen(STORY.person("Li Na").user) == {"Li Na"}
	assert seen(STORY.person("Chen Jing").user) is None
	assert seen(user_of_finance(STORY)) is None


def has_password(*users: str) -> bool:
	assert frappe.db.count("User", {"name": ("in", users)}) == len(users)
	return bool(frappe.db.sql("SELECT name FROM `__Auth` WHERE name IN %(users)s", {"users": users}))


def differences(before: dict[str, list], after: dict[str, list], but_not: tuple[str, ...]) -> dict[str, list]:
	"""Table -> rows that came or went."""
	changed = {}
	for table in {*before, *after} - set(but_not):
		rows, others = (Counter(map(str, state.get(table, []))) for state in (before, after))
		if rows != others:
			changed[table] = sorted([*(rows - others), *(others - rows)])
	return changed
