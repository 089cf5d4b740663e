"""The templates of a development plan's five stages, and the Sales Stages that Opportunities come to with them.

Sales Stages are ERPNext's records; those made here are noted in the site's defaults, as roles are.
"""

import json
from collections.abc import Callable

import frappe

from key_account.assessment import Stage
from key_account.development import STAGE_NAMES
from key_account.marks import N_

TEMPLATE, SALES_STAGE = "Development Stage Template", "Sales Stage"
NOTE = "key_account_created_sales_stages"

# After source 004 (大客户开发流程): days, involvement, participants, tasks, support by the company.
CONTENT: dict[Stage, tuple[int, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
	Stage.POTENTIAL_NEED: (
		14,
		"Low",
		(N_("Account manager"),),
		(
			N_("Find out what the client needs or may come to need, and how soon"),
			N_("Talk with them for the first time: size, business, present situation"),
			N_("Judge whether there is a chance: go on, or stop here"),
		),
		(N_("Product information"),),
	),
	Stage.DEMONSTRATION: (
		30,
		"Low",
		(N_("Account manager"),),
		(
			N_("Win an inside contact who trusts us"),
			N_("Learn who decides, and what matters to them"),
			N_("Learn how they purchase: steps, departments, time"),
			N_("Demonstrate what they need to see"),
			N_("Learn about competitors and present suppliers"),
			N_("Learn how their business and their payments stand"),
		),
		(
			N_("Budget for gifts and receptions, within their limits"),
			N_("Demonstrations"),
			N_("Technical help"),
		),
	),
	Stage.VALUE_ASSESSMENT: (
		14,
		"Medium",
		(N_("Account manager"), N_("Director")),
		(
			N_("Judge whether a deal is possible, and what stands in its way"),
			N_("Judge how hard it is, and what it is worth to us"),
			N_("Give the seven scores, and act by the grade they make"),
			N_("Decide on time, people and budget"),
			N_("Design the way to the deal, and ask the inside contact about it"),
		),
		(N_("The director takes part in the assessment"),),
	),
	Stage.DECISION_MAKERS: (
		45,
		"High",
		(N_("Account manager"), N_("Director"), N_("Executive of the company")),
		(
			N_("Find the best way to reach those who decide"),
			N_("Talk with them in depth, and build a good relation"),
			N_("Play their decision through: whom they would choose and why, and what we still lack"),
			N_("Win over or balance those who resist"),
			N_("Let our executives meet theirs where it helps"),
			N_("Show what the company can do"),
		),
		(
			N_("Quotation"),
			N_("Executives take part"),
			N_("Budget for the relation, within the limits"),
			N_("A proposal made for this client"),
		),
	),
	Stage.CLOSING: (
		30,
		"High",
		(N_("Account manager"), N_("Director"), N_("Executive of the company")),
		(
			N_("Show our advantages and our strength once more"),
			N_("Receive the client at our place, and follow up on what they saw"),
			N_("Clear up what still worries them, and propose to close"),
			N_("Agree on the contract, and on what happens if something goes wrong"),
		),
		(N_("Visit to the company"), N_("Signing of the contract")),
	),
}


def create(translate: Callable[[str | None], str | None]) -> None:
	"""The templates, in the language that `translate` gives, unless the site has any.

	Sales Stages of their names are used where the site has them, and made where it has not.
	"""
	if frappe.get_all(TEMPLATE, limit=1, order_by="creation"):
		return
	created = _noted()
	for stage, name in STAGE_NAMES.items():
		sales_stage = translate(name)
		if not frappe.db.exists(SALES_STAGE, sales_stage):
			_insert({"doctype": SALES_STAGE, "stage_name": sales_stage})
			created.add(sales_stage)
		days, involvement, *texts = CONTENT[stage]
		participants, tasks, support = ("\n".join(map(translate, lines)) for lines in texts)
		_insert(
			{
				"doctype": TEMPLATE,
				"stage": name,
				"sales_stage": sales_stage,
				"days": days,
				"involvement": involvement,
				"participants": participants,
				"tasks": tasks,
				"company_support": support,
			}
		)
	frappe.db.set_global(NOTE, json.dumps(sorted(created)))


def remove() -> None:
	"""Delete the Sales Stages made by `create`, but for those that an Opportunity is in."""
	for name in sorted(_noted()):
		if not frappe.db.exists("Opportunity", {"sales_stage": name}):
			frappe.delete_doc(SALES_STAGE, name, force=True, delete_permanently=True)
	frappe.defaults.clear_default(NOTE, parent="__global")


def _insert(values: dict) -> None:
	frappe.get_doc(values).insert(ignore_permissions=True)  # on the right of who installs or migrates


def _noted() -> set[str]:
	return set(json.loads(frappe.db.get_global(NOTE) or "[]"))
