"""Clients won, kept, lost and won back."""

import datetime as dt
from itertools import pairwise

import pytest
from builders import dec

from key_account.retention import Bought, Course, Interval, RetentionError, retention


def bought(client: str, *days: str, net: int = 100) -> list[Bought]:
	"""A purchase of `net` on each of the days, one in a month."""
	found = [dt.date.fromisoformat(day) for day in days]
	return [Bought(client, day.replace(day=1), day, dec(net)) for day in found]


def followed(*purchases: list[Bought], months: int = 1, to: str = "2025-03-31") -> list[Interval]:
	rows = [row for each in purchases for row in each]
	return retention(rows, dt.date(2025, 1, 1), dt.date.fromisoformat(to), months, 60)


def courses(interval: Interval) -> dict[str, list[str]]:
	return {
		course.name: [mover.client for mover in movers]
		for course, movers in interval.movers.items()
		if movers
	}


def test_a_client_that_never_bought_before_is_new_and_then_kept() -> None:
	january, february, _march = followed(bought("A", "2025-01-20", "2025-02-10"))
	assert courses(january) == {"NEW": ["A"]}
	assert (january.active_before, january.active_after, january.net) == (0, 1, 100)
	assert courses(february) == {}
	assert (february.active_before, february.kept, february.net) == (1, 1, 100)
	assert february.retention == 1


def test_a_client_is_lost_in_the_interval_in_which_the_pause_runs_out() -> None:
	# 60 days after 10 December end on 8 February.
	january, february, march = followed(bought("A", "2024-02-01", "2024-11-05", "2024-12-10"))
	assert (january.kept, courses(january)) == (1, {})
	assert courses(february) == {"LOST": ["A"]}
	(lost,) = february.movers[Course.LOST]
	assert (lost.last_before, lost.net) == (dt.date(2024, 12, 10), 300)
	assert (february.retention, february.active_after) == (0, 0)
	assert (march.active_before, courses(march), march.retention) == (0, {}, None)


def test_the_last_day_of_the_pause_still_counts() -> None:
	# 30 January is 60 days before 31 March.
	assert followed(bought("A", "2025-01-30"))[2].kept == 1
	assert courses(followed(bought("A", "2025-01-29"))[2]) == {"LOST": ["A"]}


def test_a_client_that_comes_back_after_a_pause_is_won_back() -> None:
	january, _february, march = followed(bought("A", "2024-06-01", "2025-03-05"))
	assert (january.active_before, courses(january)) == (0, {})
	assert courses(march) == {"WON_BACK": ["A"]}
	assert march.movers[Course.WON_BACK][0].last_before == dt.date(2024, 6, 1)


def test_in_a_long_interval_a_client_may_come_and_go() -> None:
	(quarter,) = followed(bought("A", "2025-01-02"), months=3)
	assert courses(quarter) == {"NEW": ["A"], "LOST": ["A"]}
	assert (quarter.active_before, quarter.active_after) == (0, 0)


def test_returns_lower_the_net_and_are_no_purchase() -> None:
	returned = Bought("A", dt.date(2025, 2, 1), None, dec(-40))
	january, february, _march = followed([*bought("A", "2025-01-20"), returned])
	assert (january.net, february.net) == (100, -40)
	assert courses(february) == {}
	only = followed([returned])
	assert [courses(each) for each in only] == [{}, {}, {}]


def test_who_is_active_adds_up_from_interval_to_interval() -> None:
	found = followed(
		bought("A", "2024-12-10", "2025-03-01"),
		bought("B", "2025-01-05"),
		bought("C", "2024-05-01", "2025-02-20"),
		bought("D", "2024-12-30", "2025-01-30", "2025-02-28"),
	)
	for before, after in pairwise(found):
		assert before.active_after == after.active_before
	assert [each.active_after for each in found] == [3, 3, 3]


def test_the_last_interval_ends_with_the_period() -> None:
	found = followed(to="2025-02-10")
	assert [(each.start, each.end) for each in found] == [
		(dt.date(2025, 1, 1), dt.date(2025, 1, 31)),
		(dt.date(2025, 2, 1), dt.date(2025, 2, 10)),
	]


def test_what_says_nothing_is_refused() -> None:
	with pytest.raises(RetentionError, match="ends on 2024-12-31, before it begins on 2025-01-01"):
		followed(to="2024-12-31")
	with pytest.raises(RetentionError, match="lost after 30 days: let it be 31 or more"):
		retention([], dt.date(2025, 1, 1), dt.date(2025, 1, 31), 1, 30)
