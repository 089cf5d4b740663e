"""Who shares a receipt, and that its parts add up to it (bonus.md section 1)."""

from decimal import Decimal
from typing import Any

import pytest
from builders import dec, line, receipt, rules, split_receipt, team
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.errors import TeamError
from key_account.bonus.plan import Category, Plan
from key_account.bonus.receipts import Reason
from key_account.bonus.sharing import Part, Sharing


def credited(net: Any, **changes: Any) -> dict[str | None, Decimal]:
	"""Amounts by person; None for money without a salesperson."""
	found: dict[str | None, Decimal] = {}
	for part in split_receipt(receipt(net, **changes), rules()):
		assert (part.reason is Reason.NO_SALESPERSON) == (part.sales_person is None)
		found[part.sales_person] = found.get(part.sales_person, Decimal(0)) + part.amount
	return found


class TestTeam:
	def test_shares_by_its_percentages(self) -> None:
		assert credited("1000.00", team=team(("Ann", 60), ("Bob", 40))) == {"Ann": 600, "Bob": 400}

	def test_cents_left_over_go_to_the_largest_remainder(self) -> None:
		thirds = team(("Ann", "33.33"), ("Bob", "33.33"), ("Cid", "33.34"))
		assert credited("0.10", team=thirds) == {"Ann": dec("0.03"), "Bob": dec("0.03"), "Cid": dec("0.04")}

	def test_what_it_leaves_unassigned_falls_to_the_account_manager(self) -> None:
		found = credited("1000.00", team=team(("Ann", 60)), account_manager="Max")
		assert found == {"Ann": 600, "Max": 400}

	def test_an_account_manager_in_the_team_gets_both(self) -> None:
		found = credited("1000.00", team=team(("Ann", 60), ("Max", 10)), account_manager="Max")
		assert found == {"Ann": 600, "Max": 400}

	def test_a_full_team_leaves_the_account_manager_nothing(self) -> None:
		found = credited("1000.00", team=team(("Ann", "99.5"), ("Bob", "0.5")), account_manager="Max")
		assert found == {"Ann": 995, "Bob": 5}

	def test_without_one_all_falls_to_the_account_manager(self) -> None:
		assert credited("1000.00", team=(), account_manager="Max") == {"Max": 1000}

	@pytest.mark.parametrize(
		("members", "wanted"),
		[((), {None: 1000}), ((("Ann", 60),), {"Ann": 600, None: 400}), ((("Ann", 0),), {None: 1000})],
	)
	def test_with_nobody_to_fall_to_it_has_no_salesperson(
		self, members: tuple, wanted: dict[str | None, int]
	) -> None:
		assert credited("1000.00", team=team(*members)) == wanted

	def test_the_same_person_twice_is_one_share(self) -> None:
		"""Ann has 60 %, so the one cent is hers; in rows of 30, 40 and 30 % it would be Bob's."""
		members = team(("Ann", 30), ("Bob", 40), ("Ann", 30))
		(part,) = split_receipt(receipt("0.01", team=members), rules())
		assert (part.sales_person, part.amount, part.split) == ("Ann", dec("0.01"), dec("0.6"))

	def test_a_refund_is_taken_back_as_it_was_given(self) -> None:
		members = team(("Ann", "33.33"), ("Bob", "66.67"))
		given_out = credited("99.99", team=members)
		assert credited("-99.99", team=members) == {name: -amount for name, amount in given_out.items()}

	def test_over_100_percent_is_refused_by_invoice(self) -> None:
		with pytest.raises(TeamError, match=r"Sales Invoice INV-9: .*adds up to 120 %"):
			split_receipt(receipt(team=team(("Ann", 60), ("Bob", 60)), original="INV-9"), rules())

	def test_a_hundredth_over_100_percent_is_refused_too(self) -> None:
		with pytest.raises(TeamError, match=r"INV-1: .*adds up to 100\.01 %"):
			split_receipt(receipt(team=team(("Ann", "50.01"), ("Bob", 50))), rules())

	def test_a_negative_share_is_refused_by_invoice_and_person(self) -> None:
		with pytest.raises(TeamError, match=r"Sales Invoice INV-1: Bob has -20 %"):
			split_receipt(receipt(team=team(("Ann", 100), ("Bob", -20))), rules())


class TestPayable:
	def test_money_of_a_person_without_a_target_is_listed(self) -> None:
		members = team(("Ann", 60), ("Bob", 40))
		parts = split_receipt(receipt(1_000, team=members), rules(payable={"Ann"}))
		assert [(part.sales_person, part.amount, part.reason) for part in parts] == [
			("Ann", 600, None),
			("Bob", 400, Reason.NO_TARGET),
		]

	def test_not_registered_is_said_before_no_target(self) -> None:
		(part,) = split_receipt(receipt(registered_on=None), rules(payable=set()))
		assert part.reason is Reason.NOT_REGISTERED


class TestParts:
	def test_what_was_no_cash_and_the_tax_come_first(self) -> None:
		parts = split_receipt(receipt("900.00", cash="1000.00", amount="1130.00"), rules())
		assert parts[:2] == [
			Part(dec(130), reason=Reason.NO_CASH),
			Part(dec(100), reason=Reason.TAX),
		]
		assert [part.amount for part in parts[2:]] == [900]

	def test_a_voucher_that_brought_more_than_it_moved(self) -> None:
		"""An exchange gain: the ledger moved 1,000, the bank got 1,050."""
		parts = split_receipt(receipt("1050.00", amount="1000.00"), rules())
		assert [(part.amount, part.reason) for part in parts] == [(-50, Reason.NO_CASH), (1050, None)]

	def test_a_bill_that_is_not_cashed_yet_is_held_whole(self) -> None:
		held = receipt("900.00", cash="1000.00", amount="1130.00", held=Reason.BILL_NOT_CASHED)
		assert [(part.amount, part.reason) for part in split_receipt(held, rules())] == [
			(130, Reason.NO_CASH),
			(1000, Reason.BILL_NOT_CASHED),
		]

	@pytest.mark.parametrize("amount", ["0", "500.00"])
	def test_a_receipt_without_cash_credits_nobody(self, amount: str) -> None:
		parts = split_receipt(receipt(0, amount=amount), rules())
		assert [(part.amount, part.reason) for part in parts] == (
			[] if amount == "0" else [(500, Reason.NO_CASH)]
		)

	def test_each_part_says_its_line_share_and_split(self) -> None:
		lines = (line("Product", 750), line("Training", 250))
		parts = split_receipt(receipt(1_000, lines=lines, team=team(("Ann", 60), ("Bob", 40))), rules())
		assert [
			(part.category.name, part.sales_person, part.line_share, part.split, part.amount)
			for part in parts
		] == [
			("Product", "Ann", dec("0.75"), dec("0.6"), 450),
			("Product", "Bob", dec("0.75"), dec("0.4"), 300),
			("Training", "Ann", dec("0.25"), dec("0.6"), 150),
			("Training", "Bob", dec("0.25"), dec("0.4"), 100),
		]

	def test_line_share_and_split_are_rounded_together(self) -> None:
		"""3 cents: 1.44, 0.96, 0.36, 0.24. Rounded by line (2.4, 0.6) and then by person it would be 1, 1, 1."""
		lines = (line("Product", 80), line("Training", 20))
		parts = split_receipt(receipt("0.03", lines=lines, team=team(("Ann", 60), ("Bob", 40))), rules())
		assert [(part.category.name, part.sales_person, part.amount) for part in parts] == [
			("Product", "Ann", dec("0.02")),
			("Product", "Bob", dec("0.01")),
		]

	def test_yen_are_shared_in_whole_yen(self) -> None:
		found = split_receipt(receipt(100, team=team(("Ann", "66.6"), ("Bob", "33.4"))), rules(precision=0))
		assert [part.amount for part in found] == [67, 33]


CENTS = st.integers(-1_000_000, 1_000_000)
LINES = st.lists(
	st.builds(
		line,
		st.sampled_from(("Product", "Implementation", "Maintenance", "Custom Development", "Unmapped")),
		st.integers(-1_000, 10_000),
		st.integers(0, 10_000),
		st.integers(0, 10_000),
	),
	min_size=1,
	max_size=6,
)
TEAMS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 33)), max_size=3)
PLANS = st.sampled_from(
	[
		Plan(),
		Plan(registered_only=False),
		Plan(category=(Category("Product"), Category("Maintenance", ("Maintenance",), False))),
	]
)


@given(CENTS, CENTS, CENTS, LINES, TEAMS, PLANS, st.booleans(), st.sampled_from([None, "A", "M"]))
def test_every_receipt_is_accounted_for_to_the_cent(
	net: int,
	tax: int,
	taken: int,
	lines: list,
	members: list,
	plan: Plan,
	registered: bool,
	manager: str | None,
) -> None:
	"""Σ parts = what the ledger moved; net parts alone = the net amount; each is credited or has one reason."""
	money = receipt(
		dec(net) / 100,
		cash=dec(net + tax) / 100,
		amount=dec(net + tax + taken) / 100,
		lines=tuple(lines),
		team=team(*members),
		account_manager=manager,
		registered_on=receipt().registered_on if registered else None,
	)
	parts = split_receipt(money, rules(plan, payable={"A", "B"}))
	assert sum(part.amount for part in parts) == money.amount
	not_net = (Reason.NO_CASH, Reason.TAX)
	assert sum(part.amount for part in parts if part.reason not in not_net) == money.net
	for part in parts:
		assert part.amount == round(part.amount, 2) != 0
		if part.reason is None:
			assert part.sales_person in ("A", "B")
			assert part.category.pays


class WorkedOut(Sharing):
	"""Shares every receipt the long way."""

	def _plain_lines(self, *_args: object) -> tuple[list, list]:
		return [], []


@given(
	st.lists(st.tuples(CENTS, LINES, TEAMS, st.booleans(), st.sampled_from([None, "A", "M"])), max_size=5),
	PLANS,
)
def test_what_is_worked_out_once_changes_no_receipt(money: list[tuple], plan: Plan) -> None:
	the_rules = rules(plan, payable={"A", "B"})
	for_all = Sharing(the_rules)
	for net, lines, members, registered, manager in money:
		one = receipt(
			dec(net) / 100,
			lines=tuple(lines),
			team=team(*members),
			account_manager=manager,
			registered_on=receipt().registered_on if registered else None,
		)
		assert for_all.parts(one) == WorkedOut(the_rules).parts(one)
