"""Frozen evidence: what is kept is what was there."""

import datetime as dt

import pytest
from builders import dec

from key_account.evidence import EvidenceError, Voucher, pack, total, unpack

VOUCHERS = [
	Voucher("Payment Entry", "ACC-PAY-1", dt.date(2026, 1, 2), dec("1000.10"), dec("1130.11"), "SINV-1"),
	Voucher("Journal Entry", "日记账-1", dt.date(2026, 2, 28), dec("-0.1")),
	Voucher("Payment Entry", "ACC-PAY-2", dt.date(2026, 3, 31), dec("1E+3"), dec(0), "SINV-2"),
]


def test_what_was_packed_is_unpacked() -> None:
	assert unpack(pack(VOUCHERS)) == VOUCHERS
	assert unpack(pack([])) == []


def test_names_of_doctypes_are_kept_once_and_amounts_as_written() -> None:
	packed = pack(VOUCHERS)
	assert packed.count("Payment Entry") == 1
	assert '"1000.10"' in packed
	assert '"1000"' in packed
	assert "日记账" in packed


def test_they_add_up() -> None:
	assert total(VOUCHERS) == dec("2000.00")
	assert total([]) == 0


@pytest.mark.parametrize(
	"packed",
	[
		"",
		"no JSON",
		"[]",
		"{}",
		'{"doctypes": [], "rows": [[0, "A", "2026-01-01", "1", null, ""]]}',
		'{"doctypes": ["A"], "rows": [[0, "A", "yesterday", "1", null, ""]]}',
		'{"doctypes": ["A"], "rows": [[0, "A", "2026-01-01", "much", null, ""]]}',
		'{"doctypes": ["A"], "rows": [[0, "A"]]}',
	],
)
def test_what_nobody_packed_is_refused(packed: str) -> None:
	with pytest.raises(EvidenceError, match="cannot be read any more"):
		unpack(packed)
