"""Refusals: one sentence, and its parts for whoever translates it."""

import pickle

from key_account.bonus.errors import TargetError


def test_a_refusal_survives_being_handed_over() -> None:
	error = TargetError("{sales_person}: the target is {target}.", sales_person="A {curious} name", target=-1)
	again = pickle.loads(pickle.dumps(error))
	assert (type(again), str(again)) == (TargetError, "A {curious} name: the target is -1.")
	assert (again.template, again.values) == (error.template, error.values)
