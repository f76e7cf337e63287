"""Its builds do not take long."""

from catalog_store.scorecards.about import GOLD, WITH_RUNS
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="ci-quick",
    title="Is built and tested within 20 minutes",
    level=GOLD,
    reason="Whoever waits longer begins something else, and changes pile up.",
    fix="Cache what it needs, run tests beside each other, and move the slowest to a nightly run.",
    rule=Condition("ci.minutes", Operator.AT_MOST, 20),
    applies=WITH_RUNS,
    effort=3,
)
