"""Points, ladder and proposals of a Tier Review; grades and categories."""

import datetime as dt
from typing import Any

import pytest
from builders import dec

from key_account.tiers.categories import CategoryRules, ClientCategory, Dealings, categories
from key_account.tiers.errors import TierError
from key_account.tiers.evidence import Evidence, Measure, ScoreRules, score
from key_account.tiers.grades import Grade, GradeRules, grade, is_key_client
from key_account.tiers.ladder import Ladder, Tier
from key_account.tiers.review import Change, Proposal, Standing, propose

LADDER = Ladder(
	Tier(name, dec(points))
	for name, points in (("Gold", 80), ("Silver", 0), ("Platinum", 45), ("White Gold", 25), ("Diamond", 65))
)
TODAY = dt.date(2026, 11, 22)


def evidence(**facts: Any) -> Evidence:
	return Evidence(**{name: None if value is None else dec(value) for name, value in facts.items()})


class TestPoints:
	def test_of_a_client_with_all_there_can_be(self) -> None:
		found = score(
			evidence(
				collections=12_000_000,
				collections_before=8_000_000,
				gross_profit=2_000_000,
				company_gross_profit=10_000_000,
				due=12_000_000,
				due_on_time=12_000_000,
				potential=100,
			)
		)
		assert set(found.by_measure.values()) == {dec(100)}
		assert found.points == 100

	def test_by_weight(self) -> None:
		found = score(
			evidence(
				collections=5_000_000,  # 50 points × 40
				collections_before=5_000_000,  # no growth: 50 × 10
				gross_profit=300_000,
				company_gross_profit=10_000_000,  # 3 %: 30 × 20
				due=1_000_000,
				due_on_time=800_000,  # 80 %: 60 × 15
				potential=20,  # 20 × 15
			)
		)
		assert found.points == 43
		assert found.by_measure[Measure.PAYMENT] == 60

	def test_growth_of_a_new_client_cannot_be_judged(self) -> None:
		found = score(evidence(collections=5_000_000))
		assert found.by_measure[Measure.GROWTH] is None
		assert found.by_measure[Measure.PAYMENT] is None
		assert found.points == 50  # by the collections alone

	def test_a_loss_earns_nothing(self) -> None:
		found = score(evidence(gross_profit=-5, company_gross_profit=100))
		assert found.by_measure[Measure.PROFIT_SHARE] == 0

	def test_of_a_client_of_whom_nothing_weighs(self) -> None:
		assert score(evidence(potential=None), ScoreRules(weights={Measure.POTENTIAL: dec(1)})).points == 0


class TestLadder:
	@pytest.mark.parametrize(
		("points", "tier"),
		[(0, "Silver"), ("24.9", "Silver"), (25, "White Gold"), (79, "Diamond"), (80, "Gold"), (100, "Gold")],
	)
	def test_a_tier_begins_at_its_points(self, points: Any, tier: str) -> None:
		assert LADDER.at(dec(points)).name == tier

	def test_the_lowest_takes_what_is_below_it(self) -> None:
		assert Ladder([Tier("B", dec(50)), Tier("A", dec(70))]).at(dec(10)).name == "B"

	def test_needs_a_tier_and_no_two_at_the_same_points(self) -> None:
		with pytest.raises(TierError, match="There is no tier"):
			Ladder([])
		with pytest.raises(TierError, match="Tiers B and A both begin at 50 points"):
			Ladder([Tier("B", dec(50)), Tier("A", dec(50))])


class TestProposal:
	def test_a_client_without_a_tier_gets_its_first(self) -> None:
		assert propose(Standing(), dec(70), LADDER, TODAY) == Proposal(Change.FIRST, None, "Diamond")

	def test_a_tier_that_was_given_up_counts_as_none(self) -> None:
		found = propose(Standing("Bronze"), dec(70), LADDER, TODAY)
		assert found == Proposal(Change.FIRST, "Bronze", "Diamond")

	def test_it_rises_to_what_it_reached_at_once(self) -> None:
		found = propose(Standing("Silver", TODAY), dec(90), LADDER, TODAY)
		assert found == Proposal(Change.UPGRADE, "Silver", "Gold")

	def test_it_falls_one_step_at_a_time(self) -> None:
		found = propose(Standing("Gold", dt.date(2025, 1, 1)), dec(0), LADDER, TODAY)
		assert found == Proposal(Change.DOWNGRADE, "Gold", "Diamond")

	def test_it_stays_where_it_belongs(self) -> None:
		assert propose(Standing("Diamond", dt.date(2025, 1, 1)), dec(70), LADDER, TODAY) is None

	@pytest.mark.parametrize(("days_ago", "falls"), [(0, False), (89, False), (90, True), (91, True)])
	def test_it_does_not_fall_within_the_grace_period(self, days_ago: int, falls: bool) -> None:
		standing = Standing("Gold", TODAY - dt.timedelta(days=days_ago))
		assert bool(propose(standing, dec(0), LADDER, TODAY)) is falls

	def test_without_a_known_day_it_may_fall(self) -> None:
		assert propose(Standing("Gold"), dec(0), LADDER, TODAY)

	@pytest.mark.parametrize(
		("until", "is_free"),
		[(None, False), (TODAY, False), (TODAY - dt.timedelta(days=1), True)],
	)
	def test_a_locked_tier_stays(self, until: dt.date | None, is_free: bool) -> None:
		for points in (0, 100):
			standing = Standing("Platinum", is_locked=True, locked_until=until)
			assert bool(propose(standing, dec(points), LADDER, TODAY)) is is_free


class TestGrade:
	@pytest.mark.parametrize(
		("collections", "potential", "wanted"),
		[
			(6_000_000, 60, Grade.A),
			(6_000_000, 40, Grade.B),
			(6_000_000, None, Grade.B),
			(1_000_000, 50, Grade.B),
			(4_990_000, 49, Grade.C),
		],
	)
	def test_by_contribution_and_potential(self, collections: int, potential: Any, wanted: Grade) -> None:
		assert grade(score(evidence(collections=collections, potential=potential))) is wanted

	def test_contribution_is_collections_and_profit_alike(self) -> None:
		facts = {"collections": 3_000_000, "company_gross_profit": 100}
		assert grade(score(evidence(gross_profit=7, **facts))) is Grade.B  # 30 and 70 points
		assert grade(score(evidence(gross_profit=6, **facts))) is Grade.C

	@pytest.mark.parametrize(
		("purchases", "facts", "wanted"),
		[
			(1_000_001, {}, True),
			(1_000_000, {}, False),
			(0, {"gross_profit": 11, "company_gross_profit": 100}, True),
			(0, {"gross_profit": 10, "company_gross_profit": 100}, False),
			(0, {"potential": 50}, True),
			(0, {"potential": 49}, False),
		],
	)
	def test_a_key_client_buys_much_earns_much_or_promises_much(
		self, purchases: int, facts: dict[str, int], wanted: bool
	) -> None:
		assert is_key_client(dec(purchases), evidence(**facts)) is wanted

	def test_its_amounts_are_settings(self) -> None:
		assert is_key_client(dec(11), evidence(), GradeRules(key_purchases=dec(10)))


class TestCategories:
	RULES = CategoryRules(large=dec(100), good_on_time=dec("0.9"))

	def found(self, **dealings: Any) -> set[ClientCategory]:
		return set(categories(Dealings(**dealings), self.RULES))

	def test_quality_by_contracts_together_and_high_value_by_a_single_one(self) -> None:
		good = {"on_time": dec("0.9")}
		assert self.found(contracts=dec(101), largest_contract=dec(60), **good) == {ClientCategory.QUALITY}
		assert self.found(contracts=dec(101), largest_contract=dec(101), **good) == {
			ClientCategory.QUALITY,
			ClientCategory.HIGH_VALUE,
		}
		assert self.found(contracts=dec(100), largest_contract=dec(100), **good) == set()

	@pytest.mark.parametrize("on_time", [None, dec("0.89")])
	def test_both_need_good_credit(self, on_time: Any) -> None:
		assert self.found(contracts=dec(500), largest_contract=dec(500), on_time=on_time) == set()

	def test_whoever_referred_a_client_is_one_of_quality(self) -> None:
		assert self.found(contracts=dec(1), referred_a_client=True) == {ClientCategory.QUALITY}

	def test_group_and_strategic_come_on_top(self) -> None:
		assert self.found(contracts=dec(1), has_group=True, is_strategic=True) == {
			ClientCategory.GROUP,
			ClientCategory.STRATEGIC,
		}

	def test_who_never_ordered_is_a_potential_client(self) -> None:
		assert self.found() == {ClientCategory.POTENTIAL}
