"""A client judged by its facts; what a person proposes; what becomes of open proposals; the settings' rules."""

import datetime as dt
from typing import Any

import pytest
from builders import dec

from key_account.evidence import Voucher
from key_account.scoring import ScoringError
from key_account.tiers.categories import CategoryRules, ClientCategory
from key_account.tiers.errors import TierError
from key_account.tiers.evidence import Measure, ScoreRules
from key_account.tiers.facts import CompanyFacts, Period
from key_account.tiers.grades import Grade, GradeRules
from key_account.tiers.judgement import Client, Open, judge, why_not_any_more
from key_account.tiers.ladder import Ladder, Tier
from key_account.tiers.review import (
	Change,
	Proposal,
	Standing,
	check_still_holds,
	propose,
	propose_by_hand,
)
from key_account.tiers.settings import ReviewRules, default_measures, review_rules, score_rules

LADDER = Ladder((Tier("Gold", dec(80)), Tier("Platinum", dec(45)), Tier("Silver", dec(0))))
TODAY = dt.date(2026, 11, 22)
LOCKED = Standing("Silver", is_locked=True)
LOCKED_TILL = Standing("Silver", is_locked=True, locked_until=dt.date(2026, 12, 31))


class Row(dict):
	"""A row of the settings' table, or the settings, as a site has them."""

	__getattr__ = dict.__getitem__


def facts(**values: Any) -> CompanyFacts:
	receipt = Voucher("Payment Entry", "P", dt.date(2026, 3, 1), dec(5_000_000))
	return CompanyFacts(
		**{
			"company": "Company",
			"period": Period.before(TODAY),
			"collected": {"Client": [receipt]},
			"collected_before": {"Client": [receipt]},
			"sales": {"Client": (dec(300_000), dec(6_000_000))},
			"dues": {"Client": (dec(1_000_000), dec(800_000))},
			"orders": {"Client": (dec(20_000_000), dec(12_000_000))},
			"referrers": frozenset(),
			"in_groups": frozenset(),
			"gross_profit": dec(10_000_000),
			**values,
		}
	)


class TestPeriod:
	def test_it_ends_on_the_day_before(self) -> None:
		period = Period.before(TODAY)
		assert (period.start, period.end) == (dt.date(2025, 11, 22), dt.date(2026, 11, 21))
		before = period.year_before
		assert (before.start, before.end) == (dt.date(2024, 11, 22), dt.date(2025, 11, 21))

	def test_also_on_a_day_that_not_all_years_have(self) -> None:
		period = Period.before(dt.date(2028, 2, 29))
		assert (period.start, period.end) == (dt.date(2027, 2, 28), dt.date(2028, 2, 28))
		assert period.year_before.end == dt.date(2027, 2, 27)


class TestJudgement:
	def test_the_example_of_the_documentation(self) -> None:
		client = Client("CA-1", "Client", "Client Ltd", Standing("Silver"), potential=dec(20))
		found = judge(client, facts(), ReviewRules(), LADDER, TODAY)
		assert found.score.points == 43
		assert (found.grade, found.is_key_client) == (Grade.C, True)
		assert found.proposal is None

	def test_good_credit_makes_categories_of_large_orders(self) -> None:
		client = Client("CA-1", "Client", "Client Ltd", Standing(), is_strategic=True)
		books = facts(dues={"Client": (dec(100), dec(95))}, in_groups=frozenset({"Client"}))
		found = judge(client, books, ReviewRules(), LADDER, TODAY)
		assert found.categories == (
			ClientCategory.QUALITY,
			ClientCategory.HIGH_VALUE,
			ClientCategory.GROUP,
			ClientCategory.STRATEGIC,
		)

	def test_of_whom_the_books_know_nothing_gets_the_lowest_tier(self) -> None:
		found = judge(Client("CA-2", "New", "New", Standing()), facts(), ReviewRules(), LADDER, TODAY)
		assert found.proposal == Proposal(Change.FIRST, None, "Silver")
		assert found.categories == (ClientCategory.POTENTIAL,)


class TestRejected:
	@pytest.mark.parametrize(("days_ago", "again"), [(0, False), (89, False), (90, True)])
	def test_it_is_proposed_again_after_the_grace_period(self, days_ago: int, again: bool) -> None:
		standing = Standing("Silver", rejected="Gold", rejected_on=TODAY - dt.timedelta(days=days_ago))
		assert bool(propose(standing, dec(90), LADDER, TODAY)) is again

	def test_another_tier_is_another_proposal(self) -> None:
		standing = Standing("Silver", rejected="Gold", rejected_on=TODAY)
		assert propose(standing, dec(50), LADDER, TODAY) == Proposal(Change.UPGRADE, "Silver", "Platinum")


class TestByHand:
	@pytest.mark.parametrize(
		("standing", "tier", "change"),
		[
			(Standing(), "Gold", Change.FIRST),
			(Standing("Silver", TODAY), "Gold", Change.UPGRADE),
			(Standing("Gold", TODAY), "Silver", Change.DOWNGRADE),
			(Standing("Bronze"), "Silver", Change.FIRST),
		],
	)
	def test_any_step_at_any_time(self, standing: Standing, tier: str, change: Change) -> None:
		assert propose_by_hand(standing, tier, LADDER, TODAY) == Proposal(change, standing.tier, tier)

	@pytest.mark.parametrize(
		("standing", "tier", "sentence"),
		[
			(Standing("Gold"), "Gold", "The client is Gold already"),
			(Standing("Gold"), "Bronze", "Tier Bronze is not in use"),
			(LOCKED, "Gold", "is kept: take the lock off"),
			(LOCKED_TILL, "Gold", "is kept until 2026-12-31: take the lock off"),
		],
	)
	def test_but_not_what_makes_no_sense(self, standing: Standing, tier: str, sentence: str) -> None:
		with pytest.raises(TierError, match=sentence):
			propose_by_hand(standing, tier, LADDER, TODAY)


class TestOvertaken:
	UP = Proposal(Change.UPGRADE, "Silver", "Gold")

	def test_what_nothing_came_between_holds(self) -> None:
		check_still_holds(self.UP, Standing("Silver"), LADDER, TODAY)

	@pytest.mark.parametrize(
		("standing", "proposal", "sentence"),
		[
			(Standing("Platinum"), UP, "has come to Platinum meanwhile"),
			(Standing(), UP, "has lost its tier meanwhile"),
			(LOCKED, UP, "is kept"),
			(Standing("Silver"), Proposal(Change.UPGRADE, "Silver", "Bronze"), "Bronze is not in use"),
		],
	)
	def test_it_says_what_came_between(self, standing: Standing, proposal: Proposal, sentence: str) -> None:
		with pytest.raises(TierError, match=sentence):
			check_still_holds(proposal, standing, LADDER, TODAY)

	@pytest.mark.parametrize(
		("wanted", "is_manual", "sentence"),
		[
			(UP, False, None),
			(None, False, "By the figures of a later day"),
			(Proposal(Change.UPGRADE, "Silver", "Platinum"), False, "By the figures of a later day"),
			(None, True, None),
		],
	)
	def test_the_reviews_own_fall_with_the_figures(
		self, wanted: Proposal | None, is_manual: bool, sentence: str | None
	) -> None:
		open_one = Open("TR-1", self.UP, is_manual)
		error = why_not_any_more(open_one, wanted, Standing("Silver"), LADDER, TODAY)
		assert (error is None) if sentence is None else (sentence in str(error))

	def test_one_by_hand_falls_with_what_overtakes_it(self) -> None:
		error = why_not_any_more(Open("TR-1", self.UP, True), None, LOCKED, LADDER, TODAY)
		assert "is kept" in str(error)


class TestSettings:
	def test_the_rows_the_app_comes_with_are_its_rules(self) -> None:
		assert score_rules(Row(row) for row in default_measures()) == ScoreRules()
		assert score_rules([]) == ScoreRules()

	def test_shares_are_in_per_cent_and_what_has_no_row_weighs_nothing(self) -> None:
		rules = score_rules(
			[
				Row(measure="Payment Discipline", weight=3, zero_at=40, full_at=90),
				Row(measure="Money Collected", weight=1, zero_at=0, full_at=500),
			]
		)
		assert rules.scales[Measure.PAYMENT].zero_at == dec("0.4")
		assert rules.scales[Measure.COLLECTIONS].full_at == 500
		assert rules.weights[Measure.POTENTIAL] == 0
		assert rules.weights[Measure.PAYMENT] == 3

	@pytest.mark.parametrize(
		("rows", "sentence"),
		[
			([("Client Potential", 0, 0, 5)], "All measures weigh 0"),
			([("Client Potential", 1, 0, 5)] * 2, "Client Potential is listed twice"),
		],
	)
	def test_rows_that_make_no_points_are_refused(self, rows: list[tuple], sentence: str) -> None:
		names = ("measure", "weight", "zero_at", "full_at")
		with pytest.raises(TierError, match=sentence):
			score_rules(Row(zip(names, row, strict=True)) for row in rows)

	def test_a_scale_of_no_length_is_refused(self) -> None:
		with pytest.raises(ScoringError, match="are both 5"):
			score_rules([Row(measure="Client Potential", weight=1, zero_at=5, full_at=5)])

	def test_what_was_never_saved_has_its_default_and_zero_is_a_value(self) -> None:
		assert review_rules(Row()) == ReviewRules()
		found = review_rules(
			Row(
				grade_points=60,
				key_purchases=0,
				key_profit_share=5,
				large_contract_amount=100,
				good_on_time_share=80,
				tier_grace_days=0,
			)
		)
		assert found == ReviewRules(
			grades=GradeRules(dec(60), dec(0), dec("0.05")),
			categories=CategoryRules(dec(100), dec("0.8")),
			grace_days=0,
		)
