"""Client Tier: the five that come with the app, what may be saved, and who may touch them."""

from collections.abc import Callable
from decimal import Decimal

import frappe
import pytest
from frappe.model.document import Document
from key_account.key_account.doctype.client_tier.client_tier import tiers
from roles import as_user_with_role, permitted

from key_account.setup import defaults
from key_account.tiers.ladder import Ladder, Tier

RIGHTS = {
	"System Manager": {"read", "write", "create", "delete"},
	"Key Account Director": {"read", "write", "create", "delete"},
	"Key Account Executive": {"read"},
	"Key Account Manager": {"read"},
	"Key Account Specialist": {"read"},
	"Sales Manager": {"read"},
	"Sales User": {"read"},
	"Accounts Manager": {"read"},
	"Accounts User": {"read"},
	"HR Manager": set(),
	"Employee": set(),
}


@pytest.fixture(autouse=True)
def no_other_tiers() -> None:
	"""The tiers of the site are out of the way; they come back with the roll-back."""
	frappe.db.delete("Client Tier")


def tier(name: str = "KA Best", points: float = 80, **values: object) -> Document:
	return frappe.get_doc({"doctype": "Client Tier", "tier_name": name, "from_points": points, **values})


def test_a_site_without_tiers_gets_the_five_of_the_rules() -> None:
	defaults.create_tiers()
	assert [(found.name, found.from_points) for found in Ladder(tiers()).tiers] == [
		("Silver Client", 0),
		("White Gold Client", 25),
		("Platinum Client", 45),
		("Diamond Client", 65),
		("Gold Client", 80),
	]
	gold = frappe.get_doc("Client Tier", "Gold Client")
	assert (gold.visit_interval_days, gold.response_time, gold.discount_authority) == (14, 4 * 3600, 15)
	assert (gold.gift_limit, gold.reception_limit) == (500, 500)


def test_a_site_with_tiers_of_its_own_keeps_them() -> None:
	tier().insert()
	defaults.create_tiers()
	assert tiers() == [Tier("KA Best", Decimal(80))]


def test_a_chinese_site_gets_them_in_chinese() -> None:
	frappe.db.set_single_value("System Settings", "language", "zh")
	defaults.create_tiers()
	assert [found.name for found in tiers()] == ["银客户", "白金客户", "铂金客户", "钻石客户", "金牌客户"]


def test_tiers_are_renamed_and_put_in_another_order() -> None:
	tier("KA Best", 80).insert()
	good = tier("KA Good", 50).insert()
	frappe.rename_doc("Client Tier", "KA Good", "KA Great", force=True)
	good = frappe.get_doc("Client Tier", "KA Great")
	assert good.tier_name == "KA Great"
	good.from_points = 90
	good.save()
	assert [found.name for found in tiers()] == ["KA Best", "KA Great"]


def test_two_tiers_do_not_begin_at_the_same_points() -> None:
	tier("KA Best", 80).insert()
	with pytest.raises(frappe.ValidationError, match="Tiers KA Best and KA Good both begin at 80 points"):
		tier("KA Good", 80).insert()
	tier("KA Old", 80, disabled=1).insert()
	old = frappe.get_doc("Client Tier", "KA Old")
	old.disabled = 0
	with pytest.raises(frappe.ValidationError, match="both begin at 80 points"):
		old.save()


def test_a_disabled_tier_is_off_the_ladder() -> None:
	tier("KA Best", 80).insert()
	tier("KA Old", 30, disabled=1).insert()
	assert tiers() == [Tier("KA Best", Decimal(80))]


@pytest.mark.parametrize(
	("fieldname", "value", "sentence"),
	[
		("from_points", 101, "Client Tier KA Best: From Points must be from 0 to 100, not 101"),
		("from_points", -1, "From Points"),
		("discount_authority", 100.5, "Discount Authority .* must be from 0 to 100, not 100.5"),
		("visit_interval_days", -1, "Days between Visits"),
		("gift_limit", -1, "Gift Limit"),
		("reception_limit", -1, "Reception Limit"),
	],
)
def test_figures_out_of_range_are_refused_by_name(fieldname: str, value: float, sentence: str) -> None:
	doc = tier()
	doc.set(fieldname, value)
	with pytest.raises(frappe.ValidationError, match=sentence):
		doc.insert()


def test_a_name_is_there_once() -> None:
	tier("KA Best", 80).insert()
	with pytest.raises(frappe.DuplicateEntryError):
		tier("KA Best", 70).insert()


@pytest.mark.parametrize(("role", "rights"), RIGHTS.items())
def test_rights_of_each_role(role: str, rights: set[str]) -> None:
	tier("KA Best", 80).insert()
	acts: dict[str, Callable[[], object]] = {
		"read": lambda: frappe.get_doc("Client Tier", "KA Best").check_permission("read"),
		"write": lambda: frappe.get_doc("Client Tier", "KA Best").save(),
		"create": lambda: tier("KA Good", 50).insert(),
		"delete": lambda: frappe.delete_doc("Client Tier", "KA Best"),
	}
	with as_user_with_role(role):
		assert {right for right, act in acts.items() if permitted(act)} == rights
		listed = permitted(lambda: frappe.get_list("Client Tier", order_by="name"))
		assert listed is ("read" in rights)
