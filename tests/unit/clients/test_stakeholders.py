"""The picture of who reports to whom at a client."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from key_account.stakeholders import Role, Stakeholder, StakeholderError, chart, coverage, uncovered


def drawn(*people: Stakeholder) -> list[tuple[str, int]]:
	return [(place.stakeholder.name, place.depth) for place in chart(people)]


def test_each_is_followed_by_those_below() -> None:
	assert drawn(
		Stakeholder("Engineer", reports_to="Head"),
		Stakeholder("Boss"),
		Stakeholder("Head", reports_to="Boss"),
		Stakeholder("Buyer", reports_to="Boss"),
		Stakeholder("Adviser"),
	) == [("Boss", 0), ("Head", 1), ("Engineer", 2), ("Buyer", 1), ("Adviser", 0)]


def test_nobody() -> None:
	assert drawn() == []


def test_reporting_to_oneself_is_refused() -> None:
	with pytest.raises(StakeholderError, match="Ann reports to themselves"):
		drawn(Stakeholder("Ann", reports_to="Ann"))


def test_a_circle_is_refused_by_its_names() -> None:
	with pytest.raises(StakeholderError, match=r"^Ann, Bob, Cid report to each other in a circle"):
		drawn(
			Stakeholder("Boss"),
			Stakeholder("Dan", reports_to="Ann"),
			Stakeholder("Ann", reports_to="Bob"),
			Stakeholder("Bob", reports_to="Cid"),
			Stakeholder("Cid", reports_to="Ann"),
		)


def test_reporting_to_somebody_unknown_is_refused() -> None:
	with pytest.raises(StakeholderError, match="Ann reports to Zoe, who is not among the stakeholders"):
		drawn(Stakeholder("Ann", reports_to="Zoe"))


def test_a_name_that_is_there_twice_is_refused() -> None:
	with pytest.raises(StakeholderError, match="Ann is there twice"):
		drawn(Stakeholder("Ann"), Stakeholder("Ann"))


@given(st.lists(st.integers(-1, 19), max_size=20))
def test_everybody_is_drawn_once_or_a_circle_is_refused(superiors: list[int]) -> None:
	people = [
		Stakeholder(str(number), reports_to=str(to) if 0 <= to < len(superiors) else None)
		for number, to in enumerate(superiors)
	]
	try:
		places = chart(people)
	except StakeholderError as refusal:
		assert "circle" in str(refusal) or "themselves" in str(refusal)
		return
	assert sorted(place.stakeholder.name for place in places) == sorted(person.name for person in people)
	depth = {place.stakeholder.name: place.depth for place in places}
	for person in people:
		assert depth[person.name] == (depth[person.reports_to] + 1 if person.reports_to else 0)


def test_uncovered_are_those_without_one_of_ours_or_unknown_to_us() -> None:
	people = [
		Stakeholder("User", Role.USER),
		Stakeholder("Known", Role.PURCHASER, closeness=1, owner="Li Na"),
		Stakeholder("Unknown", Role.INFLUENCER, owner="Li Na"),
		Stakeholder("Boss", Role.DECISION_MAKER, closeness=5),
	]
	assert [person.name for person in uncovered(people)] == ["Boss", "Unknown", "User"]


def test_coverage_counts_decision_makers() -> None:
	people = [
		Stakeholder("A", Role.DECISION_MAKER, closeness=3, owner="Li Na"),
		Stakeholder("B", Role.DECISION_MAKER),
		Stakeholder("C", Role.USER),
	]
	assert coverage(people) == (2, 1)
	assert coverage([]) == (0, 0)
