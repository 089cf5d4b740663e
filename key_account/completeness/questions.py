"""Which fields of a Client Archive count where a company has not said otherwise (source 004, form 1)."""

from collections.abc import Mapping
from decimal import Decimal

from key_account.completeness import Question

#: Fields that are asked for only with a certain answer to another.
ASKED_IF = {
	"budget_kind": ("has_budget", "Yes"),
	"budget_amount": ("has_budget", "Yes"),
	"plan_date": ("has_plan", "Yes"),
}

#: Field -> weight. Whom we deal with, what they want and with what money counts double.
DEFAULT_WEIGHTS: Mapping[str, Decimal] = {
	**dict.fromkeys(
		("stakeholders", "need_driver", "has_budget", "budget_amount", "expected_amount", "follow_ups"),
		Decimal(2),
	),
	**dict.fromkeys(
		(
			"phone",
			"cooperation_project",
			"ownership",
			"main_business",
			"industry",
			"industry_standing",
			"founded_year",
			"organisation_chart",
			"budget_kind",
			"has_plan",
			"plan_date",
			"relations",
			"competitors",
			"expected_date",
			"probability",
			"manager_opinion",
			"expected_funds",
			"parties_involved",
			"trial_needed",
			"tender",
			"third_parties",
			"team",
			"feasibility",
			"technical_risk",
			"bank",
			"registered_capital",
			"payment_attitude",
		),
		Decimal(1),
	),
}


def questions(weights: Mapping[str, Decimal] | None = None) -> list[Question]:
	"""The questions of an archive with these weights, by default DEFAULT_WEIGHTS."""
	return [
		Question(field, weight, ASKED_IF.get(field)) for field, weight in (weights or DEFAULT_WEIGHTS).items()
	]
