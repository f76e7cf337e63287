"""Nobody else says that it is theirs."""

from catalog_store.scorecards.about import GOLD, OWNABLE
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="no-open-claims",
    title="Is claimed by nobody else",
    level=GOLD,
    reason="Somebody pressed Claim: either the owner is out of date, or they should know.",
    fix="Agree with whoever claimed it and correct `spec.owner` if they are right.",
    rule=Condition("owner.claims", Operator.AT_MOST, 0),
    applies=OWNABLE,
)
