"""What is kept of a client's health."""

from builders import dec

from key_account.health import Facts, HealthRules, Part, health
from key_account.health.record import pack, unpack


def test_what_was_kept_comes_back() -> None:
	facts = Facts(collected=dec("1.10"), open_issues=2, satisfaction=dec("7.5"), days_since_visit=None)
	rules = HealthRules()
	found = health(facts, rules)
	record = unpack(pack(facts, found, rules.weights))
	assert record.facts == facts
	assert record.points == found.by_part
	assert record.weights == rules.weights


def test_parts_that_could_not_be_judged_make_nothing_of_the_score() -> None:
	rules = HealthRules(weights={Part.OVERDUE: dec(20), Part.ISSUES: dec(20), Part.SATISFACTION: dec(60)})
	record = unpack(pack(Facts(), health(Facts(), rules), rules.weights))
	assert (record.share(Part.OVERDUE), record.share(Part.SATISFACTION)) == (dec("0.5"), 0)
	assert record.share(Part.VISITS) == 0
