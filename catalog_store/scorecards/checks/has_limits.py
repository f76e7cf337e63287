"""It says what it needs of a node."""

from catalog_store.scorecards.about import RUNNING, SILVER
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-limits",
    title="Says how much memory and CPU it needs",
    level=SILVER,
    reason="What asks for nothing is placed anywhere and evicted first; what has no limit of memory takes its neighbours down.",
    fix="Add `resources.requests` for both and `resources.limits.memory` to every container in its manifests.",
    rule=Every(
        (fact_is("running.memoryIsLimited"), fact_is("running.memoryIsRequested"), fact_is("running.cpuIsRequested"))
    ),
    applies=RUNNING,
    effort=2,
)
