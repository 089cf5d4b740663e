"""Credit ratings by how clients pay."""

from decimal import Decimal

import pytest

from key_account.credit_rating import credit_rating


def rating(due: str, on_time: str, outstanding: str = "0", overdue: str = "0") -> str | None:
	return credit_rating(
		due=Decimal(due), on_time=Decimal(on_time), outstanding=Decimal(outstanding), overdue=Decimal(overdue)
	)


@pytest.mark.parametrize(
	("due", "on_time", "outstanding", "overdue", "expected"),
	[
		("0", "0", "500", "0", None),
		("100", "95", "0", "0", "A"),
		("100", "94.99", "0", "0", "B"),
		("100", "100", "1000", "0.01", "B"),
		("100", "80", "1000", "100", "B"),
		("100", "80", "1000", "100.01", "C"),
		("100", "79.99", "0", "0", "C"),
		("100", "50", "100", "50", "C"),
		("100", "49.99", "0", "0", "D"),
		("100", "100", "100", "51", "D"),
		("0", "0", "100", "1", "D"),
		("100", "100", "-20", "10", "D"),
	],
)
def test_rating(due: str, on_time: str, outstanding: str, overdue: str, expected: str | None) -> None:
	assert rating(due, on_time, outstanding, overdue) == expected
