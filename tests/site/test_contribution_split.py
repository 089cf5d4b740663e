"""The contribution split of a key account's order: whose deal it is."""

from collections.abc import Mapping

import frappe
import pytest
from factories.masters import named, user_of
from factories.orders import draft_order, key_account
from frappe.model.document import Document


@pytest.fixture(autouse=True)
def _client() -> None:
	key_account()


def with_team(order: Document, *rows: tuple[str, float]) -> Document:
	order.sales_team = []
	for person, share in rows:
		order.append("sales_team", {"sales_person": named(person), "allocated_percentage": share})
	return order


class TestSplit:
	@pytest.mark.parametrize("team", [{"Li Na": 100}, {"Li Na": 60, "Wang Wei": 40}])
	def test_a_whole_deal_is_submitted(self, team: Mapping[str, float]) -> None:
		assert draft_order(team=team).submit().docstatus == 1

	def test_each_person_once(self) -> None:
		order = with_team(draft_order(), ("Li Na", 60), ("Li Na", 40))
		with pytest.raises(frappe.ValidationError, match="KA Li Na stands in the sales team twice"):
			order.save()

	def test_no_share_beyond_a_hundred_or_below_nothing(self) -> None:
		order = with_team(draft_order(), ("Li Na", 120), ("Wang Wei", -20))
		with pytest.raises(frappe.ValidationError, match="KA Li Na has 120 % of the sales team"):
			order.save()

	def test_together_a_hundred(self) -> None:
		order = with_team(draft_order(), ("Li Na", 60))
		with pytest.raises(frappe.ValidationError, match="should be 100"):
			order.save()

	def test_orders_of_other_customers_are_left_alone(self) -> None:
		order = with_team(draft_order(customer="Beta"), ("Li Na", 60), ("Li Na", 40))
		assert order.save().submit().docstatus == 1


class TestPeople:
	def test_a_salesperson_who_has_left_gets_no_new_deal(self) -> None:
		order = draft_order()
		employee = frappe.db.get_value("Employee", {"user_id": user_of("Li Na")})
		frappe.db.set_value("Employee", employee, {"status": "Left", "relieving_date": "2025-01-01"})
		order.save()  # a draft may wait for another one
		with pytest.raises(frappe.ValidationError, match="KA Li Na is disabled or has left the company"):
			order.submit()

	def test_a_disabled_salesperson_gets_no_new_deal(self) -> None:
		order = draft_order()
		frappe.db.set_value("Sales Person", named("Li Na"), "enabled", 0)
		with pytest.raises(frappe.ValidationError, match="disabled"):
			order.submit()

	def test_without_a_team_the_account_manager_is_credited(self) -> None:
		frappe.db.set_value("Customer", named("Alpha"), "account_manager", user_of("Zhao Lei"))
		assert draft_order(team={}).submit().docstatus == 1

	def test_without_a_team_and_a_salesperson_nobody_would_be(self) -> None:
		order = draft_order(team={})
		with pytest.raises(frappe.ValidationError, match="nobody would be credited with the deal"):
			order.submit()

	def test_other_customers_need_no_team(self) -> None:
		assert draft_order(customer="Beta", team={}).submit().docstatus == 1


class TestAfterSubmission:
	def test_a_team_is_corrected_to_a_whole_one(self) -> None:
		order = draft_order().submit()
		with_team(order, ("Li Na", 30), ("Wang Wei", 70)).save()
		assert frappe.db.count("Sales Team", {"parent": order.name}) == 2

	@pytest.mark.parametrize(
		"rows",
		[
			(("Li Na", 50), ("Li Na", 50)),
			(("Li Na", 120), ("Wang Wei", -20)),
			(("Li Na", 50),),
			(),
		],
	)
	def test_not_to_one_that_makes_no_sense(self, rows: tuple) -> None:
		order = draft_order().submit()
		with pytest.raises(frappe.ValidationError):
			with_team(order, *rows).save()

	def test_not_to_somebody_who_has_left(self) -> None:
		order = draft_order().submit()
		frappe.db.set_value(
			"Employee", frappe.db.get_value("Employee", {"user_id": user_of("Wang Wei")}), "status", "Left"
		)
		with pytest.raises(frappe.ValidationError, match="KA Wang Wei is disabled or has left"):
			with_team(order, ("Wang Wei", 100)).save()
