"""What the demo company sold in 2026 and how it was paid."""

from key_account.demo.model import Deal, Invoice, Line, Payment, Return
from key_account.demo.plain import day, money, sale

FIRST_QUARTER = (
	sale(39, "Jiangnan Textile", 130_000, "Li Na", "2026-01-05", "2026-01-16", "2026-03-06"),
	Deal(
		40,
		"Xinghe Bank",
		day("2026-01-07"),
		(Line("Software Product", 103_000, quantity=2),),
		{"Wang Wei": 100},
		(
			Invoice(
				day("2026-01-19"),
				(Payment(day("2026-02-27")),),
				returned=Return(
					day("2026-05-11"), ("Software Product",), refunded_on=day("2026-05-25"), quantity=1
				),
			),
		),
		note="One of two licences comes back in May and is refunded: 103,000 is clawed back in that quarter.",
	),
	Deal(
		41,
		"Pacific Tools",
		day("2026-01-09"),
		(Line("Software Product", 20_000),),
		{"Wang Wei": 100},
		(Invoice(day("2026-01-22"), (Payment(day("2026-03-12"), rate=money("7.2")),)),),
		vat=0,
		currency="USD",
		rate=money("7.1"),
		note="20,000 US dollars billed at 7.10 and paid at 7.20: counts for the 144,000 yuan it brought.",
	),
	sale(42, "Kaixuan Hotels", 55_000, "Zhang Min", "2026-01-12", "2026-01-26", "2026-03-03"),
	sale(
		43,
		"Tianshan Energy",
		40_000,
		"Zhao Lei",
		"2026-01-14",
		"2026-01-20",
		"2026-02-11",
		item_group="Maintenance Service",
		vat=6,
	),
	sale(44, "Ruikang Hospital", 30_000, "Zhao Lei", "2026-01-15", "2026-01-29", "2026-03-17"),
	sale(45, "Zhicheng Motors", 100_000, None, "2026-01-20", "2026-02-03", "2026-03-24"),
)

SECOND_QUARTER = (
	sale(46, "Fangzhou Media", 60_000, "Li Na", "2026-03-23", "2026-04-07", "2026-05-21"),
	sale(47, "Beichen Logistics", 83_000, "Wang Wei", "2026-03-26", "2026-04-09", "2026-06-04"),
	sale(48, "Kaixuan Hotels", 62_000, "Zhang Min", "2026-04-01", "2026-04-15", "2026-06-09"),
	Deal(
		49,
		"Tianshan Energy",
		day("2026-04-03"),
		(Line("Custom Development", 30_000, cost=35_000),),
		{"Zhao Lei": 100},
		(Invoice(day("2026-04-20"), (Payment(day("2026-05-18")),)),),
		vat=6,
		note="Custom development sold below its cost: all of it is cost, and the loss takes nothing away.",
	),
	sale(50, "Ruikang Hospital", 110_000, "Zhao Lei", "2026-04-08", "2026-04-22", "2026-06-16"),
	sale(51, "Zhicheng Motors", 130_000, None, "2026-04-10", "2026-04-24", "2026-06-23"),
)

THIRD_QUARTER = (
	sale(52, "Hualian Retail", 100_000, "Li Na", "2026-06-29", "2026-07-10", "2026-09-02"),
	sale(53, "Xinghe Bank", 160_000, "Wang Wei", "2026-06-25", "2026-07-08", "2026-08-19"),
	sale(54, "Beichen Logistics", 100_000, "Wang Wei", "2026-07-06", "2026-07-20", "2026-09-16"),
	sale(55, "Kaixuan Hotels", 125_000, "Zhang Min", "2026-07-09", "2026-07-23", "2026-09-22"),
	Deal(
		56,
		"Ruikang Hospital",
		day("2026-07-13"),
		(Line("Software Product", 75_000), Line("Implementation Service", 20_000, standard=20_000)),
		{"Zhao Lei": 100},
		(Invoice(day("2026-07-27"), (Payment(day("2026-09-08")),)),),
	),
	sale(57, "Zhicheng Motors", 30_000, None, "2026-07-15", "2026-07-29", "2026-09-11"),
)

FOURTH_QUARTER = (
	Deal(
		58,
		"Jiangnan Textile",
		day("2026-09-28"),
		(Line("Software Product", 150_000), Line("Training Service", 20_000)),
		{"Li Na": 100},
		(
			Invoice(
				day("2026-10-15"),
				(Payment(day("2026-11-20")),),
				returned=Return(day("2026-10-30"), ("Training Service",)),
			),
		),
		note="The training is cancelled before the payment: what is paid is all product.",
	),
	sale(59, "Xinghe Bank", 330_000, "Wang Wei", "2026-10-09", "2026-10-20", "2026-12-08"),
	sale(60, "Kaixuan Hotels", 95_000, "Zhang Min", "2026-10-12", "2026-10-26", "2026-12-03"),
	sale(61, "Ruikang Hospital", 30_000, "Zhao Lei", "2026-10-14", "2026-10-28", "2026-12-10"),
	sale(62, "Zhicheng Motors", 330_000, None, "2026-10-16", "2026-10-30", "2026-12-16"),
	sale(
		63,
		"Beichen Logistics",
		90_000,
		"Wang Wei",
		"2026-12-01",
		"2026-12-18",
		None,
		note="Not paid by the end of the year: no receipt, so no bonus.",
	),
)

DEALS_2026: tuple[Deal, ...] = (*FIRST_QUARTER, *SECOND_QUARTER, *THIRD_QUARTER, *FOURTH_QUARTER)
