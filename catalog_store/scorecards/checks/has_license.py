"""A public repository says under which license it is."""

from catalog_store.scorecards.about import GOLD, OPEN_TO_ALL
from catalog_store.scorecards.conditions import Every, fact_exists, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-license",
    title="Has a license",
    level=GOLD,
    reason="What is public without a license may be used by nobody.",
    fix="Add the license that your company uses as `LICENSE`.",
    rule=fact_is("files.hasLicense"),
    applies=Every((OPEN_TO_ALL, fact_exists("files.paths"))),
    effort=1,
)
