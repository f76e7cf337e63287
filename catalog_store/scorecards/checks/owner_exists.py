"""The owner that is named is one that the catalog has."""

from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import Every, fact_exists, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-exists",
    title="Has an owner that the catalog has",
    level=BRONZE,
    reason="An owner of whom the catalog knows nothing can't be reached.",
    fix="Correct `spec.owner`, or describe that team in the catalog.",
    rule=fact_is("owner.exists"),
    applies=Every((OWNABLE, fact_exists("owner.named"))),
    effort=1,
)
