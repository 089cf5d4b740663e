"""The demo company: Yunfeng Software 云峰软件 and its key-account department, 2025 and 2026.

All of it is made up. Amounts are whole yuan, so that every figure of the table can be worked out by hand.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from key_account.bonus.periods import MONTHS
from key_account.bonus.plan import DEFAULT_PLAN, Category, TargetOverride
from key_account.demo.chapters import CHAPTERS
from key_account.demo.deals_2025 import DEALS_2025
from key_account.demo.deals_2026 import DEALS_2026
from key_account.demo.model import Customer, Person, Story

COMPANY = "Yunfeng Software"
ABBREVIATION = "YF"
FIRST_DAY = dt.date(2025, 1, 1)

ITEM_GROUPS = {
	"Software Product": "软件产品",
	"Implementation Service": "实施",
	"Maintenance Service": "维护",
	"Training Service": "培训",
	"Custom Development": "二次开发",
	"Third-party Hardware": "代购硬件",
}

MONTHS_EVENLY = (8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9)
MONTHS_BY_SEASON = (6, 4, 10, 10, 10, 10, 10, 10, 10, 6, 6, 8)
EVENLY = "Yunfeng 25/25/25/25"
BY_SEASON = "Yunfeng 20/30/30/20"
DISTRIBUTIONS = {
	EVENLY: dict(zip(MONTHS, MONTHS_EVENLY, strict=True)),
	BY_SEASON: dict(zip(MONTHS, MONTHS_BY_SEASON, strict=True)),
}

PEOPLE = (
	Person(
		"Chen Jing",
		"陈静",
		"director",
		dt.date(2019, 3, 1),
		group=True,
		targets={2025: 2_640_000, 2026: 3_000_000},
		distribution=EVENLY,
		note="Director (大客户总监): answers for the department's target, and for what her people's leave of it.",
	),
	Person(
		"Wang Wei",
		"王伟",
		"manager",
		dt.date(2020, 6, 1),
		targets={2025: 800_000, 2026: 960_000},
		distribution=EVENLY,
		note="Key account manager (大客户经理) for bank and logistics: big deals, and once a big return.",
	),
	Person(
		"Li Na",
		"李娜",
		"specialist",
		dt.date(2021, 9, 1),
		targets={2025: 500_000, 2026: 600_000},
		distribution=BY_SEASON,
		note="Specialist (大客户专员); her year is spread 20/30/30/20 by a Monthly Distribution.",
	),
	Person(
		"Liu Yang",
		"刘洋",
		"specialist",
		dt.date(2022, 2, 14),
		targets={2025: 400_000},
		distribution=EVENLY,
		note="Specialist who leaves at the end of 2025: no target in 2026.",
	),
	Person(
		"Zhao Lei",
		"赵磊",
		"manager",
		dt.date(2018, 5, 7),
		targets={2025: 400_000, 2026: 400_000},
		distribution=EVENLY,
		note="Account manager of the service clients: gets what a sales team leaves unassigned there.",
	),
	Person(
		"Zhang Min",
		"张敏",
		"specialist",
		dt.date(2025, 7, 14),
		targets={2026: 480_000},
		distribution=EVENLY,
		note="Specialist who joins in July 2025: no task in her first quarter, a target of the plan in her second.",
	),
)

CUSTOMERS = (
	Customer("Hualian Retail", "华联零售", dt.date(2024, 11, 4), "Li Na"),
	Customer("Jiangnan Textile", "江南纺织", dt.date(2024, 11, 18), "Li Na"),
	Customer("Xinghe Bank", "星河银行", dt.date(2024, 10, 9), "Wang Wei"),
	Customer("Beichen Logistics", "北辰物流", dt.date(2024, 12, 2), "Wang Wei"),
	Customer("Donghai Port", "东海港务", dt.date(2024, 12, 9), "Liu Yang"),
	Customer("Qinghe Foods", "清禾食品", dt.date(2024, 12, 16), "Liu Yang"),
	Customer("Tianshan Energy", "天山能源", dt.date(2024, 9, 20), "Zhao Lei"),
	Customer("Ruikang Hospital", "瑞康医院", dt.date(2024, 9, 27), "Zhao Lei"),
	Customer("Kaixuan Hotels", "凯旋酒店", dt.date(2025, 7, 1), "Zhao Lei"),
	Customer(
		"Zhicheng Motors", "志诚汽车", dt.date(2024, 8, 30), "Chen Jing", note="The director's own client."
	),
	Customer(
		"Pacific Tools", "太平洋工具", dt.date(2025, 11, 3), "Wang Wei", "USD", note="Buys in US dollars."
	),
	Customer(
		"Fangzhou Media", "方舟传媒", dt.date(2025, 6, 16), "Li Na", note="Registered after its first order."
	),
	Customer("Haina Trading", "海纳贸易", None, "Wang Wei", note="Never registered."),
	Customer("Mingde School", "明德学校", dt.date(2024, 12, 20), note="Registered, but nobody's client."),
)

# The default plan, with the company's item groups, one category more, and the target of a first full quarter.
PLAN = replace(
	DEFAULT_PLAN,
	name=f"Key Accounts {FIRST_DAY} - {ABBREVIATION}",
	company=COMPANY,
	valid_from=FIRST_DAY,
	category=(
		*(
			replace(category, item_groups=(group,))
			for category, group in zip(DEFAULT_PLAN.category, ITEM_GROUPS, strict=False)
		),
		Category("Third-party Hardware", ("Third-party Hardware",), counts_toward_target=False),
	),
	target=(TargetOverride("Zhang Min", "2025", 4, Decimal(120_000)),),
)

STORY = Story(
	company=COMPANY,
	company_zh="云峰软件",
	abbreviation=ABBREVIATION,
	currency="CNY",
	fiscal_years=(2025, 2026),
	item_groups=ITEM_GROUPS,
	distributions=DISTRIBUTIONS,
	people=PEOPLE,
	finance=("He Fang", "何芳"),
	customers=CUSTOMERS,
	plan=PLAN,
	go_live=FIRST_DAY,
	deals=(*DEALS_2025, *DEALS_2026),
	chapters=CHAPTERS,
)
