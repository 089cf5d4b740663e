"""What the money is for (bonus.md section 1, Categories and 划拨)."""

from decimal import Decimal
from typing import Any

import pytest
from builders import dec, line, receipt, rules, split_receipt, team

from key_account.bonus.plan import GROSS_PROFIT, Category, Plan
from key_account.bonus.quarter import Collected
from key_account.bonus.receipts import Reason
from key_account.bonus.settlement import total_receipts
from key_account.bonus.sharing import Destination, Part, Rules


def shared(net: Any, *lines: Any, the_rules: Rules | None = None) -> list[tuple[str, Decimal, str]]:
	"""(category, amount, "plan rate", own rate or reason) of each part."""
	parts = split_receipt(receipt(net, lines=tuple(lines)), the_rules or rules())
	return [(part.category.name, part.amount, rate_or_reason(part)) for part in parts]


def rate_or_reason(part: Part) -> str:
	if part.reason:
		return part.reason.value
	rate = Destination(part.sales_person, part.category, None, part.allocated).own_rate
	return "plan rate" if rate is None else f"{rate * 100:f} %"


def collected(net: Any, *lines: Any, the_rules: Rules | None = None) -> Collected:
	"""What Ann's quarter takes from one receipt."""
	return total_receipts([receipt(net, lines=tuple(lines))], the_rules or rules()).collected["Ann"]


class TestDefaultCategories:
	@pytest.mark.parametrize(
		("group", "plan_rate", "own_rate", "own_rate_bonus"),
		[
			("Product", 1_000, 0, 0),
			("Implementation", 0, 1_000, 60),
			("Maintenance", 0, 0, 60),
			("Training", 0, 0, 60),
			("Custom Development", 1_000, 0, 0),
			("Something else", 1_000, 0, 0),
		],
	)
	def test_rate_and_whether_it_counts(
		self, group: str, plan_rate: int, own_rate: int, own_rate_bonus: int
	) -> None:
		found = collected(1_000, line(group, 5_000))
		assert found == Collected(dec(plan_rate), dec(own_rate), dec(own_rate_bonus))
		assert found.credited == plan_rate + own_rate

	def test_lines_share_by_their_net_amounts(self) -> None:
		found = shared(
			"500.00",
			line("Product", 700),
			line("Implementation", 100),
			line("Maintenance", 100),
			line("Training", 100),
		)
		assert sorted(found) == [
			("Implementation", 50, "6.00 %"),
			("Maintenance", 50, "6.00 %"),
			("Product", 350, "plan rate"),
			("Training", 50, "6.00 %"),
		]

	def test_lines_of_one_category_are_one_share(self) -> None:
		"""Two groups of 30 % are one product of 60 %, which takes the cent; apart, training's 40 % would."""
		found = shared("0.01", line("Product", 30), line("Training", 40), line("Unmapped", 30))
		assert found == [("Product", dec("0.01"), "plan rate")]

	def test_a_discount_line_takes_its_share_back(self) -> None:
		found = shared(800, line("Product", 1_000), line("Training", -200))
		assert sorted(found) == [("Product", 1_000, "plan rate"), ("Training", -200, "6.00 %")]

	def test_own_rates_are_added_up_before_they_are_rounded(self) -> None:
		"""3 × 0.25 × 6 % = 0.045; rounded each by itself it would be 0.06."""
		receipts = [receipt("0.25", lines=(line(group, 1),)) for group in ("Implementation", "Training")]
		receipts.append(receipt("0.25", lines=(line("Maintenance", 1),)))
		totals = total_receipts(receipts, rules())
		assert totals.collected["Ann"].own_rate_bonus == dec("0.045")

	@pytest.mark.parametrize("lines", [(), (line("Product", 0),), (line("Product", 5), line("Product", -5))])
	def test_where_there_is_nothing_to_share_by_the_money_is_still_credited(self, lines: tuple) -> None:
		assert shared(100, *lines) == [("Product", 100, "plan rate")]

	def test_lines_that_cancel_each_other_out_leave_the_receipt_to_one_category(self) -> None:
		((_, amount, _),) = shared(100, line("Product", 5), line("Training", -5))
		assert amount == 100


class TestGrossProfit:
	"""Custom development: net less the line's cost, never below zero for bonus."""

	def test_the_cost_is_listed_the_profit_credited(self) -> None:
		found = shared(1_000, line("Custom Development", 1_000, cost=600))
		assert found == [
			("Custom Development", 600, "Cost of the line"),
			("Custom Development", 400, "plan rate"),
		]

	def test_a_part_payment_brings_its_part_of_the_profit(self) -> None:
		assert collected(250, line("Custom Development", 1_000, cost=600)).plan_rate == 100

	@pytest.mark.parametrize("cost", [1_000, 1_500])
	def test_never_below_zero(self, cost: int) -> None:
		assert shared(1_000, line("Custom Development", 1_000, cost=cost)) == [
			("Custom Development", 1_000, "Cost of the line")
		]

	def test_without_a_cost_all_is_profit(self) -> None:
		assert collected(1_000, line("Custom Development", 1_000)).plan_rate == 1_000

	def test_beside_a_product_only_its_own_cost_counts(self) -> None:
		found = shared(1_000, line("Custom Development", 500, cost=200), line("Product", 500, cost=400))
		assert sorted(found) == [
			("Custom Development", 200, "Cost of the line"),
			("Custom Development", 300, "plan rate"),
			("Product", 500, "plan rate"),
		]

	def test_a_loss_does_not_eat_the_product(self) -> None:
		found = shared(1_000, line("Custom Development", 500, cost=900), line("Product", 500))
		assert sorted(found) == [
			("Custom Development", 500, "Cost of the line"),
			("Product", 500, "plan rate"),
		]

	@pytest.mark.parametrize("cost", [600, -600])
	def test_a_return_takes_back_the_profit_it_gave(self, cost: int) -> None:
		"""Sold for 1,000 at a cost of 600: 400 were credited, so 400 are taken back, not 1,000. A return's
		line is negative; its cost may have kept its sign, as a copied field does, or be turned too."""
		found = collected(-1_000, line("Custom Development", -1_000, cost=cost))
		assert found.plan_rate == -400

	def test_a_loss_does_not_eat_the_profit_of_another_line(self) -> None:
		""" "Gross profit of the line, never below zero": 500 of the first line, nothing of the second."""
		lines = (line("Custom Development", 1_000, cost=500), line("App", 300, cost=500))
		plan = Plan(
			category=(Category("Custom Development", ("Custom Development", "App"), basis=GROSS_PROFIT),),
			default_category="Custom Development",
		)
		assert collected(1_300, *lines, the_rules=rules(plan)).plan_rate == 500


class TestStandardQuote:
	"""划拨: implementation sold below its standard quote takes the gap from the product, at the plan rate."""

	def test_the_gap_moves_from_product_to_implementation(self) -> None:
		found = shared(1_000, line("Product", 900), line("Implementation", 100, standard=250))
		assert sorted(found) == [
			("Implementation", 100, "6.00 %"),
			("Implementation", 150, "plan rate"),
			("Product", 750, "plan rate"),
		]

	def test_the_moved_part_counts_at_the_plan_rate(self) -> None:
		found = collected(1_000, line("Product", 900), line("Implementation", 100, standard=250))
		assert found == Collected(dec(900), dec(100), dec(6))

	def test_a_part_payment_moves_its_part_of_the_gap(self) -> None:
		found = shared(100, line("Product", 900), line("Implementation", 100, standard=250))
		assert sorted(found) == [
			("Implementation", 10, "6.00 %"),
			("Implementation", 15, "plan rate"),
			("Product", 75, "plan rate"),
		]

	def test_never_more_than_the_product_amount(self) -> None:
		found = shared(1_000, line("Product", 900), line("Implementation", 100, standard=5_000))
		assert sorted(found) == [("Implementation", 100, "6.00 %"), ("Implementation", 900, "plan rate")]

	@pytest.mark.parametrize("standard", [0, 50, 100])
	def test_no_gap_where_none_was_given_or_it_was_reached(self, standard: int) -> None:
		found = shared(1_000, line("Product", 900), line("Implementation", 100, standard=standard))
		assert sorted(found) == [("Implementation", 100, "6.00 %"), ("Product", 900, "plan rate")]

	def test_no_gap_without_a_product_to_take_it_from(self) -> None:
		found = shared(200, line("Training", 100), line("Implementation", 100, standard=250))
		assert sorted(found) == [("Implementation", 100, "6.00 %"), ("Training", 100, "6.00 %")]

	def test_implementation_given_away(self) -> None:
		"""Sold for nothing at a standard of 200: all 200 are moved, at the plan rate."""
		found = shared(1_000, line("Product", 1_000), line("Implementation", 0, standard=200))
		assert sorted(found) == [("Implementation", 200, "plan rate"), ("Product", 800, "plan rate")]

	def test_lines_of_one_order_are_added_up(self) -> None:
		"""300 sold at a standard of 200 and 100 at 250: together 50 below; a line without a standard has
		none to miss."""
		plan = Plan(
			category=(
				Category("Product", ("Product",)),
				Category(
					"Implementation",
					("On site", "Remote", "Other"),
					rate=dec("0.06"),
					standard_gap_from="Product",
				),
			)
		)
		found = shared(
			1_000,
			line("Product", 500),
			line("On site", 300, standard=200),
			line("Remote", 100, standard=250),
			line("Other", 100),
			the_rules=rules(plan),
		)
		assert sorted(found) == [
			("Implementation", 50, "plan rate"),
			("Implementation", 500, "6.00 %"),
			("Product", 450, "plan rate"),
		]

	def test_two_categories_that_take_from_one_take_no_more_than_it_has(self) -> None:
		def service(name: str) -> Category:
			return Category(name, (name,), rate=dec("0.06"), standard_gap_from="Product")

		plan = Plan(category=(Category("Product", ("Product",)), service("Set-up"), service("Move")))
		found = shared(
			500,
			line("Product", 300),
			line("Set-up", 100, standard=300),
			line("Move", 100, standard=300),
			the_rules=rules(plan),
		)
		assert sorted(found) == [
			("Move", 100, "6.00 %"),
			("Move", 100, "plan rate"),
			("Set-up", 100, "6.00 %"),
			("Set-up", 200, "plan rate"),
		]

	def test_a_return_takes_it_back_from_the_same_categories(self) -> None:
		lines = (line("Product", 900), line("Implementation", 100, standard=250))
		returned = (line("Product", -900), line("Implementation", -100, standard=-250))
		totals = total_receipts([receipt(1_000, lines=lines), receipt(-1_000, lines=returned)], rules())
		assert not any(totals.by_category.values())

	def test_a_return_takes_the_same_money_back(self) -> None:
		lines = (line("Product", 900), line("Implementation", 100, standard=250))
		returned = (line("Product", -900), line("Implementation", -100, standard=-250))
		given_out, taken_back = collected(1_000, *lines), collected(-1_000, *returned)
		assert given_out + taken_back == Collected()


TREE = {
	"All": None,
	"Software": "All",
	"Licences": "Software",
	"Perpetual": "Licences",
	"Services": "All",
	"Courses": "Services",
}


class TestMapping:
	def names(self, *categories: Category) -> dict[str, str]:
		plan = Plan(category=(Category("Product"), *categories))
		return {group: category.name for group, category in plan.category_map(TREE).items()}

	def test_an_unmapped_group_is_product(self) -> None:
		assert set(self.names().values()) == {"Product"}

	def test_a_group_takes_its_nearest_mapped_ancestor_s(self) -> None:
		found = self.names(Category("Service", ("Services",)), Category("Course", ("Courses",)))
		assert (found["Services"], found["Courses"], found["Software"]) == ("Service", "Course", "Product")
		found = self.names(Category("Soft", ("Software",)), Category("Licence", ("Licences",)))
		assert (found["Perpetual"], found["Licences"], found["Software"]) == ("Licence", "Licence", "Soft")

	def test_the_root_may_be_mapped(self) -> None:
		found = self.names(Category("Rest", ("All",)), Category("Soft", ("Software",)))
		assert (found["Courses"], found["Perpetual"]) == ("Rest", "Soft")

	def test_a_mapped_group_that_is_not_in_the_tree_is_mapped_all_the_same(self) -> None:
		assert self.names(Category("Old", ("Gone",)))["Gone"] == "Old"

	@pytest.mark.parametrize("group", ["never heard of", ""])
	def test_a_group_nobody_knows_is_product(self, group: str) -> None:
		assert rules(parents=TREE).category_of(group).name == "Product"

	def test_a_tree_that_bites_its_tail_ends(self) -> None:
		assert rules(parents={"a": "b", "b": "a"}).category_of("a").name == "Product"

	def test_the_default_category_may_be_another(self) -> None:
		plan = Plan(
			category=(Category("Goods"), Category("Product", ("Software",))), default_category="Goods"
		)
		assert rules(plan, TREE).category_of("Courses").name == "Goods"


class TestOutsideThePlan:
	PLAN = Plan(
		category=(Category("Product"), Category("Hardware", ("Hardware",), counts_toward_target=False))
	)

	def test_a_category_that_neither_counts_nor_has_a_rate_pays_nothing(self) -> None:
		found = shared(100, line("Hardware", 60), line("Product", 40), the_rules=rules(self.PLAN))
		assert sorted(found) == [("Hardware", 60, "Outside the plan"), ("Product", 40, "plan rate")]

	def test_a_rate_of_zero_is_a_rate_where_the_money_counts(self) -> None:
		plan = Plan(category=(Category("Product"), Category("Gift", ("Gift",), rate=dec(0))))
		assert collected(100, line("Gift", 1), the_rules=rules(plan)) == Collected(dec(0), dec(100), dec(0))

	def test_no_salesperson_is_said_first(self) -> None:
		money = receipt(100, lines=(line("Hardware", 1),), team=team())
		(part,) = split_receipt(money, rules(self.PLAN))
		assert part.reason is Reason.NO_SALESPERSON
