"""A team owns it, not one person."""

from catalog_store.scorecards.about import OWNABLE, SILVER
from catalog_store.scorecards.conditions import Every, fact_is
from catalog_store.scorecards.model import Check

CHECK = Check(
    id="owner-is-team",
    title="Is owned by a team",
    level=SILVER,
    reason="One person has holidays, changes teams and leaves.",
    fix="Name a team instead of a person in `spec.owner`.",
    rule=fact_is("owner.kind", "group"),
    applies=Every((OWNABLE, fact_is("owner.exists"))),
    effort=1,
)
