"""plan.toml carries a Bonus Plan's fields by name."""

import datetime as dt
from decimal import Decimal

import pytest
from command_line import write

from key_account.bonus.plan import DEFAULT_PLAN, GROSS_PROFIT, RateStep, TargetOverride
from key_account.input_file import InputError
from key_account.plan_file import read_plan


@pytest.fixture
def plan(tmp_path):
	return lambda text: read_plan(write(tmp_path / "plan.toml", text))


@pytest.fixture
def refusal(tmp_path):
	"""What is said of a plan, without the file's name, which it must begin with."""

	def refuse(text: str) -> str:
		path = write(tmp_path / "plan.toml", text)
		with pytest.raises(InputError) as caught:
			read_plan(path)
		assert str(caught.value).startswith(str(path))
		assert "\n" not in str(caught.value)
		return str(caught.value).removeprefix(str(path))

	return refuse


def test_fields_left_out_take_the_default_plans_value(plan):
	read = plan("")
	assert read.name == "plan"
	assert {name: getattr(read, name) for name in read.__slots__ if name != "name"} == {
		name: getattr(DEFAULT_PLAN, name) for name in read.__slots__ if name != "name"
	}


def test_figures_are_exact(plan):
	read = plan("rate = 0.1\nbase_ratio = 0.7\nno_carry_threshold = 300000\nwage_deduction = 0.30\n")
	assert (read.rate, read.base_ratio, read.no_carry_threshold, read.wage_deduction) == (
		Decimal("0.1"),
		Decimal("0.7"),
		Decimal(300000),
		Decimal("0.30"),
	)


def test_every_field_of_a_plan_can_be_set(plan):
	read = plan(
		"""
		name = "North"
		company = "Imported"
		valid_from = 2026-01-01
		valid_to = 2026-12-31
		kpi_weight = 0.3
		max_kpi_coefficient = 1.2
		first_quarter = "carry"
		year_end = "reset"
		registered_only = false
		department_override_rate = 0.005
		default_category = "Rest"
		[[category]]
		name = "Rest"
		[[category]]
		name = "Services"
		item_groups = ["Training", "维护"]
		counts_toward_target = false
		rate = 0.06
		[[category]]
		name = "Projects"
		basis = "gross profit"
		standard_gap_from = "Rest"
		[[rate_step]]
		attainment = 1.2
		rate = 0.05
		[[target]]
		sales_person = 391
		fiscal_year = 2026
		quarter = 2
		amount = 3500.50
		"""
	)
	assert (read.name, read.company, read.valid_from, read.valid_to) == (
		"North",
		"Imported",
		dt.date(2026, 1, 1),
		dt.date(2026, 12, 31),
	)
	assert (read.kpi_weight, read.max_kpi_coefficient) == (Decimal("0.3"), Decimal("1.2"))
	assert (read.first_quarter, read.year_end, read.registered_only) == ("carry", "reset", False)
	assert read.department_override_rate == Decimal("0.005")
	rest, services, projects = read.category
	assert (rest.item_groups, rest.counts_toward_target, rest.rate) == ((), True, None)
	assert (services.item_groups, services.counts_toward_target) == (("Training", "维护"), False)
	assert services.rate == Decimal("0.06")
	assert (projects.basis, projects.standard_gap_from) == (GROSS_PROFIT, "Rest")
	assert read.rate_step == (RateStep(Decimal("1.2"), Decimal("0.05")),)
	assert read.target == (TargetOverride("391", "2026", 2, Decimal("3500.50")),)


def test_a_plan_with_its_own_categories_has_only_those(plan):
	read = plan('[[category]]\nname = "Goods"\n[[category]]\nname = "Services"\nrate = 0.06\n')
	assert [category.name for category in read.category] == ["Goods", "Services"]
	assert read.default_category == "Goods"


def test_product_stays_the_default_category_where_there_is_one(plan):
	read = plan('[[category]]\nname = "Services"\nrate = 0.06\n[[category]]\nname = "Product"\n')
	assert read.default_category == "Product"


@pytest.mark.parametrize(
	"text, said",
	[
		("rates = 0.04\n", ", line 1, column rates: there is no such field"),
		("rate = 0.04\nrate = 0.05\n", "this is not TOML"),
		("rate = \n", ", line 1, column 8: this is not TOML"),
		("\n\nrate = [\n", ": this is not TOML"),
		("rate = 4\n", ", line 1, column rate: Bonus Plan plan: rate must be from 0 to 1, not 4."),
		('rate = "4 %"\n', ", line 1, column rate: it must be a number, not '4 %'."),
		("rate = true\n", ", line 1, column rate: it must be a number, not true."),
		("rate = nan\n", ", line 1, column rate"),
		("\nbase_ratio = -0.1\n", ", line 2, column base_ratio"),
		("wage_deduction = -1\n", ", line 1, column wage_deduction"),
		("kpi_weight = 1.5\n", ", line 1, column kpi_weight"),
		('registered_only = "no"\n', ", line 1, column registered_only: it must be true or false, not 'no'."),
		("registered_only = 0\n", ", line 1, column registered_only: it must be true or false, not 0."),
		("first_quarter = 1\n", ", line 1, column first_quarter: it must be a text"),
		('first_quarter = "paid"\n', ", line 1, column first_quarter"),
		('year_end = "keep"\n', ", line 1, column year_end"),
		('valid_from = "spring"\n', ", line 1, column valid_from"),
		("valid_from = 2026-05-01\nvalid_to = 2026-04-01\n", ", line 2, column valid_to"),
		('category = "Product"\n', ", line 1, column category: write it as [[category]] tables."),
		('[category]\nname = "Product"\n', ", line 1, column category: write it as [[category]] tables."),
		(
			'[[category]]\nname = "A"\nrat = 0.04\n',
			", line 3, column rat: there is no such [[category]] field",
		),
		("[[category]]\nrate = 0.04\n", "lacks name"),
		('[[category]]\nname = "A"\nitem_groups = "G"\n', ", line 3, column item_groups: it must be a list"),
		('[[category]]\nname = "A"\nitem_groups = [1]\n', ", line 3, column item_groups: it must be a list"),
		('[[category]]\nname = "A"\nbasis = "profit"\n', ", line 3, column basis"),
		('[[category]]\nname = "A"\ncounts_toward_target = 1\n', ", line 3, column counts_toward_target"),
		('[[category]]\nname = "A"\n[[category]]\nname = "A"\n', "category A is there twice"),
		(
			'[[category]]\nname = "A"\nitem_groups = ["G"]\n[[category]]\nname = "B"\nitem_groups = ["G"]\n',
			"item group G is in two categories, A and B",
		),
		(
			"[[rate_step]]\nattainment = 1\nrate = 0.05\n[[rate_step]]\nattainment = 1\nrate = 0.06\n",
			"same attainment",
		),
		(
			'[[target]]\nsales_person = "A"\nfiscal_year = 2026\nquarter = 1\namount = 0\n',
			"A in quarter 1 of 2026 must be above 0",
		),
		(
			'[[target]]\nsales_person = "A"\nfiscal_year = 2026\nquarter = "1"\namount = 5\n',
			", line 4, column quarter",
		),
		('default_category = "Goods"\n', ", line 1, column default_category"),
	],
)
def test_a_plan_that_makes_no_sense_is_refused_by_its_place(refusal, text, said):
	assert said in refusal(text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
	with pytest.raises(InputError, match=r"none\.toml: it cannot be read"):
		read_plan(tmp_path / "none.toml")
	(tmp_path / "bytes.toml").write_bytes(b"name = '\xff'")
	with pytest.raises(InputError, match=r"bytes\.toml: it is not UTF-8 text"):
		read_plan(tmp_path / "bytes.toml")
