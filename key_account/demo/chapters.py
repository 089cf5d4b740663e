"""The demo quarter by quarter: what each person's row shows, and why."""

from key_account.demo.model import Chapter

BELOW, BETWEEN, AT_TARGET, ACCELERATED = "below base", "between", "at target", "accelerated"

CHAPTERS = (
	Chapter(
		"Li Na", "2025-Q1", BELOW, 40_000, "10,000 below her base of 50,000: nothing pays, 600 off her wage."
	),
	Chapter(
		"Li Na",
		"2025-Q2",
		BETWEEN,
		109_900,
		"Fills the 10,000 first, so the first quarter's base is paid after all; 99,900 is left to pay on.",
	),
	Chapter(
		"Li Na", "2025-Q3", AT_TARGET, 180_000, "Paid up to the target of 150,000; 30,000 is carried over."
	),
	Chapter("Li Na", "2025-Q4", BETWEEN, 50_000, "20,000 and the 30,000 carried in just reach the base."),
	Chapter("Li Na", "2026-Q1", AT_TARGET, 130_000, "10,000 above her target of 120,000 is carried over."),
	Chapter("Li Na", "2026-Q2", BELOW, 70_000, "60,000 and the carry of 10,000 stay 20,000 below the base."),
	Chapter(
		"Li Na",
		"2026-Q3",
		BETWEEN,
		100_000,
		"10,000 above the base fills half of the shortfall: 10,000 stays open.",
	),
	Chapter(
		"Li Na",
		"2026-Q4",
		AT_TARGET,
		150_000,
		"Fills the other half, which pays the second quarter's base, and still carries 20,000.",
	),
	Chapter("Wang Wei", "2025-Q1", AT_TARGET, 210_000, "Paid up to 200,000, 10,000 carried over."),
	Chapter(
		"Wang Wei", "2025-Q2", ACCELERATED, 320_000, "Above 300,000: all of it pays, nothing is carried."
	),
	Chapter(
		"Wang Wei", "2025-Q3", BETWEEN, 150_000, "No open shortfall: all of it pays, 30,000 of it at 6 %."
	),
	Chapter("Wang Wei", "2025-Q4", AT_TARGET, 200_000, "The target to the yuan: nothing to carry."),
	Chapter("Wang Wei", "2026-Q1", ACCELERATED, 350_000, "206,000 from the bank, 144,000 from abroad."),
	Chapter(
		"Wang Wei", "2026-Q2", BELOW, -20_000, "A refund of 103,000 outweighs 83,000: 140,000 below the base."
	),
	Chapter(
		"Wang Wei",
		"2026-Q3",
		BETWEEN,
		260_000,
		"Above his target, but 140,000 fills the shortfall: two bases pay, and no floating wage is due.",
	),
	Chapter("Wang Wei", "2026-Q4", ACCELERATED, 330_000, "Above 300,000 again."),
	Chapter("Liu Yang", "2025-Q1", BELOW, 20_000, "30,000 below the base."),
	Chapter("Liu Yang", "2025-Q2", BELOW, 30_000, "20,000 below the base: two shortfalls are open."),
	Chapter(
		"Liu Yang",
		"2025-Q3",
		BETWEEN,
		65_000,
		"15,000 above the base fills half of the older one; only the base pays.",
	),
	Chapter(
		"Liu Yang", "2025-Q4", AT_TARGET, 160_000, "Fills both and still reaches the target: three bases pay."
	),
	Chapter(
		"Zhao Lei",
		"2025-Q1",
		BETWEEN,
		60_000,
		"24,000 of it pays 6 % and not 4 %, and so does the maintenance beside it.",
	),
	Chapter(
		"Zhao Lei", "2025-Q2", BELOW, 40_000, "10,000 below the base; the training pays its 6 % all the same."
	),
	Chapter(
		"Zhao Lei",
		"2025-Q3",
		BETWEEN,
		55_000,
		"Gross profit of 40,000 and a rest of 15,000; half of the shortfall is filled.",
	),
	Chapter(
		"Zhao Lei",
		"2025-Q4",
		AT_TARGET,
		130_000,
		"Fills the rest of the shortfall, reaches the target, carries 25,000.",
	),
	Chapter(
		"Zhao Lei",
		"2026-Q1",
		BETWEEN,
		55_000,
		"30,000 alone would stay below the base; the carry lifts it above.",
	),
	Chapter(
		"Zhao Lei",
		"2026-Q2",
		AT_TARGET,
		110_000,
		"10,000 is carried over; the development at a loss adds nothing.",
	),
	Chapter("Zhao Lei", "2026-Q3", AT_TARGET, 105_000, "Reaches the target by the carry; 5,000 goes on."),
	Chapter(
		"Zhao Lei", "2026-Q4", BELOW, 35_000, "15,000 below the base, which the next year has to make up."
	),
	Chapter(
		"Zhang Min",
		"2025-Q3",
		AT_TARGET,
		35_000,
		"First quarter, no task: all of it pays, nothing is deducted.",
	),
	Chapter("Zhang Min", "2025-Q4", BETWEEN, 100_000, "Her first target is the plan's own: 120,000."),
	Chapter("Zhang Min", "2026-Q1", BELOW, 55_000, "5,000 below the base."),
	Chapter(
		"Zhang Min",
		"2026-Q2",
		BETWEEN,
		62_000,
		"2,000 above the base: the shortfall is filled in part, 3,000 stays open.",
	),
	Chapter(
		"Zhang Min",
		"2026-Q3",
		AT_TARGET,
		125_000,
		"Fills the rest, which pays that base, and is 2,000 above the target.",
	),
	Chapter("Zhang Min", "2026-Q4", BETWEEN, 97_000, "95,000 and the 2,000 carried in."),
	Chapter(
		"Chen Jing",
		"2025-Q1",
		BETWEEN,
		120_000,
		"Her own target is what her people's leave of the department's.",
	),
	Chapter(
		"Chen Jing", "2025-Q2", AT_TARGET, 160_000, "50,000 above her target of 110,000 is carried over."
	),
	Chapter("Chen Jing", "2025-Q3", AT_TARGET, 120_000, "70,000 and the carry of 50,000: 10,000 goes on."),
	Chapter(
		"Chen Jing",
		"2025-Q4",
		AT_TARGET,
		60_000,
		"Her target is small in this quarter; 20,000 is carried over.",
	),
	Chapter("Chen Jing", "2026-Q1", BETWEEN, 120_000, "100,000 and the 20,000 carried in."),
	Chapter("Chen Jing", "2026-Q2", AT_TARGET, 130_000, "20,000 above the target is carried over."),
	Chapter("Chen Jing", "2026-Q3", BELOW, 50_000, "Even with the carry of 20,000 below her base by 5,000."),
	Chapter(
		"Chen Jing",
		"2026-Q4",
		ACCELERATED,
		330_000,
		"Fills 5,000, which pays the third quarter's base, and 325,000 is still above 300,000.",
	),
)
