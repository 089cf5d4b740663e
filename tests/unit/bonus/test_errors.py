"""Refusals: one sentence, and its parts for whoever translates it."""

import pickle

from key_account.bonus.errors import TargetError
from key_account.bonus.receipts import Reason


def test_a_refusal_survives_being_handed_over() -> None:
	error = TargetError("{sales_person}: the target is {target}.", sales_person="A {curious} name", target=-1)
	again = pickle.loads(pickle.dumps(error))
	assert (type(again), str(again)) == (TargetError, "A {curious} name: the target is -1.")
	assert (again.template, again.values) == (error.template, error.values)


def test_a_refusal_is_told_in_any_language_with_what_the_domain_knows_by_name() -> None:
	words = {"{reason}: {name}.": "{name} ({reason})", "No cash in it": "bar ist nichts"}
	error = TargetError("{reason}: {name}.", reason=Reason.NO_CASH, name="No cash in it")
	assert str(error) == "No cash in it: No cash in it."
	assert error.told(lambda text: words.get(text, text)) == "No cash in it (bar ist nichts)"
