"""Its owner is at work in it."""

from catalog_store.scorecards.about import GOLD, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-commits",
    title="Is worked on by its owner",
    level=GOLD,
    reason="If all commits of 90 days came from others, it may belong to them by now.",
    fix="Ask those who commit whether they should be its owner, and correct `spec.owner`.",
    rule=fact_is("repository.ownerCommits"),
    applies=WITH_REPOSITORY,
    effort=3,
)
