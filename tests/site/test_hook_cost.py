"""The hooks on Customer and Sales Order add few queries to a save, and one to orders of other customers."""

from collections.abc import Callable

import frappe
import pytest
from factories.masters import named
from factories.orders import credit_limit, draft_order, key_account
from frappe.model.document import Document

from benchmarks.saves import queries_of


def added(prepare: Callable[[], Document], act: Callable[[Document], object]) -> int:
	"""How many queries the hooks add to a save that is done for the second time."""
	for left_out in (False, True):
		queries_of(prepare(), act, left_out=left_out)
	return queries_of(prepare(), act) - queries_of(prepare(), act, left_out=True)


def order_of(customer: str) -> Callable[[], Document]:
	return lambda: frappe.get_doc("Sales Order", draft_order(950, customer=customer).name)


@pytest.mark.parametrize("act", [Document.save, Document.submit])
def test_an_order_of_another_customer_costs_one_query(act: Callable[[Document], object]) -> None:
	assert added(order_of("Beta"), act) == 1


@pytest.mark.parametrize("act", [Document.save, Document.submit])
@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_an_order_of_a_registered_client_costs_three_at_most(
	act: Callable[[Document], object], limit: float
) -> None:
	key_account()
	if limit:
		credit_limit(limit)
	assert 1 < added(order_of("Alpha"), act) <= 3


def test_so_does_an_order_whose_special_terms_are_refused() -> None:
	key_account()
	credit_limit(500)

	def submit(order: Document) -> None:
		with pytest.raises(frappe.ValidationError, match="Special Terms Request"):
			order.submit()

	order = frappe.get_doc("Sales Order", draft_order(800).name)
	queries_of(order, submit)
	order = frappe.get_doc("Sales Order", draft_order(800).name)
	with_hooks = queries_of(order, submit)
	credit_limit(0)
	order = frappe.get_doc("Sales Order", draft_order(800).name)
	assert with_hooks <= queries_of(order, Document.submit, left_out=True) + 3


@pytest.mark.parametrize("is_registered", [False, True])
def test_a_customer_costs_three_at_most(is_registered: bool) -> None:
	if is_registered:
		key_account()
	assert added(lambda: frappe.get_doc("Customer", named("Alpha")), Document.save) <= 3
