"""Its repository is not archived."""

from catalog_store.scorecards.about import BRONZE, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="repository-not-archived",
    title="Has a repository that can be changed",
    level=BRONZE,
    reason="An archived repository takes no fix, not even for a weakness that everybody knows.",
    fix="Unarchive the repository, or set `spec.lifecycle` to deprecated.",
    rule=fact_is("repository.isArchived", False),
    applies=WITH_REPOSITORY,
    effort=1,
)
