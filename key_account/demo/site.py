"""The demo company on an ERPNext site: `bench --site S key-account demo`."""

import shutil
from collections.abc import Callable
from urllib.parse import quote, urlencode

import frappe
from frappe import _
from frappe.utils.synchronization import filelock

from key_account.bonus.table import QuarterTable, bonus_tables
from key_account.compat import desk_path
from key_account.demo import (
	site_archives,
	site_clients,
	site_company,
	site_documents,
	site_masters,
	site_removal,
)
from key_account.demo.model import Story, steps
from key_account.demo.story import STORY
from key_account.ledger.books import Books
from key_account.ledger.site import SiteSource, currency_precision, site_config
from key_account.output import BonusReport, render

# A past quarter that shows a first quarter, a partial fill, a carry and money of every kind.
SHOWN_QUARTER = "2025-Q3"


def run_demo() -> None:
	"""Make the demo company, print its bonus table, who may log in, and where the report is.

	May be started again at any time: what is there stays, what is missing is made.
	raises     frappe.ValidationError where the site holds something that would be mixed up with it
	"""
	frappe.flags.mute_emails = True
	with filelock("key_account_demo", timeout=1):
		build(STORY, frappe.db.commit, _say)
		_say(_("Health of the clients and proposals of tiers"))
		site_clients.judge(STORY, frappe.db.commit)
	tables = demo_tables(STORY)
	precision = currency_precision(STORY.company)
	report = BonusReport(STORY.company, STORY.currency, precision, tables, frappe.local.site)
	print(render(report, "table", shutil.get_terminal_size((120, 24)).columns))
	for line in (*_logins(STORY), _("Report: {0}").format(report_path(STORY))):
		_say(line)


def remove_demo() -> None:
	"""Take the demo company and its masters away again; what companies share, as fiscal years, stays."""
	frappe.flags.mute_emails = True
	with filelock("key_account_demo", timeout=1):
		site_removal.remove(STORY, frappe.db.commit, _say)


def build(story: Story, commit: Callable[[], None], say: Callable[[str], None]) -> None:
	"""Make the company with all its documents, going on where an earlier run stopped.

	commit     called when something whole has been written
	say        takes a line of progress
	raises     frappe.ValidationError where the site holds something that would be mixed up with it
	"""
	site_company.check_site(story)
	site_masters.ensure_masters(story, commit, say)
	waiting = [step for step in steps(story) if not site_documents.is_made(step)]
	for number, step in enumerate(waiting):
		if number % 20 == 0:
			say(_("Documents: {0} of {1}, from {2} on").format(number, len(waiting), step.on))
		site_documents.make(story, step)
		commit()
	site_archives.ensure_archives(story, commit, of_nobody=True)


def demo_tables(story: Story) -> list[QuarterTable]:
	"""The bonus tables of the story's fiscal years, from the site's ledger."""
	books = Books(SiteSource(), story.company, site_config(story.company))
	years = {site_company.fiscal_year(story, year) for year in story.fiscal_years}
	return list(bonus_tables(books, [quarter for quarter in books.quarters if quarter.fiscal_year in years]))


def report_path(story: Story) -> str:
	"""Path of the Quarterly Bonus report on the site, the demo company and a quarter chosen."""
	filters = urlencode({"company": story.company, "quarter": SHOWN_QUARTER}, quote_via=quote)
	return f"{desk_path()}/query-report/{quote('Quarterly Bonus')}?{filters}"


def _logins(story: Story) -> list[str]:
	if not site_company.is_only_company(story):
		return [_("The demo's users have no password here, as there are other companies on the site.")]
	people = {person.job: person.user for person in reversed(story.people)}
	people["finance"] = site_masters.user_of_finance(story)
	return [
		_("Log in as (password {0}):").format(site_masters.PASSWORD),
		*(f"  {user}  {', '.join(map(_, site_masters.ROLES[job]))}" for job, user in people.items()),
	]


def _say(line: str) -> None:
	print(line, flush=True)
