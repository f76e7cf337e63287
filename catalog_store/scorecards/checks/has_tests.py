"""It has tests."""

from catalog_store.scorecards.about import GOLD, WITH_FILES
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-tests",
    title="Has tests",
    level=GOLD,
    reason="Without tests nobody dares to change it, and it grows old.",
    fix="Write a first test for what would hurt most if it broke.",
    rule=fact_is("files.hasTests"),
    applies=WITH_FILES,
    effort=3,
)
