"""One client judged by its facts: points, grade, categories, and what a Tier Review would propose."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from key_account.marks import N_
from key_account.tiers.categories import ClientCategory, categories
from key_account.tiers.errors import TierError
from key_account.tiers.evidence import Evidence, Score, score
from key_account.tiers.facts import CompanyFacts
from key_account.tiers.grades import Grade, grade, is_key_client
from key_account.tiers.ladder import Ladder
from key_account.tiers.review import Proposal, Standing, check_still_holds, propose
from key_account.tiers.settings import ReviewRules


@dataclass(frozen=True, slots=True)
class Client:
	"""A registered client, as a review finds it.

	archive, name   its Client Archive and Customer; `title` is what people call it
	potential       0 to 100; None where nobody judged it
	"""

	archive: str
	name: str
	title: str
	standing: Standing
	potential: Decimal | None = None
	is_strategic: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
	"""What the facts of a client come to; `proposal` is None where it should stay."""

	evidence: Evidence
	score: Score
	grade: Grade
	categories: tuple[ClientCategory, ...]
	is_key_client: bool
	proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Open:
	"""A proposal that nobody has decided on yet.

	is_manual   somebody made it by hand, whatever the points say
	"""

	name: str
	proposal: Proposal
	is_manual: bool = False


def judge(
	client: Client, facts: CompanyFacts, rules: ReviewRules, ladder: Ladder, today: dt.date
) -> Judgement:
	"""raises     ScoringError for weights that make no score"""
	evidence = facts.evidence(client.name, client.potential)
	found = score(evidence, rules.score)
	return Judgement(
		evidence,
		found,
		grade(found, rules.grades),
		categories(facts.dealings(client.name, is_strategic=client.is_strategic), rules.categories),
		is_key_client(facts.purchases(client.name), evidence, rules.grades),
		propose(client.standing, found.points, ladder, today, rules.grace_days),
	)


def why_not_any_more(
	found: Open, wanted: Proposal | None, standing: Standing, ladder: Ladder, today: dt.date
) -> TierError | None:
	"""Why an open proposal holds no more, None where it does.

	One made by hand holds until something overtakes it; the review's own also falls where the figures say
	otherwise now.

	wanted   what the review proposes by today's figures
	"""
	try:
		check_still_holds(found.proposal, standing, ladder, today)
	except TierError as error:
		return error
	if found.is_manual or (wanted and wanted.tier == found.proposal.tier):
		return None
	return TierError(N_("By the figures of a later day the review proposes it no more."))
