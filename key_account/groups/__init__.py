"""Client groups 集团客户: a parent client and the clients below it (clients.md, Customer and Sales Order)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from key_account.errors import DomainError
from key_account.hierarchy import circle
from key_account.marks import N_


class GroupError(DomainError):
	"""A parent that would make a client its own parent."""


def check_parent(client: str, parent: str, parents: Mapping[str, str | None]) -> None:
	"""Whether `client` may come below `parent`.

	parents    client -> its parent, as they are now; that of `client` itself does not matter
	raises     GroupError where the client would stand above itself
	"""
	if parent == client:
		raise GroupError(
			N_("Customer {client} cannot be its own parent: choose another, or none."), client=client
		)
	found = circle(client, {**parents, client: parent})
	if client in found:
		raise GroupError(
			N_("Customer {client} cannot come below {parent}, which stands below it: {way}."),
			client=client,
			parent=parent,
			way=" → ".join([*found, client]),
		)


def group_totals(
	order: Sequence[tuple[str, int]], amounts: Mapping[str, Decimal], zero: Decimal = Decimal(0)
) -> dict[str, Decimal]:
	"""For each client its own amount and those of all below it.

	order      clients and their depths as `hierarchy.depth_first` gives them
	amounts    of the clients themselves; who is not in it has none
	"""
	totals = {client: amounts.get(client, zero) for client, _depth in order}
	path: list[str] = []
	for client, depth in order:
		del path[depth:]
		for above in path:
			totals[above] += amounts.get(client, zero)
		path.append(client)
	return totals
