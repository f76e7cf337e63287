"""Nothing is merged that fails."""

from catalog_store.scorecards.about import GOLD, WITH_RUNS
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="checks-required",
    title="Lets nothing in that fails its checks",
    level=GOLD,
    reason="A check that may fail is a check that nobody heeds.",
    fix="Require its checks to pass in the rules of its default branch.",
    rule=Condition("branch.requiredChecks", Operator.AT_LEAST, 1),
    applies=WITH_RUNS,
    effort=1,
)
