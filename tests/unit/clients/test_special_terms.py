"""What of an order is special, and which approval covers it."""

from typing import Any

import pytest
from builders import dec

from key_account.approvals import Actor, ApprovalError, NotPermitted, take_step
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER, SPECIALIST
from key_account.special_terms import (
	Approved,
	PricedLine,
	Special,
	Terms,
	TermsStatus,
	discount,
	kept_by_discount,
	list_price,
	status,
)
from key_account.special_terms.approval import APPROVAL, State


def line(amount: object, list_value: object = 0) -> PricedLine:
	return PricedLine(dec(amount), dec(list_value))


def terms(**values: Any) -> Terms:
	return Terms(
		**{
			name: None if value is None else dec(value)
			for name, value in {"discount": 0, "authority": 10, **values}.items()
		}
	)


class TestDiscount:
	@pytest.mark.parametrize(
		("lines", "percent"),
		[
			([line(1000, 1000)], "0"),
			([line(900, 1000)], "10"),
			([line(900, 1000), line(1000, 1000)], "5"),
			([line("666.67", 1000)], "33.33"),
			([], "0"),
		],
	)
	def test_of_the_whole_order_off_its_list_value(self, lines: list[PricedLine], percent: str) -> None:
		assert discount(lines) == dec(percent)

	def test_a_line_above_its_list_price_makes_up_for_no_discount(self) -> None:
		assert discount([line(1500, 1000), line(500, 1000)]) == dec(25)

	def test_a_free_item_counts_with_its_list_price(self) -> None:
		assert discount([line(1000, 1000), line(0, 250)]) == dec(20)

	def test_without_a_list_price_there_is_no_discount(self) -> None:
		assert discount([line(700)]) == dec(0)
		assert discount([line(700), line(900, 1000)]) == dec("5.88")
		assert discount([line(0)]) == dec(0)

	def test_a_line_that_takes_money_off_is_a_discount(self) -> None:
		assert discount([line(1000, 1000), line(-200)]) == dec(20)
		assert discount([line(100, 100), line(-300)]) == dec(300)

	def test_on_the_whole_order_on_top_of_the_lines(self) -> None:
		assert discount([line(900, 1000)], kept_by_discount(dec(810), dec(90))) == dec(19)

	@pytest.mark.parametrize(
		("total", "taken_off", "kept"),
		[(90, 10, "0.9"), (100, 0, "1"), (110, -10, "1"), (0, 100, "0"), (-5, 5, "0"), (-5, 105, "0")],
	)
	def test_what_a_discount_on_the_whole_order_leaves(self, total: int, taken_off: int, kept: str) -> None:
		assert kept_by_discount(dec(total), dec(taken_off)) == dec(kept)

	@pytest.mark.parametrize(
		("of_line", "in_list", "price"),
		[(0, (), 0), (80, (), 80), (0, (100, 90), 90), (80, (100, 90), 90), (120, (100,), 120)],
	)
	def test_a_list_price_is_not_below_the_price_list(
		self, of_line: int, in_list: tuple[int, ...], price: int
	) -> None:
		assert list_price(dec(of_line), [dec(each) for each in in_list]) == dec(price)


class TestSpecial:
	@pytest.mark.parametrize(
		("values", "special"),
		[
			({"discount": 10}, Special.NOTHING),
			({"discount": "10.01"}, Special.DISCOUNT),
			({"credit": 500, "limit": 500}, Special.NOTHING),
			({"credit": "500.01", "limit": 500}, Special.CREDIT),
			({"credit": 1, "limit": None}, Special.NOTHING),
			({"discount": 11, "credit": 501, "limit": 500}, Special.BOTH),
		],
	)
	def test_beyond_what_is_allowed(self, values: dict, special: Special) -> None:
		assert terms(**values).special is special

	@pytest.mark.parametrize(
		("values", "approved", "beyond"),
		[
			({"discount": 15}, (15, 0), Special.NOTHING),
			({"discount": "15.01"}, (15, 0), Special.DISCOUNT),
			({"discount": 10}, (0, 0), Special.NOTHING),
			({"discount": 15, "credit": 600, "limit": 500}, (15, 0), Special.CREDIT),
			({"discount": 15, "credit": 600, "limit": 500}, (12, 600), Special.DISCOUNT),
			({"discount": 15, "credit": 601, "limit": 500}, (12, 600), Special.BOTH),
			({"discount": 15, "credit": 600, "limit": 500}, (15, 600), Special.NOTHING),
		],
	)
	def test_an_approval_covers_what_is_not_worse(
		self, values: dict, approved: tuple[int, int], beyond: Special
	) -> None:
		assert terms(**values).beyond(Approved(*map(dec, approved))) is beyond

	@pytest.mark.parametrize(
		("values", "approved", "before", "after"),
		[
			({"discount": 5}, 0, TermsStatus.PENDING, TermsStatus.NOT_NEEDED),
			({"discount": 15}, 0, TermsStatus.NOT_NEEDED, TermsStatus.NEEDS_APPROVAL),
			({"discount": 15}, 0, TermsStatus.PENDING, TermsStatus.PENDING),
			({"discount": 15}, 0, TermsStatus.REJECTED, TermsStatus.REJECTED),
			({"discount": 15}, 15, TermsStatus.PENDING, TermsStatus.APPROVED),
			({"discount": 16}, 15, TermsStatus.APPROVED, TermsStatus.NEEDS_APPROVAL),
		],
	)
	def test_where_the_approval_stands(
		self, values: dict, approved: int, before: TermsStatus, after: TermsStatus
	) -> None:
		assert status(terms(**values), Approved(dec(approved)), before) is after


class TestApproval:
	def test_the_director_approves_what_somebody_else_wrote(self) -> None:
		director = Actor((DIRECTOR,))
		assert take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, director).is_approval
		with pytest.raises(NotPermitted):
			take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor((DIRECTOR,), is_author=True))

	@pytest.mark.parametrize("role", [SPECIALIST, MANAGER, EXECUTIVE])
	def test_nobody_else_does(self, role: str) -> None:
		with pytest.raises(NotPermitted):
			take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor((role,)))

	def test_a_rejection_says_why(self) -> None:
		with pytest.raises(ApprovalError, match="Say why"):
			take_step(APPROVAL, State.PENDING_DIRECTOR, State.REJECTED, Actor((DIRECTOR,)))

	@pytest.mark.parametrize("after", [State.DRAFT, State.PENDING_DIRECTOR, State.REJECTED])
	def test_what_was_approved_stays_so(self, after: State) -> None:
		with pytest.raises(ApprovalError):
			take_step(APPROVAL, State.APPROVED, after, Actor((DIRECTOR,)), reason="?")
