"""Its builds can be relied upon."""

from catalog_store.scorecards.about import GOLD, WITH_RUNS
from catalog_store.scorecards.conditions import Condition, Operator
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="ci-reliable",
    title="Passes its tests most of the time",
    level=GOLD,
    reason="Builds that fail every now and then teach people not to look when one does.",
    fix="Look at the runs that failed under Actions; mend or remove the tests that fail without a reason.",
    rule=Condition("ci.successShare", Operator.AT_LEAST, 80),
    applies=WITH_RUNS,
    effort=3,
)
