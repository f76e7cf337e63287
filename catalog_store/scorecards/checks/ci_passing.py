"""Its default branch is sound."""

from catalog_store.scorecards.about import SILVER, WITH_RUNS
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="ci-passing",
    title="Passes its own tests",
    level=SILVER,
    reason="Nobody can deliver, or see what they broke, while the default branch is broken.",
    fix="Open the runs that failed under Actions and mend the default branch first.",
    rule=fact_is("ci.isPassing"),
    applies=WITH_RUNS,
    effort=2,
)
