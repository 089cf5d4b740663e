"""Money of deals closed before a handover: shared between who handed over and who took over (clients.md, Handover)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from builders import dec, receipt, rules, split_receipt, team
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.handover import Handover, Handovers, moved
from key_account.bonus.receipts import Team

FEBRUARY, MARCH, APRIL = (dt.date(2026, month, 1) for month in (2, 3, 4))
ANNS = team(("Ann", 100))


def handed(
	share: Any = 100, *, to: str = "Bob", by: str = "Ann", on: dt.date = MARCH, **values: Any
) -> Handover:
	fields = {"name": "HO-1", "customer": "Client", "invoice": None, "was_manager": False, **values}
	return Handover(from_person=by, to_person=to, effective=on, share=dec(share), **fields)


def shared(
	*handovers: Handover,
	people: Team = ANNS,
	manager: str | None = None,
	invoice_day: dt.date = FEBRUARY,
	day: dt.date = MARCH,
	invoice: str = "INV-1",
	customer: str = "Client",
) -> tuple[dict[str, Decimal], str | None]:
	found, manager = Handovers(handovers).shared(
		people, manager, invoice=invoice, customer=customer, invoice_day=invoice_day, day=day
	)
	return dict(found), manager


def test_by_default_all_goes_to_the_receiver() -> None:
	assert shared(handed()) == ({"Bob": 100}, None)


def test_the_receiver_gets_the_share_of_the_rule() -> None:
	assert shared(handed(70)) == ({"Ann": 30, "Bob": 70}, None)


def test_a_share_of_nothing_leaves_the_money_where_it_was() -> None:
	assert shared(handed(0)) == ({"Ann": 100}, None)


@pytest.mark.parametrize(
	("invoice_day", "day"),
	[
		(FEBRUARY, MARCH - dt.timedelta(days=1)),  # collected before it
		(MARCH, MARCH),  # invoiced on its day
		(APRIL, APRIL),
	],
)
def test_money_before_it_and_of_later_invoices_is_left_alone(invoice_day: dt.date, day: dt.date) -> None:
	assert shared(handed(), invoice_day=invoice_day, day=day) == ({"Ann": 100}, None)


def test_the_day_itself_counts() -> None:
	assert shared(handed(), invoice_day=MARCH - dt.timedelta(days=1), day=MARCH)[0] == {"Bob": 100}


def test_only_the_part_of_who_hands_over_moves() -> None:
	people = team(("Ann", 40), ("Cid", 35), ("Bob", 25))
	assert shared(handed(50), people=people)[0] == {"Ann": 20, "Cid": 35, "Bob": 45}


def test_other_clients_are_left_alone() -> None:
	assert shared(handed(), customer="Another")[0] == {"Ann": 100}


def test_an_invoice_with_a_successor_of_its_own() -> None:
	both = (handed(), handed(invoice="INV-1", to="Cid"))
	assert shared(*both)[0] == {"Cid": 100}
	assert shared(*both, invoice="INV-2")[0] == {"Bob": 100}


def test_what_a_team_leaves_was_the_old_account_managers() -> None:
	"""Bob is account manager now; the deal was Ann's."""
	before = handed(60, was_manager=True)
	people = team(("Cid", 50))
	assert shared(before, people=people, manager="Bob")[0] == {"Cid": 50, "Ann": 20, "Bob": 30}
	untouched = shared(before, people=people, manager="Bob", day=FEBRUARY)
	assert untouched == ({"Cid": 50}, "Ann")


def test_of_later_invoices_what_a_team_leaves_is_the_new_account_managers() -> None:
	found = shared(handed(60, was_manager=True), people=(), manager="Bob", invoice_day=MARCH)
	assert found == ({}, "Bob")


def test_who_was_only_in_the_team_was_no_account_manager() -> None:
	assert shared(handed(), people=(), manager="Bob", day=FEBRUARY) == ({}, "Bob")


def test_a_client_handed_over_twice() -> None:
	first = handed(50, was_manager=True)
	second = handed(name="HO-2", by="Bob", to="Cid", on=APRIL, was_manager=True)
	assert shared(second, first, day=APRIL)[0] == {"Ann": 50, "Cid": 50}
	assert shared(second, first, day=MARCH)[0] == {"Ann": 50, "Bob": 50}
	assert shared(first, second, people=(), manager="Cid", day=FEBRUARY) == ({}, "Ann")
	assert shared(first, second, people=(), manager="Cid", invoice_day=MARCH, day=MARCH) == ({}, "Bob")


def test_who_comes_back_has_the_clients_back() -> None:
	away = handed(was_manager=True)
	back = handed(name="HO-2", by="Bob", to="Ann", on=APRIL, was_manager=True)
	assert shared(away, back, day=APRIL)[0] == {"Ann": 100}
	assert shared(away, back, day=MARCH)[0] == {"Bob": 100}


def test_receipts_are_shared_by_it_to_the_cent() -> None:
	people, _ = Handovers([handed("33.33")]).shared(
		team(("Ann", 100)), None, invoice="INV-1", customer="Client", invoice_day=FEBRUARY, day=MARCH
	)
	parts = split_receipt(receipt("100.01", team=people), rules())
	assert {part.sales_person: part.amount for part in parts} == {
		"Ann": Decimal("66.68"),
		"Bob": Decimal("33.33"),
	}


PERCENT = st.decimals(0, 100, places=3)


@given(st.lists(st.tuples(st.sampled_from("ABCD"), PERCENT), max_size=6), PERCENT)
def test_a_team_adds_up_to_what_it_did(people: list[tuple[str, Decimal]], share: Decimal) -> None:
	after = moved(tuple(people), "A", "B", share)
	assert sum(percent for _, percent in after) == sum(percent for _, percent in people)
	assert len({person for person, _ in after}) == len(after)
	assert all(percent > 0 for _, percent in after)
