"""What a request to change a registered client asks for."""

import pytest

from key_account.approvals import Actor, NotPermitted, take_step
from key_account.client_changes import APPROVAL, ChangeError, Standing, State, changed
from key_account.roles import DIRECTOR, EXECUTIVE, MANAGER

NOW = Standing("ann@example.com", "Holding")


def test_what_is_left_out_stays() -> None:
	assert changed(NOW, account_manager="bob@example.com") == Standing("bob@example.com", "Holding")
	assert changed(NOW, parent="Group") == Standing("ann@example.com", "Group")
	assert changed(NOW, leaves_group=True) == Standing("ann@example.com", None)


@pytest.mark.parametrize(
	"asked", [{}, {"account_manager": "ann@example.com"}, {"parent": "Holding"}, {"parent": ""}]
)
def test_nothing_would_change(asked: dict[str, str]) -> None:
	with pytest.raises(ChangeError, match="Nothing would change"):
		changed(NOW, **asked)


def test_who_is_in_no_group_leaves_none() -> None:
	with pytest.raises(ChangeError, match="Nothing would change"):
		changed(Standing("ann@example.com"), leaves_group=True)


def test_a_new_parent_and_none_at_once() -> None:
	with pytest.raises(ChangeError, match="not both"):
		changed(NOW, parent="Group", leaves_group=True)


@pytest.mark.parametrize("role", [DIRECTOR, EXECUTIVE])
def test_director_or_executive_approves_what_others_wrote(role: str) -> None:
	assert take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([role])).is_approval
	with pytest.raises(NotPermitted):
		take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([role], is_author=True))


def test_a_manager_does_not() -> None:
	with pytest.raises(NotPermitted, match="Only a Key Account Director"):
		take_step(APPROVAL, State.PENDING_DIRECTOR, State.APPROVED, Actor([MANAGER]))
