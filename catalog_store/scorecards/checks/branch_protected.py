"""Its default branch has rules."""

from catalog_store.scorecards.about import SILVER, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="branch-protected",
    title="Protects its default branch",
    level=SILVER,
    reason="Without a rule anybody can overwrite the history of the branch that others deploy from.",
    fix="Add a ruleset for the default branch under Settings, Rules, of its repository.",
    rule=fact_is("branch.isProtected"),
    applies=WITH_REPOSITORY,
    effort=1,
)
