"""The person who owns it has not left."""

from catalog_store.scorecards.about import BRONZE, OWNABLE
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-present",
    title="Is owned by somebody who is still here",
    level=BRONZE,
    reason="Whoever left answers no question and merges nothing.",
    fix="Name the team that took it over in `spec.owner`.",
    rule=fact_is("owner.hasLeft", False),
    applies=Every((OWNABLE, fact_is("owner.kind", "user"))),
    effort=1,
)
