"""There is a way to reach the owner."""

from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import Every, Some, fact_exists, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-reachable",
    title="Has an owner whom one can reach",
    level=BRONZE,
    reason="Knowing who owns it helps only when there is a channel or an address to ask in.",
    fix="Add the annotation `slack.com/channel-id` or `spec.profile.email` to the owning team.",
    rule=Some((fact_is("owner.hasChannel"), fact_exists("owner.email"))),
    applies=Every((OWNABLE, fact_is("owner.exists"))),
)
