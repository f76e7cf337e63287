"""Its repository says what it is for."""

from catalog_store.scorecards.about import GOLD, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_exists
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="repository-described",
    title="Has a repository that says what it is for",
    level=GOLD,
    reason="People who find it through the code host see nothing else first.",
    fix="Write one sentence into the description on the repository's page.",
    rule=fact_exists("repository.description"),
    applies=WITH_REPOSITORY,
    effort=1,
)
