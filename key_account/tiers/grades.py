"""Grade A, B or C, and whether a client is a key client at all (source 003, 集团大客户管理制度)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from key_account.scoring import weighted
from key_account.tiers.evidence import Evidence, Measure, Score


class Grade(Enum):
	"""A: much contribution and much potential; B: one of them; C: neither."""

	A = "A"
	B = "B"
	C = "C"


@dataclass(frozen=True, slots=True)
class GradeRules:
	"""much              points (0 to 100) from which on contribution, or potential, is much
	key_purchases        purchases of 12 months over which a client is a key client, in company currency
	key_profit_share     share of the company's gross profit over which it is one (0.1 is 10 %)
	"""

	much: Decimal = Decimal(50)
	key_purchases: Decimal = Decimal(1_000_000)
	key_profit_share: Decimal = Decimal("0.1")


#: Contribution is what a client brings in and leaves.
CONTRIBUTION = {Measure.COLLECTIONS: Decimal(1), Measure.PROFIT_SHARE: Decimal(1)}


def grade(found: Score, rules: GradeRules | None = None) -> Grade:
	"""The grade by contribution (collections, profit share) and potential."""
	rules = rules or GradeRules()
	contribution = weighted(found.by_measure, CONTRIBUTION) or 0
	potential = found.by_measure[Measure.POTENTIAL] or 0
	return (Grade.C, Grade.B, Grade.A)[(contribution >= rules.much) + (potential >= rules.much)]


def is_key_client(purchases: Decimal, evidence: Evidence, rules: GradeRules | None = None) -> bool:
	"""By purchases, by profit share, or by potential.

	purchases   invoiced net of tax in the 12 months, in company currency
	"""
	rules = rules or GradeRules()
	share = evidence.value(Measure.PROFIT_SHARE) or 0
	has_potential = evidence.potential is not None and evidence.potential >= rules.much
	return purchases > rules.key_purchases or share > rules.key_profit_share or has_potential
