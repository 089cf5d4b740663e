"""The contribution split of an order."""

import pytest
from builders import dec

from key_account.contribution import ContributionError, check_split


def split(*shares: tuple[str, object]) -> None:
	check_split((person, dec(percent)) for person, percent in shares)


@pytest.mark.parametrize(
	"shares",
	[
		(),
		(("Li", 100),),
		(("Li", 60), ("Wang", 40)),
		(("Li", 100), ("Wang", 0)),
		(("Li", "33.333"), ("Wang", "33.333"), ("Zhao", "33.333")),
	],
)
def test_a_whole_deal_is_shared_out(shares: tuple) -> None:
	split(*shares)


@pytest.mark.parametrize(
	("shares", "sentence"),
	[
		((("Li", 60), ("Li", 40)), "Li stands in the sales team twice"),
		((("Li", 120), ("Wang", -20)), "Li has 120 % of the sales team"),
		((("Wang", -20), ("Li", 120)), "Wang has -20 % of the sales team"),
		((("Li", 60), ("Wang", 30)), "adds up to 90 %"),
		((("Li", 60), ("Wang", "40.5")), "adds up to 100.5 %"),
		((("Li", 0),), "adds up to 0 %"),
	],
)
def test_anything_else_is_refused(shares: tuple, sentence: str) -> None:
	with pytest.raises(ContributionError, match=sentence):
		split(*shares)
