"""Somebody is named as the owner."""

from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import fact_exists
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="has-owner",
    title="Names an owner",
    level=BRONZE,
    reason="When it breaks, somebody has to be asked, and without an owner that takes the longest.",
    fix="Write the team that looks after it into `spec.owner`.",
    rule=fact_exists("owner.named"),
    applies=OWNABLE,
    effort=1,
)
