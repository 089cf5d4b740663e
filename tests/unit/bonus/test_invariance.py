"""What must not matter: the order of receipts, in how many receipts money comes, and the unit it is counted in."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from builders import dec, line, receipt, rules, split_receipt, team
from hypothesis import given
from hypothesis import strategies as st

from key_account.bonus.plan import DEFAULT_PLAN, Plan
from key_account.bonus.quarter import Collected, QuarterResult, Shortfall, State, Task, settle_quarter
from key_account.bonus.receipts import Reason, Receipt
from key_account.bonus.settlement import add_totals, total_receipts

CENT = dec("0.01")
GROUPS = ("Product", "Implementation", "Maintenance", "Training", "Custom Development")
LINES = st.lists(
	st.builds(
		line, st.sampled_from(GROUPS), st.integers(0, 9_999), st.integers(0, 9_999), st.integers(0, 9_999)
	),
	min_size=1,
	max_size=5,
).map(tuple)
TEAMS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 33)), max_size=3).map(
	lambda rows: team(*rows)
)


def in_cents(cents: int) -> Decimal:
	return Decimal(cents) / 100


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
	net, tax, taken = (draw(st.integers(-99_999, 99_999)) for _ in range(3))
	return receipt(
		in_cents(net),
		cash=in_cents(net + tax),
		amount=in_cents(net + tax + taken),
		lines=draw(LINES),
		team=draw(TEAMS),
		account_manager=draw(st.sampled_from([None, "A", "M"])),
		registered_on=draw(st.sampled_from([None, receipt().deal_date])),
		held=draw(st.sampled_from([None, None, Reason.BILL_NOT_CASHED])),
	)


@given(st.lists(receipts(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_receipts_does_not_matter(money: list[Receipt], random: object) -> None:
	shuffled = list(money)
	random.shuffle(shuffled)
	assert total_receipts(shuffled, rules()) == total_receipts(money, rules())


@given(st.lists(receipts(), max_size=8), st.integers(0, 8))
def test_a_quarter_may_be_added_up_in_parts(money: list[Receipt], cut: int) -> None:
	parts = [total_receipts(part, rules()) for part in (money[:cut], money[cut:])]
	assert add_totals(parts) == total_receipts(money, rules())


@given(st.lists(receipts(), max_size=8))
def test_totals_are_the_sum_of_the_parts(money: list[Receipt]) -> None:
	"""The quarter's totals are added up without making the parts that the receipts report shows."""
	credited: dict[tuple[str, str], Decimal] = {}
	excluded: dict[str, Decimal] = {}
	for part in (part for single in money for part in split_receipt(single, rules())):
		sums, key = (
			(excluded, part.reason) if part.reason else (credited, (part.sales_person, part.category.name))
		)
		sums[key] = sums.get(key, Decimal(0)) + part.amount
	totals = total_receipts(money, rules())
	for found, wanted in ((totals.by_category, credited), (totals.excluded, excluded)):
		assert {key: amount for key, amount in found.items() if amount} == {
			key: amount for key, amount in wanted.items() if amount
		}
	assert totals.credited + sum(totals.excluded.values()) == totals.ledger
	assert totals.receipts == len(money)


def amounts(money: Iterable[Receipt]) -> dict[tuple, Decimal]:
	"""Amount by whom, for what and why not: the parts of several receipts of one invoice added up."""
	found: dict[tuple, Decimal] = {}
	for single in money:
		for part in split_receipt(single, rules()):
			category = part.category and part.category.name
			key = (part.sales_person, category, part.reason, part.allocated)
			found[key] = found.get(key, Decimal(0)) + part.amount
	return found


@given(receipts(), st.lists(st.tuples(*[st.integers(-9_999, 9_999)] * 3), min_size=1, max_size=4))
def test_splitting_a_receipt_changes_no_part_by_more_than_a_cent_for_each_piece(
	whole: Receipt, pieces: list[tuple[int, int, int]]
) -> None:
	"""m pieces change a part by at most m cents, and all parts together by nothing.

	A part is rounded to less than a cent from its exact share (test_money), in the whole and in each piece; the
	exact shares of the pieces add up to the whole's. So the difference is less than m + 1 cents, and in whole cents
	at most m. Tax and non-cash are differences of given amounts: they add up exactly.
	"""
	split = []
	rest = whole
	for net, tax, taken in pieces:
		piece = replace(
			whole,
			net=in_cents(net),
			cash=in_cents(net + tax),
			amount=in_cents(net + tax + taken),
		)
		split.append(piece)
		rest = replace(
			rest, net=rest.net - piece.net, cash=rest.cash - piece.cash, amount=rest.amount - piece.amount
		)
	split.append(rest)
	together, apart = amounts([whole]), amounts(split)
	assert sum(together.values()) == sum(apart.values()) == whole.amount
	for key in {*together, *apart}:
		person, category, _, _ = key
		difference = abs(together.get(key, 0) - apart.get(key, 0))
		assert difference <= (CENT * len(split) if person or category else 0), key


@given(st.integers(-99_999, 99_999), st.lists(st.integers(-9_999, 9_999), max_size=5))
def test_splitting_a_receipt_of_one_person_and_category_changes_nothing(
	cents: int, pieces: list[int]
) -> None:
	nets = [*pieces, cents - sum(pieces)]
	apart = total_receipts([receipt(in_cents(net)) for net in nets], rules())
	assert apart.collected.get("Ann", Collected()) == Collected(in_cents(cents))


def settle(
	factor: int, target: int, collected: Collected, carry: Decimal, gaps: list[int], kpi: int
) -> QuarterResult:
	"""A quarter in which all money, and the plan's amounts, are `factor` times what is given."""
	plan = Plan(
		no_carry_threshold=DEFAULT_PLAN.no_carry_threshold / 100 * factor,
		wage_deduction=DEFAULT_PLAN.wage_deduction * factor,
	)
	shortfalls = tuple(
		Shortfall(f"S{number}", dec(1_000 * factor), dec(gap * factor), dec("0.05"))
		for number, gap in enumerate(gaps)
	)
	scaled = Collected(
		collected.plan_rate * factor, collected.own_rate * factor, collected.own_rate_bonus * factor
	)
	task = Task("Q", dec(target * factor), kpi_score=dec(kpi))
	return settle_quarter(plan, task, scaled, State(carry * factor, shortfalls))


SCALED = (
	"target",
	"base",
	"credited",
	"carry_in",
	"attainment",
	"made_up",
	"made_up_base",
	"eligible",
	"carry_out",
	"open_shortfall",
	"plan_amount",
	"wage_deduction",
)
TARGETS = st.sampled_from([1_000, 2_500, 4_000])
GAPS = st.lists(st.integers(1, 1_500), max_size=3)


@given(
	st.integers(2, 1_000),
	TARGETS,
	st.integers(-100_000, 600_000),
	st.integers(0, 100_000),
	st.integers(0, 100_000),
	GAPS,
	st.integers(0, 130),
)
def test_scaling_money_scales_the_bonus_but_for_rounding(
	factor: int, target: int, plan_rate: int, own_rate: int, carry: int, gaps: list[int], kpi: int
) -> None:
	"""All unrounded figures scale exactly. A rounded one is within half a cent of its exact value, so `factor`
	times it within factor / 2: plan and own-rate bonus differ by at most (factor + 1) / 2 cents, accrued by
	factor + 1, and the bonus by (factor + 1) × (KPI factor + 1/2)."""
	collected = Collected(in_cents(plan_rate), in_cents(own_rate), in_cents(own_rate) * dec("0.06"))
	single = settle(1, target, collected, in_cents(carry), gaps, kpi)
	scaled = settle(factor, target, collected, in_cents(carry), gaps, kpi)
	for name in SCALED:
		assert getattr(scaled, name) == getattr(single, name) * factor, name
	assert (scaled.case, scaled.floating_wage_due, scaled.kpi_factor) == (
		single.case,
		single.floating_wage_due,
		single.kpi_factor,
	)
	bound = CENT * (factor + 1)
	for name, share in (
		("plan_bonus", dec("0.5")),
		("own_rate_bonus", dec("0.5")),
		("accrued", 1),
		("bonus", single.kpi_factor + dec("0.5")),
	):
		assert abs(getattr(scaled, name) - getattr(single, name) * factor) <= bound * share, name


@given(st.integers(2, 1_000), TARGETS, st.integers(-20, 80), st.integers(0, 10), st.integers(0, 130))
def test_scaling_money_scales_the_bonus_exactly_where_nothing_is_rounded(
	factor: int, target: int, plan_rate: int, carry: int, kpi: int
) -> None:
	"""Hundreds × 4 % are whole units, × a KPI factor of three decimals at most tenths of a cent of ten units."""
	collected = Collected(dec(plan_rate * 500))
	single = settle(1, target, collected, dec(carry * 500), [500], kpi)
	scaled = settle(factor, target, collected, dec(carry * 500), [500], kpi)
	assert scaled.plan_bonus == single.plan_bonus * factor
	assert scaled.bonus == single.bonus * factor
