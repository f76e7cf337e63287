"""The newest version of its file could be read."""

from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="descriptor-current",
    title="Is described by the newest version of its file",
    level=BRONZE,
    reason="The newest version of its file has a fault, so the catalog shows what an older one said.",
    fix="Correct the file; `callboard lint` says where and how.",
    rule=fact_is("descriptor.isCurrent"),
    applies=OWNABLE,
    effort=1,
)
