"""Account health."""

from typing import Any

import pytest
from builders import dec

from key_account.health import Condition, Facts, HealthError, HealthRules, Part, fell, health, watch

INTS = (
	"open_issues",
	"open_complaints",
	"days_since_visit",
	"days_between_visits",
	"decision_makers",
	"covered",
)


def facts(**known: Any) -> Facts:
	return Facts(
		**{name: value if name in INTS or value is None else dec(value) for name, value in known.items()}
	)


@pytest.mark.parametrize(
	("part", "known", "points"),
	[
		(Part.COLLECTIONS, {"collected": 75, "collected_before": 100}, 50),
		(Part.COLLECTIONS, {"collected": 300, "collected_before": 100}, 100),
		(Part.COLLECTIONS, {"collected": 300}, None),
		(Part.OVERDUE, {"outstanding": 100, "overdue": 10}, 80),
		(Part.OVERDUE, {"outstanding": 100, "overdue": 60}, 0),
		(Part.OVERDUE, {}, 100),
		(Part.MARGIN, {"revenue": 100, "gross_profit": 15, "expected_margin": "0.3"}, 50),
		(Part.MARGIN, {"revenue": 100, "gross_profit": -15, "expected_margin": "0.3"}, 0),
		(Part.MARGIN, {"revenue": 100, "gross_profit": 15}, None),
		(Part.MARGIN, {"expected_margin": "0.3"}, None),
		(Part.ORDERS, {"orders": 40, "planned_orders": 100}, 40),
		(Part.ORDERS, {"orders": 40}, None),
		(Part.ISSUES, {}, 100),
		(Part.ISSUES, {"open_issues": 1, "open_complaints": 1}, 40),
		(Part.ISSUES, {"open_complaints": 3}, 0),
		(Part.SATISFACTION, {"satisfaction": "5.5"}, 50),
		(Part.SATISFACTION, {}, None),
		(Part.VISITS, {"days_since_visit": 30, "days_between_visits": 30}, 100),
		(Part.VISITS, {"days_since_visit": 60, "days_between_visits": 30}, 50),
		(Part.VISITS, {"days_since_visit": 900, "days_between_visits": 30}, 0),
		(Part.VISITS, {"days_since_visit": 0, "days_between_visits": 30}, 100),
		(Part.VISITS, {"days_since_visit": 30}, None),
		(Part.VISITS, {"days_between_visits": 30}, None),
		(Part.DECISION_MAKERS, {"decision_makers": 4, "covered": 1}, 25),
		(Part.DECISION_MAKERS, {}, None),
	],
)
def test_points_of_each_part(part: Part, known: dict[str, Any], points: Any) -> None:
	assert health(facts(**known)).by_part[part] == points


def test_parts_that_cannot_be_judged_are_left_out() -> None:
	# Nothing overdue (20 of 40), no issue (10), satisfaction 50 points (10).
	assert health(facts(satisfaction="5.5")).points == dec("87.5")


def test_weights_are_settings() -> None:
	found = health(facts(satisfaction="5.5"), HealthRules(weights={Part.SATISFACTION: dec(1)}))
	assert found.points == 50
	assert health(facts(), HealthRules(weights={Part.SATISFACTION: dec(1)})).points is None


@pytest.mark.parametrize(
	("satisfaction", "condition"),
	[
		("10", Condition.GOOD),
		("7.3", Condition.GOOD),
		("7.2", Condition.WATCH),
		("4.6", Condition.WATCH),
		("4.5", Condition.AT_RISK),
		("1", Condition.AT_RISK),
		(None, None),
	],
)
def test_condition_by_points(satisfaction: Any, condition: Condition | None) -> None:
	rules = HealthRules(weights={Part.SATISFACTION: dec(1)})
	assert health(facts(satisfaction=satisfaction), rules).condition is condition


@pytest.mark.parametrize(("good", "watch"), [(40, 40), (30, 40), (101, 40), (70, -1)])
def test_limits_have_an_order(good: int, watch: int) -> None:
	with pytest.raises(HealthError, match="Health is good from"):
		HealthRules(good_from=dec(good), watch_from=dec(watch))


def test_people_are_told_when_it_falls_far() -> None:
	assert fell(dec(80), dec(70))
	assert not fell(dec(80), dec("70.1"))
	assert not fell(dec(70), dec(80))
	assert not fell(None, dec(10))
	assert not fell(dec(80), None)


@pytest.mark.parametrize(
	("days", "told_on"),
	[
		((80, 70, 70, 69), [1]),
		((80, 77, 74, 71, 70), [4]),
		((80, 70, 75, 66, 65), [1, 4]),
		((60, 80, 71, 70), [3]),
		((80, None, 70, 70), [2]),
		((0, 0), []),
	],
)
def test_each_fall_is_told_once(days: tuple[int | None, ...], told_on: list[int]) -> None:
	level, told = dec(0), []
	for day, points in enumerate(days):
		level, is_told = watch(level, None if points is None else dec(points))
		told += [day] if is_told else []
	assert told == told_on
