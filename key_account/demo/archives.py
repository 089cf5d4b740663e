"""What the demo company's archives say of its clients."""

from collections.abc import Mapping
from typing import Any

STARS = 5

#: Stakeholders: name, position, role, whom they report to, stars of closeness, support, whether somebody of ours owns
#: the relation.
Row = tuple[str, str, str, str, int, str, bool]

_BANK: tuple[Row, ...] = (
	("Sun Qiang", "President", "Decision Maker", "", 1, "Neutral", False),
	("Gao Yan", "Chief Information Officer", "Decision Maker", "Sun Qiang", 4, "Champion", True),
	("Ma Lin", "Head of Purchasing", "Purchaser", "Sun Qiang", 2, "Sceptical", True),
	("Xu Bo", "Head of Core Systems", "Influencer", "Gao Yan", 5, "For Us", True),
	("He Jia", "Branch Operations", "User", "Xu Bo", 3, "For Us", True),
)
_RETAIL: tuple[Row, ...] = (
	("Zhou Wen", "General Manager", "Decision Maker", "", 3, "For Us", True),
	("Lin Tao", "Head of Stores", "User", "Zhou Wen", 4, "Champion", True),
	("Deng Rui", "Head of Finance", "Influencer", "Zhou Wen", 0, "Against Us", False),
)
_ENERGY: tuple[Row, ...] = (
	("Hu Jun", "Director of Equipment", "Decision Maker", "", 4, "For Us", True),
	("Peng Fei", "Maintenance", "User", "Hu Jun", 5, "Champion", True),
)

#: Customer -> fields of its archive. The others have an archive with the little that everybody knows.
ARCHIVES: Mapping[str, Mapping[str, Any]] = {
	"Xinghe Bank": {
		"phone": "010-8800-1001",
		"cooperation_project": "Core banking interface and branch terminals",
		"ownership": "Joint-stock",
		"main_business": "Retail and commercial banking in twelve cities",
		"industry_standing": "Among the first ten in its province",
		"founded_year": 1996,
		"need_driver": "The regulator wants every branch on one system by 2027.",
		"has_budget": "Yes",
		"budget_kind": "Yearly investment plan",
		"budget_amount": 1_800_000,
		"has_plan": "Yes",
		"plan_date": "2027-03-31",
		"expected_date": "2027-01-15",
		"expected_amount": 900_000,
		"probability": 60,
		"potential": 80,
		"expected_funds": 1_500_000,
		"trial_needed": "Yes",
		"tender": "Yes",
		"manager_opinion": "The information officer wants us; purchasing has to be won before the tender.",
		"feasibility": "The interface was proven in two branches.",
		"bank": "Own house",
		"payment_attitude": "Pays on the last day, and always pays.",
		"is_strategic": 1,
		"strategic_reason": "A reference that opens the doors of other banks.",
		"stakeholders": _BANK,
	},
	"Hualian Retail": {
		"phone": "021-6200-3300",
		"cooperation_project": "Store systems",
		"ownership": "Privately Owned",
		"main_business": "Supermarkets and convenience stores",
		"industry_standing": "Second in its city",
		"founded_year": 2004,
		"need_driver": "New stores each season want the same tills and training.",
		"has_budget": "Yes",
		"budget_kind": "By store opened",
		"budget_amount": 600_000,
		"has_plan": "No",
		"potential": 60,
		"stakeholders": _RETAIL,
	},
	"Tianshan Energy": {
		"phone": "0991-550-7788",
		"cooperation_project": "Maintenance of control systems",
		"ownership": "State-owned",
		"main_business": "Wind and solar power",
		"founded_year": 2009,
		"has_budget": "No",
		"potential": 40,
		"stakeholders": _ENERGY,
	},
}
