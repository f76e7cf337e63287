"""Its repository is still there."""

from catalog_store.scorecards.about import BRONZE, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="repository-there",
    title="Has a repository that is there",
    level=BRONZE,
    reason="The repository is gone, or not shown to Callboard: nobody can look up or mend its code.",
    fix="Correct the address of its repository, or let Callboard's GitHub app see it.",
    rule=fact_is("repository.isGone", False),
    applies=WITH_REPOSITORY,
)
