"""Client groups: who may come below whom, and what a group owes together."""

import pytest
from builders import dec
from hypothesis import given
from hypothesis import strategies as st

from key_account.groups import GroupError, check_parent, group_totals
from key_account.hierarchy import all_below, circle, depth_first

PARENTS = {"Plant": "Region", "Region": "Group", "Shop": "Group", "Group": None}


def test_a_client_may_come_below_any_that_is_not_below_it() -> None:
	check_parent("Newcomer", "Plant", PARENTS)
	check_parent("Shop", "Plant", PARENTS)
	check_parent("Group", "Holding", PARENTS)


def test_a_client_is_not_its_own_parent() -> None:
	with pytest.raises(GroupError, match="Customer Plant cannot be its own parent"):
		check_parent("Plant", "Plant", PARENTS)


def test_a_client_does_not_come_below_one_that_is_below_it() -> None:
	with pytest.raises(
		GroupError,
		match="Group cannot come below Plant, which stands below it: Group → Plant → Region → Group",
	):
		check_parent("Group", "Plant", PARENTS)


def test_a_circle_elsewhere_does_not_hold_up_others() -> None:
	check_parent("Newcomer", "A", {"A": "B", "B": "A"})


def test_a_group_owes_what_all_in_it_owe() -> None:
	order = depth_first(["Group", "Plant", "Region", "Shop", "Alone"], PARENTS)
	assert order == [("Group", 0), ("Region", 1), ("Plant", 2), ("Shop", 1), ("Alone", 0)]
	amounts = {"Group": dec(1), "Region": dec(10), "Plant": dec(100), "Shop": dec(-5)}
	assert group_totals(order, amounts) == {
		"Group": 106,
		"Region": 110,
		"Plant": 100,
		"Shop": -5,
		"Alone": 0,
	}


def test_a_group_is_its_top_with_all_below_it() -> None:
	assert all_below("Group", PARENTS) == {"Group", "Region", "Plant", "Shop"}
	assert all_below("Region", PARENTS) == {"Region", "Plant"}
	assert all_below("Alone", PARENTS) == {"Alone"}
	assert all_below("A", {"A": "B", "B": "A"}) == {"A", "B"}


def test_a_parent_that_is_not_shown_counts_as_none() -> None:
	assert depth_first(["Plant", "Shop"], PARENTS) == [("Plant", 0), ("Shop", 0)]


@given(st.lists(st.integers(-1, 9), max_size=10))
def test_each_is_placed_once_or_its_way_up_ends_in_a_circle(superiors: list[int]) -> None:
	above = {str(n): str(to) if 0 <= to < len(superiors) else None for n, to in enumerate(superiors)}
	order = depth_first(above, above)
	placed = [name for name, _depth in order]
	assert sorted(placed) == sorted(name for name in above if not circle(name, above))
	totals = group_totals(order, {name: dec(1) for name in placed})
	assert sum(totals[name] for name, depth in order if not depth) == len(placed)
