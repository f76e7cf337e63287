"""Changes are built and tested by a machine."""

from catalog_store.scorecards.about import SILVER, WITH_FILES
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-ci",
    title="Is built and tested at each change",
    level=SILVER,
    reason="What is only tested on somebody's laptop breaks for everybody else.",
    fix="Add a workflow under `.github/workflows/` that builds and tests it.",
    rule=fact_is("files.hasCi"),
    applies=WITH_FILES,
    effort=3,
)
